"""What a cohort keeps of a line is the whole of what is read of it."""

from typing import Any

import msgspec
import orjson
import pytest

from fhir_mappings.reading.decoding import KINDS, decode_resource
from fhir_mappings.reading.messages import Found
from fhir_mappings.reading.narrow import narrow, widen
from fhir_mappings.reading.reader import read_any, read_decoded
from fhir_mappings.reading.resource import Resource


def read(value: dict[str, Any] | bytes) -> Resource:
    found = decode_resource(Found(data=value if isinstance(value, bytes) else orjson.dumps(value)))
    assert isinstance(found, Resource)
    return found


ORDER = {
    "resourceType": "MedicationRequest",
    "id": "o",
    "meta": {"lastUpdated": "2026-01-02T03:04:05Z"},
    "subject": {"reference": "Patient/p"},
    "text": {"status": "generated", "div": "<div>nobody reads this</div>"},
    "medicationCodeableConcept": {"text": "sertraline 50 mg"},
    "dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 62.50, "unit": "mg"}}]}],
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_bare_resource_of_every_type_is_kept_whole(kind: str) -> None:
    found = read({"resourceType": kind, "id": "x", "subject": {"reference": "Patient/p"}})
    assert widen(narrow(found)) == found


def test_an_order_is_kept_without_what_no_rule_reads_and_its_figures_stay_exact() -> None:
    line = orjson.dumps(ORDER).replace(b"62.5", b"62.50")
    found = read(line)
    kept = narrow(found)
    assert widen(kept) == found
    assert b"nobody reads this" not in kept
    quantity = widen(kept).dosage_instruction[0].dose_and_rate[0].dose_quantity  # type: ignore[attr-defined]
    assert str(quantity.value) == "62.50"


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            {"contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "lithium"}}]}, id="contained"
        ),
        pytest.param({"status": ["wrong", "type"]}, id="an element of a wrong type"),
        pytest.param({"id": None}, id="without an id"),
        pytest.param({"dispenseRequest": {"numberOfRepeatsAllowed": 2**70}}, id="a number no machine word holds"),
    ],
)
def test_what_is_odd_about_a_record_is_kept_too(more: dict[str, Any]) -> None:
    line = msgspec.json.encode({**ORDER, **more})
    found = read(line)
    assert widen(narrow(found)) == found


def test_a_record_decoded_line_by_line_is_the_record_of_its_bundle() -> None:
    patient = {"resourceType": "Patient", "id": "p", "birthDate": 1979}
    entries = [{"fullUrl": f"urn:uuid:{place}", "resource": each} for place, each in enumerate((patient, ORDER))]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    lines = [(widen(narrow(read(entry["resource"]))), str(entry["fullUrl"])) for entry in entries]  # type: ignore[arg-type]
    assert read_decoded(lines) == read_any(orjson.dumps(bundle))
    assert read_decoded(reversed(lines)) == read_decoded(lines)
