"""Samples that another sample becomes by one change: what is missing, what is added, how it is sent."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson

from app.demo import TELLS, UnknownSample, hook_request, sample
from app.demo.orders import CALLS

NDJSON = "application/fhir+ndjson"
FHIR = "application/fhir+json"
JSON = "application/json"

Resources = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One change of one sample."""

    of: str
    tells: str
    changed: Callable[[Resources, date], Resources]
    lines: bool = False
    """One resource a line, as a bulk export writes it."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sent, as text that people can read and change."""

    text: str
    media_type: str


def _same(resources: Resources, _: date) -> Resources:
    return resources


def _without_scores(resources: Resources, _: date) -> Resources:
    return [resource for resource in resources if resource["resourceType"] != "Observation"]


def _with_bipolar_disorder(resources: Resources, today: date) -> Resources:
    diagnosis = next(resource for resource in resources if resource["resourceType"] == "Condition")
    words = "Bipolar II disorder"
    added = deepcopy(diagnosis) | {
        "id": "a-bipolar",
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F31.81", "display": words}],
            "text": words,
        },
        "onsetDateTime": (today - timedelta(days=40)).isoformat(),
        "recordedDate": (today - timedelta(days=40)).isoformat(),
    }
    return [*resources, added]


def _without_doses(resources: Resources, _: date) -> Resources:
    return [{name: value for name, value in resource.items() if name != "dosage"} for resource in resources]


VARIANTS: Mapping[str, Variant] = {
    "no-scores": Variant("two-failed-trials", "Two trials, and no symptom score at all", _without_scores),
    "no-doses": Variant("two-failed-trials", "Two trials, and no dose on record", _without_doses),
    "bipolar-signs": Variant("two-failed-trials", "Bipolar disorder was found meanwhile", _with_bipolar_disorder),
    "as-ndjson": Variant("four-failed-trials", "As NDJSON: a line for each resource", _same, lines=True),
}


def payload(name: str, today: date) -> Payload:
    """What is sent of a sample, a variant or an order; raises `UnknownSample`."""
    if name in CALLS:
        return Payload(_pretty(hook_request(name, today)), JSON)
    if name in TELLS:
        return Payload(_pretty(sample(name, today).bundle), FHIR)
    if name not in VARIANTS:
        raise UnknownSample(name)
    variant = VARIANTS[name]
    told = sample(variant.of, today)
    resources = variant.changed(told.resources, today)
    if variant.lines:
        return Payload("".join(orjson.dumps(resource).decode() + "\n" for resource in resources), NDJSON)
    entries = [{"resource": resource} for resource in resources]
    return Payload(_pretty({"resourceType": "Bundle", "id": name, "type": "collection", "entry": entries}), FHIR)


def _pretty(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n"
