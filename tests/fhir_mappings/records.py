"""FHIR told in one line: plain dictionaries -> resources, as they come through the door."""

from typing import Any, TypeVar

import orjson

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from fhir_mappings.reading.resource import Resource
from fhir_mappings.vocabulary import Vocabulary, vocabulary
from trd.history import TreatmentHistory
from trd.knowledge.loading import load

R = TypeVar("R", bound=Resource)
KNOWLEDGE = load()
WORDS: Vocabulary = vocabulary(KNOWLEDGE)

SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd-10": "http://hl7.org/fhir/sid/icd-10",
    "icd-9-cm": "http://hl7.org/fhir/sid/icd-9-cm",
    "icd-11": "http://id.who.int/icd/release/11/mms",
    "icd-10-pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "hcpcs": "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
}


def coded(code: str = "", text: str | None = None, **more: Any) -> dict[str, Any]:
    """A concept: `coded("loinc|44261-6")`, `coded(text="Depression")`."""
    concept: dict[str, Any] = {}
    if code:
        system, _, value = code.partition("|")
        concept["coding"] = [{"system": SYSTEMS.get(system, system), "code": value} | more]
    if text is not None:
        concept["text"] = text
    return concept


def resource(kind: type[R], **elements: Any) -> R:
    """One resource as the reading floor gives it."""
    return bundle({"resourceType": kind.__name__, "id": "1"} | elements).of(kind)[0]


def bundle(*resources: dict[str, Any]):
    """Resources as one record."""
    entries = [{"resource": one} for one in resources]
    return read_any(orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))


def history(*resources: dict[str, Any]) -> TreatmentHistory:
    """The history of one record."""
    return read_history(bundle(*resources), KNOWLEDGE)
