"""What a questionnaire or a test is coded as (§5.4, §5.5): LOINC names as in the code tables."""

from dataclasses import dataclass
from typing import Final

from fhir_mappings.writing.drafts import Coded

LOINC: Final = "http://loinc.org"
LABORATORY: Final = Coded(system="http://snomed.info/sct", code="108252007", display="Laboratory procedure")
EVALUATION: Final = Coded(system="http://snomed.info/sct", code="386053000", display="Evaluation procedure")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOffered:
    text: str
    coding: Coded
    category: Coded
    coding_si: Coded | None = None
    """The same test in amounts of substance, where it has a code of its own (R-F42)."""


def _loinc(code: str, display: str) -> Coded:
    return Coded(system=LOINC, code=code, display=display)


def _lab(text: str, code: str, display: str, si: Coded | None = None) -> TestOffered:
    return TestOffered(text=text, coding=_loinc(code, display), category=LABORATORY, coding_si=si)


def _seen(text: str, code: str, display: str) -> TestOffered:
    return TestOffered(text=text, coding=_loinc(code, display), category=EVALUATION)


def _level(drug: str, code: str, display: str) -> TestOffered:
    return _lab(f"{drug} level, trough", code, display)


TESTS: Final = {
    "phq-9": _seen(
        "PHQ-9 depression questionnaire", "44249-1", "PHQ-9 quick depression assessment panel [Reported.PHQ]"
    ),
    "c-ssrs": _seen(
        "Columbia suicide severity screen",
        "93373-9",
        "Columbia - suicide severity rating scale screener - recent [C-SSRS]",
    ),
    "creatinine": _lab(
        "Creatinine with eGFR",
        "2160-0",
        "Creatinine [Mass/volume] in Serum or Plasma",
        _loinc("14682-9", "Creatinine [Moles/volume] in Serum or Plasma"),
    ),
    "tsh": _lab("Thyroid-stimulating hormone (TSH)", "3016-3", "TSH SerPl-aCnc"),
    "free-t4": _lab(
        "Free thyroxine (free T4)", "3024-7", "T4 Free SerPl-mCnc", _loinc("14920-3", "T4 Free SerPl-sCnc")
    ),
    "calcium": _lab("Calcium", "17861-6", "Calcium SerPl-mCnc", _loinc("2000-8", "Calcium SerPl-sCnc")),
    "sodium": _lab("Sodium", "2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
    "potassium": _lab("Potassium", "2823-3", "Potassium [Moles/volume] in Serum or Plasma"),
    "magnesium": _lab("Magnesium", "19123-9", "Magnesium SerPl-mCnc"),
    "hcg": _lab("Pregnancy test", "2106-3", "Choriogonadotropin (pregnancy test) [Presence] in Urine"),
    "lithium-level": _lab("Lithium level, 12 hours after the dose", "14334-7", "Lithium SerPl-sCnc"),
    "hba1c": _lab("HbA1c", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    "glucose-fasting": _lab(
        "Fasting glucose",
        "1558-6",
        "Fasting glucose [Mass/volume] in Serum or Plasma",
        _loinc("14771-0", "Fasting glucose [Moles/volume] in Serum or Plasma"),
    ),
    "lipids": _lab("Fasting lipid panel", "24331-1", "Lipid 1996 panel - Serum or Plasma"),
    "prolactin": _lab("Prolactin", "2842-3", "Prolactin SerPl-mCnc"),
    "alt": _lab("ALT", "1742-6", "ALT SerPl-cCnc"),
    "ast": _lab("AST", "1920-8", "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma"),
    "haemoglobin": _lab("Haemoglobin", "718-7", "Hemoglobin [Mass/volume] in Blood"),
    "drug-level-nortriptyline": _level("Nortriptyline", "3872-9", "Nortrip SerPl-mCnc"),
    "drug-level-amitriptyline+nortriptyline": _level(
        "Amitriptyline and nortriptyline", "3335-7", "Amitrip+Nor SerPl-mCnc"
    ),
    "drug-level-imipramine": _level("Imipramine", "3690-5", "Imipramine SerPl-mCnc"),
    "drug-level-desipramine": _level("Desipramine", "3531-1", "Desipramine SerPl-mCnc"),
    "drug-level-clomipramine": _level("Clomipramine", "3491-8", "Clomipramine SerPl-mCnc"),
    "drug-level-doxepin": _level("Doxepin", "3579-0", "Doxepin SerPl-mCnc"),
    "ecg": _seen("ECG with QTc", "11524-6", "EKG study"),
    "weight": _seen("Body weight", "29463-7", "Body weight"),
    "bmi": _seen("Body mass index", "39156-5", "Body mass index (BMI) [Ratio]"),
    "waist": _seen("Waist circumference", "8280-0", "Circumf.at umbilicus by Tape measure"),
    "blood-pressure": _seen("Blood pressure", "85354-9", "Blood pressure panel with all children optional"),
}
"""Test id -> code and text. AIMS has no verified LOINC code: told in words only."""

_MEASURED_BY: Final = {
    **dict.fromkeys(("egfr", "creatinine-clearance"), "creatinine"),
    **dict.fromkeys(("bmi", "weight"), "weight"),
    **dict.fromkeys(("triglycerides", "cholesterol-total", "cholesterol-ldl", "cholesterol-hdl"), "lipids"),
    **dict.fromkeys(("bp-systolic", "bp-diastolic"), "blood-pressure"),
    **dict.fromkeys(("qtc-interval", "qtc"), "ecg"),
    **dict.fromkeys(("pregnancy-test", "hcg-serum", "hcg-urine"), "hcg"),
}
"""Measurement concept -> the test that measures it, where they have different names."""


def test_for(concept: str) -> str | None:
    """The test that is ordered for a measurement concept; None: none with a verified code."""
    name = _MEASURED_BY.get(concept, concept)
    return name if name in TESTS else None
