"""The summary card: status, one line a trial, what was left out and what is not known (§7.6, cards 1 and 2 of §7.7)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_hooks.wording.summary import maudsley_band, maudsley_points, write_summary
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import (
    assessment,
    augmentation,
    configuration,
    on,
    rated,
    recommendations,
    sertraline,
    telling,
    venlafaxine,
)
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from trd.choices import Choices
from trd.diagnosis import Diagnosis
from trd.explanations import Explanations
from trd.history import Gap, TreatmentHistory
from trd.knowledge.types import Reviews, SafetyRow
from trd.options import Option, RunningDanger, SetAside
from trd.resistance import RatedTrial, Resistance
from trd.safety import RowResult
from trd.staging import Maudsley, Staging
from trd.suicide_risk import SuicideRisk
from trd.terms import (
    Adequacy,
    Ask,
    Confidence,
    DiagnosisStatus,
    Effect,
    EpisodeOf,
    FactList,
    GapCode,
    Outcome,
    ResistanceStatus,
    RiskLevel,
    Topic,
    TrialKind,
    Verdict,
)

LEFT_OUT = (
    Option(topic=Topic.AUGMENTATION, agent="lithium"),
    Option(topic=Topic.COMBINATION, agent="mirtazapine"),
    Option(topic=Topic.ECT_REFERRAL, kind="ect"),
)


def status(name: ResistanceStatus, failed: int = 0, possible: int = 0, *settle: str) -> Resistance:
    return Resistance(
        status=name,
        definition="",
        failed_trials=failed,
        possible_failures=possible,
        lifetime_failed_trials=failed,
        would_settle=settle,
    )


def detail(told: Telling, **more: object) -> list[str]:
    return write_summary(told, **more).detail.split("\n")  # type: ignore[arg-type]


def test_card_1_of_the_specification_a_resistant_patient() -> None:
    worded = write_summary(telling(), left_out=LEFT_OUT)
    assert worded.summary == (
        "2 adequate antidepressant trials failed this episode: treatment-resistant depression (default definition)"
    )
    assert worded.detail == (
        "Two different antidepressants, each long enough at an effective dose, without response in this episode "
        "(since 1 Dec 2025).\n"
        "\n"
        "- Venlafaxine XR 225 mg/day, since 4 May 2026: adequate (190 days at 150 mg/day or more; 42 needed), "
        "PHQ-9 19 to 18: failed\n"
        "- Sertraline 150 mg/day, 10 Jan–20 Apr 2026: adequate (101 days at 50 mg/day or more; 42 needed), "
        "PHQ-9 21 to 19: failed\n"
        "- Not counted: trazodone 50 mg/day since 3 Feb 2026 (hypnotic dose)\n"
        "- Staging: Thase-Rush II; Maudsley 5–7 of 15 (mild to moderate); MGH 2.5.\n"
        "- Also considered: lithium, mirtazapine, ECT.\n"
        "- Set aside: bupropion (seizure disorder recorded 2019).\n"
        "- Not on record: psychotherapy this episode, TSH, alcohol screen.\n"
        "- Based on: record up to 20 Nov 2026; two adequate failed trials, this episode."
    )


def test_card_2_of_the_specification_a_status_that_one_fact_would_settle() -> None:
    open_end = rated(
        "venlafaxine",
        "2026-05-04",
        None,
        dose="150",
        count=63,
        outcome=Outcome.UNKNOWN,
        ongoing=False,
        possible_failure=True,
    )
    judged = assessment(
        trials=(sertraline(), open_end),
        resistance=status(ResistanceStatus.INDETERMINATE, 1, 1, "reason for stopping venlafaxine"),
        staging=Staging(thase_rush="I", maudsley=Maudsley(minimum=3, maximum=7, band=None, items={})),
    )
    worded = write_summary(telling(judged))
    assert worded.summary == (
        "Cannot tell whether this is treatment-resistant: 1 trial failed, 1 more may have. "
        "Missing most: reason for stopping venlafaxine"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == "One certain failure; one trial whose judgement is open decides the status."
    assert lines[2].startswith("- Venlafaxine XR 150 mg/day, from 4 May 2026, end not on record: adequate (63 days")
    assert lines[2].endswith("outcome not on record: may have failed")
    assert "- Would settle it: reason for stopping venlafaxine." in lines


def test_no_certain_failure_is_said_as_no_and_not_as_zero() -> None:
    judged = assessment(resistance=status(ResistanceStatus.INDETERMINATE, 0, 2, "a score"))
    worded = write_summary(telling(judged))
    assert worded.summary == (
        "Cannot tell whether this is treatment-resistant: 2 trials may have failed. Missing most: a score"
    )
    assert worded.detail.startswith("No certain failures; two trials whose judgement is open decide")


def test_one_failure_names_its_drug_and_says_that_resistance_is_not_reached() -> None:
    judged = assessment(trials=(sertraline(),), resistance=status(ResistanceStatus.ONE_FAILURE, 1))
    worded = write_summary(telling(judged))
    assert worded.summary == (
        "1 adequate antidepressant trial failed this episode (sertraline); treatment resistance not reached"
    )


def test_no_failure_counts_the_trials_that_could_not_be_judged() -> None:
    undetermined = venlafaxine(verdict=Adequacy.UNDETERMINED, failed=False, missing=("dose",))
    judged = assessment(trials=(undetermined,), resistance=status(ResistanceStatus.NONE))
    worded = write_summary(telling(judged))
    assert worded.summary == (
        "No adequate antidepressant trial has failed on record this episode; 1 trial could not be judged"
    )
    assert "cannot be judged (not on record: dose)" in worded.detail


def test_an_excluded_diagnosis_grades_nothing_and_says_why() -> None:
    excluded = Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="bipolar")
    worded = write_summary(telling(assessment(diagnosis=excluded)))
    assert worded.summary.startswith("Treatment history for the specialist: 2 adequate antidepressant trials failed")
    assert worded.detail.startswith("Resistance is not graded here: bipolar disorder on record.")


@pytest.mark.parametrize(
    ("diagnosis", "trials", "summary", "first"),
    [
        (
            Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="unheard-of"),
            (),
            "Treatment history for the specialist: no adequate antidepressant trial has failed on record",
            "Resistance is not graded here: the diagnosis on record is another one.",
        ),
        (
            Diagnosis(status=DiagnosisStatus.NONE, reason="no-condition"),
            (venlafaxine(),),
            "1 adequate antidepressant trial failed on record, but no depression diagnosis is on record",
            "Resistance is not graded here: no depression diagnosis on record.",
        ),
        (
            Diagnosis(status=DiagnosisStatus.NONE, reason="conditions-not-sent"),
            (),
            "An antidepressant is taken, but no depression diagnosis is on record",
            "Resistance is not graded here: diagnoses were not sent.",
        ),
        (
            Diagnosis(status=DiagnosisStatus.REMISSION, reason=None),
            (),
            "Treatment history for the specialist: no adequate antidepressant trial has failed on record",
            "Resistance is not graded here: remission on record.",
        ),
    ],
)
def test_what_is_not_graded_is_not_called_resistant_or_not(
    diagnosis: Diagnosis, trials: tuple[RatedTrial, ...], summary: str, first: str
) -> None:
    worded = write_summary(telling(assessment(diagnosis=diagnosis, trials=trials)))
    assert worded.summary == summary
    assert worded.detail.startswith(first)


def test_beyond_five_trials_the_earlier_ones_are_counted() -> None:
    earlier = tuple(
        rated(name, f"2026-0{month}-01", f"2026-0{month}-20", dose="50", count=20, verdict=Adequacy.INADEQUATE_DURATION)
        for month, name in enumerate(("escitalopram", "mirtazapine", "bupropion", "amitriptyline"), start=1)
    )
    lines = detail(telling(assessment(trials=(*earlier, sertraline(), venlafaxine()), not_counted=())))
    assert "- and 1 earlier, none failed" in lines
    assert sum(": too short" in line or ": adequate" in line for line in lines) == 5


def test_a_trial_of_an_earlier_episode_has_no_line() -> None:
    earlier = rated("escitalopram", "2020-01-01", "2020-06-01", dose="10", count=100, episode=EpisodeOf.EARLIER)
    assert not any("scitalopram" in line for line in detail(telling(assessment(trials=(earlier, sertraline())))))


def test_a_trial_of_low_confidence_says_so() -> None:
    assumed = replace(sertraline().adequacy, on_assumed_dates=True)
    doubtful = replace(sertraline(), confidence=Confidence.LOW, adequacy=assumed)
    lines = detail(telling(assessment(trials=(doubtful,))))
    assert lines[2].endswith(": failed, low confidence: its end is assumed")
    unexplained = replace(sertraline(), confidence=Confidence.LOW)
    assert detail(telling(assessment(trials=(unexplained,))))[2].endswith(": failed")


def test_an_empty_record_says_that_no_trial_is_on_record() -> None:
    judged = assessment(trials=(), resistance=status(ResistanceStatus.NONE))
    assert "- No antidepressant trial of this episode on record." in detail(telling(judged))


def test_other_definitions_are_named_only_where_they_differ() -> None:
    same = {"nice": status(ResistanceStatus.RESISTANT, 2)}
    assert not any("other definitions" in line for line in detail(telling(assessment(by_definition=same))))
    differing = {**same, "ema": status(ResistanceStatus.ONE_FAILURE, 1), "athf-sf": status(ResistanceStatus.NONE, 0)}
    lines = detail(telling(assessment(by_definition=differing)))
    assert "- By other definitions: EMA one failure (1), ATHF-SF no (0)." in lines


def test_what_could_not_be_read_is_told_and_never_dropped() -> None:
    gaps = (
        Gap(code=GapCode.UNKNOWN_DRUG, what='"Zxcv 20" is no drug that could be recognised'),
        Gap(code=GapCode.SCORE_OLD, what="has a line of its own"),
    )
    lines = detail(telling(assessment(gaps=gaps)))
    assert '- Could not be read: "Zxcv 20" is no drug that could be recognised.' in lines
    assert not any("line of its own" in line for line in lines)


def test_lists_that_were_never_sent_are_told_apart_from_what_is_not_on_record() -> None:
    history = TreatmentHistory(delivered=frozenset({FactList.CONDITIONS, FactList.MEDICATIONS}))
    lines = detail(telling(assessment(history=history)))
    assert "- Not sent: allergies, observations." in lines
    told = recommendations(not_sent=("laboratory results",))
    assert "- Not sent: laboratory results." in detail(telling(weighed=told))


def test_a_missing_suicide_item_beside_a_total_is_named() -> None:
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.UNKNOWN))
    assert "- Not on record: psychotherapy this episode, suicide item, TSH, alcohol screen." in detail(telling(judged))


def test_psychotherapy_on_record_is_not_called_missing() -> None:
    therapy = rated(
        "cbt", "2026-02-01", "2026-05-01", dose=None, count=0, kind=TrialKind.PSYCHOTHERAPY, session_count=12
    )
    judged = assessment(trials=(sertraline(), therapy), severity=None, explanations=Explanations())
    lines = detail(telling(judged))
    assert "- Not on record: a symptom score in the last 90 days." in lines
    assert (
        "- Cognitive behavioural therapy, 12 sessions, 1 Feb–1 May 2026: adequate (12 sessions), no response" in lines
    )


def test_topics_that_the_site_does_not_offer_and_those_switched_off_are_named_as_such() -> None:
    choices = Choices(
        country="CA", not_offered=frozenset({Topic.ECT_REFERRAL}), topics_off=frozenset({Topic.AUGMENTATION})
    )
    told = replace(telling(), configuration=configuration(choices=choices, not_offered_text="Ask the city hospital."))
    lines = detail(told, left_out=LEFT_OUT)
    assert "- Also considered: mirtazapine." in lines
    assert "- Not offered here: ECT. Ask the city hospital." in lines
    assert "- Hidden by configuration: lithium." in lines


def test_the_only_card_says_what_could_be_done_next() -> None:
    assert "- Next: consider adding aripiprazole." in detail(telling(), next_step="consider adding aripiprazole")


def test_a_danger_that_is_only_possible_stands_first() -> None:
    row = SafetyRow(
        id="S020",
        topics=frozenset({Topic.ORDER_SAFETY}),
        agents="",
        kind="drug",
        finding="",
        codes="",
        test="",
        unit="",
        threshold="",
        lookback="",
        effect=Effect.CONTRAINDICATED,
        ask=Ask.REQUIRED,
        message="",
        note="",
        source="",
        mark="M",
    )
    danger = RunningDanger(
        result=RowResult(row=row, verdict=Verdict.UNKNOWN, possible_only=True),
        message="May still be taking phenelzine: confirm before.",
    )
    lines = detail(telling(weighed=recommendations(dangers=(danger,))))
    assert lines[2] == "- Check first: may still be taking phenelzine: confirm before."


def test_what_the_rule_says_of_waiting_is_told_with_the_units_of_cards() -> None:
    told = recommendations(waiting="25 more days at 150 mg/d to judge")
    assert "- 25 more days at 150 mg/day to judge" in detail(telling(weighed=told))


@pytest.mark.parametrize(
    ("low", "high", "points", "band"),
    [(5, 7, "5–7", "mild to moderate"), (8, 8, "8", "moderate"), (9, 11, "9–11", "moderate to severe")],
)
def test_maudsley_points_are_a_range_where_the_record_leaves_one(low: int, high: int, points: str, band: str) -> None:
    told = telling(assessment(staging=Staging(maudsley=Maudsley(minimum=low, maximum=high, band=None, items={}))))
    assert maudsley_points(told) == points
    assert maudsley_band(told) == band


def test_a_band_that_the_core_gives_is_said_as_it_is() -> None:
    staging = Staging(maudsley=Maudsley(minimum=8, maximum=10, band="moderate", items={}))
    assert maudsley_band(telling(assessment(staging=staging))) == "moderate"


def test_a_band_without_its_limits_is_not_guessed() -> None:
    staging = Staging(maudsley=Maudsley(minimum=5, maximum=7, band=None, items={}))
    told = telling(assessment(staging=staging), knowledge=replace(KNOWLEDGE, figures={}))
    assert maudsley_band(told) is None
    assert "- Staging: Maudsley 5–7 of 15." in detail(told)


def test_no_staging_gives_no_line() -> None:
    unstaged = telling(assessment(staging=Staging()))
    assert not any("Staging" in line for line in detail(unstaged))
    assert maudsley_points(unstaged) is None
    assert maudsley_band(unstaged) is None
    scored = Staging(mgh_score=Decimal("2.50"), mgh_max=Decimal("3.5"))
    assert "- Staging: MGH 2.5, up to 3.5." in detail(telling(assessment(staging=scored)))


def test_a_full_summary_keeps_what_matters_in_twelve_lines() -> None:
    aside = tuple(
        SetAside(topic=Topic.SWITCH, agent=name, kind=None, reason="a reason " * 12, row="S001")
        for name in ("bupropion", "lithium", "mirtazapine", "trazodone")
    )
    trials = tuple(
        rated(name, f"2026-0{month}-01", f"2026-0{month}-20", dose="50", count=20)
        for month, name in enumerate(
            ("escitalopram", "mirtazapine", "bupropion", "amitriptyline", "trazodone"), start=1
        )
    )
    judged = assessment(
        trials=(*trials, venlafaxine()),
        gaps=(Gap(code=GapCode.UNKNOWN_DRUG, what="one drug"),),
        by_definition={"ema": status(ResistanceStatus.NONE)},
        resistance=status(ResistanceStatus.INDETERMINATE, 1, 1, "the dose of venlafaxine"),
    )
    told = recommendations(augmentation(), set_aside=aside, not_sent=("allergies",), waiting="14 more days")
    lines = [line for line in detail(telling(judged, told), left_out=LEFT_OUT) if line]
    assert len(lines) == 12
    said = "\n".join(lines)
    for label in ("Would settle it:", "Also considered:", "Not on record:", "Could not be read:", "Based on:"):
        assert label in said


def test_the_day_of_the_record_stays_unsaid_where_it_is_not_known() -> None:
    judged = assessment(data_up_to=None)
    assert not any("Based on" in line for line in detail(telling(judged)))
    unsigned = replace(KNOWLEDGE, reviews=Reviews())
    assert "- Based on: draft knowledge 2026.11, not signed by a clinician." in detail(
        telling(judged, knowledge=unsigned)
    )
    assert on("2026-11-20") != judged.as_of
