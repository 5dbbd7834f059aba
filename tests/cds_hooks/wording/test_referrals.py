"""Cards about therapy, ECT, TMS, ketamine and specialists (cards 9 to 13 of §7.7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.wording.referrals import (
    write_ect,
    write_ketamine,
    write_psychotherapy,
    write_specialist,
    write_tms,
)
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import assessment, on, rated, recommendations, sertraline, telling
from trd.diagnosis import Diagnosis, Person
from trd.history import CodedFinding, Measurement, Session, TreatmentHistory
from trd.intervals import DayInterval
from trd.options import Caution, Option, SetAside
from trd.resistance import Resistance
from trd.severity import Severity
from trd.staging import Maudsley, Staging
from trd.suicide_risk import RiskFinding, SuicideRisk
from trd.terms import (
    CourseKind,
    DiagnosisStatus,
    FactList,
    ResistanceStatus,
    RiskLevel,
    SeverityBand,
    Sex,
    Topic,
    Trend,
    TrialKind,
)

SEVERE = Severity(
    instrument="phq-9",
    score=Decimal(24),
    day=on("2026-11-20"),
    band=SeverityBand.SEVERE,
    age_days=3,
    fresh=True,
    trend=Trend.WORSE,
    evidence=(),
)
PSYCHOTIC = Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, flags=("psychotic",))
NONE_FAILED = Resistance(
    status=ResistanceStatus.NONE, definition="", failed_trials=0, possible_failures=0, lifetime_failed_trials=0
)


def option(topic: Topic, kind: str | None = None, **more: Any) -> Option:
    return Option(topic=topic, kind=kind, **more)


def told(**changes: Any) -> Telling:
    settings = {key: changes.pop(key) for key in ("country", "referral_text") if key in changes}
    return telling(assessment(**changes), **settings)


def test_card_9_of_the_specification_psychotherapy() -> None:
    worded = write_psychotherapy(option(Topic.PSYCHOTHERAPY, "cbt"), told(referral_text="Clinic A, extension 12"))
    assert (
        worded.summary == "Add psychotherapy: cognitive behavioural therapy has not been tried on record this episode"
    )
    assert worded.detail == (
        "Therapy added to a drug helps when the drug alone does not; no course of 8 sessions or more is on record this "
        "episode.\n"
        "\n"
        "- How: CBT, 8–20 sessions; it goes on beside venlafaxine XR.\n"
        "- Not on record: earlier therapy outside this record, patient's preference.\n"
        "- Refer to: Clinic A, extension 12\n"
        "- Based on: record up to 20 Nov 2026."
    )


def test_in_the_united_states_it_is_spelled_as_there() -> None:
    worded = write_psychotherapy(option(Topic.PSYCHOTHERAPY, "cbt"), told(country="US"))
    assert "cognitive behavioral therapy" in worded.summary
    assert "behaviour" not in worded.summary + worded.detail


def test_therapy_without_a_drug_is_not_called_an_addition() -> None:
    worded = write_psychotherapy(option(Topic.PSYCHOTHERAPY, "cbt"), told(trials=()))
    assert worded.summary == "Consider psychotherapy: cognitive behavioural therapy"
    assert "- How: CBT, 8–20 sessions." in worded.detail


def test_after_one_course_another_kind_is_not_called_untried() -> None:
    course = rated(
        "cbt", "2026-02-01", "2026-05-01", dose=None, count=0, kind=TrialKind.PSYCHOTHERAPY, session_count=12
    )
    worded = write_psychotherapy(option(Topic.PSYCHOTHERAPY, "ipt"), told(trials=(course, sertraline())))
    assert worded.summary == "Consider psychotherapy: interpersonal therapy"
    assert worded.detail.startswith("One course of therapy is on record this episode")


def test_a_kind_without_words_of_its_own_is_worded_plainly() -> None:
    worded = write_psychotherapy(option(Topic.PSYCHOTHERAPY, "schema-therapy"), told())
    assert "schema therapy" in worded.summary
    assert "- How: 8 sessions or more; review after 8." in worded.detail


def test_card_10_of_the_specification_an_urgent_referral_for_ect() -> None:
    worded = write_ect(option(Topic.ECT_REFERRAL, "ect", level=5), told(severity=SEVERE, diagnosis=PSYCHOTIC))
    assert worded.summary == (
        "Consider urgent ECT referral: severe depression with psychotic features, 2 failed trials on record"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == (
        "Psychotic features on record and PHQ-9 24 (20 Nov 2026); ECT acts fastest here and is a usual choice in this "
        "situation."
    )
    assert lines[2] == (
        "- Check first: raised intracranial pressure, recent heart attack or stroke, metal or devices in or near the "
        "head; anaesthetic history; whether the current drug list is complete."
    )
    assert lines[3] == "- How: same-week assessment by an ECT service; drug treatment goes on meanwhile."


def test_without_psychotic_features_none_are_named() -> None:
    worded = write_ect(option(Topic.ECT_REFERRAL, "ect", level=4), told(severity=SEVERE))
    assert worded.summary == "Consider ECT referral: severe depression, 2 failed trials on record"
    assert worded.detail.startswith("PHQ-9 24 (20 Nov 2026); ECT acts fastest in severe depression")
    unscored = write_ect(option(Topic.ECT_REFERRAL, "ect"), told(severity=None))
    assert unscored.summary == "Consider ECT referral: depression, 2 failed trials on record"
    assert unscored.detail.startswith("ECT acts fastest in severe depression and helps where drugs have not.")


def test_suicidal_thoughts_on_record_are_part_of_the_reason_for_ect() -> None:
    risk = SuicideRisk(level=RiskLevel.HIGH)
    worded = write_ect(option(Topic.ECT_REFERRAL, "ect", level=5), told(severity=SEVERE, suicide_risk=risk))
    assert worded.summary.startswith("Consider urgent ECT referral: severe depression and suicidal thoughts")
    given = option(Topic.ECT_REFERRAL, "ect", level=5, facts={"reason": "catatonia on record"})
    assert write_ect(given, told()).summary.startswith("Consider urgent ECT referral: catatonia on record")
    common = option(Topic.ECT_REFERRAL, "ect", level=5, facts={"reason": "severe, with high suicide risk on record"})
    assert (
        "severe depression and suicidal thoughts" in write_ect(common, told(severity=SEVERE, suicide_risk=risk)).summary
    )


def test_earlier_ect_on_record_is_not_called_missing() -> None:
    session = Session(
        kind=CourseKind.ECT, concept="ect", label="ECT", start=DayInterval.on(date(2020, 1, 1)), end=None, evidence=()
    )
    missing = write_ect(option(Topic.ECT_REFERRAL, "ect"), told())
    assert "- Not on record: earlier ECT, consent and capacity." in missing.detail
    there = write_ect(option(Topic.ECT_REFERRAL, "ect"), told(history=TreatmentHistory(sessions=(session,))))
    assert "- Not on record: consent and capacity." in there.detail


def test_card_11_of_the_specification_tms() -> None:
    worded = write_tms(option(Topic.TMS_REFERRAL, "tms"), told())
    assert worded.summary == "Consider TMS: 2 adequate trials failed and no seizure or head-metal entry found on record"
    assert (
        "- Check first: metal, implants or devices in or near the head, seizure history, sleep loss, alcohol "
        "(none on record is not the same as asked)." in worded.detail
    )


def test_what_is_always_asked_is_not_asked_twice() -> None:
    asked = option(Topic.TMS_REFERRAL, "tms", unknowns=("metal or implant in the head", "seizure", "pregnancy"))
    detail = write_tms(asked, told()).detail
    assert "pregnancy (not on record)" in detail
    assert detail.count("seizure") == 1


@pytest.mark.parametrize(
    ("more", "delivered"),
    [
        ({"cautions": (Caution(row="S400", message="Bupropion lowers the seizure threshold."),)}, frozenset(FactList)),
        ({}, frozenset({FactList.CONDITIONS, FactList.MEDICATIONS})),
    ],
    ids=["a caution", "procedures never sent"],
)
def test_nothing_found_is_said_of_tms_only_where_it_was_looked_for(
    more: dict[str, Any], delivered: frozenset[FactList]
) -> None:
    worded = write_tms(option(Topic.TMS_REFERRAL, "tms", **more), told(history=TreatmentHistory(delivered=delivered)))
    assert worded.summary == "Consider TMS: 2 adequate trials failed; ask about seizures and metal in the head"


def test_card_12_of_the_specification_esketamine() -> None:
    worded = write_ketamine(option(Topic.KETAMINE_REFERRAL, "esketamine"), told(country="US"))
    assert worded.summary == (
        "Consider esketamine nasal spray: 2 adequate trials failed; given only under supervision at a certified site"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == "Two failed trials are on record; it works within days in those who respond."
    assert lines[2] == (
        "- Check first: aneurysm, dissection, vascular malformation or brain bleeding; psychosis; alcohol or drugs."
    )
    assert "- Not on record: liver tests, pregnancy." in lines


def test_tests_on_record_and_a_pregnancy_that_cannot_be_are_not_called_missing() -> None:
    liver = Measurement(concept="alt", low=Decimal(20), high=Decimal(20), day=on("2026-11-01"), evidence=())
    man = Person(age=47, age_low=47, age_high=47, sex=Sex.MALE)
    judged = told(history=TreatmentHistory(measurements=(liver,)), person=man, country="US")
    assert "Not on record" not in write_ketamine(option(Topic.KETAMINE_REFERRAL, "esketamine"), judged).detail


def test_a_pregnancy_test_with_a_coded_answer_is_not_called_missing() -> None:
    tested = CodedFinding(concept="hcg", value="negative", day=on("2026-11-13"), evidence=())
    judged = told(history=TreatmentHistory(findings=(tested,)), country="US")
    detail = write_ketamine(option(Topic.KETAMINE_REFERRAL, "esketamine"), judged).detail
    assert "- Not on record: liver tests." in detail.split("\n")


def test_outside_the_united_states_no_certified_site_is_named() -> None:
    worded = write_ketamine(option(Topic.KETAMINE_REFERRAL, "esketamine"), told())
    assert worded.summary == ("Consider esketamine nasal spray: 2 adequate trials failed; given only under supervision")
    assert "56 or 84 mg" not in worded.detail


def test_a_ketamine_infusion_is_called_off_label_and_says_why() -> None:
    worded = write_ketamine(option(Topic.KETAMINE_REFERRAL, "iv-ketamine"), told())
    assert worded.summary == (
        "Consider ketamine by infusion (off label, supervised): 2 adequate trials failed; "
        "esketamine is not available here"
    )
    assert "body weight" in worded.detail


def test_card_13_of_the_specification_an_urgent_psychiatric_referral() -> None:
    found = RiskFinding(
        source="item",
        instrument="phq-9",
        item="9",
        answer=2,
        day=on("2026-11-18"),
        age_days=5,
        level=RiskLevel.PRESENT,
        evidence=(),
    )
    three = Resistance(
        status=ResistanceStatus.RESISTANT, definition="", failed_trials=3, possible_failures=0, lifetime_failed_trials=3
    )
    judged = assessment(
        resistance=three,
        staging=Staging(maudsley=Maudsley(minimum=9, maximum=11, band=None, items={})),
        suicide_risk=SuicideRisk(level=RiskLevel.PRESENT, findings=(found,)),
    )
    lithium = SetAside(topic=Topic.AUGMENTATION, agent="lithium", kind=None, reason="eGFR 24", row="S315")
    bupropion = SetAside(
        topic=Topic.SWITCH, agent="bupropion", kind=None, reason="seizure disorder recorded 2019", row="S281"
    )
    weighed = recommendations(set_aside=(bupropion, lithium))
    worded = write_specialist(option(Topic.SPECIALIST_REFERRAL, "psychiatry", level=5), telling(judged, weighed))
    assert worded.summary == (
        "Consider urgent psychiatric referral: 3 adequate trials failed, Maudsley score 9–11 (moderate to severe), "
        "suicide risk present"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == (
        "Three trials failed this episode and an answer on suicidal thoughts (18 Nov 2026) put the next step beyond "
        "usual primary care."
    )
    assert "- How: referral within days; meanwhile: a safety plan, short supplies of medicines." in lines
    assert "- Set aside: bupropion (seizure disorder recorded 2019); lithium (eGFR 24)." in lines


def test_no_risk_on_record_is_not_said() -> None:
    worded = write_specialist(option(Topic.SPECIALIST_REFERRAL, "psychiatry", level=4), told())
    assert worded.summary == (
        "Consider psychiatric referral: 2 adequate trials failed, Maudsley score 5–7 (mild to moderate)"
    )
    assert "risk" not in worded.summary


def test_a_branch_of_psychiatry_is_named_with_its_reason() -> None:
    perinatal = Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, flags=("perinatal",))
    worded = write_specialist(option(Topic.SPECIALIST_REFERRAL, "perinatal", level=4), told(diagnosis=perinatal))
    assert worded.summary == "Consider referral to perinatal psychiatry: pregnancy or recent birth on record"


def test_an_urgent_reason_leads_before_any_count() -> None:
    catatonia = {"reason": "catatonia: a lorazepam trial is the specialist's step"}
    urgent = option(Topic.SPECIALIST_REFERRAL, "psychiatry", level=5, facts=catatonia)
    worded = write_specialist(urgent, told())
    assert worded.summary == "Consider urgent psychiatric referral: catatonia, 2 failed trials on record"
    assert worded.detail.startswith("A lorazepam trial is the specialist's step.\n"), "the title is not said again"


def test_an_excluded_diagnosis_counts_no_failures_and_gives_its_reason() -> None:
    bipolar = Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="bipolar")
    judged = told(diagnosis=bipolar, staging=Staging())
    worded = write_specialist(option(Topic.SPECIALIST_REFERRAL, "psychiatry", level=4), judged)
    assert worded.summary == "Consider psychiatric referral: bipolar disorder on record"


def test_without_failures_and_reasons_the_referral_still_stands() -> None:
    judged = told(resistance=NONE_FAILED, staging=Staging())
    worded = write_specialist(option(Topic.SPECIALIST_REFERRAL), judged)
    assert worded.summary == "Consider psychiatric referral"
    assert worded.detail.startswith("A specialist's view helps with the next step here.")
