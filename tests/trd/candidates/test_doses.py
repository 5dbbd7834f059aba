"""The first dose of a new drug for this patient (N-0.7, N-O4, §5.1)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.told import offer, situation_of
from trd.options import DosePlan
from trd.strategies import switch
from trd.terms import Topic

SCORES = [["2026-08-31", 20], ["2026-11-13", 19]]


def plan_of(agent: str, **told: Any) -> DosePlan:
    situation = situation_of(**{"phq9": SCORES, **told})
    options = switch.propose(situation, offer(Topic.SWITCH)).options
    plan = next(known.plan for known in options if known.agent == agent)
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("drugs", "start", "target"),
    [
        pytest.param([["sertraline", 50, "2026-09-01"]], "37.5", 75, id="another serotonergic drug runs"),
        pytest.param([["sertraline", 50, "2026-09-01", "2026-11-09"]], "37.5", 75, id="stopped 14 days ago"),
        pytest.param([["sertraline", 50, "2026-09-01", "2026-11-08"]], "75", 150, id="stopped 15 days ago"),
        pytest.param([["bupropion", 300, "2026-09-01"]], "75", 150, id="bupropion is not serotonergic"),
        pytest.param(
            [["bupropion", 300, "2026-09-01"], ["tramadol", 100, "2026-11-01"]], "37.5", 75, id="an opioid that is"
        ),
    ],
)
def test_venlafaxine_starts_low_after_another_serotonergic_drug(drugs: list[Any], start: str, target: int) -> None:
    plan = plan_of("venlafaxine", drugs=drugs)
    assert (plan.start, plan.target) == (Decimal(start), Decimal(target))


def test_a_limit_is_rounded_down_to_a_step_and_no_step_beyond_it_is_told() -> None:
    ill = plan_of("mirtazapine", drugs=[["sertraline", 50, "2026-09-01"]], conditions=[{"concept": "cirrhosis"}])
    assert (ill.start, ill.target, ill.maximum) == (Decimal(15), Decimal(15), Decimal("22.5"))
    assert (ill.titrates, ill.titration) == (False, "")
    well = plan_of("mirtazapine", drugs=[["sertraline", 50, "2026-09-01"]])
    assert (well.target, well.titrates) == (Decimal(30), True)
