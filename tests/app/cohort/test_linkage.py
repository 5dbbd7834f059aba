"""Whose record a line is: every spelling of a reference, and nothing given to somebody by a guess."""

from typing import Any

import orjson
import pytest

from app.cohort.linkage import Placed, Stray, place


def placed(value: Any) -> list[Placed | Stray]:
    return list(place(value if isinstance(value, bytes) else orjson.dumps(value)))


@pytest.mark.parametrize(
    ("reference", "patient"),
    [
        ("Patient/1", "1"),
        ("https://ehr.example.org/fhir/R4/Patient/1", "1"),
        ("https://ehr.example.org/fhir/R4/Patient/1/_history/7", "1"),
        ("urn:uuid:0b1c", "0b1c"),
        (" Patient/1 ", "1"),
    ],
)
@pytest.mark.parametrize("element", ["subject", "patient"])
def test_a_patient_is_named_in_every_spelling(reference: str, patient: str, element: str) -> None:
    (found,) = placed({"resourceType": "Condition", "id": "c", element: {"reference": reference}})
    assert isinstance(found, Placed)
    assert found.patients == (patient,)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        pytest.param({"resourceType": "Condition", "id": "c"}, "ownerless", id="nobody"),
        pytest.param({"resourceType": "Condition", "subject": {"reference": "#p"}}, "ownerless", id="contained"),
        pytest.param({"resourceType": "Condition", "subject": {"display": "Mrs X"}}, "ownerless", id="a name alone"),
        pytest.param({"resourceType": "Observation", "subject": {"reference": "Group/1"}}, "other", id="a group"),
        pytest.param({"resourceType": "Patient", "gender": "female"}, "ownerless", id="a patient without an id"),
        pytest.param({"resourceType": "Claim", "patient": {"reference": "Patient/1"}}, "unread", id="a type not read"),
        pytest.param({"resourceType": "OperationOutcome", "issue": []}, "outcome", id="an outcome"),
        pytest.param({"id": "x"}, "broken", id="no type"),
        pytest.param(b"{", "broken", id="no JSON"),
        pytest.param(b"[1]", "broken", id="a list"),
    ],
)
def test_what_belongs_to_no_patient_is_given_to_none(value: Any, why: str) -> None:
    (found,) = placed(value)
    assert isinstance(found, Stray)
    assert found.why == why


def test_an_appointment_of_several_patients_belongs_to_each() -> None:
    actors = [{"actor": {"reference": name}} for name in ("Practitioner/9", "Patient/1", "Patient/2", "Patient/1")]
    (found,) = placed({"resourceType": "Appointment", "id": "a", "participant": actors})
    assert isinstance(found, Placed)
    assert found.patients == ("1", "2")


def test_an_order_wants_its_medication_and_those_that_a_contained_one_is_made_of() -> None:
    inside = {"resourceType": "Medication", "id": "m", "ingredient": [{"itemReference": {"reference": "Medication/x"}}]}
    order = {
        "resourceType": "MedicationRequest",
        "id": "o",
        "subject": {"reference": "Patient/1"},
        "contained": [inside],
        "medicationReference": {"reference": "#m"},
    }
    (own,) = placed(order)
    (other,) = placed(order | {"medicationReference": {"reference": "https://ehr.example.org/Medication/y/_history/1"}})
    assert isinstance(own, Placed)
    assert isinstance(other, Placed)
    assert own.wanted == ("x",)
    assert other.wanted == ("y", "x")


def test_a_bundle_in_a_line_is_unpacked_and_its_addresses_hold_within_it() -> None:
    resources = {
        "urn:uuid:aa": {"resourceType": "Patient", "id": "1"},
        "urn:uuid:bb": {"resourceType": "Medication", "id": "m"},
        "urn:uuid:cc": {
            "resourceType": "MedicationRequest",
            "id": "o",
            "subject": {"reference": "urn:uuid:aa"},
            "medicationReference": {"reference": "urn:uuid:bb"},
        },
    }
    entries = [{"fullUrl": address, "resource": each} for address, each in resources.items()]
    bundle, patient, medication, order = placed({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert bundle == Stray("bundle", "Bundle")
    assert isinstance(patient, Placed)
    assert isinstance(medication, Placed)
    assert isinstance(order, Placed)
    assert (patient.patients, medication.patients, order.patients) == (("1",), (), ("1",))
    assert order.wanted == ("m",)
    assert order.full_url == "urn:uuid:cc"
