"""Cards about another drug (cards 5 to 8 of §7.7): only what is true of this patient's trials is said of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cds_hooks.wording.drugs import write_augmentation, write_combination, write_switch
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import (
    assessment,
    augmentation,
    exposure,
    plan,
    rated,
    recommendations,
    score,
    sertraline,
    telling,
    venlafaxine,
)
from trd.diagnosis import Diagnosis
from trd.knowledge.loading import load
from trd.options import Caution, Option
from trd.resistance import RatedTrial, Resistance
from trd.terms import (
    Adequacy,
    DiagnosisStatus,
    Outcome,
    ResistanceStatus,
    Topic,
    TrialKind,
)


def failures(count: int) -> Resistance:
    return Resistance(
        status=ResistanceStatus.ONE_FAILURE if count == 1 else ResistanceStatus.NONE,
        definition="",
        failed_trials=count,
        possible_failures=0,
        lifetime_failed_trials=count,
    )


def told(*trials: RatedTrial, **changes: Any) -> Telling:
    return telling(assessment(trials=trials, **changes))


def switch(new: str = "venlafaxine", base: str = "sertraline", **more: Any) -> Option:
    told_plan = plan(
        new, start="37.5", target="150", base_agent=base, judge_after_days=42, **more.pop("plan", {"method": "taper"})
    )
    return Option(topic=Topic.SWITCH, agent=new, plan=told_plan, **more)


def running_sertraline(**more: Any) -> RatedTrial:
    scores = (score(21, "2026-01-08"), score(19, "2026-04-18"))
    told_more = {"dose": "150", "count": 101, "scores": scores, "failed": True, **more}
    return rated("sertraline", "2026-01-10", None, **told_more)


def test_card_5_of_the_specification_a_switch_after_a_failure() -> None:
    judged = assessment(trials=(running_sertraline(),), exposures=(exposure("sertraline", "2026-01-10", None, "150"),))
    option = switch(unknowns=("past mania or hypomania",))
    weighed = recommendations(
        option,
        Option(topic=Topic.SWITCH, agent="bupropion"),
        Option(topic=Topic.SWITCH, agent="mirtazapine"),
        set_aside=(),
    )
    worded = write_switch(option, telling(judged, weighed))
    assert worded.summary == (
        "Sertraline failed at an adequate dose and time: consider a switch to venlafaxine XR (different mechanism)"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == (
        "101 days at 50 mg/day or more, PHQ-9 21 to 19 (18 Apr 2026); a different mechanism is a usual next choice."
    )
    assert lines[2] == "- Check first: past mania or hypomania (not on record)."
    assert "- With: taper sertraline over 2 weeks or more, then start venlafaxine XR; no overlap." in lines
    assert "- Also possible: bupropion, mirtazapine." in lines


def test_a_switch_within_one_mechanism_does_not_claim_another() -> None:
    worded = write_switch(switch("escitalopram"), told(running_sertraline()))
    assert worded.summary == "Sertraline failed at an adequate dose and time: consider a switch to escitalopram"
    assert "another drug of the same kind can still work" in worded.detail


@pytest.mark.parametrize(
    ("ongoing", "said"),
    [
        (False, "Sertraline was stopped for side effects: consider venlafaxine XR, which has another mechanism"),
        (True, "Sertraline is not well tolerated: consider a switch to venlafaxine XR, which has another mechanism"),
    ],
)
def test_a_drug_that_was_not_tolerated_is_not_called_failed(ongoing: bool, said: str) -> None:
    trial = running_sertraline(outcome=Outcome.INTOLERANCE, failed=False, scores=None, ongoing=ongoing)
    assert write_switch(switch(), told(trial)).summary == said


def test_a_drug_that_worked_before_is_offered_again_as_such() -> None:
    earlier = rated("venlafaxine", "2020-01-01", "2020-06-01", dose="150", count=120, outcome=Outcome.RESPONSE)
    assert write_switch(switch(), told(earlier, sertraline())).summary == (
        "Venlafaxine XR helped before on record: consider starting it again"
    )


def test_where_no_trial_was_fair_nothing_is_called_failed() -> None:
    short = rated(
        "sertraline",
        "2026-01-10",
        "2026-02-10",
        dose="50",
        count=31,
        verdict=Adequacy.INADEQUATE_DURATION,
        outcome=Outcome.UNKNOWN,
    )
    worded = write_switch(switch(), told(short, resistance=failures(0)))
    assert worded.summary == "No trial was long enough at an effective dose yet: consider venlafaxine XR"
    assert "- With: no antidepressant runs now; nothing to taper." in worded.detail
    assert "failed at" not in worded.summary


def test_where_a_trial_may_have_failed_none_is_called_too_short() -> None:
    open_trial = rated("sertraline", "2026-01-10", "2026-06-10", dose="50", count=150, outcome=Outcome.UNKNOWN)
    worded = write_switch(switch(), told(replace(open_trial, possible_failure=True), resistance=failures(0)))
    assert worded.summary == "No failed trial is certain, but one may have failed: consider venlafaxine XR"
    assert "long enough" not in worded.detail


def test_a_running_drug_that_is_not_counted_as_failed_has_not_helped_enough() -> None:
    trial = running_sertraline(failed=False)
    assert write_switch(switch(), told(trial, resistance=failures(0))).summary == (
        "Sertraline has not helped enough: consider a switch to venlafaxine XR (different mechanism)"
    )


def test_after_failures_without_a_trial_to_leave_the_failures_are_counted() -> None:
    other = rated("ect", "2026-01-10", "2026-02-10", dose=None, count=0, kind=TrialKind.NEUROMODULATION)
    worded = write_switch(switch(), told(other, resistance=failures(2)))
    assert worded.summary == "2 trials failed: consider a switch to venlafaxine XR"


@pytest.mark.parametrize(
    ("plan_more", "said"),
    [
        ({"method": "direct"}, "stop sertraline, start venlafaxine XR the next day at the low dose"),
        ({"method": "cross-taper"}, "lower sertraline step by step over 1–2 weeks while venlafaxine XR is raised"),
        (
            {"method": "washout", "washout_days": 14, "not_before": date(2026, 12, 7)},
            "taper sertraline, then 14 days without it before venlafaxine XR starts",
        ),
        (
            {"method": "washout", "washout_days": 14},
            "taper sertraline, then 14 days without it before venlafaxine XR starts",
        ),
        ({"method": "ask a pharmacist"}, "ask a pharmacist how to change from sertraline to venlafaxine XR"),
        ({"method": None}, "ask a pharmacist how to change from sertraline to venlafaxine XR"),
        ({"method": "something new"}, "ask a pharmacist how to change from sertraline to venlafaxine XR"),
    ],
)
def test_the_running_drug_is_never_stopped_without_a_word_on_how(plan_more: dict[str, Any], said: str) -> None:
    worded = write_switch(switch(plan=plan_more), told(running_sertraline()))
    assert f"- With: {said}." in worded.detail


def test_the_tables_own_words_on_a_change_are_said() -> None:
    told_words = telling(assessment(trials=(running_sertraline(),)), knowledge=load())
    assert (
        "- With: from sertraline to venlafaxine XR: taper, 2 to 3 free days, then 37.5 to 75 mg."
        in write_switch(switch(), told_words).detail
    )


def test_the_rules_own_words_on_the_change_win() -> None:
    worded = write_switch(switch(facts={"change": "halve the dose for 7 days"}), told(running_sertraline()))
    assert "- With: halve the dose for 7 days." in worded.detail


def test_card_6_of_the_specification_a_second_antidepressant_after_a_part_response() -> None:
    part = venlafaxine(
        scores=(score(19, "2026-05-02"), score(13, "2026-11-02")), outcome=Outcome.PARTIAL_RESPONSE, failed=False
    )
    option = Option(
        topic=Topic.COMBINATION,
        agent="mirtazapine",
        plan=plan("mirtazapine", start="15", target="30", base_agent="venlafaxine", judge_after_days=28),
    )
    worded = write_combination(option, told(sertraline(), part))
    assert worded.summary == (
        "Part response to venlafaxine XR: consider adding mirtazapine 15 mg at night (different mechanism)"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == "190 days at 150 mg/day or more brought PHQ-9 from 19 to 13 (31 %): worth keeping and adding to."
    assert lines[2] == "- How: mirtazapine 15 mg at night; usual next dose 30 mg/day; re-score after 4 weeks."
    assert lines[3] == "- With: venlafaxine XR 225 mg/day continues."


def test_how_a_drug_is_taken_is_not_said_twice() -> None:
    told_plan = plan("mirtazapine", start="15", target="30", base_agent="venlafaxine", titration="at night")
    worded = write_combination(Option(topic=Topic.COMBINATION, agent="mirtazapine", plan=told_plan), telling())
    assert "- How: mirtazapine 15 mg at night; usual next dose 30 mg/day; re-score after 4 weeks." in worded.detail
    stepwise = augmentation(plan=plan("aripiprazole", start="2", target="5", titration="+2–5 mg a week"))
    assert "aripiprazole 2 mg each morning; then +2–5 mg a week" in write_augmentation(stepwise, telling()).detail


def test_a_second_antidepressant_after_failures_claims_no_part_response() -> None:
    option = Option(topic=Topic.COMBINATION, agent="mirtazapine", plan=plan("mirtazapine", base_agent="venlafaxine"))
    worded = write_combination(option, telling())
    assert worded.summary == "2 trials failed: consider adding mirtazapine to venlafaxine XR"
    assert "evidence for a second antidepressant is mixed" in worded.detail


def test_card_7_of_the_specification_an_augmentation() -> None:
    option = augmentation(unknowns=("glucose or HbA1c", "lipids", "movement disorder"))
    weighed = recommendations(
        option, augmentation("brexpiprazole"), augmentation("lithium"), Option(topic=Topic.PSYCHOTHERAPY, kind="cbt")
    )
    worded = write_augmentation(option, telling(weighed=weighed))
    assert worded.summary == "2 trials failed: consider adding aripiprazole 2 mg/day to venlafaxine XR"
    assert worded.detail == (
        "Venlafaxine XR 225 mg/day has had 190 days (42 needed) and PHQ-9 is 18; adding a second kind "
        "of drug is a usual "
        "next step.\n"
        "\n"
        "- Check first: glucose or HbA1c, lipids, movement disorder (not on record).\n"
        "- How: aripiprazole 2 mg each morning; after 14 days 5 mg; re-score after 4 weeks.\n"
        "- With: venlafaxine XR continues unchanged.\n"
        "- Watch: new restlessness or agitation in weeks 1–4: ask about suicidal thoughts; weight at "
        "4, 8 and 12 weeks.\n"
        "- Also possible: brexpiprazole, lithium, CBT.\n"
        "- Based on: record up to 20 Nov 2026."
    )


def test_card_8_of_the_specification_lithium_by_level_and_without_a_draft() -> None:
    option = augmentation(
        "lithium",
        unknowns=("TSH", "calcium", "sodium", "pregnancy"),
        draft=False,
        no_draft_because="TSH, calcium and sodium are not on record",
        plan=plan("lithium", start="300", base_agent="venlafaxine", judge_after_days=28),
    )
    worded = write_augmentation(option, telling())
    assert worded.summary == (
        "2 trials failed: consider adding lithium carbonate 300 mg at night, by level, to venlafaxine XR"
    )
    lines = worded.detail.split("\n")
    assert lines[2] == "- Check first: TSH, calcium, sodium (not on record); and 1 more."
    assert "- No order is drafted: TSH, calcium and sodium are not on record." in lines


def test_after_psychotic_features_the_antipsychotic_is_said_to_be_for_them() -> None:
    psychotic = Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, flags=("psychotic",))
    worded = write_augmentation(augmentation(), telling(assessment(diagnosis=psychotic)))
    assert worded.summary.startswith(
        "Psychotic features on record: consider adding aripiprazole 2 mg/day to venlafaxine"
    )
    assert worded.detail.startswith("An antidepressant with an antipsychotic, or ECT, does more")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.PARTIAL_RESPONSE, "Part response to venlafaxine XR: consider adding aripiprazole 2 mg/day"),
        (Outcome.RESPONSE, "Response but not remission on venlafaxine XR: consider adding aripiprazole 2 mg/day"),
        (Outcome.NON_RESPONSE, "Consider adding aripiprazole 2 mg/day to venlafaxine XR"),
    ],
)
def test_without_a_failure_none_is_counted(outcome: Outcome, said: str) -> None:
    trial = venlafaxine(outcome=outcome, failed=False)
    worded = write_augmentation(augmentation(), told(trial, resistance=failures(0), severity=None))
    assert worded.summary == said


def test_a_danger_stands_before_the_dose_and_cautions_after_what_is_unknown() -> None:
    option = augmentation(
        unknowns=("may still be taking phenelzine: confirm before",),
        cautions=(
            Caution(row="S281", message="BMI 34: weight gain is common."),
            Caution(row="S282", message="QTc 470 ms: check the ECG first.", check_first=True),
        ),
    )
    lines = write_augmentation(option, telling()).detail.split("\n")
    assert lines[2] == (
        "- Check first: may still be taking phenelzine: confirm before; QTc 470 ms: check the ECG first; "
        "BMI 34: weight gain is common."
    )
    assert lines[3].startswith("- How:")


def test_why_an_agent_moved_up_or_down_is_said_where_there_is_room() -> None:
    option = augmentation(clauses=("migraine favours it",))
    first = write_augmentation(option, telling()).detail.split("\n")[0]
    assert first.endswith("adding a second kind of drug is a usual next step; migraine favours it.")
    crowded = augmentation(clauses=("x" * 100,))
    assert "xxx" not in write_augmentation(crowded, telling()).detail


def test_a_drug_option_without_a_plan_is_still_worded() -> None:
    worded = write_switch(Option(topic=Topic.SWITCH, agent="mirtazapine"), told(running_sertraline()))
    assert worded.summary.startswith("Sertraline failed at an adequate dose and time: consider a switch to mirtazapine")


def test_a_dose_that_another_card_lowers_is_not_said_to_go_on() -> None:
    lowered = Option(topic=Topic.DOSE_OPTIMIZATION, agent="venlafaxine", case="too-high")
    added = augmentation(plan=plan("aripiprazole", start="2", target="5", base_agent="venlafaxine"))
    worded = write_augmentation(added, telling(weighed=recommendations(lowered, added)))
    assert "- With: venlafaxine XR continues, at the lower dose that its own card names." in worded.detail
    assert "unchanged" not in worded.detail
