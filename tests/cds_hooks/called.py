"""A service called as an EHR calls it, on a whole chart with the whole knowledge."""

import json
from dataclasses import dataclass
from typing import Any

from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.configuration import Configuration
from cds_hooks.messages import read_request, write_response
from cds_hooks.service import Answer
from fhir_mappings.reading.reader import read_prefetch
from tests.cds_hooks.order_calls import AS_OF, ONE_FAILURE, knowledge
from tests.cds_hooks.patient_a import SECRET

Resource = dict[str, Any]


@dataclass(frozen=True)
class Called:
    answer: Answer
    cards: list[dict[str, Any]]

    @property
    def topics(self) -> list[str]:
        return [card["source"]["topic"]["code"] for card in self.cards]

    @property
    def checks(self) -> list[str]:
        return [
            found["check"] for card in self.cards for found in card["extension"].get("org.trd-cds.order-findings", ())
        ]


def request(hook: str, orders: Any, chart: list[Resource] | None = None, **context: Any) -> Resource:
    """A call of an order hook; conditions, allergies and procedures were all asked for."""
    entries = [
        {"resource": {"id": f"r{number}", "subject": {"reference": "Patient/p1"}, **one}}
        for number, one in enumerate(ONE_FAILURE if chart is None else chart)
    ]
    patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1979-05-01", "gender": "female"}
    record = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": patient}, *entries]}
    name = "medications" if hook.startswith("medication") else "draftOrders"
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"patientId": "p1", "userId": "Practitioner/1", name: orders, **context},
        "prefetch": {"record": record, "conditions": None, "allergies": None, "procedures": None},
    }


def call(hook: str, orders: Any, chart: list[Resource] | None = None, **more: Any) -> Called:
    """What the service of a hook answers; `selections` go into the context, the rest are settings."""
    selections = more.pop("selections", None)
    context = {} if selections is None else {"selections": selections}
    service = ALL_SERVICES[f"trd-{hook}"]
    sent = read_request(json.dumps(request(hook, orders, chart, **context)).encode(), service)
    resources = read_prefetch(sent.prefetch, patient_id="p1")
    configuration = Configuration(**{"key_secret": SECRET, "answer_id": "one", **more})
    answer = service.answer(sent, resources, knowledge(), configuration, as_of=AS_OF)
    return Called(answer, json.loads(write_response(answer.cards))["cards"])
