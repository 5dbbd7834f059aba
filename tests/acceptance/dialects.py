"""One chart in the dialects of real EHRs: each turns a request of `charts.py` into what such a client would send."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.acceptance.charts import KEYS, concept, searchset

ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"

Request = dict[str, Any]
Resource = dict[str, Any]


def resources_of(request: Request, key: str) -> list[Resource]:
    return [entry["resource"] for entry in request["prefetch"][key].get("entry", ())]


def rewritten(request: Request, change: Callable[[Resource], Resource]) -> Request:
    """The request with every resource of every list changed."""
    told = deepcopy(request)
    for key in KEYS:
        told["prefetch"][key] = searchset([change(one) for one in resources_of(told, key)])
    return told


def with_outcome_for_no_rows(request: Request) -> Request:
    """Epic: a search without rows is a Bundle of one OperationOutcome."""
    told = deepcopy(request)
    issue = {"severity": "warning", "code": "processing", "diagnostics": "Resource request returns no results."}
    warning = {"resourceType": "OperationOutcome", "issue": [issue]}
    for key in KEYS:
        if not resources_of(told, key):
            entry = {"resource": warning, "search": {"mode": "outcome"}}
            told["prefetch"][key] = {"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [entry]}
    return told


def with_null_for_no_rows(request: Request) -> Request:
    """CDS Hooks: a key without data may be null."""
    told = deepcopy(request)
    for key in KEYS:
        if not resources_of(told, key):
            told["prefetch"][key] = None
    return told


def with_medications_beside(request: Request) -> Request:
    """Epic: the drug is a Medication of its own, a sibling entry of the Bundle."""
    told = deepcopy(request)
    for key in ("medicationStatements", "medicationRequests"):
        beside: list[Resource] = []
        for one in resources_of(told, key):
            name = f"drug-of-{one['id']}"
            beside.append({"resourceType": "Medication", "id": name, "code": one.pop("medicationCodeableConcept")})
            one["medicationReference"] = {"reference": f"Medication/{name}"}
        told["prefetch"][key] = searchset([*resources_of(told, key), *beside])
    return told


def with_medications_contained(request: Request) -> Request:
    """The drug is a Medication inside the statement."""

    def change(one: Resource) -> Resource:
        if concept := one.pop("medicationCodeableConcept", None):
            one["contained"] = [{"resourceType": "Medication", "id": "drug", "code": concept}]
            one["medicationReference"] = {"reference": "#drug"}
        return one

    return rewritten(request, change)


def with_drugs_as_text(request: Request) -> Request:
    """No code: only what the pharmacy prints, in capitals."""

    def change(one: Resource) -> Resource:
        if concept := one.get("medicationCodeableConcept"):
            one["medicationCodeableConcept"] = {"text": concept["text"].upper()}
        return one

    return rewritten(request, change)


def with_drugs_as_display(request: Request) -> Request:
    """athenahealth: the Medication is gone, its name is left in the reference."""

    def change(one: Resource) -> Resource:
        if concept := one.pop("medicationCodeableConcept", None):
            one["medicationReference"] = {"reference": "Medication/lost", "display": concept["text"]}
        return one

    return rewritten(request, change)


def in_stu3(request: Request) -> Request:
    """FHIR STU3: plain status codes, `taken`, the dose directly in the dosage."""

    def change(one: Resource) -> Resource:
        for name in ("clinicalStatus", "verificationStatus"):
            if name in one:
                one[name] = one[name]["coding"][0]["code"]
        if "recordedDate" in one:
            one["assertedDate"] = one.pop("recordedDate")
        if one["resourceType"] == "MedicationStatement":
            one["taken"] = "y"
        for dosage in (*one.get("dosage", ()), *one.get("dosageInstruction", ())):
            dosage |= dosage.pop("doseAndRate")[0]
        return one

    return rewritten(request, change)


def in_r5(request: Request) -> Request:
    """FHIR R5: a drug is a concept or a reference, a statement is `recorded`, and whether it is taken stands apart."""

    def change(one: Resource) -> Resource:
        if "medicationCodeableConcept" in one:
            one["medication"] = {"concept": one.pop("medicationCodeableConcept")}
        if one["resourceType"] == "MedicationStatement":
            one["status"] = "recorded"
            one["adherence"] = {"code": concept(ADHERENCE, "taking-as-directed")}
        return one

    return rewritten(request, change)


def with_keys_of_its_own(request: Request) -> Request:
    """An analyst typed the keys by hand; of an empty list under such a key nobody knows what was looked for."""
    told = deepcopy(request)
    for number, key in enumerate(KEYS):
        if resources_of(told, key):
            told["prefetch"][f"item{number}"] = told["prefetch"].pop(key)
    return told


def with_absolute_references(request: Request) -> Request:
    """References and ids as whole addresses."""

    def change(one: Resource) -> Resource:
        if "subject" in one:
            one["subject"] = {"reference": f"https://ehr.example.org/fhir/{one['subject']['reference']}"}
        return one

    return rewritten(request, change)


def with_nulls_inside(request: Request) -> Request:
    """Elements without a value are sent as null or as empty lists."""

    def change(one: Resource) -> Resource:
        return one | {"note": None, "extension": [], "partOf": None, "reasonCode": None, "encounter": None}

    return rewritten(request, change)


DIALECTS = {
    "Epic's OperationOutcome where there are no rows": with_outcome_for_no_rows,
    "null where there are no rows": with_null_for_no_rows,
    "Medications as sibling entries": with_medications_beside,
    "contained Medications": with_medications_contained,
    "drugs as text alone": with_drugs_as_text,
    "drugs as the display of a reference": with_drugs_as_display,
    "STU3": in_stu3,
    "R5": in_r5,
    "keys of an analyst": with_keys_of_its_own,
    "absolute references": with_absolute_references,
    "null elements": with_nulls_inside,
}
