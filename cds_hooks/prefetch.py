"""What every service would like to be sent: plain searches that every client can resolve (contract §1.1)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PATIENT: Final = "{{context.patientId}}"
PAGE: Final = "_count=500"

PREFETCH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "patient": f"Patient/{PATIENT}",
        "conditions": f"Condition?patient={PATIENT}&{PAGE}",
        "medicationStatements": f"MedicationStatement?patient={PATIENT}&{PAGE}",
        "medicationRequests": f"MedicationRequest?patient={PATIENT}&{PAGE}",
        "medicationDispenses": f"MedicationDispense?patient={PATIENT}&{PAGE}",
        "medicationAdministrations": f"MedicationAdministration?patient={PATIENT}&{PAGE}",
        "observations": (
            f"Observation?patient={PATIENT}&category=survey,laboratory,vital-signs,social-history,exam&{PAGE}"
        ),
        "questionnaireResponses": f"QuestionnaireResponse?patient={PATIENT}&{PAGE}",
        "procedures": f"Procedure?patient={PATIENT}&{PAGE}",
        "allergies": f"AllergyIntolerance?patient={PATIENT}&{PAGE}",
        "encounters": f"Encounter?patient={PATIENT}&{PAGE}",
    }
)
"""No date window and no status, since failed trials are ended ones; no parameter twice, since some clients merge
repeats; Observations by category, since some servers want one. The same on every hook."""

USAGE: Final = (
    "Every prefetch key is optional. Conditions with medicationStatements or medicationRequests give a full "
    "answer; scores, laboratory values, procedures and allergies make it safer. What is not sent is fetched from "
    "fhirServer where that server is trusted. Give the history without a date window and without a status filter: "
    "trials that failed are completed or stopped. A key may hold a Bundle, a resource, or null."
)
