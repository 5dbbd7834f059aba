"""An Observation told in one line, and what is read of it."""

from datetime import date
from typing import Any

from fhir_mappings.observations import read_observation
from fhir_mappings.reading.clinical_resources import Observation
from tests.fhir_mappings.records import WORDS, coded, resource

DAY = date(2026, 11, 2)
PHQ9 = "loinc|44261-6"


def read(code: str | dict[str, Any], **elements: Any) -> list[Any]:
    """The facts of a final Observation of 2 November 2026."""
    elements = {"status": "final", "effectiveDateTime": "2026-11-02"} | elements
    concept = coded(code) if isinstance(code, str) else code
    return list(read_observation(resource(Observation, code=concept, **elements), WORDS))


def quantity(value: Any, unit: str = "{score}", **more: Any) -> dict[str, Any]:
    """A Quantity in UCUM."""
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit} | more
