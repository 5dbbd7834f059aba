"""The words for what is not on record, as a question on a card names it."""

NAMES = {
    "alt": "liver enzymes",
    "ast": "liver enzymes",
    "b12": "vitamin B12",
    "bilirubin-total": "bilirubin",
    "bmi": "BMI",
    "bp-diastolic": "blood pressure",
    "bp-systolic": "blood pressure",
    "calcium": "calcium",
    "creatinine": "kidney function",
    "creatinine-clearance": "kidney function",
    "egfr": "kidney function",
    "glucose-fasting": "glucose or HbA1c",
    "hba1c": "glucose or HbA1c",
    "hcg": "pregnancy",
    "hla-b1502": "HLA-B*15:02",
    "inr": "INR",
    "lithium-level": "lithium level",
    "magnesium": "magnesium",
    "neutrophils-absolute": "neutrophil count",
    "platelets": "platelet count",
    "potassium": "potassium",
    "prolactin": "prolactin",
    "qtc-interval": "QTc (ECG)",
    "sodium": "sodium",
    "spo2": "oxygen saturation",
    "triglycerides": "triglycerides",
    "tsh": "TSH",
}

VALUE_NAMES = {
    "alt": "ALT",
    "ast": "AST",
    "bp-diastolic": "diastolic pressure",
    "bp-systolic": "systolic pressure",
    "creatinine": "creatinine",
    "creatinine-clearance": "creatinine clearance",
    "egfr": "eGFR",
    "glucose-fasting": "fasting glucose",
    "hba1c": "HbA1c",
    "hcg": "hCG",
    "qtc-interval": "QTc",
}


def named(concept: str) -> str:
    """What a clinician would call a missing value: several values of one organ are one question."""
    return NAMES.get(concept, concept.replace("-", " "))


def value_named(concept: str) -> str:
    """What a value is called when it is shown."""
    return VALUE_NAMES.get(concept, named(concept))
