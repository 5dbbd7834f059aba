"""The schemas of the messages: strict where we answer, as wide as we serve where we are asked."""

import json
from typing import Any

import jsonschema_rs
import pytest

from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.discovery import discovery
from cds_hooks.envelope import RequestError
from cds_hooks.feedback import read_feedback
from cds_hooks.requests import read_request
from cds_hooks.schemas import hook_request, message_schemas

SCHEMAS = message_schemas("https://cds.example.org/")


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema_under_its_own_address(name: str) -> None:
    jsonschema_rs.meta.validate(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"https://cds.example.org/schemas/{name}"


def test_discovery_is_as_described() -> None:
    told = json.loads(discovery(ALL_SERVICES.values()))
    form = jsonschema_rs.Draft202012Validator(SCHEMAS["discovery.json"])
    form.validate(told)
    del told["services"][0]["description"]
    assert not form.is_valid(told)


def call(hook: Any = "order-select", **changed: Any) -> dict[str, Any]:
    context = {"patientId": "p", "draftOrders": {"resourceType": "Bundle"}}
    told = {"hook": hook, "context": context, **changed}
    return {name: value for name, value in told.items() if value is not ...}


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(call(), id="as it should be"),
        pytest.param(call(context={"patientId": 12, "draftOrders": [], "userId": 7}), id="a number as id, a list"),
        pytest.param(call(context={"patientId": "Patient/1", "medications": None}), id="a reference, another name"),
        pytest.param(call(context={"patientId": 12.0, "draftOrders": [], "orders": 7}), id="the first name counts"),
        pytest.param(call(context={"patientId": "p", "medications": 7, "orders": []}), id="the first name is no order"),
        pytest.param(call(fhirAuthorization=None, prefetch=None, extension=[], more=1), id="nulls and unknown members"),
        pytest.param(call(hook=...), id="no hook"),
        pytest.param(call(hook="order-sign"), id="another hook"),
        pytest.param(call(context=...), id="no context"),
        pytest.param(call(context=[]), id="a list as context"),
        pytest.param(call(context={"draftOrders": {}}), id="no patient"),
        pytest.param(call(context={"patientId": "p"}), id="no orders"),
        pytest.param(call(context={"patientId": "../x", "draftOrders": {}}), id="a path as id"),
        pytest.param(call(context={"patientId": "p", "draftOrders": 7}), id="orders that are none"),
        pytest.param(call(prefetch=[]), id="a list as prefetch"),
    ],
)
def test_what_is_described_is_what_is_served(request_: dict[str, Any]) -> None:
    described = jsonschema_rs.Draft202012Validator(hook_request("order-select")).is_valid(request_)
    try:
        read_request(json.dumps(request_).encode(), ALL_SERVICES["trd-order-select"])
        served = True
    except RequestError:
        served = False
    assert described is served


ENTRY = {"card": "c", "outcome": "accepted"}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"feedback": [ENTRY]}, id="one"),
        pytest.param({"feedback": ENTRY}, id="one without a list"),
        pytest.param({"feedback": []}, id="none"),
        pytest.param({"feedback": [{**ENTRY, "outcomeTimestamp": 7, "more": 1}]}, id="unknown members"),
        pytest.param({}, id="no feedback"),
        pytest.param({"feedback": "x"}, id="a text"),
        pytest.param({"feedback": [ENTRY, {"card": "c"}]}, id="no outcome"),
        pytest.param({"feedback": [{"card": " ", "outcome": "accepted"}]}, id="no card"),
        pytest.param({"feedback": [{"card": "c", "outcome": "ignored"}]}, id="another outcome"),
        pytest.param({"feedback": [ENTRY] * 1001}, id="too many"),
    ],
)
def test_feedback_is_described_as_it_is_understood(message: dict[str, Any]) -> None:
    described = jsonschema_rs.Draft202012Validator(SCHEMAS["feedback.json"]).is_valid(message)
    try:
        read_feedback(json.dumps(message).encode())
        understood = True
    except RequestError:
        understood = False
    assert described is understood
