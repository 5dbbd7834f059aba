"""CDS Hooks requests of any size: one patient whose record is padded as real records are."""

from datetime import date, timedelta
from typing import Any

import orjson

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
DRUGS = [
    ("312941", "sertraline 50 MG Oral Tablet", 100),
    ("313581", "24 HR venlafaxine 150 MG Extended Release Oral Capsule", 150),
    ("856377", "trazodone hydrochloride 50 MG Oral Tablet", 50),
    ("311725", "mirtazapine 15 MG Oral Tablet", 30),
]
OTHERS = [("197361", "amlodipine 5 MG Oral Tablet", 5), ("314076", "lisinopril 10 MG Oral Tablet", 10)]


def request(resources: int, today: date) -> bytes:
    """A patient-view request with `resources` resources: refills of four antidepressants, scores, laboratory values."""
    return _request(resources, today, depressed=True)


def irrelevant(resources: int, today: date) -> bytes:
    """A patient without depression, antidepressant or scale, of the same size."""
    return _request(resources, today, depressed=False)


def _request(resources: int, today: date, *, depressed: bool) -> bytes:
    illness = ("depression", "F33.1") if depressed else ("asthma", "J45.9")
    conditions = [_condition(*illness, today - timedelta(days=500)), _condition("hyper", "I10", today)]
    statements: list[Any] = []
    observations: list[Any] = []
    for number in range(max(resources - 3, 0)):
        day = today - timedelta(days=3 * number % 1400 + 1)
        if number % 4 == 3:
            observations.append(_observation(number, day, score=depressed and number % 8 == 3))
        else:
            ours = depressed and number % 3 != 2
            drug = DRUGS[(number // 60) % len(DRUGS)] if ours else OTHERS[number % 2]
            statements.append(_statement(number, drug, day))
    return orjson.dumps(
        {
            "hook": "patient-view",
            "hookInstance": "b6b9f3f4-9d3e-4b59-a2d1-3f0f6f0c2a11",
            "context": {"userId": "Practitioner/1", "patientId": "p"},
            "prefetch": {
                "patient": {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1979-06-14"},
                "conditions": _searchset(conditions),
                "medicationStatements": _searchset(statements),
                "observations": _searchset(observations),
            },
        }
    )


def _searchset(found: list[Any]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "entry": [{"fullUrl": f"urn:x:{entry['id']}", "resource": entry} for entry in found],
    }


def _condition(name: str, code: str, onset: date) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": name,
        "subject": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
        "onsetDateTime": onset.isoformat(),
    }


def _statement(number: int, drug: tuple[str, str, int], day: date) -> dict[str, Any]:
    code, display, dose = drug
    return {
        "resourceType": "MedicationStatement",
        "id": f"m{number}",
        "meta": {"versionId": "1", "lastUpdated": f"{day.isoformat()}T08:00:00Z"},
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {
            "coding": [{"system": RXNORM, "code": code, "display": display}],
            "text": display,
        },
        "effectivePeriod": {"start": day.isoformat(), "end": (day + timedelta(days=29)).isoformat()},
        "dosage": [
            {
                "text": f"Take {dose} mg by mouth once daily",
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": dose, "unit": "mg"}}],
            }
        ],
    }


def _observation(number: int, day: date, *, score: bool) -> dict[str, Any]:
    code = ("44261-6", "PHQ-9 total score") if score else ("2951-2", "Sodium [Moles/volume] in Serum or Plasma")
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code[0], "display": code[1]}]},
        "effectiveDateTime": f"{day.isoformat()}T10:00:00+01:00",
        "valueQuantity": {"value": 18, "unit": "{score}"} if score else {"value": 139, "unit": "mmol/L"},
    }
