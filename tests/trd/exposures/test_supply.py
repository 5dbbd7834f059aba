"""Dispenses read into days of supply (E19b, E19c, R-E22, R-D19)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import dispense, history, order
from trd.choices import Choices
from trd.exposures import Exposure, Rebuilt, certain_days, possible_days, rebuild
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.knowledge.loading import load

SERTRALINE = frozenset({"sertraline"})


def rebuilt(*records: MedicationRecord, as_of: str = "2026-11-23") -> Rebuilt:
    return rebuild(history(records), load(), Choices(), as_of=date.fromisoformat(as_of))


def days(first: str, last: str) -> Days:
    return Days.between(date.fromisoformat(first), date.fromisoformat(last))


def dose(exposure: Exposure) -> tuple[Any, Any]:
    return exposure.low, exposure.high


def fill(on: str, supply: int | None, dose: object = 50, **more: object) -> MedicationRecord:
    more.setdefault("unit_strength", dose)
    return dispense("sertraline", dose, on, supply, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fills", "last_certain", "last_possible"),
    [
        pytest.param([fill("2026-01-01", 30)], "2026-01-30", "2026-01-30", id="until it is used up"),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-21", 30)], "2026-03-01", "2026-03-01", id="10 days carried over"
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-02", 30), fill("2026-01-03", 30)],
            "2026-03-03",
            "2026-03-03",
            id="at most 30 days carried",
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-21", 30, 100)],
            "2026-02-19",
            "2026-03-01",
            id="another strength: what was left is only possible",
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-02", 30, 100)],
            "2026-01-31",
            "2026-01-31",
            id="two strengths fetched together",
        ),
        pytest.param([fill("2026-01-01", None)], "2026-01-01", "2026-01-30", id="supply not known"),
        pytest.param(
            [fill("2026-01-01", None), fill("2026-02-15", None)],
            "2026-02-15",
            "2026-03-16",
            id="supply not known, fetched again within 45 days",
        ),
    ],
)
def test_how_far_a_supply_reaches(fills, last_certain, last_possible) -> None:
    found = rebuilt(*fills)
    assert certain_days(found.exposures, SERTRALINE).last == date.fromisoformat(last_certain)
    assert possible_days(found.exposures, SERTRALINE).last == date.fromisoformat(last_possible)


def test_fetched_again_after_46_days_leaves_a_gap() -> None:
    found = rebuilt(fill("2026-01-01", None), fill("2026-02-16", None))
    assert certain_days(found.exposures, SERTRALINE) == days("2026-01-01", "2026-01-01") | days(
        "2026-02-16", "2026-02-16"
    )


def test_a_dispense_that_may_not_have_happened_is_possible() -> None:
    found = rebuilt(fill("2026-01-01", 30, only_possible=True))
    assert certain_days(found.exposures, SERTRALINE) == Days()
    assert found.supplied == {}


def test_two_strengths_fetched_together_may_be_taken_together() -> None:
    found = rebuilt(fill("2026-01-01", 30, 50), fill("2026-01-01", 30, 100))
    (exposure,) = found.exposures
    assert dose(exposure) == (100, 150)


def test_a_change_of_strength_is_a_change_of_dose_until_shown_otherwise() -> None:
    found = rebuilt(fill("2026-01-01", 30, 50), fill("2026-01-21", 30, 100))
    assert [dose(each) for each in found.exposures if each.certain] == [(50, 50), (100, 150), (100, 100)]


def test_the_order_gives_the_dose_that_the_dispense_does_not() -> None:
    """R-D19."""
    found = rebuilt(order("sertraline", 100, "2026-01-01", "2026-03-31"), fill("2026-01-02", 90, None))
    assert {each.low for each in found.exposures if each.certain} == {100}


def test_a_later_order_changes_the_dose_of_what_is_at_home() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-01-01"), fill("2026-01-02", 90, 50), order("sertraline", 100, "2026-02-01")
    )
    february = next(each for each in found.exposures if date(2026, 2, 15) in each.certain)
    assert dose(february) == (50, 100)


def test_supplied_days_are_counted_once() -> None:
    """R-Q5."""
    supplied = rebuilt(fill("2026-01-01", 30), fill("2026-02-15", 30)).supplied["sertraline"]
    assert len(supplied.days) == 60
    assert supplied.handed_over == (date(2026, 1, 1), date(2026, 2, 15))


def test_a_supply_that_reaches_beyond_today_is_open() -> None:
    found = rebuilt(fill("2026-11-01", 90))
    (exposure,) = found.exposures
    assert exposure.end is None
    assert exposure.certain == days("2026-11-01", "2026-11-23")
