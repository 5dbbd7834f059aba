"""Diagnostic review: findings in their order, or one question (§2.10)."""

from dataclasses import replace

from tests.told import NOTHING_RUNS, offer, situation_of
from trd.explanations import Explanation
from trd.strategies import diagnostic_review
from trd.terms import Topic


def test_a_review_without_finding_or_question_is_no_card() -> None:
    situation = situation_of(history="H1")
    assert diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW)).options == ()
    asked = diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW, case="relapse")).options
    assert "Ask about adherence" in asked[0].rationale


def test_the_question_of_a_trial_that_cannot_be_judged_is_its_missing_fact() -> None:
    situation = situation_of(
        drugs=[{"agent": "sertraline", "dose": [25, 50], "start": "2026-09-25"}], phq9=[["2026-11-13", 19]]
    )
    resistance = replace(situation.assessment.resistance, would_settle=())
    unsettled = replace(situation, assessment=replace(situation.assessment, resistance=resistance))
    found = diagnostic_review.propose(unsettled, offer(Topic.DIAGNOSTIC_REVIEW, case="question", rule="D13")).options
    assert "dose" in found[0].facts["question"]
    settled = diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW, case="question", rule="D13")).options
    assert settled[0].case == "question"
    nothing = replace(situation_of(**NOTHING_RUNS), assessment=unsettled.assessment)
    assert diagnostic_review.propose(nothing, offer(Topic.DIAGNOSTIC_REVIEW, case="question")).options == ()


def test_bipolarity_leads_the_findings() -> None:
    findings = tuple(
        Explanation(code=code, row=row, what=f"{code} found", advice=f"Look at {code}.")
        for code, row in (("ptsd", "X16"), ("hypothyroidism", "X3"), ("bipolarity", "X1"), ("alcohol", "X12"))
    )
    found = diagnostic_review.propose(
        situation_of(history="H2"), offer(Topic.DIAGNOSTIC_REVIEW, findings=findings)
    ).options[0]
    assert (found.case, found.kind) == ("bipolarity", "bipolarity")
    assert found.facts["findings"] == "bipolarity found; alcohol found; hypothyroidism found"
    assert found.rationale.endswith("And 1 more.")
