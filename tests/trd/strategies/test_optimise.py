"""Optimise: one step of the running drug, or more time (§2.1)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.told import NOTHING_RUNS, offer, option, situation_of
from trd.strategies import optimise
from trd.terms import Topic


def test_without_a_running_drug_there_is_nothing_to_raise() -> None:
    assert optimise.propose(situation_of(**NOTHING_RUNS), offer(Topic.DOSE_OPTIMIZATION)).options == ()


def test_an_add_on_without_a_stated_dose_is_not_raised() -> None:
    situation = situation_of(history="H2", also=[["aripiprazole", None, "2026-10-01"]])
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, rule="D7", case="too-low")).options == ()


def test_a_dose_that_is_not_stated_is_not_raised() -> None:
    situation = situation_of(drugs=[["sertraline", None, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION)).options == ()


def test_at_the_usual_maximum_there_is_no_step() -> None:
    situation = situation_of(drugs=[["sertraline", 200, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION)).options == ()


def test_to_the_minimum_in_one_step_when_it_is_the_next_but_one() -> None:
    situation = situation_of(drugs=[["venlafaxine", "37.5", "2026-09-01"]], phq9=[["2026-11-13", 18]])
    plan = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="too-low", rule="D9")).options[0].plan
    assert plan is not None
    assert (plan.current_dose, plan.target) == (Decimal("37.5"), Decimal(150))


def test_a_drug_without_a_ladder_is_said_as_text() -> None:
    situation = situation_of(drugs=[["nefazodone", 300, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert situation.room is not None
    room = replace(situation.room, next_step=Decimal(400))
    proposal = optimise.propose(replace(situation, room=room), offer(Topic.DOSE_OPTIMIZATION, case="room"))
    assert proposal.options[0].no_draft_because == "no ladder in the table"
    lower = optimise.propose(replace(situation, room=room), offer(Topic.DOSE_OPTIMIZATION, case="lower", rule="D4"))
    assert lower.options[0].plan is not None
    assert lower.options[0].plan.target == situation.room.minimum


def test_a_tricyclic_above_150_wants_an_ecg() -> None:
    situation = situation_of(
        drugs=[["clomipramine", 150, "2026-09-01"]], phq9=[["2026-11-13", 18]], values={"qtc-interval": False}
    )
    proposal = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="room"))
    assert "ECG (QTc)" in proposal.options[0].unknowns


def test_a_drug_that_may_still_be_taken_withholds_the_rise() -> None:
    told = {"as": "order", "agent": "phenelzine", "dose": 45, "start": "2024-05-01"}
    raised = option(Topic.DOSE_OPTIMIZATION, history="H2", also=[told])
    assert raised.draft is False
    assert raised.unknowns[0] == "may still be taking phenelzine: confirm before"


@pytest.mark.parametrize("liver", ["cirrhosis", "liver-failure", "liver-disease-other", "hepatitis-c"])
def test_no_raise_while_the_severity_of_a_liver_disease_is_unknown(liver: str) -> None:
    situation = situation_of(history="H2", conditions=[{"concept": liver}])
    proposal = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="room"))
    assert proposal.options == ()
    assert [known.agent for known in proposal.set_aside] == ["sertraline"]


def test_a_dose_comes_down_in_liver_disease() -> None:
    situation = situation_of(
        drugs=[["sertraline", 100, "2026-09-01"]], phq9=[["2026-11-13", 18]], conditions=[{"concept": "cirrhosis"}]
    )
    found = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="lower", rule="D4")).options
    assert [(known.plan.target, known.draft) for known in found if known.plan] == [(Decimal(50), True)]


@pytest.mark.parametrize(
    ("dose", "case", "titrates"), [(50, "room", True), (150, "room", False), (100, "lower", False)]
)
def test_a_next_step_is_told_only_on_the_way_up_and_within_the_cap(dose: int, case: str, titrates: bool) -> None:
    situation = situation_of(drugs=[["sertraline", dose, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    plan = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case=case)).options[0].plan
    assert plan is not None
    assert plan.titrates is titrates


TRICYCLIC: dict[str, Any] = {
    "drugs": [["nortriptyline", 75, "2026-08-01"]],
    "phq9": [["2026-07-30", 20], ["2026-11-13", 19]],
}


def test_a_tricyclic_below_its_range_is_raised_by_the_level() -> None:
    found = option(Topic.DOSE_OPTIMIZATION, **TRICYCLIC, values={"drug-level-nortriptyline": ["40", "2026-11-01"]})
    assert (found.case, found.facts["level"], found.facts["level_low"]) == ("by-level", "40 ng/mL", "50")
    assert found.plan is not None
    assert found.plan.target == 100
    assert found.draft
    assert "the level 40 ng/mL (1 Nov 2026) is below 50: raise by level" in found.rationale


@pytest.mark.parametrize("value", ["50", "150", "160"])
def test_a_tricyclic_in_or_above_its_range_is_not_raised(value: str) -> None:
    situation = situation_of(**TRICYCLIC, values={"drug-level-nortriptyline": [value, "2026-11-01"]})
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="room")).options == ()


def test_a_tricyclic_without_a_level_asks_for_one_with_the_rise() -> None:
    situation = situation_of(**TRICYCLIC)
    (found,) = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="room")).options
    assert found.tests[0] == "drug-level-nortriptyline"


def test_lithium_below_its_range_is_raised_by_the_level_in_words_alone() -> None:
    told: dict[str, Any] = {"history": "H1", "also": [["lithium", 600, "2026-10-20"]]}
    found = option(Topic.DOSE_OPTIMIZATION, **told, values={"lithium-level": ["0.4", "2026-11-10"]})
    assert (found.agent, found.case, found.draft) == ("lithium", "by-level", False)
    assert found.no_draft_because == "raised by level, step by step"
    assert "below 0.6" in found.rationale


def test_lithium_in_its_range_waits() -> None:
    situation = situation_of(
        history="H1", also=[["lithium", 600, "2026-10-20"]], values={"lithium-level": ["0.7", "2026-11-10"]}
    )
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, rule="D7", case="too-low")).options == ()
