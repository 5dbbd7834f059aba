"""Partial dates are intervals; the calendar day is the one that was sent (R-E6 … R-E9)."""

from datetime import date

import pytest

from fhir_mappings.dates import day, interval, latest_day, span, unreadable
from fhir_mappings.reading.elements import Period
from trd.intervals import DayInterval


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("2026-03-31T23:59:00-11:00", "2026-03-31", "2026-03-31"),
        ("2026-03-01T00:30:00+14:00", "2026-03-01", "2026-03-01"),
        ("2026-03-01T00:00:00.000Z", "2026-03-01", "2026-03-01"),
        ("2026-03-01 08:00", "2026-03-01", "2026-03-01"),
        ("20260331", "2026-03-31", "2026-03-31"),
        (" 2026-3-5 ", "2026-03-05", "2026-03-05"),
    ],
)
def test_a_date_is_as_exact_as_it_was_sent(text: str, first: str, last: str) -> None:
    expected = DayInterval(earliest=date.fromisoformat(first), latest=date.fromisoformat(last))
    assert interval(text) == expected
    assert latest_day(text) == expected.latest


@pytest.mark.parametrize("text", ["spring 2024", "2026-13", "2026-02-30", "0000", "9999", "03/05/2026", "2026-00-10"])
def test_words_and_impossible_days_are_missing_and_noticed(text: str) -> None:
    assert interval(text) is None
    assert latest_day(text) is None
    assert unreadable(text)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_is_missing_and_not_unreadable(text: str | None) -> None:
    assert interval(text) is None
    assert not unreadable(text)


def test_a_single_day_is_only_what_is_that_exact() -> None:
    assert day("2026-03-05") == date(2026, 3, 5)
    assert day("2026-03") is None


def test_either_end_of_a_period_may_be_missing() -> None:
    assert span(Period(start="2026-03-05")).end is None
    assert span(Period(end="2026-03")).end == DayInterval(earliest=date(2026, 3, 1), latest=date(2026, 3, 31))
    assert span(None).start is None
