"""Orders, statements, dispenses and their drugs told in one line."""

from typing import Any

from fhir_mappings.medications import Medications, read_medications
from tests.fhir_mappings.records import KNOWLEDGE, bundle, coded
from trd.history import MedicationRecord

SERTRALINE_50 = coded("rxnorm|312941", "sertraline 50 MG Oral Tablet")


def drug(text: str) -> dict[str, Any]:
    return {"medicationCodeableConcept": coded(text=text)}


def mg(value: Any, unit: str = "mg") -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def repeat(frequency: int = 1, period: Any = 1, unit: str = "d", **more: Any) -> dict[str, Any]:
    return {"repeat": {"frequency": frequency, "period": period, "periodUnit": unit} | more}


def dosage(dose: dict[str, Any] | None = None, timing: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = dict(more)
    if dose is not None:
        found["doseAndRate"] = [{"doseQuantity": dose}]
    if timing is not None:
        found["timing"] = timing
    return found


def order(medication: dict[str, Any] | None = None, *dosages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A MedicationRequest of 5 January 2026."""
    return (
        {
            "resourceType": "MedicationRequest",
            "id": "o",
            "status": "active",
            "intent": "order",
            "authoredOn": "2026-01-05",
            "dosageInstruction": list(dosages),
        }
        | (medication or {"medicationCodeableConcept": SERTRALINE_50})
        | more
    )


def statement(medication: dict[str, Any] | None = None, *dosages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        {
            "resourceType": "MedicationStatement",
            "id": "s",
            "status": "active",
            "dosage": list(dosages),
        }
        | (medication or {"medicationCodeableConcept": SERTRALINE_50})
        | more
    )


def dispense(medication: dict[str, Any] | None = None, *dosages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        {
            "resourceType": "MedicationDispense",
            "id": "d",
            "status": "completed",
            "whenHandedOver": "2026-01-06",
            "dosageInstruction": list(dosages),
        }
        | (medication or {"medicationCodeableConcept": SERTRALINE_50})
        | more
    )


def administration(medication: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return (
        {
            "resourceType": "MedicationAdministration",
            "id": "a",
            "status": "completed",
            "effectiveDateTime": "2026-01-06T09:00:00-05:00",
        }
        | (medication or {"medicationCodeableConcept": SERTRALINE_50})
        | more
    )


def read(*resources: dict[str, Any]) -> Medications:
    return read_medications(bundle(*resources), KNOWLEDGE)


def record(*resources: dict[str, Any]) -> MedicationRecord:
    """The only fact of the first resource."""
    found = read(*resources)
    assert len(found.records) == 1, found
    return found.records[0]


def daily(*resources: dict[str, Any]) -> tuple[str | None, str | None]:
    """Lowest and highest dose of the one step of the one record, to six digits."""
    steps = record(*resources).steps
    assert len(steps) == 1, steps
    return shown(steps[0].low), shown(steps[0].high)


def shown(value: Any) -> str | None:
    return None if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
