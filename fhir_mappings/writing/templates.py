"""The skeletons of the drafts, in R4: whole and valid; a draft fills them in and takes out what it has not.

http://hl7.org/fhir/R4/medicationrequest.html, http://hl7.org/fhir/R4/servicerequest.html
`check_templates` validates them by strict models once, at start-up or in a test; no model stands
on the path of a request (0.9 ms each).
"""

from typing import Any, Final

import orjson

from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.versions import translate

UCUM: Final = "http://unitsofmeasure.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED: Final = "http://snomed.info/sct"

ORAL: Final = {"coding": [{"system": SNOMED, "code": "26643006", "display": "Oral route"}], "text": "by mouth"}
TRANSDERMAL: Final = {
    "coding": [{"system": SNOMED, "code": "45890007", "display": "Transdermal route"}],
    "text": "to the skin",
}
ORDERED: Final = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered", "display": "Ordered"}
    ]
}


def days(number: int) -> dict[str, Any]:
    """A length of time in days (UCUM)."""
    return {"value": number, "unit": "days", "system": UCUM, "code": "d"}


def instruction() -> dict[str, Any]:
    """One dosage instruction, whole: sequence, text, timing, route and dose."""
    return {
        "sequence": 1,
        "text": "Take 1 tablet (2 mg) by mouth once daily in the morning.",
        "timing": {
            "repeat": {
                "boundsDuration": days(14),
                "frequency": 1,
                "period": 1,
                "periodUnit": "d",
                "when": ["MORN"],
            }
        },
        "route": ORAL,
        "doseAndRate": [{"type": ORDERED, "doseQuantity": {"value": 2, "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


MEDICATION_REQUEST: Final = {
    "resourceType": "MedicationRequest",
    "status": "draft",
    "intent": "order",
    "medicationCodeableConcept": {
        "coding": [{"system": RXNORM, "code": "602964", "display": "aripiprazole 2 MG Oral Tablet"}],
        "text": "Aripiprazole 2 mg oral tablet",
    },
    "subject": {"reference": "Patient/example"},
    "encounter": {"reference": "Encounter/example"},
    "supportingInformation": [{"reference": "MedicationRequest/example"}],
    "reasonReference": [{"reference": "Condition/example"}],
    "note": [{"text": "Suggested by decision support; not reviewed until signed."}],
    "dosageInstruction": [instruction()],
    "dispenseRequest": {
        "numberOfRepeatsAllowed": 0,
        "quantity": {"value": 14, "unit": "tablet", "system": UCUM, "code": "{tbl}"},
        "expectedSupplyDuration": days(14),
    },
}

SERVICE_REQUEST: Final = {
    "resourceType": "ServiceRequest",
    "status": "draft",
    "intent": "order",
    "category": [{"coding": [{"system": SNOMED, "code": "3457005", "display": "Patient referral"}]}],
    "priority": "routine",
    "code": {
        "coding": [{"system": SNOMED, "code": "23835007", "display": "Electroconvulsive therapy"}],
        "text": "Referral: assessment for electroconvulsive therapy (ECT)",
    },
    "subject": {"reference": "Patient/example"},
    "encounter": {"reference": "Encounter/example"},
    "reasonReference": [{"reference": "Condition/example"}],
    "supportingInfo": [{"reference": "Observation/example"}],
    "note": [{"text": "Suggested by decision support; not reviewed until signed."}],
}

_BYTES: Final = {
    "MedicationRequest": orjson.dumps(MEDICATION_REQUEST),
    "ServiceRequest": orjson.dumps(SERVICE_REQUEST),
    "instruction": orjson.dumps(instruction()),
    "transdermal": orjson.dumps(TRANSDERMAL),
}


def template(name: str) -> dict[str, Any]:
    """A fresh skeleton, the caller's own to fill: an order, an instruction or a route."""
    skeleton: dict[str, Any] = orjson.loads(_BYTES[name])
    return skeleton


def check_templates(versions: tuple[FhirVersion, ...] = ("R4", "R5", "STU3")) -> None:
    """Validate every skeleton in every version by strict models; a wrong one stops the service at start-up."""
    for version in versions:
        for name in ("MedicationRequest", "ServiceRequest"):
            validate(translate(template(name), version), version)


def validate(resource: dict[str, Any], version: FhirVersion) -> None:
    """Refuse a resource that is not valid in that version's base specification (R-F11); raises ValueError."""
    from fhir_mappings.writing.models import model  # strict models cost 0.2 s to load: only for who asks

    model(resource["resourceType"], version).model_validate(resource)
