"""Cards that ask before they advise (cards 14 and 15 of §7.7)."""

from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.wording.reviews import write_measurement, write_review
from tests.cds_hooks.patient_a import assessment, on, sertraline, telling, venlafaxine
from trd.explanations import Explanation, Explanations
from trd.history import Gap
from trd.options import Option
from trd.resistance import Resistance
from trd.severity import Severity
from trd.terms import GapCode, Outcome, ResistanceStatus, SeverityBand, Topic, Trend

THYROID = Explanation(
    code="hypothyroidism", row="X3", what="TSH 12.4 mIU/L (12 Oct 2026)", advice="Repeat, then treat the thyroid."
)
ADHERENCE = Explanation(
    code="non-adherence",
    row="X50",
    what="supply covered 68 % of days",
    advice="Ask about cost, side effects, forgetting.",
)
ALCOHOL = Explanation(
    code="alcohol-use", row="X12", what="alcohol use disorder", advice="Address it first or together."
)
BIPOLAR = Explanation(
    code="bipolarity",
    row="X1",
    what="mood stabiliser with no other reason on record",
    advice="Screen for past mania or hypomania before the next antidepressant.",
)


def review(*found: Explanation, **more: Any) -> Any:
    option = Option(topic=Topic.DIAGNOSTIC_REVIEW, **more)
    explanations = Explanations(found=found, not_on_record=("AUDIT score", "bipolar screen", "B12"))
    return write_review(option, telling(assessment(explanations=explanations)))


def test_card_14_of_the_specification_three_findings() -> None:
    worded = review(THYROID, ADHERENCE, ALCOHOL)
    assert worded.summary == (
        "Before calling it resistant, check: TSH 12.4 mIU/L (12 Oct 2026), supply covered 68 % of days, "
        "alcohol use disorder"
    )
    assert worded.detail == (
        "Each of these can keep depression going or blunt a drug, and each can be treated.\n"
        "\n"
        "- TSH 12.4 mIU/L (12 Oct 2026): repeat, then treat the thyroid\n"
        "- Supply covered 68 % of days: ask about cost, side effects, forgetting\n"
        "- Alcohol use disorder: address it first or together\n"
        "- Not on record: AUDIT score, bipolar screen, B12.\n"
        "- Based on: record up to 20 Nov 2026."
    )


def test_one_finding_is_not_told_as_several_and_a_fourth_is_counted() -> None:
    assert review(THYROID).detail.startswith("This can keep depression going")
    many = review(THYROID, ADHERENCE, ALCOHOL, THYROID, ADHERENCE)
    assert "- 2 more findings in the result" in many.detail


def test_findings_that_are_only_safety_notes_make_no_line() -> None:
    note = Explanation(code="opioid", row="X46", what="codeine beside paroxetine", advice="x", note_only=True)
    assert "codeine" not in review(THYROID, note).detail


def test_the_option_decides_which_findings_are_named_and_in_which_order() -> None:
    worded = review(
        THYROID, ADHERENCE, ALCOHOL, facts={"findings": "alcohol use disorder; supply covered 68 % of days"}
    )
    assert worded.summary == "Before calling it resistant, check: alcohol use disorder, supply covered 68 % of days"


def test_bipolarity_is_asked_before_the_next_antidepressant() -> None:
    worded = review(BIPOLAR, THYROID)
    assert worded.summary == (
        "Screen for past mania or hypomania before the next antidepressant: "
        "mood stabiliser with no other reason on record"
    )
    assert worded.detail.startswith("An antidepressant alone can do harm in bipolar depression")


def test_without_a_finding_the_card_asks() -> None:
    worded = review()
    assert worded.summary == "Before calling it resistant, check what else may explain it"
    assert "- Check first: taken as agreed, new drugs, alcohol, past mania or hypomania, thyroid." in worded.detail


