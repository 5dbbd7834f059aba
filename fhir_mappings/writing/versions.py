"""A draft of R4 said in R5 or STU3 (§5.1, §5.3): what has another name or place there, and nothing else."""

from typing import Any

from fhir_mappings.writing.drafts import FhirVersion

Resource = dict[str, Any]


def translate(resource: Resource, version: FhirVersion) -> Resource:
    """The same draft as the base specification of `version` wants it (R-F11)."""
    if version == "R5":
        return {name: value for key, old in resource.items() for name, value in (_r5(key, old, resource),)}
    if version == "STU3":
        return {name: value for key, old in resource.items() for name, value in (_stu3(key, old),)}
    return resource


def _r5(key: str, value: Any, resource: Resource) -> tuple[str, Any]:
    of_service = resource["resourceType"] == "ServiceRequest"
    match key:
        case "medicationCodeableConcept":
            return "medication", {"concept": value}
        case "reasonReference":
            return "reason", [{"reference": reference} for reference in value]
        case "code" if of_service:
            return "code", {"concept": value}
        case "supportingInfo" if of_service:
            return "supportingInfo", [{"reference": reference} for reference in value]
        case _:
            return key, value


def _stu3(key: str, value: Any) -> tuple[str, Any]:
    match key:
        case "resourceType" if value == "ServiceRequest":
            return key, "ProcedureRequest"
        case "encounter":
            return "context", value
        case "dosageInstruction":
            return key, [_dosage_stu3(instruction) for instruction in value]
        case "dispenseRequest":
            # a positiveInt there: no repeats is said by leaving it out
            return key, {name: part for name, part in value.items() if name != "numberOfRepeatsAllowed"}
        case _:
            return key, value


def _dosage_stu3(instruction: Resource) -> Resource:
    flat = {name: part for name, part in instruction.items() if name != "doseAndRate"}
    for dose in instruction.get("doseAndRate", ()):
        flat["doseQuantity"] = dose["doseQuantity"]
    return flat
