"""An order hook answered with findings told by hand, on a whole chart with the whole knowledge."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from cds_hooks.configuration import Configuration
from cds_hooks.order_cards import OrderCards, write_order_cards
from cds_hooks.order_suggestions import Received
from cds_hooks.responses import write_response
from fhir_mappings.draft_orders import read_draft_orders
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_prefetch
from tests.acceptance.charts import DIAGNOSES, phq9, takes, took
from tests.cds_hooks.patient_a import SECRET
from trd.assessment import assess
from trd.drafts import Occasion
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.options import OrderFinding
from trd.recommendations import recommend

AS_OF = date(2026, 11, 23)
UCUM = "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PRODUCTS = {
    "sertraline": ("312941", "sertraline 50 MG Oral Tablet"),
    "citalopram": ("309314", "citalopram 40 MG Oral Tablet"),
    "bupropion": ("993541", "24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet"),
    "venlafaxine": ("313583", "24 HR venlafaxine 37.5 MG Extended Release Oral Capsule"),
    "mirtazapine": ("311725", "mirtazapine 15 MG Oral Tablet"),
    "ibuprofen": ("310965", "ibuprofen 200 MG Oral Tablet"),
}
Resource = dict[str, Any]


@cache
def knowledge() -> Knowledge:
    return load()


def draft(name: str, dose: float = 50, **more: Any) -> Resource:
    """One unsigned order, once daily."""
    code, display = PRODUCTS[name]
    quantity = {"value": dose, "unit": "mg", "system": UCUM, "code": "mg"}
    told: Resource = {
        "resourceType": "MedicationRequest",
        "id": f"draft-{name}",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": RXNORM, "code": code, "display": display}],
            "text": display,
        },
        "subject": {"reference": "Patient/p1"},
        "dosageInstruction": [
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": quantity}],
            }
        ],
    }
    return {name: value for name, value in {**told, **more}.items() if value is not None}


def reference(name: str) -> str:
    return f"MedicationRequest/draft-{name}"


def finding(check: str, level: str = "warning", *, on: str | None = "sertraline", **more: Any) -> OrderFinding:
    """A finding on a draft; `remedies` are `Remedy` values."""
    told: dict[str, Any] = {
        "message": f"Sentence of {check}.",
        "row": None,
        "order": reference(on) if on else None,
        "agents": (on,) if on else (),
        "cause": f"{on}+fact",
    }
    return OrderFinding(check=check, level=level, **{**told, **more})


DEPRESSION: Resource = {
    "resourceType": "Condition",
    "code": {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": DIAGNOSES["moderate recurrent depression"]}]
    },
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "onsetDateTime": "2025-12-01",
}
ONE_FAILURE = [
    DEPRESSION,
    *takes("sertraline", 50, "2026-09-01"),
    *phq9(20, "2026-08-31"),
    *phq9(19, "2026-11-13", thoughts_of_death=0),
]
"""H2 of the worked cases: sertraline 50 mg since 1 September, PHQ-9 20 to 19."""
STOPPED = [
    DEPRESSION,
    *took("sertraline", 150, "2026-01-10", "2026-11-10"),
    *phq9(21, "2026-01-08"),
    *phq9(19, "2026-11-09", thoughts_of_death=0),
]
"""Sertraline failed and has ended."""


def answered(
    orders: Any,
    *findings: OrderFinding,
    chart: list[Resource] | None = None,
    occasion: Occasion = Occasion.SIGN,
    details_ignored: bool = False,
    **settings: Any,
) -> OrderCards:
    """The answer of an order hook, were these its findings."""
    entries = [
        {"resource": {"id": f"r{number}", "subject": {"reference": "Patient/p1"}, **one}}
        for number, one in enumerate(ONE_FAILURE if chart is None else chart)
    ]
    patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1979-05-01", "gender": "female"}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": patient}, *entries]}
    resources = read_prefetch({"everything": json.dumps(bundle).encode()}, patient_id="p1")
    configuration = Configuration(**{"key_secret": SECRET, "answer_id": "one", **settings})
    received = Received(
        orders=read_draft_orders(
            [json.dumps(orders).encode()],
            resources,
            knowledge(),
            occasion=occasion,
            patient_id="p1",
            as_of=AS_OF,
        ),
        occasion=occasion,
        details_ignored=details_ignored,
    )
    assessment = assess(read_history(resources, knowledge()), knowledge(), configuration.choices, as_of=AS_OF)
    recommendations = recommend(assessment, knowledge(), configuration.choices)
    return write_order_cards(
        assessment,
        replace(recommendations, order_findings=findings),
        received,
        knowledge(),
        configuration,
        patient_id="p1",
    )


def cards(orders: Any, *findings: OrderFinding, **more: Any) -> list[dict[str, Any]]:
    """The cards as they are sent."""
    told: list[dict[str, Any]] = json.loads(write_response(answered(orders, *findings, **more).cards))["cards"]
    return told


def topics(told: list[dict[str, Any]]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in told]


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for suggestion in card.get("suggestions", ()) for action in suggestion["actions"]]
