"""The limits of §7 in the units that laboratories send: converted exactly, compared from both sides (X3 … X29)."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.observed import quantity
from tests.fhir_mappings.records import KNOWLEDGE, coded, history
from trd.assessment import assess
from trd.choices import Choices

HAEMOGLOBIN, FERRITIN, B12, FOLATE = "loinc|718-7", "loinc|2276-4", "loinc|2132-9", "loinc|2284-8"
TSH, VITAMIN_D, TESTOSTERONE, CALCIUM, PTH = (
    f"loinc|{code}" for code in ("3016-3", "62292-8", "2986-8", "17861-6", "2731-8")
)


def observed(
    code: str, value: float, unit: str, number: int = 1, on: str = "2026-11-02", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"lab-{number}",
        "status": "final",
        "code": coded(code),
        "effectiveDateTime": on,
        "valueQuantity": quantity(value, unit),
        **more,
    }


def found(*resources: dict[str, Any], sex: str = "female") -> set[str]:
    patient = {"resourceType": "Patient", "id": "p", "gender": sex, "birthDate": "1979-05-01"}
    told = assess(history(patient, *resources), KNOWLEDGE, Choices(), as_of=date(2026, 11, 23))
    return {each.code for each in told.explanations.found}


@pytest.mark.parametrize(
    ("code", "unit", "beyond", "within", "explanation"),
    [
        pytest.param(HAEMOGLOBIN, "g/L", 119, 120, "anaemia", id="haemoglobin in g/L"),
        pytest.param(B12, "pmol/L", 147, 148, "b12-deficiency", id="B12 in pmol/L"),
        pytest.param(B12, "ng/L", 199, 200, "b12-deficiency", id="B12 in ng/L"),
        pytest.param(FOLATE, "nmol/L", 6.7, 6.8, "folate-deficiency", id="folate in nmol/L"),
        pytest.param(VITAMIN_D, "nmol/L", 49, 50, "vitamin-d-deficiency", id="vitamin D in nmol/L"),
        pytest.param(FERRITIN, "ug/L", 14, 15, "iron-deficiency", id="ferritin in µg/L"),
        pytest.param(TSH, "mU/L", 10.1, 10, "hypothyroidism", id="TSH in mU/L"),
        pytest.param(TSH, "u[IU]/mL", 10.1, 10, "hypothyroidism", id="TSH in µIU/mL"),
    ],
)
def test_a_limit_holds_in_another_unit(code: str, unit: str, beyond: float, within: float, explanation: str) -> None:
    assert explanation in found(observed(code, beyond, unit))
    assert explanation not in found(observed(code, within, unit))


def test_testosterone_and_calcium_in_mmol() -> None:
    """300 ng/dL are about 10.4 nmol/L, 10.5 mg/dL about 2.62 mmol/L."""
    low = [observed(TESTOSTERONE, 10.3, "nmol/L", 1), observed(TESTOSTERONE, 10.3, "nmol/L", 2, on="2026-10-02")]
    enough = [observed(TESTOSTERONE, 10.5, "nmol/L", 1), observed(TESTOSTERONE, 10.3, "nmol/L", 2, on="2026-10-02")]
    assert "hypogonadism" in found(*low, sex="male")
    assert "hypogonadism" not in found(*enough, sex="male")
    parathormone = observed(PTH, 60, "pg/mL", 2)
    assert "hyperparathyroidism" in found(observed(CALCIUM, 2.63, "mmol/L"), parathormone)
    assert "hyperparathyroidism" not in found(observed(CALCIUM, 2.61, "mmol/L"), parathormone)


def test_the_range_that_the_laboratory_sent_wins_over_ours() -> None:
    own: dict[str, Any] = {"referenceRange": [{"low": quantity(11.5, "g/dL")}]}
    assert "anaemia" not in found(observed(HAEMOGLOBIN, 11.6, "g/dL", **own))
    assert "anaemia" in found(observed(HAEMOGLOBIN, 11.4, "g/dL", **own))


def test_a_unit_that_is_not_known_is_not_read() -> None:
    """It leaves a gap, and never an explanation."""
    odd = observed(B12, 1, "mol/L")
    assert "b12-deficiency" not in found(odd)
    assert any(gap.code == "unreadable-unit" for gap in history(odd).gaps)
