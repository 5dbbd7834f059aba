"""One history from all resources: whatever their order, and however often one was sent."""

from dataclasses import replace
from datetime import date
from time import process_time
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any, read_prefetch
from tests.fhir_mappings.records import KNOWLEDGE, coded, history
from trd.assessment import assess
from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.terms import FactList, GapCode, Sex


def observation(id_: str, code: str, day: str, **value: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": coded(code),
        "effectiveDateTime": day,
    } | value


PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1979-02-03", "gender": "female"}
DEPRESSION = {
    "resourceType": "Condition",
    "id": "d",
    "code": coded("icd-10-cm|F33.1"),
    "clinicalStatus": coded("c|active"),
    "onsetAge": {"value": 46, "code": "a"},
    "recordedDate": "2025-12-01",
}
BY_WORDS = {"resourceType": "Condition", "id": "w", "code": coded(text="Dementia"), "recordedDate": "2026-01-02"}
RECORD: list[dict[str, Any]] = [
    PATIENT,
    DEPRESSION,
    BY_WORDS,
    observation("s1", "loinc|44261-6", "2026-11-02", valueInteger=19),
    observation("s2", "loinc|44261-6", "2026-04-18", valueInteger=99),
    observation("i", "loinc|44260-8", "2026-11-02", valueInteger=1),
    observation("b", "loinc|2160-0", "2026-10-01", valueQuantity={"value": 1, "unit": "mg/dL"}),
    observation("h", "loinc|2106-3", "2026-10-02", valueString="negative"),
    observation("g", "loinc|79715-9", "2019", valueCodeableConcept=coded("loinc|LA9657-3")),
    {"resourceType": "AllergyIntolerance", "id": "a", "code": coded("rxnorm|36437")},
    {
        "resourceType": "Procedure",
        "id": "e",
        "status": "completed",
        "code": coded("snomed|23835007"),
        "performedDateTime": "2026-02-03",
    },
    {
        "resourceType": "Procedure",
        "id": "n",
        "status": "not-done",
        "code": coded("snomed|304891004"),
        "performedDateTime": "2026-02-04",
    },
    {
        "resourceType": "Encounter",
        "id": "v",
        "status": "in-progress",
        "class": {"code": "AMB"},
        "period": {"start": "2026-11-20"},
        "reasonCode": [coded("icd-10-cm|R45.851")],
    },
    {"resourceType": "Device", "id": "k", "type": coded(text="Pacemaker")},
    {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": coded("rxnorm|312941"),
        "authoredOn": "2026-05-04",
        "dosageInstruction": [{"text": "Take 1 tablet daily"}],
    },
    {
        "resourceType": "MedicationDispense",
        "id": "f",
        "status": "completed",
        "medicationCodeableConcept": coded("rxnorm|860975", text="metformin"),
        "whenHandedOver": "2026-05-05",
    },
    {"resourceType": "Goal", "id": "x"},
]


def read(resources: list[dict[str, Any]], knowledge: Knowledge = KNOWLEDGE) -> TreatmentHistory:
    entries = [{"resource": one} for one in resources]
    return read_history(read_any(orjson.dumps({"resourceType": "Bundle", "entry": entries})), knowledge)


def test_every_kind_of_fact_is_in_the_history() -> None:
    found = read(RECORD)
    assert (found.patient.sex, found.patient.evidence) == (Sex.FEMALE, ("Patient/p",))
    assert [fact.evidence[0] for fact in found.conditions] == ["Condition/d", "Condition/w", "Encounter/v", "Device/k"]
    assert [score.value for score in found.scores] == [19]
    assert [answer.item for answer in found.answers] == ["9"]
    assert [value.concept for value in found.measurements] == ["creatinine", "egfr"]
    assert [finding.concept for finding in found.findings] == ["hcg"]
    assert [phenotype.value for phenotype in found.phenotypes] == ["poor"]
    assert ["sertraline" in allergy.agents for allergy in found.allergies] == [True]
    assert [session.concept for session in found.sessions] == ["ect"]
    assert [refused.concept for refused in found.refused] == ["cbt"]
    assert [visit.in_progress for visit in found.encounters] == [True]
    assert [(record.agent, record.evidence) for record in found.medications] == [
        ("sertraline", ("MedicationRequest/m",))
    ]
    assert found.dispensed_on == (date(2026, 5, 5),)
    assert {gap.code for gap in found.gaps} == {GapCode.SCORE_UNREADABLE, GapCode.CONDITION_BY_TEXT}
    assert found.unread == {"Goal": 1, "MedicationDispense": 1}


def test_the_onset_at_an_age_uses_the_birth_date() -> None:
    onset = read(RECORD).conditions[0].onset
    assert onset is not None
    assert onset.earliest == date(2025, 2, 3)


