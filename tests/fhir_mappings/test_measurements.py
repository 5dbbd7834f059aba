"""Laboratory values and vital signs in the unit of their row; what they are called (§3.2, R-Z6)."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.measurements import interpretation, measured_in, named
from fhir_mappings.reading.elements import CodeableConcept, Coding
from tests.fhir_mappings.observed import DAY, quantity, read
from tests.fhir_mappings.records import KNOWLEDGE, coded
from trd.history import Measurement
from trd.terms import GapCode


@pytest.mark.parametrize(
    ("concept", "name"),
    [
        ("egfr", "eGFR"),
        ("creatinine", "Creatinine"),
        ("lithium-level", "Lithium level"),
        ("drug-level-sertraline", "Drug level of sertraline"),
    ],
)
def test_a_value_is_named_in_words(concept: str, name: str) -> None:
    assert named(concept) == name


def test_drug_levels_share_a_row_unless_they_have_their_own() -> None:
    shared, own = (measured_in(f"drug-level-{drug}", KNOWLEDGE) for drug in ("sertraline", "nortriptyline"))
    assert shared is not None
    assert own is not None
    assert len(own.read) == len(shared.read) + 1
    assert measured_in("heart-rate", KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [("HH", None, "H"), ("L", None, "L"), ("POS", None, "positive"), ("odd", "Low", "L"), ("odd", "odd", None)],
)
def test_the_laboratorys_own_word(code: str, text: str | None, said: str | None) -> None:
    first = CodeableConcept(coding=(Coding(code="?"),))
    assert interpretation([first, CodeableConcept(coding=(Coding(code=code),), text=text)]) == said


@pytest.mark.parametrize(
    ("code", "value", "concept", "number"),
    [
        pytest.param("loinc|2160-0", quantity("1.2", "mg/dL"), "creatinine", "1.2", id="creatinine"),
        pytest.param("loinc|14682-9", quantity("88.42", "umol/L"), "creatinine", "1", id="creatinine in µmol/L"),
        pytest.param("loinc|2160-0", {"value": 1, "unit": "mg/dl"}, "creatinine", "1", id="a unit in words alone"),
        pytest.param("loinc|3016-3", quantity("12.4", "m[IU]/L"), "tsh", "12.4", id="TSH"),
        pytest.param("loinc|3016-3", quantity("12.4", "u[IU]/mL"), "tsh", "12.4", id="TSH in µIU/mL"),
        pytest.param("loinc|14334-7", quantity("0.8", "meq/L"), "lithium-level", "0.8", id="lithium"),
        pytest.param("loinc|3719-2", quantity("0.8", "mmol/L"), "lithium-level", "0.8", id="lithium under a mass code"),
        pytest.param("loinc|8636-3", quantity("0.48", "s"), "qtc-interval", "480", id="QTc in seconds"),
        pytest.param("loinc|718-7", quantity(120, "g/L"), "haemoglobin", "12", id="haemoglobin in g/L"),
        pytest.param("loinc|3872-9", quantity(80, "ug/L"), "drug-level-nortriptyline", "80", id="a drug level"),
        pytest.param("loinc|6301-6", {"value": "2.1"}, "inr", "2.1", id="INR needs no unit"),
    ],
)
def test_a_value_comes_in_the_unit_of_its_row(code: str, value: dict[str, Any], concept: str, number: str) -> None:
    (found,) = read(code, valueQuantity=value)
    assert isinstance(found, Measurement)
    assert (found.concept, found.low, found.high, found.day) == (concept, Decimal(number), Decimal(number), DAY)


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        (">", (Decimal(60), None, True, False)),
        (">=", (Decimal(60), None, False, False)),
        ("<", (None, Decimal(60), False, True)),
        ("<=", (None, Decimal(60), False, False)),
    ],
)
def test_a_comparator_makes_an_interval(comparator: str, expected: tuple[Any, ...]) -> None:
    (found,) = read("loinc|98979-8", valueQuantity=quantity(60, "mL/min/{1.73_m2}", comparator=comparator))
    assert (found.low, found.high, found.low_open, found.high_open) == expected


@pytest.mark.parametrize("unit", ["mg/mL", "", "mol/L"])
def test_a_unit_that_is_not_read_is_said(unit: str) -> None:
    (gap,) = read("loinc|2160-0", valueQuantity={"value": 1} | ({"unit": unit} if unit else {}))
    assert (gap.code, gap.what) == (
        GapCode.UNREADABLE_UNIT,
        "Creatinine of 2026-11-02: the unit is not one that is read",
    )


def test_where_the_unit_is_unknown_the_laboratorys_own_word_stands() -> None:
    high = [{"coding": [{"code": "H"}]}]
    (found,) = read("loinc|2160-0", valueQuantity={"value": 1, "unit": "furlong"}, interpretation=high)
    assert (found.low, found.high, found.interpretation) == (None, None, "H")


@pytest.mark.parametrize("value", [89, 191])
def test_an_implausible_value_is_unknown_and_said(value: int) -> None:
    (gap,) = read("loinc|2951-2", valueQuantity=quantity(value, "mmol/L"))
    assert gap.code is GapCode.IMPLAUSIBLE_VALUE


@pytest.mark.parametrize("value", [90, 190])
def test_the_limits_of_what_is_plausible_are_plausible(value: int) -> None:
    assert isinstance(read("loinc|2951-2", valueQuantity=quantity(value, "mmol/L"))[0], Measurement)


@pytest.mark.parametrize(
    "value",
    [{"valueString": "140"}, {"dataAbsentReason": coded("c|unknown")}, {"valueCodeableConcept": coded(text="high")}],
)
def test_text_is_no_laboratory_value(value: dict[str, Any]) -> None:
    assert read("loinc|2951-2", **value) == []


def test_the_laboratorys_limits_come_in_the_same_unit() -> None:
    limits = [{"low": quantity(44.21, "umol/L"), "high": {"value": "88.42"}}]
    (found,) = read("loinc|14682-9", valueQuantity=quantity(88.42, "umol/L"), referenceRange=limits)
    assert (found.lower_limit, found.upper_limit) == (Decimal("0.5"), Decimal(1))


def test_of_several_ranges_only_a_normal_one_counts() -> None:
    normal = {"high": quantity(40, "U/L"), "type": coded("c|normal")}
    other = {"high": quantity(99, "U/L"), "type": coded("c|therapeutic")}
    (found,) = read("loinc|1742-6", valueQuantity=quantity(120, "U/L"), referenceRange=[normal, other])
    assert found.upper_limit == 40
    (found,) = read("loinc|1742-6", valueQuantity=quantity(120, "U/L"), referenceRange=[normal, normal])
    assert found.upper_limit is None


def test_a_drug_level_without_a_row_of_its_own_is_read_by_mass_and_said_otherwise() -> None:
    (found,) = read(coded("loinc|14911-2"), valueQuantity=quantity(80, "ug/L"))
    assert (found.concept, found.low) == ("drug-level-sertraline", 80)
    (gap,) = read(coded("loinc|14911-2"), valueQuantity=quantity(80, "nmol/L"))
    assert gap.what.startswith("Drug level of sertraline")


def test_a_bare_number_has_no_unit_and_is_not_read() -> None:
    (gap,) = read("loinc|2160-0", valueInteger=1)
    assert gap.code is GapCode.UNREADABLE_UNIT
