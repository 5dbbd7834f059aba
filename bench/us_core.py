"""Resources as US Core servers export them, about two kilobytes each: what no rule reads stands there all the same."""

from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
CATEGORIES = "http://terminology.hl7.org/CodeSystem"
PROFILES = "http://hl7.org/fhir/us/core/StructureDefinition"

DRUGS = [
    ("312941", "sertraline 50 MG Oral Tablet", 100),
    ("313581", "24 HR venlafaxine 150 MG Extended Release Oral Capsule", 150),
    ("856377", "trazodone hydrochloride 50 MG Oral Tablet", 50),
    ("311725", "mirtazapine 15 MG Oral Tablet", 30),
]
"""Antidepressants of one patient, in the order in which they were tried."""
OTHERS = [
    ("197361", "amlodipine 5 MG Oral Tablet", 5),
    ("314076", "lisinopril 10 MG Oral Tablet", 10),
    ("860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", 500),
    ("617312", "atorvastatin 20 MG Oral Tablet", 20),
    ("198051", "omeprazole 20 MG Delayed Release Oral Capsule", 20),
    ("745679", "albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", 2),
]
DIAGNOSES = [
    ("I10", "Essential (primary) hypertension", "38341003", "Hypertensive disorder"),
    ("E11.9", "Type 2 diabetes mellitus without complications", "44054006", "Type 2 diabetes mellitus"),
    ("E78.5", "Hyperlipidemia, unspecified", "55822004", "Hyperlipidemia"),
    ("M54.50", "Low back pain, unspecified", "279039007", "Low back pain"),
    ("J06.9", "Acute upper respiratory infection, unspecified", "54150009", "Upper respiratory infection"),
    ("K21.9", "Gastro-esophageal reflux disease without esophagitis", "235595009", "Gastroesophageal reflux disease"),
    ("J45.909", "Unspecified asthma, uncomplicated", "195967001", "Asthma"),
    ("F41.1", "Generalized anxiety disorder", "21897009", "Generalized anxiety disorder"),
]
LABORATORY = [
    ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 139),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 4.2),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.9),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 6.1),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 13.4),
    ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 188),
]
NARRATIVE = (
    '<div xmlns="http://www.w3.org/1999/xhtml"><table class="hapiPropertyTable"><tbody><tr><td>Identifier</td><td>'
    "{id}</td></tr><tr><td>Status</td><td>recorded</td></tr><tr><td>Text</td><td>{text}</td></tr>"
    "</tbody></table><p>Entered at the visit and looked through with the patient; no change since.</p></div>"
)


def patient(identity: str) -> Resource:
    """The patient, a woman of about 47."""
    return {
        "resourceType": "Patient",
        "id": identity,
        "meta": _meta("us-core-patient", date(2026, 1, 5)),
        "identifier": [_identifier("mrn", identity, "MR")],
        "active": True,
        "name": [{"use": "official", "family": "Example", "given": ["Ada", "M."]}],
        "gender": "female",
        "birthDate": "1979-06-14",
        "address": [{"line": ["1 Main Street"], "city": "Springfield", "state": "IL", "postalCode": "62701"}],
    }


def order(
    number: int, drug: tuple[str, str, int], day: date, subject: str, *, days: int, last: bool, sig: str
) -> Resource:
    """A `MedicationRequest` with its dispensing; all but the newest are over."""
    code, display, dose = drug
    return {
        **_head("MedicationRequest", f"mr{number}", "us-core-medicationrequest", day, display, number),
        "status": "active" if last else "completed",
        "intent": "order",
        "category": [_concept(f"{CATEGORIES}/medicationrequest-category", "community", "Community")],
        "reportedBoolean": False,
        "medicationCodeableConcept": _concept(RXNORM, code, display),
        "subject": {"reference": subject, "display": "Example, Ada M."},
        "encounter": _encounter(number),
        "authoredOn": f"{day.isoformat()}T09:{number % 60:02d}:00-05:00",
        "requester": _practitioner(number),
        "reasonCode": [_concept(ICD_10_CM, "I10", "Essential (primary) hypertension")] if number % 9 == 8 else [],
        "dosageInstruction": [_dosage(sig.format(dose), dose)],
        "dispenseRequest": {
            "validityPeriod": {"start": day.isoformat(), "end": (day + timedelta(days=days - 1)).isoformat()},
            "numberOfRepeatsAllowed": 0,
            "quantity": {"value": days, "unit": "tablet", "system": UCUM, "code": "{tbl}"},
            "expectedSupplyDuration": {"value": days, "unit": "days", "system": UCUM, "code": "d"},
        },
        "substitution": {"allowedBoolean": True},
    }


def statement(number: int, drug: tuple[str, str, int], day: date, subject: str, *, days: int) -> Resource:
    """A `MedicationStatement` of some weeks, as a list of medicines taken that somebody went through."""
    code, display, dose = drug
    return {
        **_head("MedicationStatement", f"ms{number}", "us-core-medicationstatement", day, display, number),
        "status": "completed",
        "category": _concept(f"{CATEGORIES}/medication-statement-category", "patientspecified", "Patient Specified"),
        "medicationCodeableConcept": _concept(RXNORM, code, display),
        "subject": {"reference": subject, "display": "Example, Ada M."},
        "context": _encounter(number),
        "effectivePeriod": {"start": day.isoformat(), "end": (day + timedelta(days=days - 1)).isoformat()},
        "dateAsserted": f"{(day + timedelta(days=days)).isoformat()}T08:30:00-05:00",
        "informationSource": {"reference": subject, "display": "Example, Ada M."},
        "derivedFrom": [{"reference": f"MedicationRequest/mr{number}"}],
        "note": [{"text": "Brought the bottle along. Says that it is taken as written, seldom forgotten."}],
        "dosage": [_dosage(f"Take {dose} mg by mouth once daily", dose)],
    }


