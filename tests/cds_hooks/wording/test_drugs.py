"""Cards about drugs (cards 3 to 8 of §7.7): only what is true of this patient's trials is said of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.wording.drugs import write_augmentation, write_combination, write_dose, write_switch
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import (
    assessment,
    augmentation,
    exposure,
    on,
    plan,
    rated,
    recommendations,
    score,
    sertraline,
    telling,
    venlafaxine,
)
from trd.diagnosis import Diagnosis, Person
from trd.options import Caution, Option
from trd.resistance import RatedTrial, Resistance
from trd.terms import (
    Adequacy,
    DiagnosisStatus,
    Outcome,
    ResistanceStatus,
    Sex,
    Topic,
    TrialKind,
)
from trd.trials import DosePeriod

TAKEN_25 = exposure("sertraline", "2026-09-22", None, "25")


def failures(count: int) -> Resistance:
    return Resistance(
        status=ResistanceStatus.ONE_FAILURE if count == 1 else ResistanceStatus.NONE,
        definition="",
        failed_trials=count,
        possible_failures=0,
        lifetime_failed_trials=count,
    )


def dose(case: str, **numbers: Any) -> Option:
    agent = numbers.pop("agent", "sertraline")
    facts = numbers.pop("facts", {})
    told = plan(agent, base_agent=agent, judge_after_days=28, **numbers)
    return Option(topic=Topic.DOSE_OPTIMIZATION, case=case, agent=agent, plan=told, facts=facts)


def too_low() -> RatedTrial:
    scores = (score(18, "2026-09-20"), score(17, "2026-11-12"))
    return rated(
        "sertraline",
        "2026-09-22",
        None,
        dose="25",
        count=63,
        verdict=Adequacy.INADEQUATE_DOSE,
        scores=scores,
        supplied_days=60,
        supply_span=63,
    )


def told(*trials: RatedTrial, **changes: Any) -> Telling:
    return telling(assessment(trials=trials, **changes))


def test_card_3_of_the_specification_a_dose_that_is_too_low() -> None:
    worded = write_dose(dose("too-low", current_dose="25", target="50"), told(too_low(), exposures=(TAKEN_25,)))
    assert worded.summary == ("Sertraline 25 mg/day is below the usual effective dose (50 mg/day): consider 50 mg/day")
    assert worded.detail == (
        "63 days at 25 mg/day without response (PHQ-9 18 to 17) do not show whether sertraline works.\n"
        "\n"
        "- Check first: how regularly it is taken; supply covers 60 of 63 days.\n"
        "- How: 50 mg/day; re-score after 4 weeks; a fair trial is 42 days at 50 mg/day.\n"
        "- Watch: new restlessness or agitation in weeks 1–4: ask about suicidal thoughts; nausea in "
        "the first 2 weeks.\n"
        "- Also possible: a switch, if 25 mg/day was chosen for side effects.\n"
        "- Not on record: any reason for the low dose.\n"
        "- Based on: record up to 20 Nov 2026."
    )


def test_card_4_of_the_specification_a_trial_that_is_too_young_to_judge() -> None:
    running = venlafaxine(
        dose="150",
        count=17,
        most_certain=17,
        verdict=Adequacy.INADEQUATE_DURATION,
        outcome=Outcome.ONGOING,
        failed=False,
        scores=None,
        dose_periods=(DosePeriod(first=on("2026-11-07"), last=on("2026-11-23"), low=Decimal(150), high=Decimal(150)),),
    )
    worded = write_dose(dose("wait", agent="venlafaxine", current_dose="150", target="225"), told(running))
    assert worded.summary == (
        "Venlafaxine XR 150 mg/day for 17 of the 42 days needed: too early to call it a failure; "
        "re-score on 18 Dec 2026"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == "At 150 mg/day since 7 Nov 2026; the judgement needs 42 days at this dose and a score then."
    assert lines[2] == (
        "- How: continue; PHQ-9 on or after 18 Dec 2026; a rise to 225 mg/day is possible earlier if "
        "it is well tolerated."
    )


def test_the_case_of_a_dose_change_is_read_from_the_trial_where_it_is_not_told() -> None:
    part = venlafaxine(dose="150", outcome=Outcome.PARTIAL_RESPONSE, failed=False)
    option = dose("", agent="venlafaxine", current_dose="150", target="225")
    assert write_dose(option, told(part)).summary == (
        "Part response to venlafaxine XR 150 mg/day after 190 days: consider a dose rise to 225 mg/day before a change"
    )
    none = venlafaxine(dose="150", failed=False)
    assert write_dose(option, told(none)).summary == (
        "Venlafaxine XR 150 mg/day without response after 190 days: consider a dose rise to 225 mg/day"
    )
    ongoing = venlafaxine(dose="150", outcome=Outcome.ONGOING, scores=None, failed=False)
    assert "too early to call it a failure" in write_dose(option, told(ongoing)).summary


@pytest.mark.parametrize(
    ("outcome", "notes", "said"),
    [
        (
            Outcome.RESPONSE,
            (),
            "Response but not remission on venlafaxine XR 150 mg/day: consider a dose rise to 225 mg/day",
        ),
        (
            Outcome.RESPONSE,
            ("relapse-on-treatment",),
            "Worse again on venlafaxine XR 150 mg/day after a response: consider a dose rise to 225 mg/day",
        ),
        (
            Outcome.NON_RESPONSE,
            (),
            "Venlafaxine XR 150 mg/day without response after 190 days: consider a dose rise to 225 mg/day",
        ),
    ],
)
def test_part_response_is_said_of_a_part_response_and_of_nothing_else(
    outcome: Outcome, notes: tuple[str, ...], said: str
) -> None:
    trial = replace(venlafaxine(dose="150", outcome=outcome, failed=False), notes=notes)
    option = dose("room", agent="venlafaxine", current_dose="150", target="225")
    assert write_dose(option, told(trial)).summary == said


def test_a_dose_above_the_patients_maximum_says_why() -> None:
    option = dose(
        "too-high", agent="venlafaxine", current_dose="225", maximum="150", target="150", facts={"why": "eGFR 38"}
    )
    worded = write_dose(option, told(venlafaxine()))
    assert worded.summary == (
        "Venlafaxine XR 225 mg/day is above the maximum for this patient (150 mg/day, eGFR 38): consider lowering it"
    )
    assert "do not stop abruptly" in worded.detail


def test_a_dose_that_is_not_tolerated_is_lowered() -> None:
    option = dose("lower", agent="venlafaxine", current_dose="225", target="150")
    assert write_dose(option, told(venlafaxine())).summary == (
        "Venlafaxine XR 225 mg/day is not well tolerated: consider lowering it to 150 mg/day"
    )


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


def test_without_a_reason_the_missing_draft_is_said_all_the_same() -> None:
    worded = write_augmentation(augmentation(draft=False), telling())
    assert "- No order is drafted until this is answered." in worded.detail


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


def test_an_older_adult_on_a_serotonergic_drug_is_watched_for_low_sodium() -> None:
    older = Person(age=65, age_low=65, age_high=65, sex=Sex.MALE)
    option = switch("escitalopram")
    assert "sodium after 2–4 weeks" in write_switch(option, told(running_sertraline(), person=older)).detail
    younger = Person(age=64, age_low=64, age_high=64, sex=Sex.MALE)
    assert "sodium" not in write_switch(option, told(running_sertraline(), person=younger)).detail


def test_a_drug_option_without_a_plan_is_still_worded() -> None:
    worded = write_switch(Option(topic=Topic.SWITCH, agent="mirtazapine"), told(running_sertraline()))
    assert worded.summary.startswith("Sertraline failed at an adequate dose and time: consider a switch to mirtazapine")
    bare = write_dose(Option(topic=Topic.DOSE_OPTIMIZATION, agent="sertraline", case="wait"), told())
    assert "needed" in bare.summary or "failure" in bare.summary
