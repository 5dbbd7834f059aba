"""Which days are replayed."""

from datetime import date

import pytest

from app.cohort.burden.replay import NoReplay, read_step, replay_of

DAY = date(2026, 11, 23)


def test_a_year_of_months_is_replayed_up_to_the_day_of_the_tables() -> None:
    found = replay_of(as_of=DAY, first=None, last=None, every=30, max_cards=4)
    assert (len(found.days), found.days[0], found.days[-1]) == (13, date(2025, 11, 28), DAY)


def test_the_first_day_is_never_before_the_one_that_was_asked_for() -> None:
    found = replay_of(as_of=DAY, first=date(2026, 9, 25), last=None, every=30, max_cards=4)
    assert found.days == (date(2026, 10, 24), DAY)
    exact = replay_of(as_of=DAY, first=date(2026, 9, 24), last=None, every=30, max_cards=4)
    assert exact.days[0] == date(2026, 9, 24)


def test_one_day_alone_can_be_asked_for() -> None:
    assert replay_of(as_of=DAY, first=DAY, last=None, every=30, max_cards=4).days == (DAY,)


@pytest.mark.parametrize(
    ("text", "days"),
    [("30d", 30), ("4w", 28), (" 7 D", 7), ("1", 1)],
)
def test_a_step_is_days_or_weeks(text: str, days: int) -> None:
    assert read_step(text) == days


@pytest.mark.parametrize("text", ["0d", "", "month", "-3d", "1.5w", "99999d"])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(NoReplay, match="write days or weeks"):
        read_step(text)


@pytest.mark.parametrize(
    ("first", "last", "every", "why"),
    [
        pytest.param(None, date(2026, 11, 24), 30, "after the day for which", id="a day after the tables"),
        pytest.param(date(2026, 11, 2), date(2026, 11, 1), 30, "is after --to", id="the end before the beginning"),
        pytest.param(date(2000, 1, 1), None, 1, "at most 400", id="more days than anyone reads"),
    ],
)
def test_days_that_can_not_be_had_are_refused(first: date | None, last: date | None, every: int, why: str) -> None:
    with pytest.raises(NoReplay, match=why):
        replay_of(as_of=DAY, first=first, last=last, every=every, max_cards=4)


def test_a_month_has_as_many_openings_as_steps_fit_into_it() -> None:
    weekly = replay_of(as_of=DAY, first=DAY, last=None, every=7, max_cards=4)
    assert weekly.a_month == pytest.approx(4.348, abs=0.001)
