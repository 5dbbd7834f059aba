"""Confidence comes from rules: each one does what `docs/confidence.md` says, and the page leaves none out (R-Q13)."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import condition, depression, history, order, score, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.resistance import LOWERINGS
from trd.terms import GapCode

PAGE = Path(__file__).parents[3] / "docs" / "confidence.md"

DRUG = statement("sertraline", 50, "2026-02-01", "2026-03-31")
BASELINE, ENDPOINT = score("phq-9", 20, "2026-01-30"), score("phq-9", 18, "2026-03-30")
ONSET = depression(onset="2025-12-01")

CLEAN = [ONSET, DRUG, BASELINE, ENDPOINT]

CASES: dict[str, list[Any]] = {
    "adequacy-open": [ONSET, statement("sertraline", None, "2026-02-01", "2026-03-31"), BASELINE, ENDPOINT],
    "end-assumed": [ONSET, order("sertraline", 50, "2026-02-01"), BASELINE, ENDPOINT],
    "inferred": [ONSET, DRUG, statement("venlafaxine", 75, "2026-04-01", asserted="2026-04-10")],
    "crosswalk": [ONSET, DRUG, score("hamd-17", 22, "2026-01-30"), score("qids-sr16", 15, "2026-03-30")],
    "conflicting-instruments": [*CLEAN, score("madrs", 32, "2026-01-30"), score("madrs", 14, "2026-03-30")],
    "two-totals-one-day": [ONSET, DRUG, BASELINE, score("phq-9", 9, "2026-03-30"), score("phq-9", 15, "2026-03-30")],
    "reason-disagrees": [
        ONSET,
        order("sertraline", 50, "2026-02-01", "2026-03-31", status="stopped", stop_reason="ineffective"),
        BASELINE,
        score("phq-9", 8, "2026-03-30"),
    ],
    "early-dip": [*CLEAN, score("phq-9", 9, "2026-02-20")],
    "first-score-late": [
        depression(onset="2024-12-01"),
        statement("sertraline", 50, "2025-01-05", "2026-03-31"),
        ENDPOINT,
    ],
    "remission-at-start": [ONSET, DRUG, score("phq-9", 3, "2026-01-30"), ENDPOINT],
    "perhaps-better": [
        ONSET,
        statement("sertraline", 50, "2026-01-15", "2026-03"),
        score("phq-9", 20, "2026-01-14"),
        score("phq-9", 18, "2026-03-10"),
        score("phq-9", 8, "2026-04-10"),
    ],
    "endpoint-by-dates": [
        ONSET,
        statement("sertraline", 50, "2026-01-15", "2026-03"),
        score("phq-9", 20, "2026-01-14"),
        score("phq-9", 18, "2026-03-10"),
        score("phq-9", 12, "2026-04-10"),
    ],
    "by-words": [ONSET, statement("sertraline", 50, "2026-02-01", "2026-03-31", by_text=True), BASELINE, ENDPOINT],
    "for-anxiety": [
        ONSET,
        statement("sertraline", 50, "2026-02-01", "2026-03-31", indications=["gad"]),
        BASELINE,
        ENDPOINT,
    ],
    "dates-not-stated": [
        ONSET,
        order("sertraline", 50, "2026-02-01", status="completed", supply_days=59),
        BASELINE,
        ENDPOINT,
    ],
    "one-score": [ONSET, DRUG, score("phq-9", 21, "2026-03-30")],
    "recorded-reason": [
        ONSET,
        order("sertraline", 50, "2026-02-01", "2026-03-31", status="stopped", stop_reason="ineffective"),
    ],
    "no-outcome": [ONSET, DRUG],
    "diagnosis-by-words": [depression(onset="2025-12-01", by_text=True), DRUG, BASELINE, ENDPOINT],
    "inducer": [
        *CLEAN,
        condition("epilepsy", onset="2010"),
        statement("carbamazepine", 400, "2026-02-01", "2026-03-31"),
    ],
}


def assessed(facts: list[Any]) -> Assessment:
    return assess(history(facts), load(), Choices(), as_of=date(2026, 4, 12))


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"(?m)^\| `(.+) \|$", section)
    return [[cell.strip().strip("`") for cell in row.split("|")] for row in found]


def test_a_clean_record_is_high_for_no_reason() -> None:
    (trial,) = assessed(CLEAN).trials
    assert (trial.confidence, trial.lowered_by, trial.failed) == ("high", (), True)


@pytest.mark.parametrize("reason", LOWERINGS)
def test_each_reason_lowers_the_trial_as_far_as_the_page_says(reason) -> None:
    trial = assessed(CASES[reason]).trials[0]
    assert reason in trial.lowered_by
    lowest = {"low": "low", "moderate": "moderate", "one step lower": "moderate"}
    told = {name: lowest[to] for name, to, *_ in rows("What lowers the confidence of a trial")}
    assert trial.confidence == ("low" if "low" in {told[name] for name in trial.lowered_by} else "moderate")


def test_two_poor_scores_fail_on_either_reading_of_the_dates() -> None:
    """R-O14: partial on one reading, no response on the other; the better word is told."""
    trial = assessed(CASES["endpoint-by-dates"]).trials[0]
    assert (trial.outcome.outcome, trial.failed) == ("partial-response", True)


def test_an_inducer_takes_one_step_from_wherever_it_stands() -> None:
    carbamazepine = CASES["inducer"][-2:]
    assert assessed(CASES["inducer"]).trials[0].confidence == "moderate"
    lower = assessed([ONSET, DRUG, score("phq-9", 21, "2026-03-30"), *carbamazepine]).trials[0]
    assert (lower.confidence, lower.lowered_by) == ("low", ("one-score", "inducer"))


@pytest.mark.parametrize(
    "reason", ["inferred", "crosswalk", "early-dip", "first-score-late", "remission-at-start", "perhaps-better"]
)
def test_a_doubtful_outcome_is_never_failed(reason) -> None:
    trial = assessed(CASES[reason]).trials[0]
    assert (trial.failed, trial.possible_failure) == (False, True)


def test_the_page_lists_every_reason_in_its_words() -> None:
    told = rows("What lowers the confidence of a trial")
    assert told == [
        [each.id, "one step lower" if each.one_step else each.to.value, each.rules, each.words]
        for each in LOWERINGS.values()
    ]


def test_the_page_lists_every_gap_once() -> None:
    assert [row[0] for row in rows("What adds a gap")] == sorted(code.value for code in GapCode)
