"""Days and intervals: what is certain, and how it is said."""

from datetime import date

import pytest

from trd.intervals import DayInterval, interval_in_words


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        pytest.param(("2026-11-02", "2026-11-02"), "2 Nov 2026", id="a day"),
        pytest.param(("2026-02-01", "2026-02-28"), "Feb 2026", id="known to the month"),
        pytest.param(("2026-12-01", "2026-12-31"), "Dec 2026", id="the last month"),
        pytest.param(("2026-01-01", "2026-12-31"), "2026", id="known to the year"),
        pytest.param(("2026-02-01", "2026-02-27"), "1 Feb 2026 to 27 Feb 2026", id="neither"),
        pytest.param(("2025-12-31", "2026-01-01"), "31 Dec 2025 to 1 Jan 2026", id="over new year"),
    ],
)
def test_a_date_is_said_only_as_exactly_as_it_is_known(interval, words) -> None:
    first, last = (date.fromisoformat(day) for day in interval)
    assert interval_in_words(DayInterval(earliest=first, latest=last)) == words
