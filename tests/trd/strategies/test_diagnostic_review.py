"""Diagnostic review: findings in their order, or one question (§2.10)."""

from dataclasses import replace
from typing import Any

import pytest

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


@pytest.mark.parametrize(
    ("end", "scores", "said"),
    [
        pytest.param("2026-10-26", [["2026-10-01", 12], ["2026-11-13", 19]], True, id="stopped four weeks ago, worse"),
        pytest.param("2026-10-25", [["2026-10-01", 12], ["2026-11-13", 19]], False, id="a day earlier"),
        pytest.param("2026-10-26", [["2026-10-01", 19], ["2026-11-13", 19]], False, id="no worse"),
    ],
)
def test_withdrawal_is_thought_of_where_it_is_worse_after_a_stop(end: str, scores: list[list[Any]], said: bool) -> None:
    situation = situation_of(
        drugs=[["paroxetine", 20, "2026-06-01", end]],
        phq9=scores,
        conditions=[{"concept": "alcohol-use", "recorded": "2026-01-01"}],
    )
    found = diagnostic_review.propose(
        situation,
        offer(Topic.DIAGNOSTIC_REVIEW, case="relapse", findings=situation.assessment.explanations.found),
    ).options
    assert ("withdrawal can look like relapse" in found[0].rationale) is said


def test_a_lowered_dose_counts_as_a_stop() -> None:
    situation = situation_of(
        drugs=[["paroxetine", 40, "2026-06-01", "2026-11-01"], ["paroxetine", 20, "2026-11-02"]],
        phq9=[["2026-10-01", 12], ["2026-11-13", 19]],
    )
    (found,) = diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW, case="relapse")).options
    assert "Stopped or lowered 1 Nov 2026" in found.rationale
