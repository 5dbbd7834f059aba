"""The suicide risk card: each source at its boundary, in the published words, never calming or foretelling (§8)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from cds_hooks.wording.detail import MOST_LINES, Worded
from cds_hooks.wording.suicide_risk import write_suicide_risk
from tests.cds_hooks.patient_a import (
    AS_OF,
    assessment,
    exposure,
    on,
    telling,
)
from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.history import EncounterFact, ItemAnswer, TreatmentHistory
from trd.severity import Severity
from trd.suicide_risk import LATER_LOWER, OLD, RiskFinding, SuicideRisk
from trd.terms import DiagnosisStatus, RiskLevel, SeverityBand, StopReason, Trend

SEVERE = Severity(
    instrument="phq-9",
    score=Decimal(22),
    day=on("2026-11-20"),
    band=SeverityBand.SEVERE,
    age_days=3,
    fresh=True,
    trend=Trend.WORSE,
    evidence=(),
)


def finding(
    source: str = "item",
    instrument: str | None = "phq-9",
    item: str | None = "9",
    answer: int | None = 3,
    age: int | None = 3,
    level: RiskLevel = RiskLevel.HIGH,
    **more: Any,
) -> RiskFinding:
    told = {
        "source": source,
        "instrument": instrument,
        "item": item,
        "answer": answer,
        "day": None if age is None else AS_OF - timedelta(days=age),
        "age_days": age,
        "level": level,
        "evidence": ("Observation/7",),
        **more,
    }
    return RiskFinding(**told)


def code(source: str, age: int | None, level: RiskLevel) -> RiskFinding:
    return finding(source, None, None, None, age, level)


def card(*findings: RiskFinding, notes: tuple[str, ...] = (), country: str = "CA", **changes: Any) -> Worded:
    level = findings[0].level if findings else RiskLevel.HIGH
    settings = {key: changes.pop(key) for key in ("crisis_text", "choices") if key in changes}
    judged = assessment(suicide_risk=SuicideRisk(level=level, findings=findings, notes=notes), **changes)
    return write_suicide_risk(telling(judged, country=country, **settings))


PRESENT = finding(answer=1, level=RiskLevel.PRESENT)


def test_card_16_of_the_specification_a_high_risk() -> None:
    attempt = code("attempt", 52, RiskLevel.HIGH)
    worded = card(
        finding(),
        attempt,
        country="US",
        severity=SEVERE,
        exposures=(exposure("amitriptyline", "2026-10-01", None, "75"),),
    )
    assert worded.summary == (
        "Thoughts of death or self-harm nearly every day on record (PHQ-9 item 9, 20 Nov 2026): assess safety today"
    )
    assert worded.detail == (
        "The record holds an answer that asks for a face-to-face or telephone assessment today, before other treatment "
        "steps.\n"
        "\n"
        "- On record: PHQ-9 item 9 = 3 (20 Nov 2026); self-harm or attempt 2 Oct 2026; PHQ-9 total 22.\n"
        "- Do now: ask directly about thoughts, plan, intent, means, earlier attempts, and what keeps the patient "
        "safe.\n"
        "- If there is intent or a plan: do not leave the patient alone; use your emergency or crisis pathway.\n"
        "- Today as well: a written safety plan, fewer tablets and other means (firearms) at home, a named contact, "
        "follow-up within days.\n"
        "- Medicines: short supplies (7 days or less); amitriptyline 75 mg/day on record is dangerous in overdose.\n"
        "- Treatment: severe depression with suicide risk is a reason to ask for specialist and ECT advice today.\n"
        "- For the patient: 988 Suicide & Crisis Lifeline (call or text 988), 24 hours. Emergency: 911."
    )


def test_card_17_of_the_specification_a_risk_that_is_present() -> None:
    worded = card(PRESENT, country="GB")
    assert worded.summary == (
        "Some thoughts of death or self-harm on record (PHQ-9 item 9, 20 Nov 2026): ask about them at this visit"
    )
    assert worded.detail == (
        "PHQ-9 item 9 was 1 (several days) on 20 Nov 2026; one item does not ask about intent or means.\n"
        "\n"
        "- Ask directly: thoughts, plan, intent, means, earlier attempts, what keeps the patient safe.\n"
        "- If there is intent or a plan: treat as an emergency, by your pathway.\n"
        "- Also: a safety plan, follow-up within 1–2 weeks, short supplies (14 days or less).\n"
        "- Repeat the PHQ-9 with item 9 at the next visit.\n"
        "- For the patient: NHS 111 (mental health option), Samaritans 116 123, 24 hours. Emergency: 999."
    )


@pytest.mark.parametrize(
    ("instrument", "item", "answer", "level", "words"),
    [
        ("phq-9", "9", 2, "present", "Thoughts of death or self-harm on more than half the days on record"),
        ("qids-sr16", "12", 1, "present", "Some thoughts of death or suicide on record (QIDS-SR16 item 12"),
        ("qids-sr16", "12", 3, "high", "A plan or an attempt in the last week on record (QIDS-SR16 item 12"),
        ("madrs", "10", 4, "present", "Some thoughts of death or suicide on record (MADRS item 10"),
        ("madrs", "10", 5, "high", "Explicit plans or active preparation on record (MADRS item 10"),
        ("hamd-17", "3", 1, "present", "Feeling that life is not worth living, or a wish to be dead, on record"),
        ("hamd-17", "3", 4, "high", "Suicidal ideas or an attempt on record (HAM-D17 item 3"),
        ("bdi-ii", "9", 1, "present", "Thoughts of suicide without a wish to carry them out on record"),
        ("bdi-ii", "9", 3, "high", "A wish to die by suicide if there were a chance on record (BDI-II item 9"),
        ("epds", "10", 2, "present", "Thoughts of self-harm, sometimes, on record (EPDS item 10"),
        ("epds", "10", 3, "high", "Thoughts of self-harm, quite often, on record (EPDS item 10"),
        ("cudos", "suicide", 2, "present", "A positive answer on the suicide item on record (CUDOS suicide item"),
        ("cudos", "suicide", 4, "high", "The highest answer on the suicide item on record (CUDOS suicide item"),
        ("asq", None, None, "high", "Acute positive screen on record (ASQ"),
        ("asq", None, None, "present", "Positive screen on record (ASQ"),
    ],
)
def test_the_answer_is_said_in_the_words_of_its_instrument(
    instrument: str, item: str | None, answer: int | None, level: str, words: str
) -> None:
    worded = card(finding("item", instrument, item, answer, 3, RiskLevel(level)))
    assert worded.summary.startswith(words)
    assert len(worded.summary) <= 139
    assert ("assess safety today" in worded.summary) is (level == "high")


def screen(*said: tuple[str, int]) -> TreatmentHistory:
    answers = [
        ItemAnswer(instrument="c-ssrs", item=item, value=Decimal(value), day=on("2026-11-20"), evidence=())
        for item, value in said
    ]
    return TreatmentHistory(answers=tuple(answers))


@pytest.mark.parametrize(
    ("said", "level", "words"),
    [
        (
            [("1", 1), ("4", 1)],
            "high",
            "Suicidal thoughts with intent or plan on record (Columbia screen, 20 Nov 2026)",
        ),
        ([("5", 1), ("6a", 1)], "high", "Suicidal thoughts with intent or plan on record"),
        ([("", 5)], "high", "Suicidal thoughts with intent or plan on record"),
        ([("2", 0), ("6a", 1)], "high", "Suicidal behaviour in the past 3 months on record (Columbia screen"),
        (
            [("1", 1), ("6", 1)],
            "present",
            "Wish to be dead or active thoughts on record (Columbia screen, 20 Nov 2026)",
        ),
    ],
)
def test_the_columbia_screen_tells_intent_and_plan_from_behaviour(
    said: list[tuple[str, int]], level: str, words: str
) -> None:
    found = finding("screen", "c-ssrs", None, None, 3, RiskLevel(level))
    assert card(found, history=screen(*said)).summary.startswith(words)


@pytest.mark.parametrize(
    ("age", "level", "summary"),
    [
        (90, "high", "Suicide attempt or self-harm on record, 25 Aug 2026 (90 days ago): assess safety today"),
        (1, "high", "Suicide attempt or self-harm on record, 22 Nov 2026 (1 day ago): assess safety today"),
        (
            91,
            "present",
            "Suicide attempt or self-harm on record, 24 Aug 2026 (91 days ago): ask about it at this visit",
        ),
        (
            365,
            "present",
            "Suicide attempt or self-harm on record, 23 Nov 2025 (365 days ago): ask about it at this visit",
        ),
        (None, "present", "Suicide attempt or self-harm on record without a date: ask about it at this visit"),
    ],
)
def test_an_attempt_is_told_with_its_date(age: int | None, level: str, summary: str) -> None:
    assert card(code("attempt", age, RiskLevel(level))).summary == summary


@pytest.mark.parametrize(
    ("age", "summary"),
    [
        (10, "Suicidal thoughts or self-harm coded 13 Nov 2026, no later assessment on record: ask at this visit"),
        (None, "Suicidal thoughts or self-harm on record without a date: ask at this visit"),
    ],
)
def test_a_code_for_thoughts_is_told_as_a_code(age: int | None, summary: str) -> None:
    worded = card(code("ideation-code", age, RiskLevel.PRESENT))
    assert worded.summary == summary
    assert "- Repeat a questionnaire with a suicide item at the next visit." in worded.detail


def test_an_old_answer_is_never_called_of_today() -> None:
    old = finding(answer=3, age=88, level=RiskLevel.PRESENT, notes=(OLD,))
    worded = card(old, notes=(OLD,))
    assert worded.summary == (
        "Thoughts of death or self-harm on record 88 days ago (PHQ-9 item 9), not asked since: ask at this visit"
    )
    assert worded.detail.startswith("The last answer is 88 days old; nothing later on record.")
    assert "today" not in worded.summary + worded.detail


def test_a_later_lower_answer_is_said_and_removes_nothing() -> None:
    lowered = finding(answer=0, level=RiskLevel.PRESENT, notes=(LATER_LOWER,))
    worded = card(lowered, notes=(LATER_LOWER,))
    assert "- Later PHQ-9 item 9: 0 (20 Nov 2026)." in worded.detail
    plain = card(PRESENT, notes=(LATER_LOWER,))
    assert "- A later answer was lower." in plain.detail


def test_several_sources_are_all_listed_the_one_that_set_the_level_first() -> None:
    worded = card(PRESENT, code("attempt", 200, RiskLevel.PRESENT))
    assert (
        "- On record: PHQ-9 item 9 = 1 (20 Nov 2026); self-harm or attempt 7 May 2026; PHQ-9 total 18." in worded.detail
    )


def test_a_level_without_a_finding_still_has_its_card() -> None:
    high = card()
    assert high.summary == "A positive answer on the suicide item on record: assess safety today"
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.PRESENT))
    assert write_suicide_risk(telling(judged)).summary.endswith("on record: ask about them at this visit")


def test_lines_on_medicines_and_treatment_stand_only_where_the_record_gives_cause() -> None:
    quiet = card(finding(), exposures=())
    assert "Medicines:" not in quiet.detail
    assert "Treatment:" not in card(finding(), severity=None).detail
    remission = Diagnosis(status=DiagnosisStatus.REMISSION, reason=None)
    assert "Treatment:" not in card(finding(), severity=SEVERE, diagnosis=remission).detail


MINOR = Person(age=16, age_low=16, age_high=16, sex=None)
YOUNG = Person(age=22, age_low=22, age_high=22, sex=None)


def test_of_a_minor_a_guardian_is_involved_and_no_treatment_is_advised() -> None:
    diagnosis = Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="under-minimum-age")
    worded = card(finding(), person=MINOR, diagnosis=diagnosis, severity=SEVERE)
    assert "- Involve a parent or guardian as local rules ask." in worded.detail
    assert worded.detail.endswith("- This service gives no treatment advice under 18.")
    assert "Treatment:" not in worded.detail


@pytest.mark.parametrize(
    ("diagnosis", "line"),
    [
        (
            Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="bipolar"),
            "- Bipolar disorder on record: depression advice of this service does not apply.",
        ),
        (
            Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, flags=("perinatal",)),
            "- Perinatal: ask also about thoughts of harming the baby.",
        ),
        (
            Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, flags=("psychotic",)),
            "- Psychotic features on record: treat as higher risk.",
        ),
    ],
)
def test_what_is_special_about_a_patient_has_its_line(diagnosis: Diagnosis, line: str) -> None:
    assert line in card(PRESENT, diagnosis=diagnosis).detail
    assert line not in card(PRESENT).detail


@pytest.mark.parametrize(
    ("person", "started", "said"),
    [
        (YOUNG, "2026-10-26", True),
        (YOUNG, "2026-10-25", False),
        (Person(age=25, age_low=25, age_high=25, sex=None), "2026-11-10", False),
        (Person(age=None, age_low=None, age_high=None, sex=None), "2026-11-10", False),
    ],
    ids=["22 years, 28 days", "22 years, 29 days", "25 years", "age not on record"],
)
def test_under_25_a_drug_started_in_the_last_28_days_is_told(person: Person, started: str, said: bool) -> None:
    worded = card(PRESENT, person=person, exposures=(exposure("sertraline", started, None, "50"),))
    assert ("thoughts can increase in the first weeks, most under 25" in worded.detail) is said


def test_a_drug_that_was_stopped_for_such_thoughts_is_named() -> None:
    stopped = exposure("sertraline", "2026-10-01", "2026-11-10", "50", stop_reason=StopReason.SUICIDAL_THOUGHTS)
    worded = card(PRESENT, exposures=(stopped,))
    assert "- Sertraline, started 1 Oct 2026: thoughts can increase in the first weeks." in worded.detail


@pytest.mark.parametrize("encounter_class", ["EMER", "IMP", "ACUTE"])
def test_in_hospital_somebody_may_have_asked_already(encounter_class: str) -> None:
    encounter = EncounterFact(
        encounter_class=encounter_class, start=None, end=None, in_progress=True, evidence=("Encounter/9",)
    )
    history = TreatmentHistory(encounters=(encounter,))
    assert "- Do now: If not already done: ask" in card(finding(), history=history).detail
    assert "- If not already done: ask directly" in card(PRESENT, history=history).detail


def test_the_encounter_of_the_call_counts_even_where_it_is_not_called_in_progress() -> None:
    encounter = EncounterFact(
        encounter_class="EMER", start=None, end=None, in_progress=False, evidence=("Encounter/9",)
    )
    history = TreatmentHistory(encounters=(encounter,))
    there = card(finding(), history=history, choices=Choices(country="CA", encounter="9"))
    assert "If not already done" in there.detail
    assert "If not already done" not in card(finding(), history=history).detail


def test_the_sites_own_crisis_text_wins_over_the_countrys() -> None:
    worded = card(PRESENT, crisis_text="Call the ward: 12 34.", country="US")
    assert "Call the ward: 12 34." in worded.detail
    assert "988" not in worded.detail


def test_no_number_of_another_country_is_ever_shown() -> None:
    worded = card(PRESENT, country="PT")
    assert "your local emergency number" in worded.detail
    assert "988" not in worded.detail


def test_no_combination_of_lines_is_over_twelve_and_the_five_that_matter_always_stay() -> None:
    young_exposures = (
        exposure("amitriptyline", "2026-11-10", None, "75"),
        exposure("sertraline", "2026-11-10", None, "50", stop_reason=StopReason.SUICIDAL_THOUGHTS),
    )
    people = (MINOR, YOUNG, assessment().person)
    flags = ((), ("psychotic",), ("perinatal",), ("psychotic", "perinatal"))
    for person, flag, reason, level in product(people, flags, (None, "bipolar"), (RiskLevel.HIGH, RiskLevel.PRESENT)):
        status = DiagnosisStatus.EXCLUDED if reason else DiagnosisStatus.ACTIVE
        found = replace(finding(notes=(LATER_LOWER,)), level=level)
        worded = card(
            found,
            code("attempt", 10, level),
            notes=(LATER_LOWER,),
            person=person,
            diagnosis=Diagnosis(status=status, reason=reason, flags=flag),
            exposures=young_exposures,
            severity=SEVERE,
        )
        lines = [line for line in worded.detail.split("\n") if line]
        assert len(lines) <= MOST_LINES
        always = (
            ("Do now", "If there is", "Today as well") if level is RiskLevel.HIGH else ("Ask directly", "If there is")
        )
        assert all(any(line.startswith(f"- {label}") for line in lines) for label in (*always, "On record"))
        assert any("local crisis line" in line for line in lines)
