"""The same request as a client of another FHIR version sends it: STU3 and R5, of what the samples hold.

https://hl7.org/fhir/STU3/, https://hl7.org/fhir/R5/
"""

from collections.abc import Iterator
from typing import Any, Final

JsonObject = dict[str, Any]

STU3_CATEGORIES: Final = "http://hl7.org/fhir/observation-category"


def stu3(request: JsonObject) -> JsonObject:
    """Doses in the dosage itself, states of a condition as plain codes, `taken` beside the status."""
    _say(request, "STU3")
    for one in _resources(request):
        match one["resourceType"]:
            case "Condition":
                for name in ("clinicalStatus", "verificationStatus"):
                    one[name] = one[name]["coding"][0]["code"]
                one["assertedDate"] = one.pop("recordedDate")
            case "Observation":
                for category in one.get("category", ()):
                    category["coding"][0]["system"] = STU3_CATEGORIES
            case "MedicationStatement":
                one["taken"] = "y"
            case "MedicationRequest" if one.get("dispenseRequest", {}).get("numberOfRepeatsAllowed") == 0:
                del one["dispenseRequest"]["numberOfRepeatsAllowed"]  # at least 1 there
        for dosage in _dosages(one):
            (dose,) = dosage.pop("doseAndRate")
            dosage["doseQuantity"] = dose["doseQuantity"]
    return request


def r5(request: JsonObject) -> JsonObject:
    """The drug as a `CodeableReference`; a statement is `recorded`, and whether it is taken stands in `adherence`."""
    _say(request, "R5")
    for one in _resources(request):
        if "medicationCodeableConcept" in one:
            one["medication"] = {"concept": one.pop("medicationCodeableConcept")}
        if one["resourceType"] == "MedicationStatement":
            one["adherence"] = {"code": _adherence("taking" if one["status"] == "active" else "stopped")}
            one["status"] = "recorded"
    return request


def _say(request: JsonObject, version: str) -> None:
    request["extension"] = {**request.get("extension", {}), "fhirVersion": version}
    request["context"]["draftOrders"] |= {"type": "collection"}


def _adherence(code: str) -> JsonObject:
    return {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/medication-statement-adherence", "code": code}]}


def _dosages(resource: JsonObject) -> list[JsonObject]:
    found: list[JsonObject] = resource.get("dosage") or resource.get("dosageInstruction") or []
    return found


def _resources(request: JsonObject) -> Iterator[JsonObject]:
    """Everything that is sent along, the drafts too."""
    for held in (*request["prefetch"].values(), *request["context"].values()):
        if not isinstance(held, dict):
            continue
        yield from (
            (entry["resource"] for entry in held.get("entry", ())) if held["resourceType"] == "Bundle" else [held]
        )
