"""The way from the first dose of a new drug to one that can be judged."""

from decimal import Decimal

import pytest

from cds_hooks.wording.dose_paths import dose_path
from trd.knowledge.loading import load
from trd.options import DosePlan

AGENTS = load().agents


def path(agent: str, start: str, target: str, maximum: str | None, *, titrates: bool = True) -> dict[str, object]:
    plan = DosePlan(
        agent=agent,
        start=Decimal(start),
        target=Decimal(target),
        maximum=Decimal(maximum) if maximum else None,
        unit=AGENTS[agent].taken_unit,
        titrates=titrates,
    )
    return dict(dose_path(plan, AGENTS[agent]))


@pytest.mark.parametrize(
    ("agent", "start", "target", "maximum", "steps", "judged_from"),
    [
        pytest.param("venlafaxine", "37.5", "37.5", "225", "75, 150 mg/day", "150 mg/day", id="a low first dose"),
        pytest.param("venlafaxine", "75", "150", "225", "150 mg/day", "150 mg/day", id="the usual first dose"),
        pytest.param("bupropion", "150", "300", "450", "300 mg/day", "300 mg/day", id="first dose below the minimum"),
        pytest.param("mirtazapine", "7.5", "30", "45", "15, 30 mg/day", "15 mg/day", id="an older adult"),
        pytest.param("venlafaxine", "37.5", "75", "75", "75 mg/day", "75 mg/day", id="half the dose for the kidneys"),
    ],
)
def test_the_card_leads_to_a_dose_that_can_be_judged(
    agent: str, start: str, target: str, maximum: str, steps: str, judged_from: str
) -> None:
    told = path(agent, start, target, maximum)
    assert (told["steps"], told["judged_from"], told["step_days"]) == (steps, judged_from, 7)


@pytest.mark.parametrize(
    ("agent", "start", "target"),
    [("sertraline", "50", "100"), ("mirtazapine", "15", "30"), ("escitalopram", "10", "10")],
)
def test_a_first_dose_that_is_enough_and_one_step_need_no_path(agent: str, start: str, target: str) -> None:
    assert path(agent, start, target, "200") == {}


def test_no_step_is_told_where_none_is_allowed_or_nothing_is_known() -> None:
    assert path("venlafaxine", "37.5", "75", "225", titrates=False) == {}
    assert dose_path(None, None) == {}