def condition(
    identity: str, codes: tuple[str, str, str, str], day: date, subject: str, *, active: bool, number: int = 0
) -> Resource:
    """A `Condition` of the problem list, by two code systems."""
    icd, display, snomed, other = codes
    clinical = "active" if active else "resolved"
    told = {
        **_head("Condition", identity, "us-core-condition-problems-health-concerns", day, display, number),
        "clinicalStatus": _concept(f"{CATEGORIES}/condition-clinical", clinical, clinical.title()),
        "verificationStatus": _concept(f"{CATEGORIES}/condition-ver-status", "confirmed", "Confirmed"),
        "category": [_concept(f"{CATEGORIES}/condition-category", "problem-list-item", "Problem List Item")],
        "code": {
            "coding": [
                {"system": ICD_10_CM, "code": icd, "display": display, "userSelected": True},
                {"system": SNOMED, "code": snomed, "display": other},
            ],
            "text": display,
        },
        "subject": {"reference": subject, "display": "Example, Ada M."},
        "encounter": _encounter(number),
        "onsetDateTime": day.isoformat(),
        "recordedDate": f"{day.isoformat()}T10:12:00-05:00",
        "recorder": _practitioner(number),
        "note": [{"text": "Known from the family doctor's letter; looked at again at each yearly visit."}],
    }
    return told if active else {**told, "abatementDateTime": (day + timedelta(days=20)).isoformat()}


def score(number: int, total: int, day: date, subject: str) -> Resource:
    """The total of a PHQ-9 as a survey `Observation`."""
    told = {"value": total, "unit": "{score}", "system": UCUM, "code": "{score}"}
    return _observation(
        number, "survey", "44261-6", "PHQ-9 quick depression assessment panel total", told, day, subject
    )


def laboratory(number: int, day: date, subject: str) -> Resource:
    """One laboratory value."""
    code, display, unit, value = LABORATORY[number % len(LABORATORY)]
    told = {"value": value, "unit": unit, "system": UCUM, "code": unit}
    return _observation(number, "laboratory", code, display, told, day, subject)


def _observation(
    number: int, category: str, code: str, display: str, value: dict[str, Any], day: date, subject: str
) -> Resource:
    kind = {"survey": "us-core-observation-screening-assessment", "laboratory": "us-core-observation-lab"}[category]
    return {
        **_head("Observation", f"o{number}", kind, day, display, number),
        "status": "final",
        "category": [_concept(f"{CATEGORIES}/observation-category", category, category.title())],
        "code": _concept(LOINC, code, display),
        "subject": {"reference": subject, "display": "Example, Ada M."},
        "encounter": _encounter(number),
        "effectiveDateTime": f"{day.isoformat()}T10:00:00-05:00",
        "issued": f"{day.isoformat()}T12:21:09.114-05:00",
        "performer": [_practitioner(number)],
        "valueQuantity": value,
        "interpretation": [_concept(f"{CATEGORIES}/v3-ObservationInterpretation", "N", "Normal")],
        "referenceRange": [{"text": "as the laboratory says", "appliesTo": [{"text": "adults"}]}],
    }


def _head(kind: str, identity: str, profile: str, day: date, text: str, number: int) -> Resource:
    head: Resource = {"resourceType": kind, "id": identity, "meta": _meta(profile, day)}
    if number % 10 == 7:
        told = NARRATIVE.format(id=identity, text=text)
        head["text"] = {"status": "generated", "div": told}
    head["identifier"] = [_identifier(kind.lower(), identity, "PLAC"), _identifier("order", f"A{number:08d}", "FILL")]
    return head


def _meta(profile: str, day: date) -> dict[str, Any]:
    return {
        "versionId": "3",
        "lastUpdated": f"{day.isoformat()}T18:02:11.387-05:00",
        "source": "#Zq2wY7Xv1t0bQm9K",
        "profile": [f"{PROFILES}/{profile}"],
    }


def _identifier(name: str, value: str, kind: str) -> dict[str, Any]:
    return {
        "use": "usual",
        "type": _concept(f"{CATEGORIES}/v2-0203", kind, kind),
        "system": f"https://ehr.example.org/fhir/{name}",
        "value": value,
    }


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _encounter(number: int) -> dict[str, Any]:
    return {"reference": f"Encounter/e{number // 4}", "display": "Office Visit"}


def _practitioner(number: int) -> dict[str, Any]:
    return {
        "reference": f"Practitioner/pr{number % 7}",
        "display": f"Clinician Number {number % 7}, MD",
    }


def _dosage(text: str, dose: int) -> dict[str, Any]:
    return {
        "sequence": 1,
        "text": text,
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}, "code": {"text": "Daily"}},
        "asNeededBoolean": False,
        "route": _concept(SNOMED, "26643006", "Oral route"),
        "doseAndRate": [
            {
                "type": _concept(f"{CATEGORIES}/dose-rate-type", "ordered", "Ordered"),
                "doseQuantity": {"value": dose, "unit": "mg", "system": UCUM, "code": "mg"},
            }
        ],
    }
