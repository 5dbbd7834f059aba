"""The sample patients: invented people, stored relative to a reference day and moved to today when loaded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from app.demo.orders import CALLS, order_context

REFERENCE_DAY = date(2026, 11, 23)
"""The day on which the stored records were "today"."""

TELLS = {
    "two-failed-trials": "Two fair trials without response, epilepsy on record",
    "dose-too-low": "Fifteen weeks on a starting dose",
    "cannot-be-judged": "One failure, one trial whose end and reason nobody wrote down, no fresh score",
    "psychotic-and-suicidal": "Psychotic depression with suicidal thoughts nearly every day",
    "four-failed-trials": "Four classes tried, cochlear implant",
    "getting-well": "In remission: no card at all",
}
"""The samples in the order in which they are told, and what each is about."""

_DAY = re.compile(r"\A(\d{4}-\d{2}-\d{2})(T.*)?\Z")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample patient, moved to a day."""

    name: str
    tells: str
    bundle: dict[str, Any]

    @property
    def resources(self) -> list[dict[str, Any]]:
        return [entry["resource"] for entry in self.bundle["entry"]]


class UnknownSample(Exception):
    """No sample has this name."""


def sample(name: str, today: date) -> Sample:
    """The sample `name` as its record would stand on `today`; raises `UnknownSample`."""
    if name not in TELLS:
        raise UnknownSample(name)
    return Sample(name, TELLS[name], _moved(_stored(name), today - REFERENCE_DAY))


def samples(today: date) -> tuple[Sample, ...]:
    """All samples, in the order in which they are told."""
    return tuple(sample(name, today) for name in TELLS)


PREFETCH = {
    "patient": ("Patient",),
    "conditions": ("Condition",),
    "medicationStatements": ("MedicationStatement",),
    "medicationRequests": ("MedicationRequest",),
    "observations": ("Observation",),
}
"""The prefetch keys that a sample fills, as an EHR would."""


def hook_request(name: str, today: date) -> dict[str, Any]:
    """The CDS Hooks request that an EHR would send for this sample: `patient-view`, or the hook of the call."""
    call = CALLS.get(name)
    told = sample(call.patient if call else name, today)
    prefetch: dict[str, Any] = {}
    for key, types in PREFETCH.items():
        found = [resource for resource in told.resources if resource["resourceType"] in types]
        prefetch[key] = found[0] if key == "patient" else _searchset(found)
    return {
        "hook": call.hook if call else "patient-view",
        "hookInstance": "7b7ba5b5-2f12-4b0c-9d0e-6a3f2f9c1d55",
        "context": {
            "userId": "Practitioner/demo",
            "patientId": told.name,
            **(order_context(call, today) if call else {}),
        },
        "prefetch": prefetch,
    }


def _searchset(resources: list[dict[str, Any]]) -> Mapping[str, Any]:
    found = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    return {**found, "entry": [{"resource": resource} for resource in resources]} if resources else found


@cache
def _stored(name: str) -> dict[str, Any]:
    stored: dict[str, Any] = orjson.loads(files(__package__).joinpath("patients", f"{name}.json").read_bytes())
    return stored


def _moved(value: Any, by: timedelta, key: str = "") -> Any:
    """Every date of the record moved by the same span; ages move with it, so the birth date does too."""
    if isinstance(value, dict):
        return {name: _moved(part, by, name) for name, part in value.items() if name != "meta"}
    if isinstance(value, list):
        return [_moved(part, by, key) for part in value]
    found = _DAY.match(value) if isinstance(value, str) and key != "id" else None
    if found is None:
        return value
    return (date.fromisoformat(found[1]) + by).isoformat() + (found[2] or "")
