"""Diagnoses as the record has them: by code in every system, by words, with status and dates."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.condition_words import GATES, KINDS_OF_DEPRESSION
from fhir_mappings.conditions import read_condition
from fhir_mappings.reading.clinical_resources import Condition
from fhir_mappings.safety_words import NEVER_PAST, PAST_CONCEPTS, PATTERNS
from tests.fhir_mappings.records import KNOWLEDGE, WORDS, coded, resource
from trd.history import ConditionFact, Gap
from trd.intervals import DayInterval
from trd.terms import ClinicalStatus, GapCode, Verification


def read(code: dict[str, Any] | None = None, **elements: Any) -> tuple[ConditionFact | Gap, ...]:
    birth = elements.pop("birth", None)
    if code is not None:
        elements["code"] = code
    return read_condition(resource(Condition, **elements), WORDS, birth=birth)


def fact(code: dict[str, Any] | None = None, **elements: Any) -> ConditionFact:
    found = read(code, **elements)[0]
    assert isinstance(found, ConditionFact)
    return found


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        pytest.param("icd-10-cm|F33.1", {"mdd-recurrent-moderate"}, id="ICD-10-CM"),
        pytest.param("icd-10-cm|f331", {"mdd-recurrent-moderate"}, id="without its dot, in lower case"),
        pytest.param("icd-10|F33.1", {"mdd-recurrent-moderate"}, id="ICD-10"),
        pytest.param("icd-10|F32.A", {"depression-unspecified"}, id="a code of ICD-10-CM under the bare address"),
        pytest.param("icd-9-cm|296.33", {"mdd-recurrent-severe"}, id="ICD-9-CM"),
        pytest.param("icd-11|6A70.1", {"mdd-single-moderate"}, id="ICD-11"),
        pytest.param("icd-11|6A70.1&XS25", {"mdd-single-moderate"}, id="ICD-11, a cluster"),
        pytest.param("snomed|832007", {"depression-moderate"}, id="SNOMED CT"),
        pytest.param("icd-10-cm|K25.0", {"peptic-ulcer", "bleeding-gi"}, id="all matches count"),
        pytest.param("icd-10-cm|G40.901", {"seizure-epilepsy"}, id="by prefix"),
        pytest.param("icd-10-cm|T43.222A", {"poisoning-antidepressant", "suicide-attempt"}, id="by pattern"),
        pytest.param("urn:oid:2.16.840.1.113883.6.90|F32.9", {"mdd-single-unspecified"}, id="by OID"),
    ],
)
def test_a_diagnosis_is_known_by_its_code(code: str, concepts: set[str]) -> None:
    found = fact(coded(code))
    assert found.concepts == concepts
    assert not found.by_text


@pytest.mark.parametrize("code", ["icd-10-cm|J06.9", "icd-10-cm|Z13.31", "icd-10|R45.8", "snomed|444814009"])
def test_other_diagnoses_are_none_of_our_business(code: str) -> None:
    assert read(coded(code)) == ()


def test_unintentional_poisoning_is_no_suicide_attempt() -> None:
    assert "suicide-attempt" not in fact(coded("icd-10-cm|T43.221A")).concepts


def test_what_the_code_says_is_told() -> None:
    severe = fact(coded("icd-10-cm|F33.3"))
    assert (severe.severity, severe.psychotic, severe.episode) == ("severe", True, "recurrent")
    assert fact(coded("icd-10-cm|F33.2")).psychotic is False
    assert fact(coded("icd-10-cm|F32.9")).psychotic is None


@pytest.mark.parametrize(
    ("code", "remission"),
    [
        ("icd-10-cm|F32.5", "in-full-remission"),
        ("icd-10-cm|F33.42", "in-full-remission"),
        ("icd-10-cm|F32.4", "in-partial-remission"),
        ("icd-10-cm|F33.41", "in-partial-remission"),
        ("icd-10-cm|F33.40", "unspecified-remission"),
        ("icd-10-cm|F33.1", None),
    ],
)
def test_remission_in_the_code(code: str, remission: str | None) -> None:
    assert fact(coded(code)).remission == remission


def test_severity_may_stand_in_an_element_of_its_own() -> None:
    assert fact(coded("icd-10-cm|F32.9"), severity=coded("snomed|24484000")).severity == "severe"
    assert fact(coded("icd-10-cm|F33.1"), severity=coded("snomed|24484000")).severity == "moderate"


def test_words_are_read_where_no_known_system_gives_a_code() -> None:
    found, gap = read(coded(text="Major depressive disorder, recurrent, severe"))
    assert isinstance(found, ConditionFact)
    assert isinstance(gap, Gap)
    assert found.concepts == {"mdd-recurrent-severe"}
    assert (found.by_text, found.severity) == (True, "severe")
    assert (gap.code, gap.evidence) == (GapCode.CONDITION_BY_TEXT, ("Condition/1",))
    assert "recurrent" not in gap.what, "free text of the record is not shown (R-W14)"


def test_a_local_code_with_its_words_is_read_by_them() -> None:
    found = fact({"coding": [{"system": "urn:local", "code": "DEP1", "display": "Depression"}]})
    assert found.concepts == {"depression-unspecified"}


def test_a_code_always_wins_over_the_text_beside_it() -> None:
    assert fact(coded("icd-10-cm|F33.1", text="Bipolar disorder")).concepts == {"mdd-recurrent-moderate"}
    assert read(coded("icd-10-cm|J06.9", text="Major depression")) == ()


def test_a_snomed_code_that_no_table_knows_is_read_by_its_words() -> None:
    found = fact(
        coded("snomed|10811121000119102", display="Major depressive disorder in mother complicating childbirth")
    )
    assert found.concepts == {"depression-unspecified"}
    assert found.by_text
    assert read(coded("snomed|312824007", display="Family history of depression")) == ()


def test_a_safety_condition_in_words_leaves_no_gap() -> None:
    found = read(coded(text="Seizure disorder"))
    assert [part.concepts for part in found if isinstance(part, ConditionFact)] == [{"seizure-epilepsy"}]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("elements", "status"),
    [
        pytest.param({"clinicalStatus": coded("c|active")}, ClinicalStatus.ACTIVE, id="R4"),
        pytest.param({"clinicalStatus": "resolved"}, ClinicalStatus.RESOLVED, id="STU3, a bare code"),
        pytest.param({"clinicalStatus": coded("c|relapse")}, ClinicalStatus.RELAPSE, id="relapse"),
        pytest.param({"clinicalStatus": coded(text="Remission")}, ClinicalStatus.REMISSION, id="in words"),
        pytest.param({"clinicalStatus": coded("c|unknown")}, None, id="R5: unknown"),
        pytest.param({}, None, id="not stated"),
        pytest.param({"abatementDateTime": "2024-01-02"}, ClinicalStatus.RESOLVED, id="abated"),
        pytest.param({"abatementBoolean": True}, ClinicalStatus.RESOLVED, id="abated, DSTU2"),
        pytest.param({"abatementString": "last summer"}, ClinicalStatus.RESOLVED, id="abated, in words"),
        pytest.param(
            {"clinicalStatus": "active", "abatementDateTime": "2024-01-02"}, ClinicalStatus.ACTIVE, id="stated wins"
        ),
    ],
)
def test_clinical_status_in_every_version(elements: dict[str, Any], status: ClinicalStatus | None) -> None:
    assert fact(coded("icd-10-cm|F33.1"), **elements).clinical is status


@pytest.mark.parametrize(
    ("sent", "sure"),
    [
        (coded("c|confirmed"), Verification.CONFIRMED),
        (coded("c|provisional"), Verification.PROVISIONAL),
        ("differential", Verification.DIFFERENTIAL),
        (coded("c|unconfirmed"), Verification.UNCONFIRMED),
        ("unknown", None),
    ],
)
def test_verification_in_every_version(sent: Any, sure: Verification | None) -> None:
    assert fact(coded("icd-10-cm|F31.9"), verificationStatus=sent).verification is sure


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_what_is_refuted_or_entered_in_error_is_no_record(status: str) -> None:
    assert read(coded("icd-10-cm|F31.9"), verificationStatus=coded(f"c|{status}")) == ()
    assert read(coded("icd-10-cm|F31.9"), verificationStatus=status) == ()


def test_a_family_history_is_not_the_patients() -> None:
    assert read(coded("icd-10-cm|F31.9"), category=[coded(text="Family history")]) == ()


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("A", None),
        ("V", (None, Verification.UNCONFIRMED)),
        ("Z", (ClinicalStatus.INACTIVE, None)),
        ("G", (None, None)),
    ],
)
def test_german_certainty_marks_are_read(mark: str, expected: tuple[Any, Any] | None) -> None:
    url = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
    coding = {
        "system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
        "code": "F32.1",
        "extension": [{"url": url, "valueCoding": {"code": mark}}],
    }
    found = read({"coding": [coding]})
    if expected is None:
        assert found == ()
    else:
        assert isinstance(found[0], ConditionFact)
        assert (found[0].clinical, found[0].verification) == expected


def on(text: str) -> DayInterval:
    return DayInterval.on(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("elements", "onset"),
    [
        pytest.param({"onsetDateTime": "2025-03-04T10:00:00+02:00"}, on("2025-03-04"), id="dateTime"),
        pytest.param(
            {"onsetDateTime": "2025"}, DayInterval(earliest=date(2025, 1, 1), latest=date(2025, 12, 31)), id="a year"
        ),
        pytest.param({"onsetPeriod": {"start": "2025-03-04", "end": "2025-04-01"}}, on("2025-03-04"), id="period"),
        pytest.param(
            {"onsetAge": {"value": 34, "code": "a"}},
            DayInterval(earliest=date(2014, 5, 6), latest=date(2015, 5, 6)),
            id="age",
        ),
        pytest.param({"onsetAge": {"value": 34, "code": "mo"}}, None, id="an age in months is not read"),
        pytest.param({"onsetAge": {"value": 34.5, "code": "a"}}, None, id="half a year is not read"),
        pytest.param({"onsetAge": {"value": 340, "code": "a"}}, None, id="an impossible age"),
        pytest.param({"onsetString": "spring 2024"}, None, id="words are not read"),
        pytest.param({"onsetString": "2024-05-01"}, on("2024-05-01"), id="a date as text"),
        pytest.param({}, None, id="not stated"),
    ],
)
def test_onset_in_every_form(elements: dict[str, Any], onset: DayInterval | None) -> None:
    assert fact(coded("icd-10-cm|F33.1"), birth=on("1980-05-06"), **elements).onset == onset


def test_an_age_without_a_birth_date_or_on_a_leap_day() -> None:
    assert fact(coded("icd-10-cm|F33.1"), onsetAge={"value": 34, "code": "a"}).onset is None
    found = fact(coded("icd-10-cm|F33.1"), birth=on("1980-02-29"), onsetAge={"value": 21, "unit": "years"}).onset
    assert found == DayInterval(earliest=date(2001, 3, 1), latest=date(2002, 3, 1))


@pytest.mark.parametrize("element", ["recordedDate", "assertedDate", "dateRecorded"])
def test_the_day_of_recording_by_each_of_its_names(element: str) -> None:
    assert fact(coded("icd-10-cm|F33.1"), **{element: "2025-06"}).recorded == date(2025, 6, 30)


def test_abatement_by_period() -> None:
    assert fact(coded("icd-10-cm|F33.1"), abatementPeriod={"start": "2025-01-01", "end": "2025-02-01"}).abated == on(
        "2025-02-01"
    )


def test_refusal_of_food_is_read_by_name_alone_even_without_a_known_code() -> None:
    found = fact(coded(text="Refusal of food and fluids"))
    assert (found.refuses_intake, found.concepts, found.label) == (True, frozenset(), "refusal of food or fluid")
    assert not fact(coded("icd-10-cm|E86.0", text="Dehydration")).refuses_intake


def test_a_non_adherence_entry_names_its_drug() -> None:
    assert fact(coded("icd-10-cm|Z91.148", text="Does not take sertraline")).names_agent == "sertraline"
    assert fact(coded("icd-10-cm|Z91.148", text="Does not take sertraline or lithium")).names_agent is None
    assert fact(coded("icd-10-cm|Z91.148")).names_agent is None
    assert fact(coded("icd-10-cm|F33.1", text="on sertraline")).names_agent is None


def test_an_encounter_diagnosis_is_told_apart() -> None:
    assert fact(coded("icd-10-cm|F33.1"), category=[coded("c|encounter-diagnosis")]).encounter_diagnosis
    assert not fact(coded("icd-10-cm|F33.1"), category=[coded("c|problem-list-item")]).encounter_diagnosis


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("icd-10-cm|G40.901", "seizure disorder"),
        ("icd-10-cm|F33.1", "depression"),
        ("icd-10-cm|N18.4", "chronic kidney disease, stage 4"),
        ("icd-10-cm|J45.909", "asthma"),
    ],
)
def test_a_diagnosis_is_named_in_our_words(code: str, label: str) -> None:
    assert fact(coded(code, text="<b>anything</b>")).label == label


def test_every_word_stands_for_a_concept_of_the_tables() -> None:
    tables = KNOWLEDGE.codes
    rows = [*tables.conditions_exact.values(), *tables.condition_prefixes.values()]
    rows += [row for _, row in tables.condition_patterns]
    known = {concept for row in rows for concept in row.concepts}
    words = {concept for _, concept in (*PATTERNS, *GATES, *KINDS_OF_DEPRESSION)}
    assert words | NEVER_PAST | set(PAST_CONCEPTS.values()) <= known