def test_the_dates_of_the_facts_are_known() -> None:
    dates = read(RECORD).dates
    assert list(dates) == sorted(set(dates))
    assert dates[-1] == date(2026, 11, 20)
    assert date(2026, 11, 2) in dates


@given(st.permutations(RECORD))
@settings(max_examples=30, deadline=None)
def test_the_order_of_resources_changes_nothing(shuffled: list[dict[str, Any]]) -> None:
    assert read(shuffled) == read(RECORD)


@given(st.lists(st.sampled_from([one for one in RECORD if one["resourceType"] != "Goal"]), max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_resource_that_was_sent_twice_changes_nothing(again: list[dict[str, Any]]) -> None:
    assert read([*RECORD, *again]) == read(RECORD)


@given(st.lists(st.sampled_from(RECORD), unique_by=lambda one: one["id"], min_size=1))
@settings(max_examples=30, deadline=None)
def test_each_resource_is_read_by_itself(some: list[dict[str, Any]]) -> None:
    def facts(found: TreatmentHistory) -> set[Any]:
        lists = (found.scores, found.answers, found.measurements, found.findings, found.phenotypes, found.sessions)
        return {fact for one in lists for fact in one}

    together = facts(read(RECORD))
    assert facts(read(some)) <= together


def test_a_record_without_a_patient_has_an_unknown_one() -> None:
    found = history(DEPRESSION)
    assert (found.patient.birth, found.patient.sex) == (None, None)
    assert found.conditions[0].onset is None


def test_what_was_delivered_is_told_even_if_empty() -> None:
    resources = read_prefetch({"conditions": None, "observations": b'{"resourceType":"Bundle"}'}, patient_id="p")
    assert read_history(resources, KNOWLEDGE).delivered >= {FactList.CONDITIONS, FactList.OBSERVATIONS}


def test_a_large_record_is_read_in_well_under_a_second() -> None:
    def record(size: int) -> bytes:
        entries = []
        for number in range(size):
            day = date.fromordinal(date(2016, 1, 1).toordinal() + number % 3600).isoformat()
            match number % 6:
                case 0:
                    one = observation(str(number), "loinc|44261-6", day, valueInteger=number % 28)
                case 1:
                    value = {"value": 1, "unit": "mg/dL", "code": "mg/dL"}
                    one = observation(str(number), "loinc|2160-0", day, valueQuantity=value)
                case 2:
                    one = {"resourceType": "Condition", "id": str(number), "code": coded("icd-10-cm|F33.1")}
                case 3:
                    one = {
                        "resourceType": "MedicationRequest",
                        "id": str(number),
                        "status": "active",
                        "medicationCodeableConcept": coded("rxnorm|312941"),
                        "authoredOn": day,
                        "dosageInstruction": [{"text": f"Take {number % 4} tablets by mouth daily"}],
                    }
                case 4:
                    one = {"resourceType": "Condition", "id": str(number), "code": coded(text=f"Depression {number}")}
                case _:
                    one = observation(str(number), "urn:local|x", day, valueString="?")
            entries.append({"resource": one})
        return orjson.dumps({"resourceType": "Bundle", "entry": entries})

    small, large = (read_any(record(size)) for size in (500, 5000))
    read_history(small, KNOWLEDGE)

    def seconds(resources: Any) -> float:
        best = 9.0
        for _ in range(3):
            start = process_time()
            read_history(resources, KNOWLEDGE)
            best = min(best, process_time() - start)
        return best

    few, many = seconds(small), seconds(large)
    assert many < 2.0, "on a slow shared core; half a second on a free one"
    assert many < 20 * few, "ten times the record costs about ten times the time"


def test_a_day_that_is_not_exact_is_no_date_of_the_record() -> None:
    partial = DEPRESSION | {"onsetAge": None, "onsetDateTime": "2025", "recordedDate": None}
    assert history(partial).dates == ()


def test_another_knowledge_is_asked_for_itself() -> None:
    without_scales = replace(KNOWLEDGE, scales={})
    assert read(RECORD, without_scales).scores == ()
    assert len(read(RECORD).scores) == 1


@pytest.mark.parametrize("kind", ["Observation", "Condition", "Procedure", "QuestionnaireResponse", "Encounter"])
def test_an_almost_empty_resource_is_no_fault(kind: str) -> None:
    found = history({"resourceType": kind}, {"resourceType": "AllergyIntolerance"})
    assert (found.scores, found.conditions, found.allergies) == ((), (), ())


def test_conditions_that_cannot_be_read_are_told_in_one_line() -> None:
    silent = {"resourceType": "Condition", "code": coded("urn:icpc-2|P76")}
    found = history(silent | {"id": "1"}, {"resourceType": "Condition", "id": "2"}, DEPRESSION)
    (gap,) = [gap for gap in found.gaps if gap.code is GapCode.UNREADABLE_RESOURCE]
    assert gap.evidence == ("Condition/1", "Condition/2")
    assert gap.what.startswith("2 conditions have")
    error = silent | {"id": "1", "verificationStatus": coded("c|entered-in-error")}
    assert GapCode.UNREADABLE_RESOURCE not in {gap.code for gap in history(error).gaps}


def test_allergies_that_cannot_be_read_are_told_in_one_line() -> None:
    silent = {"resourceType": "AllergyIntolerance", "code": coded("snomed|372594008")}
    told = silent | {"code": coded("snomed|372594008", text="something else")}
    none = silent | {"code": coded("snomed|716186003")}
    error = silent | {"verificationStatus": coded("c|entered-in-error")}
    found = history(silent | {"id": "1"}, told | {"id": "2"}, none | {"id": "3"}, error | {"id": "4"})
    (gap,) = [gap for gap in found.gaps if gap.code is GapCode.UNREADABLE_RESOURCE]
    assert gap.evidence == ("AllergyIntolerance/1",)
    assert gap.what.startswith("1 allergy entry has")
    two = history(silent | {"id": "1"}, silent | {"id": "2"})
    assert "2 allergy entries have neither a known drug code nor words" in {gap.what for gap in two.gaps}


@pytest.mark.parametrize(
    ("kind", "code", "missing"),
    [
        ("Condition", "no-problem-info", FactList.CONDITIONS),
        ("AllergyIntolerance", "no-allergy-info", FactList.ALLERGIES),
    ],
)
def test_no_information_is_not_an_empty_list(kind: str, code: str, missing: FactList) -> None:
    system = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
    told = {"resourceType": kind, "id": "1", "code": coded(f"{system}|{code}")}
    assert missing not in history(told).delivered
    none_known = told | {"code": coded(f"{system}|{code.replace('-info', 's').replace('no-', 'no-known-')}")}
    assert missing in history(none_known).delivered


def test_no_information_about_drugs_is_not_an_empty_list() -> None:
    told = {"resourceType": "MedicationStatement", "id": "1", "status": "unknown"}
    none = told | {"medicationCodeableConcept": coded("ips|no-medication-info")}
    assert FactList.MEDICATIONS not in history(none).delivered
    assert FactList.MEDICATIONS in history(told | {"medicationCodeableConcept": coded("rxnorm|36437")}).delivered


def test_a_gap_is_told_once() -> None:
    found = read([*RECORD, *RECORD])
    assert len(found.gaps) == len(set(found.gaps))


def test_a_list_of_conditions_that_was_not_sent_is_said_once_by_all_floors() -> None:
    found = assess(history({"resourceType": "Patient", "id": "p"}), KNOWLEDGE, Choices(), as_of=date(2026, 11, 23))
    assert [gap.code for gap in found.gaps].count(GapCode.CONDITIONS_NOT_SENT) == 1


def test_conditions_that_all_say_nothing_are_no_list_and_one_that_speaks_makes_it_one() -> None:
    silent = {"resourceType": "Condition", "id": "1", "code": {"coding": [{"code": 5}]}}
    spoken = {"resourceType": "Condition", "id": "2", "code": coded("icd-10-cm|F33.2")}
    assert FactList.CONDITIONS not in history(silent, {"resourceType": "Condition", "id": "3"}).delivered
    assert FactList.CONDITIONS in history(silent, spoken).delivered
    none_known = {"resourceType": "Condition", "id": "4", "code": coded("ips|no-known-problems")}
    assert history(none_known).gaps == ()


def test_no_information_about_conditions_is_said() -> None:
    told = {"resourceType": "Condition", "id": "1", "code": coded("ips|no-problem-info", text="No information")}
    assert GapCode.CONDITIONS_NOT_SENT in {gap.code for gap in history(told).gaps}


def test_a_referral_that_was_refused_is_in_the_history() -> None:
    revoked = {
        "resourceType": "ServiceRequest",
        "id": "r",
        "status": "revoked",
        "statusReason": coded(text="Patient refused"),
        "code": coded("snomed|23835007"),
        "authoredOn": "2026-03-02",
    }
    assert [(fact.concept, fact.refused) for fact in history(revoked).refused] == [("ect", True)]


def test_absurdly_long_texts_and_codes_cost_nothing() -> None:
    long = "F" * 300_000
    start = process_time()
    for code in (
        coded(f"icd-10-cm|{long}"),
        coded(f"icd-10-pcs|{long}"),
        coded(text=long),
        coded("snomed|1", text=long),
    ):
        history(
            {"resourceType": "Condition", "id": "c", "code": code},
            {"resourceType": "Procedure", "id": "p", "code": code, "performedDateTime": "2026-01-01"},
            observation("o", "urn:x|y", "2026-01-01", valueString=long) | {"code": code},
            {"resourceType": "AllergyIntolerance", "id": "a", "code": code},
        )
    assert process_time() - start < 2.0
