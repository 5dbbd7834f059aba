"""The level of a running drug against its range (R-A28, R-A29)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.told import situation_of
from trd.situation.levels import Level, read_level
from trd.situation.running import read_running


def level(drug: str, dose: int, start: str, value: str, on: str, **told: Any) -> Level | None:
    concept = {"amitriptyline": "drug-level-amitriptyline+nortriptyline"}.get(drug, f"drug-level-{drug}")
    situation = situation_of(
        drugs=[[drug, dose, start]], phq9=[["2026-11-13", 19]], values={concept: [value, on]}, **told
    )
    assert situation.current is not None
    return read_level(situation.current, situation.facts)


def lithium(value: str, on: str, **told: Any) -> Level | None:
    situation = situation_of(
        history="H1",
        also=[["lithium", 600, "2026-09-01"]],
        values={"lithium-level": [value, on]},
        **told,
    )
    assert situation.add_on is not None
    return read_level(read_running(situation.add_on, situation.as_of), situation.facts)


@pytest.mark.parametrize(
    ("drug", "value", "below"),
    [
        ("nortriptyline", "49", True),
        ("nortriptyline", "50", False),
        ("desipramine", "124", True),
        ("desipramine", "125", False),
        ("amitriptyline", "79", True),
        ("amitriptyline", "80", False),
    ],
)
def test_each_tricyclic_has_its_lower_limit(drug: str, value: str, below: bool) -> None:
    found = level(drug, 100, "2026-08-01", value, "2026-11-01")
    assert found is not None
    assert found.below is below


@pytest.mark.parametrize(("on", "steady"), [("2026-09-05", False), ("2026-09-06", True)])
def test_a_level_is_steady_after_five_days_on_the_dose(on: str, steady: bool) -> None:
    assert (level("nortriptyline", 75, "2026-09-01", "40", on) is not None) is steady


def test_a_level_from_before_the_last_change_of_dose_says_nothing() -> None:
    situation = situation_of(
        drugs=[["nortriptyline", 50, "2026-08-01", "2026-10-31"], ["nortriptyline", 75, "2026-11-01"]],
        phq9=[["2026-11-13", 19]],
        values={"drug-level-nortriptyline": ["40", "2026-10-20"]},
    )
    assert situation.current is not None
    assert read_level(situation.current, situation.facts) is None


@pytest.mark.parametrize(
    ("told", "value", "below", "low", "high"),
    [
        ({}, "0.59", True, "0.6", "1.0"),
        ({}, "0.6", False, "0.6", "1.0"),
        ({"patient": {"born": "1960-01-01"}}, "0.5", False, "0.4", "0.8"),
        ({"patient": {"born": "1960-01-01"}}, "0.39", True, "0.4", "0.8"),
    ],
)
def test_lithium_has_a_lower_range_in_older_adults(
    told: dict[str, Any], value: str, below: bool, low: str, high: str
) -> None:
    found = lithium(value, "2026-11-10", **told)
    assert found is not None
    assert (found.below, found.low, found.high) == (below, Decimal(low), Decimal(high))


def test_an_old_lithium_level_says_nothing() -> None:
    assert lithium("0.4", "2026-09-10") is not None
    old = situation_of(
        history="H1", also=[["lithium", 600, "2026-07-01"]], values={"lithium-level": ["0.4", "2026-08-24"]}
    )
    assert old.add_on is not None
    assert read_level(read_running(old.add_on, old.as_of), old.facts) is None


def test_a_drug_without_a_range_has_no_level() -> None:
    assert level("sertraline", 100, "2026-08-01", "40", "2026-11-01") is None
