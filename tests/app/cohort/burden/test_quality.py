"""How well records can be read, by the system that they come from; a system's name tells of no patient."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.cohort.burden.quality import NOT_STATED, measured, named, system_of
from fhir_mappings.reading.clinical_resources import Observation
from fhir_mappings.reading.elements import Identifier, Meta
from trd.history import DoseStep, MedicationRecord, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.terms import RecordKind


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("https://ehr.example/fhir#Zq81kd", "https://ehr.example/fhir"),
        ("https://ehr.example/fhir/Patient/123?x=1", "https://ehr.example/fhir/Patient"),
        ("https://ehr.example/mrn/55-201", "https://ehr.example/mrn"),
        ("https://jane.doe@ehr.example/fhir", "https://ehr.example/fhir"),
        ("urn:oid:2.16.840.1.113883.3.42", "urn:oid:2.16.840.1.113883.3.42"),
        ("urn:uuid:9f1c1b1e-0000-4000-8000-000000000000", ""),
        ("#only-this-request", ""),
        ("  Clinic\tEast ", "ClinicEast"),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_system_is_told_without_what_could_name_one_record(stated: str, told: str) -> None:
    assert named(stated) == told


def test_the_source_of_a_record_comes_before_the_system_of_its_identifier() -> None:
    identifier = (Identifier(system="urn:oid:1.2", value="7"),)
    assert (
        system_of(Observation(meta=Meta(source="https://lab.example"), identifier=identifier)) == "https://lab.example"
    )
    assert system_of(Observation(meta=Meta(source="#r1"), identifier=identifier)) == "urn:oid:1.2"
    assert system_of(Observation()) == NOT_STATED


ORDER = MedicationRecord(
    kind=RecordKind.ORDER,
    agent="sertraline",
    ingredients=("sertraline",),
    label="sertraline",
    evidence=("MedicationRequest/1",),
)


def test_an_order_counts_for_each_thing_that_it_states_and_for_each_that_it_lacks(knowledge: Knowledge) -> None:
    whole = replace(ORDER, steps=(DoseStep(low=Decimal(50)),), supply_days=30)
    bare = replace(ORDER, by_text=True, evidence=("MedicationRequest/2",))
    other = replace(ORDER, agent="ibuprofen")
    found = measured(TreatmentHistory(medications=(whole, bare, other)), [], {"MedicationRequest/1": "a"}, knowledge)
    assert found["a", "orders-dose"] == 1
    assert found["a", "orders-end"] == 1
    assert found["a", "orders-start/not"] == 1
    assert found[NOT_STATED, "orders-dose/not"] == 1
    assert found[NOT_STATED, "orders-coded/not"] == 1
    assert sum(number for (_, measure), number in found.items() if measure.startswith("orders-dose")) == 2


def test_a_trial_is_of_the_system_of_its_first_record(knowledge: Knowledge) -> None:
    trial: dict[str, Any] = {"evidence": ["MedicationRequest/1", "MedicationRequest/2"], "adequacy": "undetermined"}
    trials = [
        {**trial, "baseline": {}, "endpoint": None},
        {**trial, "baseline": {"score": 1}, "endpoint": {"score": 2}},
    ]
    found = measured(TreatmentHistory(), trials, {"MedicationRequest/1": "a"}, knowledge)
    assert found["a", "trials-scores"] == 1
    assert found["a", "trials-scores/not"] == 1
    assert found["a", "trials-rated/not"] == 2
