"""Why a trial failed or not, as a clinician would ask (R-O60 … R-O63)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import depression, history, order, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.resistance.verdict import verdict

DRUG = statement("sertraline", 50, "2026-02-01", "2026-03-31")
BEFORE = score("phq-9", 20, "2026-01-30")


def said(*facts: Any, definition: str = "default", onset: str = "2025-12-01") -> str:
    found = assess(
        history(depression(onset=onset), *facts), load(), Choices(definition=definition), as_of=date(2026, 4, 12)
    )
    return verdict(found.trials[0], found.definition)


def stopped(reason: str) -> Any:
    return order("sertraline", 50, "2026-02-01", "2026-03-31", status="stopped", stop_reason=reason)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(
            [DRUG, BEFORE, score("phq-9", 18, "2026-03-30")],
            "Failed: adequate, and non-response is a failure by the definition default.",
            id="failed",
        ),
        pytest.param([DRUG, BEFORE, score("phq-9", 8, "2026-03-30")], "Not failed: it helped.", id="response"),
        pytest.param(
            [DRUG, BEFORE, score("phq-9", 4, "2026-03-30")], "Not failed: it brought remission.", id="remission"
        ),
        pytest.param([DRUG], "May have failed: the outcome is not known.", id="no outcome"),
        pytest.param(
            [statement("sertraline", 50, "2026-02-01", "2026-03-13")],
            "Not failed: it was too short to judge.",
            id="41 days",
        ),
        pytest.param(
            [statement("sertraline", 50, "2026-04-01", asserted="2026-04-12")],
            "Not failed: it was too short to judge so far.",
            id="still running",
        ),
        pytest.param(
            [statement("sertraline", 25, "2026-02-01", "2026-03-31")],
            "Not failed: its dose was too low to judge.",
            id="25 mg",
        ),
        pytest.param(
            [statement("sertraline", None, "2026-02-01", "2026-03-31")],
            "May have failed: the adequacy cannot be judged; the outcome is not known.",
            id="dose not stated",
        ),
        pytest.param(
            [stopped("adverse-effect")], "Not failed: it was not tolerated, which is no failure.", id="not tolerated"
        ),
        pytest.param(
            [stopped("administrative")],
            "Not failed: it ended for a reason that says nothing of benefit.",
            id="formulary",
        ),
        pytest.param(
            [DRUG, statement("venlafaxine", 75, "2026-04-01", asserted="2026-04-12")],
            "May have failed: non-response is only inferred from the change of treatment.",
            id="switched",
        ),
        pytest.param(
            [DRUG, BEFORE, score("phq-9", 9, "2026-02-20"), score("phq-9", 18, "2026-03-30")],
            "May have failed: one good day before the judgement.",
            id="early dip",
        ),
        pytest.param(
            [sessions("cbt", [date(2026, 1, 5 + 3 * n) for n in range(8)])],
            "May have failed: the outcome is not known; not counted by the definition default.",
            id="psychotherapy",
        ),
    ],
)
def test_the_verdict_names_its_reason(facts, words) -> None:
    assert said(*facts) == words


def test_a_partial_response_is_no_failure_by_a_stricter_definition() -> None:
    facts = [DRUG, BEFORE, score("phq-9", 14, "2026-03-30")]
    assert (
        said(*facts, definition="ema") == "Not failed: partial-response is no failure by the definition EMA guideline."
    )


def test_a_trial_that_may_belong_to_an_earlier_episode_says_so() -> None:
    assert "it may belong to an earlier episode" in said(
        statement("sertraline", 50, "2026-01", "2026-03-31"), onset="2026-01-10"
    )