def test_one_missing_fact_is_one_question() -> None:
    open_status = Resistance(
        status=ResistanceStatus.INDETERMINATE,
        definition="",
        failed_trials=1,
        possible_failures=1,
        lifetime_failed_trials=1,
        would_settle=("the dose of venlafaxine in March 2026", "a score"),
    )
    option = Option(topic=Topic.DIAGNOSTIC_REVIEW, case="question")
    worded = write_review(option, telling(assessment(resistance=open_status)))
    assert worded.summary == "One fact would settle the next step: the dose of venlafaxine in March 2026"
    given = Option(topic=Topic.DIAGNOSTIC_REVIEW, case="question", facts={"question": "still taking sertraline?"})
    assert write_review(given, telling()).summary == "One fact would settle the next step: still taking sertraline?"
    assert write_review(option, telling()).summary == "One fact on record would settle the next step"


OLD = Severity(
    instrument="phq-9",
    score=Decimal(18),
    day=on("2026-09-23"),
    band=SeverityBand.MODERATELY_SEVERE,
    age_days=61,
    fresh=False,
    trend=Trend.UNKNOWN,
    evidence=(),
)


def measure(case: str = "", kind: str | None = "phq-9", facts: dict[str, str] | None = None, **changes: Any) -> Any:
    option = Option(topic=Topic.MEASUREMENT, case=case, kind=kind, facts=facts or {})
    return write_measurement(option, telling(assessment(**changes)))


def test_card_15_of_the_specification_an_old_score() -> None:
    worded = measure("old", severity=OLD)
    assert worded.summary == ("Last PHQ-9 is 61 days old (18, 23 Sep 2026): repeat it before deciding the next step")
    assert worded.detail == (
        "Venlafaxine XR has been taken for 190 days; without a fresh score the next step rests on an old answer.\n"
        "\n"
        "- How: PHQ-9 today, including item 9; the same instrument as at the start (PHQ-9 19, 2 May 2026).\n"
        "- Based on: record up to 20 Nov 2026."
    )
    assert measure("", severity=OLD).summary == worded.summary


def test_no_score_at_all_asks_for_one() -> None:
    worded = measure("none", severity=None)
    assert worded.summary == (
        "No symptom score in the last 90 days: a PHQ-9 today would show whether venlafaxine XR is working"
    )
    assert measure("old", severity=None).summary == worded.summary
    untreated = measure("none", severity=None, trials=(sertraline(),))
    assert untreated.summary == ("No symptom score in the last 90 days: a PHQ-9 today would show where things stand")
    assert "14 days of symptoms are asked" in untreated.detail


def test_a_missing_answer_about_suicidal_thoughts_is_asked_for_without_calling_it_absent() -> None:
    worded = measure("suicide-item")
    assert worded.summary == "No answer about suicidal thoughts in the last 30 days: a PHQ-9 today would ask"
    assert "risk" not in worded.summary + worded.detail


def test_a_trial_that_can_be_judged_soon_has_its_day() -> None:
    running = venlafaxine(outcome=Outcome.ONGOING, scores=None, failed=False)
    worded = measure("due", facts={"judge_on": "2026-11-28"}, trials=(running,))
    assert worded.summary == (
        "Venlafaxine XR can be judged from 28 Nov 2026: a PHQ-9 then would show whether it is working"
    )
    assert "- How: PHQ-9 on or after 28 Nov 2026, including item 9" in worded.detail


@pytest.mark.parametrize(("kind", "item"), [("cudos", "the suicide item"), ("qids-sr16", "item 12"), ("gad-7", None)])
def test_the_item_on_suicidal_thoughts_is_named_where_the_instrument_has_one(kind: str, item: str | None) -> None:
    detail = measure("none", kind, severity=None).detail
    assert (f"including {item}" in detail) if item else ("including" not in detail)


def test_an_entry_that_nobody_closed_is_asked_for_in_one_clear_sentence() -> None:
    stale = Gap(code=GapCode.STALE_OPEN_ORDER, what="Phenelzine: still open, not confirmed for long")
    given = Option(
        topic=Topic.DIAGNOSTIC_REVIEW, case="question", facts={"question": "whether phenelzine is still taken"}
    )
    worded = write_review(given, telling(assessment(gaps=(stale,))))
    assert worded.summary == "One fact would settle the next step: whether phenelzine is still taken"
    assert worded.detail.startswith("The entry is open and nobody has confirmed it for long;")
