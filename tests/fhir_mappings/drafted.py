"""Drafts of an order hook told in one line."""

import json
from datetime import date
from typing import Any

from fhir_mappings.draft_orders import DraftOrders, read_draft_orders
from fhir_mappings.reading.reader import read_prefetch
from tests.fhir_mappings.drug_orders import dosage, mg, order, repeat
from tests.fhir_mappings.records import KNOWLEDGE
from trd.drafts import DraftedDrug, Occasion

AS_OF = date(2026, 11, 23)
ME = {"subject": {"reference": "Patient/p1"}}
Resource = dict[str, Any]


def bundle(*resources: Any) -> Resource:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def draft(*dosages: Resource, **more: Any) -> Resource:
    """A draft of sertraline 50 mg once daily, unless said otherwise."""
    told = order(
        None, *(dosages or (dosage(mg(50), repeat()),)), id="d1", status="draft", authoredOn="2026-11-23", **ME
    )
    return {name: value for name, value in {**told, **more}.items() if value is not None}


def read(
    orders: Any,
    *,
    prefetch: dict[str, Any] | None = None,
    occasion: Occasion = Occasion.SIGN,
    selections: tuple[str, ...] = (),
) -> DraftOrders:
    given = {key: json.dumps(value).encode() for key, value in (prefetch or {}).items()}
    return read_draft_orders(
        [json.dumps(orders).encode()],
        read_prefetch(given, patient_id="p1"),
        KNOWLEDGE,
        occasion=occasion,
        patient_id="p1",
        as_of=AS_OF,
        selections=selections,
    )


def only(orders: Any, **more: Any) -> DraftedDrug:
    (drug,) = read(orders, **more).drafts.drugs
    return drug
