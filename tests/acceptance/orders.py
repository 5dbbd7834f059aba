"""The request of an order hook: a chart, and beside it what is about to be ordered."""

from typing import Any

from tests.acceptance.charts import RXNORM, SNOMED, WHO, Resource, Told, chart, concept, once_daily

DRUGS = {
    "agomelatine": (None, "agomelatine 25 mg tablet"),
    "amitriptyline": ("856834", "amitriptyline hydrochloride 25 MG Oral Tablet"),
    "amoxicillin": ("308182", "amoxicillin 250 MG Oral Capsule"),
    "bupropion": ("993541", "24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet"),
    "citalopram": ("309314", "citalopram 40 MG Oral Tablet"),
    "clomipramine": (None, "clomipramine 25 mg capsule"),
    "duloxetine": ("596930", "duloxetine 30 MG Delayed Release Oral Capsule"),
    "escitalopram": ("349332", "escitalopram 10 MG Oral Tablet"),
    "esketamine": (None, "esketamine 28 mg nasal spray"),
    "ibuprofen": ("197805", "ibuprofen 400 MG Oral Tablet"),
    "linezolid": ("311347", "linezolid 600 MG Oral Tablet"),
    "lithium": ("197889", "lithium carbonate 300 MG Oral Capsule"),
    "mirtazapine": ("311725", "mirtazapine 15 MG Oral Tablet"),
    "olanzapine": (None, "olanzapine 2.5 mg tablet"),
    "phenelzine": ("312347", "phenelzine 15 MG Oral Tablet"),
    "sertraline": ("312941", "sertraline 50 MG Oral Tablet"),
    "sumatriptan": ("313161", "sumatriptan 50 MG Oral Tablet"),
    "tramadol": ("835603", "tramadol hydrochloride 50 MG Oral Tablet"),
    "tranylcypromine": (None, "tranylcypromine 10 mg tablet"),
    "venlafaxine": ("313581", "24 HR venlafaxine 150 MG Extended Release Oral Capsule"),
}
ORDER_NAMES = {"medication-refill": "medications", "medication-prescribe": "medications"}


def draft(drug: str, dose: float, **more: Any) -> Resource:
    """An unsigned order, once daily, whose id says which drug it is."""
    code, name = DRUGS[drug]
    told: Resource = {
        "resourceType": "MedicationRequest",
        "id": f"draft-{drug}",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": concept(RXNORM, code, name) if code else {"text": name},
        "subject": {"reference": f"Patient/{WHO}"},
        "dosageInstruction": [once_daily(dose)],
    }
    return {name: value for name, value in {**told, **more}.items() if value is not None}


def supplied(days: int, **more: Any) -> Resource:
    """What is handed over, and no repeats."""
    return {
        "dispenseRequest": {
            "numberOfRepeatsAllowed": 0,
            "expectedSupplyDuration": {
                "value": days,
                "unit": "days",
                "system": "http://unitsofmeasure.org",
                "code": "d",
            },
            **more,
        }
    }


ECT = concept(SNOMED, "23835007", "Electroconvulsive therapy")


def referral(code: Resource, **more: Any) -> Resource:
    """An unsigned order of a treatment or of an assessment for it."""
    return {
        "resourceType": "ServiceRequest",
        "id": "draft-service",
        "status": "draft",
        "intent": "order",
        "code": code,
        "subject": {"reference": f"Patient/{WHO}"},
        **more,
    }


def ordering(
    hook: str, orders: list[Resource], *told: Told, who: Resource | None = None, selections: Any = None, **asks: Any
) -> Resource:
    """The request of an order hook; of `order-select` every draft is chosen, unless told otherwise."""
    request = chart(*told, who=who, **asks)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": order} for order in orders]}
    request["hook"] = hook
    request["context"][ORDER_NAMES.get(hook, "draftOrders")] = bundle
    if hook == "order-select":
        chosen = [f"{order['resourceType']}/{order['id']}" for order in orders if "id" in order]
        request["context"]["selections"] = chosen if selections is None else selections
    return request
