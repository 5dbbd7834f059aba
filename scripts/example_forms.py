"""The forms in which clients in the field were seen or documented to send a request, each made of a plain one."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

JsonObject = dict[str, Any]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
RXNORM_OID = "urn:oid:2.16.840.1.113883.6.88"
UCUM = "http://unitsofmeasure.org"
EPIC = "com.epic.cdshooks.request"
TRIGGERS = {"patient-view": "60", "order-select": "18", "order-sign": "23"}
STATUSES = ("active", "completed", "stopped", "on-hold")


def sandbox(request: JsonObject) -> JsonObject:
    """A Bundle without a type, a category that is an object, and doses in pills."""
    request["context"]["userId"] = "Practitioner/COREPRACTITIONER1"
    for order in _resources(request["context"]["draftOrders"]):
        order["category"] = {"coding": [{"code": "outpatient"}]}
        pills = {"value": 1, "system": UCUM, "code": "{pill}"}
        order["dosageInstruction"][0]["doseAndRate"] = [{"doseQuantity": pills}]
    return request


def epic(request: JsonObject) -> JsonObject:
    """The drug as a sibling entry, RxNorm by OID, each dose three times, "no rows" as a warning, orders alone."""
    request["context"]["userId"] = "PractitionerRole/demo"
    version = {f"{EPIC}.cds-hooks-specification-version": "1.1", f"{EPIC}.fhir-version": "R4"}
    request["extension"] = {f"{EPIC}.bpa-trigger-action": TRIGGERS[request["hook"]], **version}
    orders = request["context"]["draftOrders"]
    orders["entry"] = [{"resource": part} for order in _resources(orders) for part in _beside(_three_doses(order))]
    for order in _resources(_orders_alone(request)["prefetch"]["medicationRequests"]):
        _three_doses(order)
    issue = {"severity": "warning", "code": "not-found", "details": {"text": "Resource request returns no results."}}
    outcome = {"resource": {"resourceType": "OperationOutcome", "issue": [issue]}, "search": {"mode": "outcome"}}
    for held in request["prefetch"].values():
        if held["resourceType"] == "Bundle" and "entry" not in held:
            held["entry"] = [deepcopy(outcome)]
    return request


def oracle_health(request: JsonObject) -> JsonObject:
    """Medication requests alone; what the patient tells is among them, as a plan."""
    for order in _resources(_orders_alone(request)["prefetch"]["medicationRequests"]):
        if order["status"] == "active":
            order |= {"intent": "plan", "reportedBoolean": True}
    return request


def athenahealth(request: JsonObject) -> JsonObject:
    """References to drugs that are gone; their names are left."""
    for key in ("medicationStatements", "medicationRequests"):
        for number, one in enumerate(_resources(request["prefetch"][key])):
            name = one.pop("medicationCodeableConcept")["text"].upper()
            one["medicationReference"] = {"reference": f"Medication/gone-{number}", "display": name}
    return request


def wintehr(request: JsonObject) -> JsonObject:
    """Nulls where the specification has none."""
    prefetch = {
        key: held if held.get("entry") or key == "patient" else None for key, held in request["prefetch"].items()
    }
    return {**request, "fhirAuthorization": None, "prefetch": prefetch}


def openemr(request: JsonObject) -> JsonObject:
    """User and patient at the root, no UUID; more prefetch than the proposal sends, which is `patient` alone."""
    context = request["context"]
    told = {"hook": request["hook"], "hookInstance": "openemr-7b7ba5b5", "user": context["userId"]}
    patient = context["patientId"]
    return {**told, "patient": patient, "context": {"patientId": patient}, "prefetch": request["prefetch"]}


def _resources(bundle: JsonObject) -> Iterator[JsonObject]:
    yield from (entry["resource"] for entry in bundle.get("entry", ()))


def _beside(order: JsonObject) -> Iterator[JsonObject]:
    concept = order.pop("medicationCodeableConcept")
    for coding in concept["coding"]:
        coding["system"] = RXNORM_OID if coding["system"] == RXNORM else coding["system"]
    name = f"medication-{order['id']}"
    yield {**order, "medicationReference": {"reference": f"Medication/{name}", "display": concept["text"].upper()}}
    yield {"resourceType": "Medication", "id": name, "code": concept}


def _three_doses(order: JsonObject) -> JsonObject:
    """Of the three the one that is typed `ordered` counts."""
    for dosage in order["dosageInstruction"]:
        ordered = dosage["doseAndRate"][-1]["doseQuantity"]
        tablets = {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tbl}"}
        doses = {"calculated": ordered, "admin-amount": tablets, "ordered": ordered}
        dosage["doseAndRate"] = [
            {
                "type": {"coding": [{"system": "http://epic.com/CodeSystem/dose-rate-type", "code": code}]},
                "doseQuantity": dose,
            }
            for code, dose in doses.items()
        ]
    return order


def _orders_alone(request: JsonObject) -> JsonObject:
    """What was taken, told as the order it came from: there is no MedicationStatement."""
    prefetch = request["prefetch"]
    statements = _resources(prefetch.pop("medicationStatements"))
    found = [*_resources(prefetch["medicationRequests"]), *(_as_order(one) for one in statements)]
    entries = {"entry": [{"resource": one} for one in found]} if found else {}
    prefetch["medicationRequests"] = {"resourceType": "Bundle", "type": "searchset", "total": len(found), **entries}
    return request


def _as_order(statement: JsonObject) -> JsonObject:
    dosage = deepcopy(statement["dosage"])
    dosage[0]["timing"]["repeat"]["boundsPeriod"] = statement["effectivePeriod"]
    return {
        "resourceType": "MedicationRequest",
        "id": statement["id"],
        "status": statement["status"] if statement["status"] in STATUSES else "unknown",
        "intent": "order",
        "medicationCodeableConcept": statement["medicationCodeableConcept"],
        "subject": statement["subject"],
        "authoredOn": statement["effectivePeriod"]["start"],
        "dosageInstruction": dosage,
    }
