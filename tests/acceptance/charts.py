"""A patient's chart as an EHR sends it: told in a clinician's words, written as FHIR R4 and as a CDS Hooks request."""

from copy import deepcopy
from datetime import date
from typing import Any

AS_OF = date(2026, 11, 23)
WHO = "chart-1"

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"

PRODUCTS = {
    "amitriptyline": ("856834", "amitriptyline hydrochloride 25 MG Oral Tablet"),
    "bupropion": ("993557", "24 HR bupropion hydrochloride 300 MG Extended Release Oral Tablet"),
    "citalopram": ("200371", "citalopram 20 MG Oral Tablet"),
    "escitalopram": ("349332", "escitalopram 10 MG Oral Tablet"),
    "fluoxetine": ("310385", "fluoxetine 20 MG Oral Capsule"),
    "lithium": ("197889", "lithium carbonate 300 MG Oral Capsule"),
    "mirtazapine": ("314111", "mirtazapine 30 MG Oral Tablet"),
    "moclobemide": (None, "moclobemide 150 mg tablet"),
    "phenelzine": ("312347", "phenelzine 15 MG Oral Tablet"),
    "sertraline": ("312941", "sertraline 50 MG Oral Tablet"),
    "venlafaxine": ("313581", "24 HR venlafaxine 150 MG Extended Release Oral Capsule"),
    "vortioxetine": ("1439808", "vortioxetine 10 MG Oral Tablet"),
}
"""RxNorm's clinical drugs; one that has no product there is told in words."""

DIAGNOSES = {
    "moderate recurrent depression": "F33.1",
    "severe recurrent depression": "F33.2",
    "psychotic depression": "F33.3",
    "recurrent depression in full remission": "F33.42",
    "depression due to another condition": "F06.31",
    "catatonia": "F06.1",
    "delirium": "F05",
    "dementia": "F03.90",
    "alcohol dependence": "F10.20",
    "schizophrenia": "F20.0",
    "bipolar II disorder": "F31.81",
    "manic episode": "F30.10",
    "bulimia nervosa": "F50.2",
    "epilepsy": "G40.909",
    "raised intracranial pressure": "G93.2",
    "atrial fibrillation": "I48.91",
    "cerebral aneurysm": "I67.1",
    "abdominal aortic aneurysm": "I71.40",
    "neuropathic pain": "G62.9",
    "pregnancy": "Z33.1",
    "breastfeeding": "Z39.1",
    "cochlear implant": "Z96.21",
}

MEASURED = {
    "bp": ("8480-6", "mm[Hg]"),
    "weight": ("29463-7", "kg"),
    "bmi": ("39156-5", "kg/m2"),
    "eGFR": ("33914-3", "mL/min/{1.73_m2}"),
    "sodium": ("2951-2", "mmol/L"),
    "potassium": ("2823-3", "mmol/L"),
    "calcium": ("17861-6", "mg/dL"),
    "magnesium": ("19123-9", "mg/dL"),
    "TSH": ("3016-3", "m[IU]/L"),
    "ALT": ("1742-6", "U/L"),
    "AST": ("1920-8", "U/L"),
    "platelets": ("777-3", "10*3/uL"),
    "neutrophils": ("751-8", "10*3/uL"),
    "creatinine clearance": ("2164-2", "mL/min"),
    "HbA1c": ("4548-4", "%"),
    "triglycerides": ("2571-8", "mg/dL"),
    "waist": ("8280-0", "cm"),
    "QTc": ("8636-3", "ms"),
    "SpO2": ("59408-5", "%"),
    "lithium level": ("14334-7", "mmol/L"),
}

CHECKED = {
    "weight": 68,
    "bmi": 24.1,
    "eGFR": 95,
    "sodium": 140,
    "potassium": 4.2,
    "calcium": 9.4,
    "magnesium": 2.0,
    "TSH": 2.0,
    "ALT": 20,
    "AST": 20,
    "platelets": 250,
    "neutrophils": 4.0,
    "HbA1c": 5.4,
    "triglycerides": 120,
    "waist": 82,
    "QTc": 420,
    "SpO2": 98,
}
"""What a checked patient's chart holds (facts L of the specification's worked cases)."""
CHECKED_ON = "2026-11-13"

