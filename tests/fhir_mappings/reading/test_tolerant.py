"""A wrong type costs its element and leaves a note; shapes that real systems send are simply read."""

from typing import Any

import orjson
import pytest

from fhir_mappings.reading.clinical_resources import Encounter, Observation
from fhir_mappings.reading.drug_resources import MedicationRequest
from fhir_mappings.reading.elements import several
from fhir_mappings.reading.reader import read_any
from trd.terms import GapCode


def raw(value: Any) -> bytes:
    return orjson.dumps(value)


def request(**elements: Any) -> MedicationRequest:
    return read_any(raw({"resourceType": "MedicationRequest", "id": "1"} | elements)).of(MedicationRequest)[0]


@pytest.mark.parametrize(
    ("elements", "kept"),
    [
        ({"category": {"text": "outpatient"}}, lambda found: several(found.category)[0].text == "outpatient"),
        ({"reasonCode": {"coding": {"code": "F33"}}}, lambda found: found.reason_code[0].coding[0].code == "F33"),
        ({"doNotPerform": "true"}, lambda found: found.do_not_perform is True),
        ({"id": 7}, lambda found: found.id == "7"),
        ({"medicationCodeableConcept": "Zoloft"}, lambda found: found.medication_codeable_concept.text == "Zoloft"),
        (
            {"medicationCodeableConcept": {"system": "x", "code": 5}},
            lambda found: found.medication_codeable_concept.codings[0].code == "5",
        ),
        ({"medicationReference": "Medication/1"}, lambda found: found.medication_reference.reference == "Medication/1"),
        ({"dosageInstruction": {"text": "daily"}}, lambda found: found.dosage_instruction[0].text == "daily"),
        ({"dosageInstruction": [None, {"text": "daily"}]}, lambda found: len(found.dosage_instruction) == 1),
        ({"dosageInstruction": None}, lambda found: found.dosage_instruction == ()),
        ({"subject": [{"reference": "Patient/p"}]}, lambda found: found.subject.reference == "Patient/p"),
    ],
)
def test_a_shape_that_real_systems_send_is_read_and_not_complained_of(elements: dict[str, Any], kept: Any) -> None:
    found = request(**elements)
    assert kept(found)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("elements", "note"),
    [
        ({"authoredOn": {"a": 1}}, "authoredOn"),
        ({"dispenseRequest": "thirty"}, "dispenseRequest"),
        ({"status": ["active", "stopped"]}, "status"),
        ({"status": ["active"]}, "status"),
        ({"status": 5}, "status"),
        ({"authoredOn": 20260901}, "authoredOn"),
        ({"authoredOn": ["2026-09-01"]}, "authoredOn"),
        ({"dispenseRequest": {"validityPeriod": {"start": 2026}}}, "dispenseRequest.validityPeriod.start"),
        (
            {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": [50], "unit": "mg"}}]}]},
            "dosageInstruction.doseAndRate.doseQuantity.value",
        ),
        ({"dosageInstruction": [{"sequence": "first", "text": "daily"}]}, "dosageInstruction.sequence"),
        ({"dosageInstruction": [5, {"text": "daily"}]}, "dosageInstruction"),
    ],
)
def test_a_wrong_type_empties_its_element_and_leaves_a_gap(elements: dict[str, Any], note: str) -> None:
    found = read_any(raw({"resourceType": "MedicationRequest", "id": "1", "intent": "order"} | elements))
    assert found.of(MedicationRequest)[0].intent == "order"
    assert found.of(MedicationRequest)[0].notes == (note,)
    gap = next(gap for gap in found.gaps if gap.code is GapCode.UNREADABLE_RESOURCE)
    assert note in gap.what
    assert gap.evidence == ("MedicationRequest/1",)


def test_numbers_are_exact() -> None:
    digits = "0.1000000000000000055511151231257827"
    data = f'{{"resourceType":"Observation","id":"1","valueQuantity":{{"value":{digits}}}}}'.encode()
    quantity = read_any(data).of(Observation)[0].value_quantity
    assert quantity is not None
    assert str(quantity.value) == digits
    text = data.replace(b'"id":"1"', b'"id":1')  # refused at first, then read element by element
    assert str(read_any(text).of(Observation)[0].value_quantity.value) == digits  # type: ignore[union-attr]


def test_an_extended_primitive_alone_is_an_absent_element() -> None:
    found = request(_status={"extension": [{"url": "data-absent-reason", "valueCode": "unknown"}]})
    assert found.status is None
    assert found.notes == ()


def test_an_encounter_class_is_read_in_every_version() -> None:
    for value in ({"code": "AMB"}, [{"coding": [{"code": "AMB"}]}], "ambulatory"):
        assert read_any(raw({"resourceType": "Encounter", "id": "1", "class": value})).of(Encounter)[0].encounter_class
