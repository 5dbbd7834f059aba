"""What an undetermined trial lacks: what alone would make it adequate, else all that is in doubt (R-Q4)."""

from dataclasses import replace
from datetime import date

import pytest

from trd.adequacy.days import CountedDays
from trd.adequacy.rating import _missing
from trd.intervals import Days
from trd.knowledge.loading import load
from trd.terms import Doubt

MINIMUM = load().agents["sertraline"].minimum
NEEDED, WINDOW = 28, 35


def days(first: int, last: int) -> Days:
    """Days of January and after, 1 = 1 January 2026."""
    origin = date(2025, 12, 31).toordinal()
    return Days.span(origin + first, origin + last)


def missing(counted: CountedDays, *, questioned: bool = False, needed: int = NEEDED) -> tuple[str, ...]:
    return _missing(counted, needed, WINDOW, questioned=questioned)


def counted(certain: int, **more: object) -> CountedDays:
    """So many certain days from the first of January."""
    known = days(1, certain)
    return replace(CountedDays(certain=known, if_dose_known=known, threshold=MINIMUM), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("certain", "words"), [(28, ("taking",)), (27, ("end date",))])
def test_where_the_intake_is_questioned_only_taking_is_missing_of_enough_days(
    certain: int, words: tuple[str, ...]
) -> None:
    told = counted(certain, by_doubt={Doubt.END: days(certain + 1, 35)}, open_doubts=(Doubt.END,))
    assert missing(told, questioned=True) == words


def test_a_dose_that_alone_would_make_it_adequate_is_missing() -> None:
    told = counted(10, if_dose_known=days(1, 28), dose_open=True)
    assert missing(told) == ("dose",)
    assert missing(replace(told, by_doubt={Doubt.END: days(29, 30)}, open_doubts=(Doubt.END,))) == ("dose",)


def test_of_lithium_the_level_is_missing() -> None:
    assert missing(counted(10, if_dose_known=days(1, 28), level_needed=True)) == ("level",)


def test_each_fact_that_alone_would_make_it_adequate_is_named() -> None:
    told = counted(
        10,
        if_dose_known=days(1, 30),
        dose_open=True,
        by_doubt={Doubt.START: days(11, 28), Doubt.END: days(11, 27), Doubt.DISPENSING: days(11, 29)},
        open_doubts=(Doubt.DISPENSING, Doubt.END, Doubt.START),
    )
    assert missing(told) == ("dose", "start date", "dispensing")


@pytest.mark.parametrize(
    ("dose_open", "words"), [(True, ("dose", "end date", "start date")), (False, ("end date", "start date"))]
)
def test_where_no_fact_alone_is_enough_all_that_are_open_are_missing(dose_open: bool, words: tuple[str, ...]) -> None:
    told = counted(
        10,
        if_dose_known=days(1, 15),
        dose_open=dose_open,
        by_doubt={Doubt.END: days(11, 20), Doubt.START: days(21, 27)},
        open_doubts=(Doubt.END, Doubt.START),
    )
    assert missing(told) == words


def test_days_that_are_too_far_apart_are_not_enough_together() -> None:
    apart = counted(10, by_doubt={Doubt.END: days(40, 60)}, open_doubts=(Doubt.END,), dose_open=True)
    assert missing(apart) == ("dose", "end date")


def test_where_nothing_is_open_the_facts_with_days_of_their_own_are_named() -> None:
    told = counted(10, if_dose_known=days(1, 15), by_doubt={Doubt.END: days(16, 20), Doubt.START: days(5, 10)})
    assert missing(told) == ("dose", "end date"), "the start adds no day"


def test_without_a_minimum_dose_that_is_what_is_missing() -> None:
    assert missing(counted(10, threshold=None, by_doubt={Doubt.END: days(11, 40)})) == ("minimum dose",)


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        (Doubt.START, "start date"),
        (Doubt.END, "end date"),
        (Doubt.DISPENSING, "dispensing"),
        (Doubt.TAKING, "taking"),
        (Doubt.AS_NEEDED, "as needed"),
    ],
)
def test_every_doubt_has_its_word(doubt: Doubt, words: str) -> None:
    assert missing(counted(10, by_doubt={doubt: days(11, 28)}, open_doubts=(doubt,))) == (words,)