Resource = dict[str, Any]
Told = list[Resource]


def concept(system: str, code: str, text: str | None = None) -> Resource:
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def diagnosis(name: str, onset: str | None = "2025-12-01", *, recorded: str | None = None, **more: Any) -> Told:
    """An active, confirmed diagnosis, coded in ICD-10-CM."""
    found: Resource = {
        "resourceType": "Condition",
        "clinicalStatus": concept(CLINICAL, "active"),
        "verificationStatus": concept(VERIFICATION, "confirmed"),
        "code": concept(ICD_10_CM, DIAGNOSES[name], name),
        "recordedDate": recorded or onset,
    }
    return [found | ({"onsetDateTime": onset} if onset else {}) | more]


def once_daily(dose: float) -> Resource:
    return {
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": dose, "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


def took(drug: str, dose: float, start: str, end: str, **more: Any) -> Told:
    """A statement of use that has ended."""
    return [_statement(drug, dose, {"start": start, "end": end}) | {"status": "completed"} | more]


def takes(drug: str, dose: float, start: str, **more: Any) -> Told:
    """A statement of use that goes on, confirmed on the day of the question."""
    asserted = {"status": "active", "dateAsserted": AS_OF.isoformat()}
    return [_statement(drug, dose, {"start": start}) | asserted | more]


def _statement(drug: str, dose: float, period: Resource) -> Resource:
    code, name = PRODUCTS[drug]
    return {
        "resourceType": "MedicationStatement",
        "medicationCodeableConcept": concept(RXNORM, code, name) if code else {"text": name},
        "effectivePeriod": period,
        "dosage": [once_daily(dose)],
    }


def prescribed(drug: str, dose: float, start: str, end: str) -> Told:
    """A prescription with the days that it is for; one whose days are not over yet is active."""
    code, name = PRODUCTS[drug]
    direction = once_daily(dose)
    direction["timing"]["repeat"]["boundsPeriod"] = {"start": start, "end": end}
    order: Resource = {
        "resourceType": "MedicationRequest",
        "status": "completed" if end < AS_OF.isoformat() else "active",
        "intent": "order",
        "medicationCodeableConcept": concept(RXNORM, code, name) if code else {"text": name},
        "authoredOn": start,
        "dosageInstruction": [direction],
    }
    return [order]


def observed(code: Resource, on: str, category: str, **value: Any) -> Resource:
    kind = concept("http://terminology.hl7.org/CodeSystem/observation-category", category)
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [kind],
        "code": code,
        "effectiveDateTime": on,
        **value,
    }


def phq9(total: int, on: str, *, thoughts_of_death: int | None = None) -> Told:
    """A PHQ-9 total, and where it is told the answer to the ninth question (0 to 3)."""
    told = [observed(concept(LOINC, "44261-6"), on, "survey", valueInteger=total)]
    if thoughts_of_death is not None:
        told.append(observed(concept(LOINC, "44260-8"), on, "survey", valueInteger=thoughts_of_death))
    return told


def measured(name: str, value: float, on: str = CHECKED_ON) -> Told:
    """A laboratory value or a vital sign."""
    code, unit = MEASURED[name]
    quantity = {"value": value, "unit": unit, "system": UCUM, "code": unit}
    return [observed(concept(LOINC, code), on, "laboratory", valueQuantity=quantity)]


def blood_pressure(systolic: int, diastolic: int, on: str = CHECKED_ON) -> Told:
    parts = [("8480-6", systolic), ("8462-4", diastolic)]
    component = [
        {"code": concept(LOINC, code), "valueQuantity": {"value": value, "system": UCUM, "code": "mm[Hg]"}}
        for code, value in parts
    ]
    return [observed(concept(LOINC, "85354-9"), on, "vital-signs", component=component)]


def pregnancy_test(*, positive: bool, on: str = CHECKED_ON) -> Told:
    answer = concept(SNOMED, "10828004", "Positive") if positive else concept(SNOMED, "260385009", "Negative")
    return [observed(concept(LOINC, "2106-3"), on, "laboratory", valueCodeableConcept=answer)]


