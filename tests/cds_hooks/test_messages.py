"""The CDS Hooks specification's own examples are read, and written back as they were."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cds_hooks.messages import HookResponse, RequestError, json_bytes, read_request
from tests.cds_hooks.test_requests import PatientView

SPEC = Path(__file__).parents[1] / "acceptance" / "spec"


def example(name: str) -> bytes:
    return (SPEC / name).read_bytes()


@pytest.mark.parametrize("name", ["response-cards.json", "response-nothing.json", "response-system-action.json"])
def test_an_answer_of_the_specification_comes_back_as_it_was(name: str) -> None:
    answer = msgspec.json.decode(example(name), type=HookResponse)
    assert json.loads(json_bytes(answer)) == json.loads(example(name))


def test_the_specifications_one_card_without_an_indicator_is_its_own_slip_and_is_not_read() -> None:
    with pytest.raises(msgspec.ValidationError, match="indicator"):
        msgspec.json.decode(example("response-autolaunch.json"), type=HookResponse)


def test_that_card_with_an_indicator_comes_back_as_it_was() -> None:
    told = json.loads(example("response-autolaunch.json"))
    told["cards"][0]["indicator"] = "info"
    assert json.loads(json_bytes(msgspec.convert(told, HookResponse))) == told


def test_the_specifications_call_is_read_without_a_note() -> None:
    told: dict[str, Any] = json.loads(example("request-patient-view.json"))
    request = read_request(example("request-patient-view.json"), PatientView())
    assert request.notes == ()
    assert request.hook_instance == told["hookInstance"]
    assert request.fhir_server == told["fhirServer"]
    assert request.patient_id == told["context"]["patientId"]
    assert request.encounter_id == told["context"]["encounterId"]
    assert request.authorization is not None
    assert request.authorization.access_token == told["fhirAuthorization"]["access_token"]
    assert request.authorization.subject == told["fhirAuthorization"]["subject"]
    assert {key: json.loads(bytes(raw)) for key, raw in request.prefetch.items()} == told["prefetch"]


def test_the_specifications_prefetched_data_are_kept_key_by_key() -> None:
    told = json.loads(example("prefetch-data.json"))
    body = {"hook": "patient-view", "context": {"patientId": "1"}, **told}
    request = read_request(json.dumps(body, indent=2).encode(), PatientView())
    assert {key: json.loads(bytes(raw)) for key, raw in request.prefetch.items()} == told["prefetch"]


def test_the_specifications_call_without_a_patient_is_refused() -> None:
    with pytest.raises(RequestError, match="patientId"):
        read_request(example("request-extension.json"), PatientView())
