"""Days and intervals: what is certain, and how it is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trd.intervals import DayInterval, Days, day_before, interval_in_words


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


START = date(2026, 1, 1).toordinal()


def days(*spans: tuple[int, int]) -> Days:
    """Days counted from 1 January: `days((1, 10), (21, 30))`."""
    return Days.of((START + first - 1, START + last - 1) for first, last in spans)


def numbers(of: Days) -> set[int]:
    return {day - START + 1 for first, last in of.spans for day in range(first, last + 1)}


some_days = st.lists(
    st.tuples(st.integers(1, 120), st.integers(0, 40)).map(lambda span: (span[0], span[0] + span[1])), max_size=6
).map(lambda spans: days(*spans))


@given(some_days, some_days)
def test_sets_of_days_behave_like_sets(one: Days, two: Days) -> None:
    assert numbers(one | two) == numbers(one) | numbers(two)
    assert numbers(one & two) == numbers(one) & numbers(two)
    assert numbers(one - two) == numbers(one) - numbers(two)
    assert len(one) == len(numbers(one))
    assert all((date.fromordinal(START + number - 1) in one) == (number in numbers(one)) for number in range(170))


@given(some_days, st.integers(1, 60), st.integers(1, 70))
def test_the_best_window_is_the_best_of_all_windows(some: Days, length: int, count: int) -> None:
    counted = numbers(some)
    windows = {end: sum(end - length < number <= end for number in counted) for end in range(1, 240)}
    assert some.most_within(length) == max(windows.values())
    reached = some.nth_within(count, length)
    expected = next((end for end, found in windows.items() if found >= count), None)
    assert (None if reached is None else reached.toordinal() - START + 1) == expected


def test_six_weeks_with_a_gap_of_ten_days_still_fit_in_fifty_two() -> None:
    assert days((1, 21), (32, 52)).most_within(52) == 42
    assert days((1, 21), (33, 53)).most_within(52) == 41


def test_days_before_and_after_a_day() -> None:
    some = days((1, 10), (21, 30))
    on_25 = date(2026, 1, 25)
    assert some.until(on_25) == days((1, 10), (21, 25))
    assert some.from_day(on_25) == days((25, 30))
    assert Days.between(date(2026, 1, 2), date(2026, 1, 1)) == Days()
    assert (Days().first, Days().last) == (None, None)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="no day lies"):
        DayInterval(earliest=date(2026, 1, 2), latest=date(2026, 1, 1))


def test_no_day_is_the_last_of_none() -> None:
    assert days((1, 10)).nth_within(0, 52) is None
    assert day_before(date(2026, 3, 1)) == date(2026, 2, 28)


def test_two_spans_that_touch_are_one() -> None:
    assert days((1, 10), (11, 20)).spans == days((1, 20)).spans
    assert days((1, 10), (12, 20)).gaps() == ((START + 10, START + 10),)
