"""What is being ordered for a sample patient: the calls of the order hooks that the demonstration tells."""

from dataclasses import dataclass
from datetime import date
from typing import Any

UCUM = "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ORDER_NAMES = {"medication-refill": "medications"}
"""Where the orders of a hook stand in its context, if not in `draftOrders`."""


@dataclass(frozen=True, slots=True)
class Drug:
    """One unsigned order, in one dose a day or several."""

    rxcui: str
    product: str
    milligrams: float
    times_a_day: int = 1
    days: int = 30


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an order hook."""

    patient: str
    hook: str
    tells: str
    drug: Drug

    @property
    def service(self) -> str:
        return f"trd-{self.hook}"


BUPROPION = Drug("993541", "24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet", 150)
LINEZOLID = Drug("311347", "linezolid 600 MG Oral Tablet", 600, times_a_day=2, days=10)
SERTRALINE_25 = Drug("312940", "sertraline 25 MG Oral Tablet", 25)
VENLAFAXINE = Drug("313585", "24 HR venlafaxine 75 MG Extended Release Oral Capsule", 225)
SERTRALINE_100 = Drug("312938", "sertraline 100 MG Oral Tablet", 100)

CALLS = {
    "bupropion-with-epilepsy": Call("two-failed-trials", "order-sign", "Bupropion about to be signed", BUPROPION),
    "linezolid-with-venlafaxine": Call(
        "two-failed-trials", "order-select", "An antibiotic that does not go with the antidepressant", LINEZOLID
    ),
    "a-failed-drug-again": Call("two-failed-trials", "order-select", "A drug that already failed", SERTRALINE_100),
    "refill-that-does-not-help": Call(
        "two-failed-trials", "medication-refill", "What does not help is renewed", VENLAFAXINE
    ),
    "refill-of-a-low-dose": Call("dose-too-low", "medication-refill", "A starting dose is renewed", SERTRALINE_25),
}
"""The calls in the order in which they are told."""


def order_context(call: Call, today: date) -> dict[str, Any]:
    """What an EHR sends of the order beside the patient."""
    order = _draft(call, today)
    context: dict[str, Any] = {
        ORDER_NAMES.get(call.hook, "draftOrders"): {"resourceType": "Bundle", "entry": [{"resource": order}]}
    }
    if call.hook == "order-select":
        context["selections"] = [f"MedicationRequest/{order['id']}"]
    return context


def _draft(call: Call, today: date) -> dict[str, Any]:
    drug = call.drug
    dose = {"value": drug.milligrams, "unit": "mg", "system": UCUM, "code": "mg"}
    supply = {"value": drug.days, "unit": "days", "system": UCUM, "code": "d"}
    coding = {"system": RXNORM, "code": drug.rxcui, "display": drug.product}
    return {
        "resourceType": "MedicationRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {"coding": [coding], "text": drug.product},
        "subject": {"reference": f"Patient/{call.patient}"},
        "authoredOn": today.isoformat(),
        "dosageInstruction": [
            {
                "timing": {"repeat": {"frequency": drug.times_a_day, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": dose}],
            }
        ],
        "dispenseRequest": {"expectedSupplyDuration": supply, "numberOfRepeatsAllowed": 0},
    }
