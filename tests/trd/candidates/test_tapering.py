"""How the drug that is left comes down: the ladder, a step a week, two weeks in all, after six weeks of use (N-S14)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.told import situation_of
from trd.candidates import taper_of
from trd.options import Taper

STEPS = {
    225: ("150", "75", "37.5"),
    150: ("75", "37.5"),
    75: ("37.5",),
}


def taper(drug: str, dose: float | None, start: str, method: str | None = "taper", **told: Any) -> Taper | None:
    situation = situation_of(drugs=[[drug, dose, start]], phq9=[["2026-11-13", 19]], **told)
    assert situation.current is not None
    return taper_of(situation.current, method, situation)


@pytest.mark.parametrize(("dose", "each", "days"), [(225, 7, 21), (150, 7, 14), (75, 14, 14)])
def test_venlafaxine_comes_down_its_ladder_a_week_or_more_a_step_and_two_weeks_in_all(
    dose: int, each: int, days: int
) -> None:
    found = taper("venlafaxine", dose, "2026-06-01")
    assert found == Taper(steps=tuple(map(Decimal, STEPS[dose])), step_days=each, days=days)


@pytest.mark.parametrize(
    ("drug", "dose", "steps"),
    [
        ("paroxetine", 40, ("30", "20")),
        ("duloxetine", 60, ("30",)),
        ("desvenlafaxine", 100, ("50",)),
        ("amitriptyline", 100, ("75", "50", "25")),
        ("clomipramine", 75, ("50", "25")),
    ],
)
def test_each_drug_with_withdrawal_trouble_has_its_steps(drug: str, dose: int, steps: tuple[str, ...]) -> None:
    found = taper(drug, dose, "2026-06-01")
    assert found is not None
    assert found.steps == tuple(map(Decimal, steps))


@pytest.mark.parametrize(("start", "tapered"), [("2026-10-13", True), ("2026-10-14", False)])
def test_after_six_weeks_of_use_and_no_sooner(start: str, tapered: bool) -> None:
    assert (taper("venlafaxine", 150, start) is not None) is tapered


@pytest.mark.parametrize(("start", "slowly"), [("2025-11-24", True), ("2025-11-25", False)])
def test_after_a_year_of_use_slower_whatever_the_episode(start: str, slowly: bool) -> None:
    found = taper("paroxetine", 20, start)
    assert found is not None
    assert found.long_use is slowly


def test_a_dose_that_is_not_stated_has_no_steps_and_its_two_weeks() -> None:
    assert taper("venlafaxine", None, "2026-06-01") == Taper(steps=(), step_days=14, days=14)


@pytest.mark.parametrize(("dose", "stops"), [(20, True), (40, False)])
def test_fluoxetine_ends_at_twenty_milligrams_without_steps(dose: int, stops: bool) -> None:
    assert taper("fluoxetine", dose, "2026-06-01") == (Taper(may_stop=True) if stops else None)


def test_a_direct_change_and_a_drug_without_withdrawal_trouble_have_no_steps() -> None:
    assert taper("venlafaxine", 150, "2026-06-01", "direct") is None
    assert taper("bupropion", 300, "2026-06-01") is None
    assert taper("sertraline", 100, "2026-06-01") is None