def checked(**but: float) -> Told:
    """Everything that a draft order would ask for is on record, and normal but for what is told."""
    values = CHECKED | but
    told = [one for name, value in values.items() for one in measured(name, value)]
    told += pregnancy_test(positive=False)
    never = concept(SNOMED, "266919005", "Never smoker")
    told.append(observed(concept(LOINC, "72166-2"), CHECKED_ON, "social-history", valueCodeableConcept=never))
    return [*told, *blood_pressure(124, 78)]


def two_failures(score: int = 18, *, thoughts_of_death: int | None = 0, now: str = "venlafaxine") -> Told:
    """Sertraline failed; venlafaxine, still taken at its full dose, has not helped for half a year."""
    second = {"venlafaxine": 225, "sertraline": 200}[now]
    first = {"venlafaxine": ("sertraline", 150), "sertraline": ("escitalopram", 10)}[now]
    return [
        *took(*first, "2026-01-10", "2026-04-20"),
        *takes(now, second, "2026-06-01"),
        *phq9(21, "2026-01-08"),
        *phq9(19, "2026-04-18"),
        *phq9(19, "2026-05-30"),
        *phq9(score, "2026-11-13", thoughts_of_death=thoughts_of_death),
    ]


def one_failure(score: int = 19, *, dose: float = 50, thoughts_of_death: int | None = 0) -> Told:
    """Sertraline at the lowest effective dose for twelve weeks, no better."""
    return [
        *takes("sertraline", dose, "2026-09-01"),
        *phq9(20, "2026-08-31"),
        *phq9(score, "2026-11-13", thoughts_of_death=thoughts_of_death),
    ]


def three_failures() -> Told:
    """Three antidepressants of three mechanisms failed, the third is still taken."""
    return [
        *took("escitalopram", 10, "2025-12-10", "2026-02-20"),
        *took("mirtazapine", 30, "2026-02-25", "2026-05-25"),
        *takes("venlafaxine", 225, "2026-06-01"),
        *phq9(22, "2025-12-08"),
        *phq9(20, "2026-02-18"),
        *phq9(19, "2026-05-24"),
        *phq9(19, "2026-05-30"),
        *phq9(18, "2026-11-13", thoughts_of_death=0),
    ]


DEPRESSION = diagnosis("moderate recurrent depression")

KEYS = {
    "conditions": "Condition",
    "medicationStatements": "MedicationStatement",
    "medicationRequests": "MedicationRequest",
    "medicationDispenses": "MedicationDispense",
    "medicationAdministrations": "MedicationAdministration",
    "observations": "Observation",
    "questionnaireResponses": "QuestionnaireResponse",
    "procedures": "Procedure",
    "allergies": "AllergyIntolerance",
    "encounters": "Encounter",
}
"""The prefetch keys and what each holds."""


def person(born: str = "1979-06-14", gender: str = "female", **more: Any) -> Resource:
    """A woman of 47 unless told otherwise."""
    return {"resourceType": "Patient", "id": WHO, "gender": gender, "birthDate": born} | more


def searchset(resources: Told) -> Resource:
    found: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    return found | ({"entry": [{"resource": one} for one in resources]} if resources else {})


def chart(*told: Told, who: Resource | None = None, **asks: Any) -> Resource:
    """The request of `patient-view` with every prefetch key answered; what nobody told is an empty Bundle."""
    resources = [one for part in told for one in deepcopy(part)]
    for number, one in enumerate(resources, start=1):
        one.setdefault("id", f"{one['resourceType'].lower()}-{number}")
        if one["resourceType"] != "Medication":
            one.setdefault("subject", {"reference": f"Patient/{WHO}"})
    prefetch: Resource = {"patient": who or person()}
    for key, kind in KEYS.items():
        prefetch[key] = searchset([one for one in resources if one["resourceType"] == kind])
    settings = {"asOf": AS_OF.isoformat(), "maxCards": 12} | asks
    return {
        "hook": "patient-view",
        "hookInstance": "0e1f5b66-5a5e-4d5a-9e53-0c6f2a1c8d11",
        "context": {"userId": "Practitioner/1", "patientId": WHO},
        "prefetch": prefetch,
        "extension": {"org.trd-cds.configuration": settings},
    }
