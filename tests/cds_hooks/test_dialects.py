"""What real clients send (protocol §4): each dialect gives the request that the specification's form would give."""

import json
from typing import Any

import pytest

from cds_hooks.requests import HookRequest, read_request
from tests.cds_hooks.test_requests import PatientView


def read(call: dict[str, Any]) -> HookRequest:
    return read_request(json.dumps(call).encode(), PatientView())


def test_the_public_sandbox_sends_no_encounter_and_no_extension() -> None:
    request = read(
        {
            "hookInstance": "9a5a1a0e-9d3f-4b41-8b9a-3a4bff3d9a63",
            "hook": "patient-view",
            "fhirServer": "https://launch.smarthealthit.org/v/r4/fhir",
            "context": {"patientId": "smart-1288992", "userId": "Practitioner/COREPRACTITIONER1"},
            "prefetch": {"patient": {"resourceType": "Patient"}},
        }
    )
    assert request.patient_id == "smart-1288992"
    assert request.encounter_id is None
    assert request.authorization is None
    assert request.notes == ()


def test_epic_names_the_fhir_version_in_its_own_extension() -> None:
    call = {
        "hook": "patient-view",
        "hookInstance": "9a5a1a0e-9d3f-4b41-8b9a-3a4bff3d9a63",
        "context": {"patientId": "eVgg3VZXe-GZqxpcZyBI", "userId": "PractitionerRole/ePNo", "encounterId": "eoP"},
        "extension": {
            "com.epic.cdshooks.request.bpa-trigger-action": "60",
            "com.epic.cdshooks.request.cds-hooks-specification-version": "1.1",
            "com.epic.cdshooks.request.fhir-version": "STU3",
            "internal.epic.cdshooks.request.workstation-id": "X",
        },
    }
    assert read(call).fhir_version == "STU3"
    assert read(call).notes == ()


def test_an_open_ehr_that_sends_nulls_for_what_it_lacks_is_served() -> None:
    request = read(
        {
            "hook": "patient-view",
            "hookInstance": "9a5a1a0e-9d3f-4b41-8b9a-3a4bff3d9a63",
            "fhirServer": None,
            "fhirAuthorization": None,
            "context": {"patientId": "1", "userId": "Practitioner/1", "encounterId": None},
            "prefetch": {},
        }
    )
    assert (request.fhir_server, request.authorization, request.encounter_id) == (None, None, None)
    assert request.prefetch == {}


def test_user_and_patient_at_the_root_and_a_hook_instance_of_its_own_are_served() -> None:
    request = read(
        {
            "hook": "patient-view",
            "hookInstance": "openemr-5f2b",
            "user": "Practitioner/3",
            "patient": "Patient/7",
            "context": {"encounterId": "5"},
        }
    )
    assert request.patient_id == "7"
    assert request.user_id == "Practitioner/3"
    assert request.encounter_id == "5"
    assert {"patient as before 1.0", "user as before 1.0", "hookInstance is no UUID"} <= set(request.notes)


def test_an_array_as_context_takes_the_patient_from_the_root() -> None:
    call = {"hook": "patient-view", "patient": "7", "user": "u", "context": [{"resourceType": "MedicationOrder"}]}
    request = read(call)
    assert request.patient_id == "7"
    assert json.loads(bytes(request.context["draftOrders"])) == call["context"]


def test_the_contexts_own_patient_wins_over_one_at_the_root() -> None:
    assert read({"hook": "patient-view", "patient": "2", "context": {"patientId": "1"}}).patient_id == "1"


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("R4", "R4"),
        ("R4B", "R4"),
        ("r4", "R4"),
        ("4.0.1", "R4"),
        ("4", "R4"),
        ("STU3", "STU3"),
        ("R3", "STU3"),
        ("3.0.2", "STU3"),
        ("5.0.0", "R5"),
        ("1.0.2", "DSTU2"),
        ("40", None),
        ("next", None),
        (4, None),
        (None, None),
    ],
)
def test_the_fhir_version_is_known_by_release_or_number(said: Any, version: str | None) -> None:
    assert read({"hook": "patient-view", "fhirVersion": said, "context": {"patientId": "1"}}).fhir_version == version


@pytest.mark.parametrize(
    ("items", "wanted"),
    [
        ({"filter-out-repeated-alerts": True}, True),
        ({"cache-for-order-sign-filtering": True}, True),
        ({"filter-out-repeated-alerts": False}, False),
        ([{"code": "filter-out-repeated-alerts", "value": True}, "x"], True),
        ({"filter-out-repeated-alerts": "yes"}, None),
        ({"other": True}, None),
    ],
)
@pytest.mark.parametrize("name", ["configuration-items", "pddi-configuration-items"])
def test_the_names_of_the_drug_interaction_guide_mean_the_filter_of_repeats(
    name: str, items: Any, wanted: bool | None
) -> None:
    call = {"hook": "patient-view", "context": {"patientId": "1"}, "extension": {name: items}}
    assert read(call).requested.filter_repeated is wanted
