"""Units as they are really written, and numbers that stay exact (R-D3)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fhir_mappings.quantities import Measure, amount, exact, number, unit, unit_of, whole_days
from fhir_mappings.reading.elements import Quantity


@pytest.mark.parametrize(
    ("spelling", "measure", "factor"),
    [
        ("mg", Measure.MASS, "1"),
        ("MG", Measure.MASS, "1"),
        ("g", Measure.MASS, "1000"),
        ("ug", Measure.MASS, "1/1000"),
        ("mcg", Measure.MASS, "1/1000"),
        ("µg", Measure.MASS, "1/1000"),
        ("mg.", Measure.MASS, "1"),
        ("258684004", Measure.MASS, "1"),
        ("mg/kg", Measure.MASS_PER_KG, "1"),
        ("mg/24 h", Measure.MASS_PER_DAY, "1"),
        ("mg/h", Measure.MASS_PER_HOUR, "1"),
        ("mL", Measure.VOLUME, "1"),
        ("[tsp_us]", Measure.VOLUME, "5"),
        ("mmol", Measure.AMOUNT, "1"),
        ("{tbl}", Measure.UNITS, "1"),
        ("TAB", Measure.UNITS, "1"),
        ("capsule(s)", Measure.UNITS, "1"),
        ("{pill}", Measure.UNITS, "1"),
        ("patch", Measure.UNITS, "1"),
        ("drops", Measure.DROPS, "1"),
        ("d", Measure.DAYS, "1"),
        ("wk", Measure.DAYS, "7"),
        ("mo", Measure.DAYS, "30"),
        ("h", Measure.DAYS, "1/24"),
    ],
)
def test_a_unit_in_any_spelling(spelling: str, measure: Measure, factor: str) -> None:
    found = unit_of(spelling)
    assert found is not None
    assert (found.measure, found.factor) == (measure, Fraction(factor))


@pytest.mark.parametrize("spelling", ["", None, "furlong", "[iU]", "%"])
def test_a_unit_of_another_kind_is_not_known(spelling: str | None) -> None:
    assert unit_of(spelling) is None


def test_a_code_comes_before_the_words_but_not_a_code_that_only_counts() -> None:
    assert unit(Quantity(code="mg", unit="tablet")) == unit_of("mg")
    assert unit(Quantity(code="1", unit="mg")) == unit_of("mg")
    assert unit(Quantity(code="{tbl}")) == unit_of("tablet")
    assert unit(Quantity(unit="x")) is None
    assert unit(None) is None


def test_an_amount_is_exact_and_of_the_measure_asked_for() -> None:
    assert amount(Quantity(value=Decimal("0.1"), unit="g"), Measure.MASS) == 100
    assert amount(Quantity(value=Decimal("1.1"), unit="ug"), Measure.MASS) == Fraction(11, 10000)
    assert amount(Quantity(value=Decimal(1), unit="mL"), Measure.MASS) is None
    assert amount(Quantity(value=Decimal(1), unit="mg", comparator="<"), Measure.MASS) is None
    assert amount(None, Measure.MASS) is None


@pytest.mark.parametrize("value", ["1e99999999", "NaN", "Infinity", "1" * 13, "0." + "1" * 40])
def test_a_number_that_no_record_can_mean_is_none(value: str) -> None:
    assert number(Decimal(value)) is None


@pytest.mark.parametrize(
    ("value", "spelling", "days"),
    [
        ("30", "d", 30),
        ("4", "wk", 28),
        ("1", "month", 30),
        ("36", "h", 1),
        ("30.9", None, 30),
        ("0", "d", None),
        ("-3", "d", None),
        ("12", "h", 0),
        ("30", "tablet", None),
        ("99999", "d", None),
    ],
)
def test_a_duration_in_whole_days(value: str, spelling: str | None, days: int | None) -> None:
    assert whole_days(Quantity(value=Decimal(value), unit=spelling)) == days


def test_no_quantity_is_no_duration() -> None:
    assert whole_days(None) is None


def test_a_fraction_that_ends_is_exact() -> None:
    assert exact(Fraction(225, 2)) == Decimal("112.5")
    assert str(exact(Fraction(150, 7)))[:8] == "21.42857"
