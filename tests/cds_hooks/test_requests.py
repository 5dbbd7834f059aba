"""The envelope of a call: what is required, what is served, and what is refused with which sentence."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from cds_hooks.envelope import MalformedRequest, MissingElement, RequestError, WrongValue
from cds_hooks.requests import HookRequest, read_request
from trd.terms import Topic


@dataclass(frozen=True)
class PatientView:
    id: str = "trd-patient-view"
    hook: str = "patient-view"


CALL: dict[str, Any] = {
    "hook": "patient-view",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "fhirServer": "https://ehr.example.org/fhir",
    "fhirAuthorization": {
        "access_token": "opaque",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.read",
        "subject": "cds-service4",
    },
    "context": {"userId": "Practitioner/1", "patientId": "1288992", "encounterId": "89284"},
    "prefetch": {"conditions": {"resourceType": "Bundle", "entry": []}, "medicationRequests": None},
}


def read(**changes: Any) -> HookRequest:
    """Read the usual call with these members changed; `...` leaves one out."""
    call = {**CALL, **changes}
    body = {name: value for name, value in call.items() if value is not ...}
    return read_request(json.dumps(body).encode(), PatientView())


def refused(**changes: Any) -> RequestError:
    with pytest.raises(RequestError) as refusal:
        read(**changes)
    assert "1288992" not in refusal.value.sentence
    return refusal.value


def test_a_call_in_the_standards_words_is_read_without_a_note() -> None:
    request = read()
    assert request.service_id == "trd-patient-view"
    assert request.hook == "patient-view"
    assert request.hook_instance == CALL["hookInstance"]
    assert request.patient_id == "1288992"
    assert request.user_id == "Practitioner/1"
    assert request.encounter_id == "89284"
    assert request.fhir_server == "https://ehr.example.org/fhir"
    assert request.authorization is not None
    assert request.authorization.access_token == "opaque"
    assert request.authorization.scope == "user/*.read"
    assert request.authorization.expires_in == 300
    assert request.notes == ()


def test_prefetch_stays_bytes_and_tells_null_from_absent() -> None:
    prefetch = read().prefetch
    assert bytes(prefetch["medicationRequests"]) == b"null"
    assert json.loads(bytes(prefetch["conditions"])) == {"resourceType": "Bundle", "entry": []}
    assert "observations" not in prefetch


@pytest.mark.parametrize("missing", [..., None, ""], ids=["absent", "null", "empty"])
def test_a_request_without_a_hook_is_refused(missing: Any) -> None:
    refusal = refused(hook=missing)
    assert isinstance(refusal, MissingElement)
    assert refusal.sentence == "The request names no hook."


def test_a_hook_that_is_not_the_services_is_refused() -> None:
    refusal = refused(hook="order-sign")
    assert isinstance(refusal, WrongValue)
    assert "patient-view" in refusal.sentence


@pytest.mark.parametrize("missing", [..., None], ids=["absent", "null"])
def test_a_request_without_a_context_is_refused(missing: Any) -> None:
    refusal = refused(context=missing)
    assert isinstance(refusal, MissingElement)
    assert refusal.sentence == "The request has no context."


@pytest.mark.parametrize("context", ["patient", 1, True], ids=["text", "a number", "a boolean"])
def test_a_context_that_is_no_object_is_refused(context: Any) -> None:
    assert isinstance(refused(context=context), MalformedRequest)


@pytest.mark.parametrize("missing", [..., None, "", " ", {}, ["1"]])
def test_a_context_without_a_patient_is_refused(missing: Any) -> None:
    context = {} if missing is ... else {"patientId": missing}
    refusal = refused(context=context)
    assert isinstance(refusal, MissingElement)
    assert refusal.sentence == "The context names no patientId."


@pytest.mark.parametrize(
    "given",
    ["1 2", "a?b", "a/../../admin", "..", ".", "Patient/..", "Patient/", "x" * 129, "a&patient=2", "a%2F", "é"],
)
def test_a_patient_id_that_could_leave_a_path_is_refused(given: str) -> None:
    with pytest.raises(RequestError):
        read(context={"patientId": given})


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("123", "123"),
        (123, "123"),
        ("Patient/123", "123"),
        ("Patient/123/_history/4", "123"),
        ("https://ehr.example.org/fhir/Patient/123", "123"),
        ("eq081-VQEgP8drUUqCWzHfw3", "eq081-VQEgP8drUUqCWzHfw3"),
        ("urn_1.2.3", "urn_1.2.3"),
    ],
)
def test_a_patient_id_is_taken_bare(given: Any, bare: str) -> None:
    assert read(context={"patientId": given}).patient_id == bare


def test_an_encounter_reference_is_taken_bare_and_a_wrong_one_is_left_out() -> None:
    assert read(context={"patientId": "1", "encounterId": "Encounter/9"}).encounter_id == "9"
    wrong = read(context={"patientId": "1", "encounterId": "a b"})
    assert wrong.encounter_id is None
    assert "encounterId is no FHIR id" in wrong.notes


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"hookInstance": ...}, "hookInstance is missing"),
        ({"hookInstance": "openemr-1"}, "hookInstance is no UUID"),
        ({"context": {"patientId": "1"}}, "userId is missing"),
        ({"fhirAuthorization": None}, "fhirAuthorization is null"),
        ({"fhirAuthorization": {}}, "fhirAuthorization holds no access_token"),
        ({"fhirAuthorization": {"access_token": 7}}, "fhirAuthorization holds no access_token"),
        ({"fhirAuthorization": "token"}, "fhirAuthorization holds no access_token"),
        ({"fhirServer": ...}, "fhirAuthorization without fhirServer"),
        ({"fhirServer": "file:///etc/passwd"}, "fhirServer is no web address"),
        ({"prefetch": None}, "prefetch is null"),
        ({"extension": [1]}, "extension is no object"),
    ],
)
def test_a_deviation_that_nothing_depends_on_is_served_and_noted(changes: dict[str, Any], note: str) -> None:
    assert note in read(**changes).notes


@pytest.mark.parametrize("prefetch", [..., None, {}], ids=["absent", "null", "empty"])
def test_a_request_without_prefetched_data_is_served(prefetch: Any) -> None:
    assert read(prefetch=prefetch).prefetch == {}


@pytest.mark.parametrize("beyond", [b"1e999999", b"9" * 5000, b'"\\ud800"'], ids=["a power", "digits", "half a letter"])
@pytest.mark.parametrize(
    "place",
    [
        b'"extension":{"com.ehr":{"x":%s},"org.trd-cds.configuration":{"maxCards":2}}',
        b'"extension":{"com.ehr":%s,"org.trd-cds.configuration":{"maxCards":2}}',
        b'"hookInstance":%s,"extension":{"org.trd-cds.configuration":{"maxCards":2}}',
        b'"fhirServer":%s,"extension":{"org.trd-cds.configuration":{"maxCards":2}}',
        b'"fhirAuthorization":{"expires_in":%s},"extension":{"org.trd-cds.configuration":{"maxCards":2}}',
        b'"vendor":%s,"extension":{"org.trd-cds.configuration":{"maxCards":2}}',
    ],
    ids=["deep", "extension", "hookInstance", "fhirServer", "authorization", "unknown"],
)
def test_r214_a_value_beyond_all_bounds_costs_its_own_member_alone(place: bytes, beyond: bytes) -> None:
    body = b'{"hook":"patient-view","context":{"patientId":"1","userId":"Practitioner/1"},' + place % beyond + b"}"
    request = read_request(body, PatientView())
    assert request.patient_id == "1"
    assert request.requested.max_cards == 2  # the neighbours count


def test_unknown_members_are_ignored_everywhere() -> None:
    request = read(
        unknown={"a": [1]}, extension={"org.example": 1}, context={"patientId": "1", "userId": "x", "new": 2}
    )
    assert request.notes == ()
    assert request.patient_id == "1"


def test_a_list_of_draft_orders_does_not_hinder_reading() -> None:
    assert read(context={"patientId": "1", "userId": "x", "draftOrders": [{"resourceType": "X"}]}).patient_id == "1"


def test_no_token_and_no_patient_shows_when_a_request_is_printed() -> None:
    told = repr(read())
    assert "opaque" not in told
    assert "1288992" not in told
    assert "Practitioner" not in told


def test_what_a_request_may_switch_is_read() -> None:
    asked = {"maxCards": 3, "topics": {"psychotherapy": False}, "definition": "athf-sf", "asOf": "2026-11-23"}
    requested = read(extension={"org.trd-cds.configuration": {**asked, "filterRepeated": True, "new": 1}}).requested
    assert requested.max_cards == 3
    assert requested.topics == {Topic.PSYCHOTHERAPY: False}
    assert requested.definition == "athf-sf"
    assert requested.filter_repeated is True
    assert requested.as_of == date(2026, 11, 23)


def test_two_patients_in_one_context_are_refused() -> None:
    body = b'{"hook": "patient-view", "context": {"patientId": "1", "patientId": "2"}}'
    with pytest.raises(MalformedRequest):
        read_request(body, PatientView())
