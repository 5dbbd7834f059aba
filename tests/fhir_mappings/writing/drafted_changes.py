"""A draft as it was sent, changed, and what of it is another after that."""

import json
from collections.abc import Iterator
from typing import Any

from fhir_mappings.draft_orders import read_draft_orders
from fhir_mappings.reading.reader import read_prefetch
from fhir_mappings.writing.changes import ChangedDraft, DraftChange, write_changed
from fhir_mappings.writing.drafts import FhirVersion
from tests.fhir_mappings.drafted import AS_OF
from tests.fhir_mappings.drug_orders import mg, repeat
from tests.fhir_mappings.records import KNOWLEDGE
from trd.drafts import Occasion

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CITALOPRAM_40 = {
    "coding": [{"system": RXNORM, "code": "309314", "display": "citalopram 40 MG Oral Tablet"}],
    "text": "citalopram 40 MG Oral Tablet",
}
CITALOPRAM_20 = {
    "coding": [{"system": RXNORM, "code": "200371", "display": "citalopram 20 MG Oral Tablet"}],
    "text": "citalopram 20 MG Oral Tablet",
}
Resource = dict[str, Any]


def ordered(concept: Resource | None = None, instruction: Resource | None = None, **more: Any) -> Resource:
    """Citalopram 40 mg once daily, unless said otherwise."""
    told: Resource = {
        "resourceType": "MedicationRequest",
        "id": "d1",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": concept or CITALOPRAM_40,
        "subject": {"reference": "Patient/p1"},
        "dosageInstruction": [instruction or {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}]}],
    }
    return {name: value for name, value in {**told, **more}.items() if value is not None}


def changed(
    sent: Resource | bytes, *, fhir_version: FhirVersion = "R4", occasion: Occasion = Occasion.SIGN, **change: Any
) -> ChangedDraft | None:
    """What becomes of a draft; `None`: it is left to words."""
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    found = read_draft_orders(
        [body], read_prefetch({}, patient_id="p1"), KNOWLEDGE, occasion=occasion, patient_id="p1", as_of=AS_OF
    )
    (drug,) = found.drafts.drugs
    raw = found.sent.get("MedicationRequest/d1", body)
    return write_changed(raw, DraftChange(**change), drug, KNOWLEDGE, fhir_version=fhir_version)


def resource(of: ChangedDraft | None) -> Resource:
    """The changed draft as an EHR reads it."""
    import msgspec

    assert of is not None
    told: Resource = json.loads(msgspec.json.Encoder(decimal_format="number").encode(of.resource))
    return told


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """The paths at which two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            yield from differences(one.get(name), other.get(name), f"{at}.{name}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{at}[{place}]")
    elif one != other:
        yield at
