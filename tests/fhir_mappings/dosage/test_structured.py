"""Structured dosages, in the words of each FHIR version and of the EHRs that write them (R-D1 … R-D12)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fhir_mappings.drug_orders import (
    administration,
    daily,
    dosage,
    drug,
    mg,
    order,
    record,
    repeat,
    statement,
)
from tests.fhir_mappings.records import coded
from trd.terms import GapCode

TABLETS = {"value": 2, "unit": "Tab"}


def typed(*entries: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    system = "http://epic.com/CodeSystem/dose-rate-type"
    return {
        "timing": repeat(),
        "doseAndRate": [{"type": coded(f"{system}|{kind}"), "doseQuantity": dose} for kind, dose in entries],
    }


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        pytest.param(mg(100), "100", id="mg"),
        pytest.param(mg("0.1", "g"), "100", id="grams"),
        pytest.param(mg(100000, "ug"), "100", id="micrograms"),
        pytest.param({"value": 2, "code": "{tbl}"}, "100", id="Epic's {tbl}"),
        pytest.param({"value": 2, "unit": "{pill}"}, "100", id="the sandbox's {pill}"),
        pytest.param({"value": 2, "unit": "tablet"}, "100", id="tablets by their word"),
        pytest.param({"value": 2, "unit": "TABLET", "code": "1"}, "100", id="a code that says only one"),
        pytest.param({"value": "2", "unit": "tablet"}, "100", id="a number as text"),
        pytest.param(
            {"value": 2, "code": "385055001", "system": "http://snomed.info/sct"}, "100", id="SNOMED's tablet"
        ),
    ],
)
def test_a_dose_quantity_in_any_unit(dose: dict[str, Any], expected: str) -> None:
    assert daily(order(None, dosage(dose, repeat()))) == (expected, expected)


def test_a_liquid_needs_its_concentration() -> None:
    dose = dosage({"value": "2.45", "unit": "mL"}, repeat())
    assert daily(order(drug("sertraline 20 MG/ML Oral Solution"), dose)) == ("49", "49")
    silent = record(order(drug("sertraline oral solution"), dose))
    assert [gap.code for gap in silent.gaps] == [GapCode.UNREADABLE_UNIT]


@pytest.mark.parametrize("unit", ["[iU]", "%", "mmol", "drops", "furlong"])
def test_a_unit_that_is_none_of_ours_states_nothing_and_is_said(unit: str) -> None:
    found = record(order(None, dosage({"value": 2, "unit": unit}, repeat())))
    assert not any(step.low for step in found.steps)
    assert [gap.code for gap in found.gaps] == [GapCode.UNREADABLE_UNIT]


def test_a_dose_range_gives_both_ends_and_a_missing_end_is_not_stated() -> None:
    both = {"timing": repeat(), "doseAndRate": [{"doseRange": {"low": mg(25), "high": mg(50)}}]}
    upper = {"timing": repeat(), "doseAndRate": [{"doseRange": {"high": mg(50)}}]}
    assert daily(order(None, both)) == ("25", "50")
    assert daily(order(None, upper)) == (None, "50")


def test_of_epics_three_doses_the_ordered_one_counts() -> None:
    three = typed(("calculated", mg(75)), ("admin-amount", {"value": 2, "code": "{tbl}"}), ("ordered", mg(100)))
    assert daily(order(None, three)) == ("100", "100")


def test_without_an_ordered_one_the_tablets_given_count() -> None:
    assert daily(order(None, typed(("calculated", mg(75)), ("admin-amount", TABLETS)))) == ("100", "100")


def test_two_untyped_doses_that_differ_are_no_dose_and_are_said() -> None:
    two = {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(50)}, {"doseQuantity": mg(100)}]}
    found = record(order(None, two))
    assert not any(step.low for step in found.steps)
    assert GapCode.DOSE_CONFLICT in {gap.code for gap in found.gaps}
    same = {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(50)}, {"doseQuantity": mg(50)}]}
    assert daily(order(None, same)) == ("50", "50")


def test_a_rate_is_no_dose_and_is_said() -> None:
    rated = {"timing": repeat(), "doseAndRate": [{"rateQuantity": {"value": 2, "unit": "mL/h"}}]}
    found = record(order(None, rated))
    assert not any(step.low for step in found.steps)
    assert found.gaps


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        pytest.param(repeat(2), "100", id="twice a day"),
        pytest.param(repeat(1, 12, "h"), "100", id="every 12 hours"),
        pytest.param(repeat(1, 1, "wk"), "7.142857", id="weekly"),
        pytest.param({"repeat": {"period": 1, "periodUnit": "d"}}, "50", id="a period alone is once"),
        pytest.param({"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, "100", id="two times of day"),
        pytest.param({"repeat": {"when": ["CM", "CV"]}}, "100", id="with breakfast and with dinner"),
        pytest.param(
            {"repeat": {"when": ["HS"], "frequency": 1, "period": 1, "periodUnit": "d"}}, "50", id="at bedtime"
        ),
        pytest.param({"repeat": {"dayOfWeek": ["mon", "thu"]}}, "14.285714", id="two days of the week"),
        pytest.param({"code": coded("x|BID")}, "100", id="the code BID"),
        pytest.param({"code": coded("x|Q8H")}, "150", id="the code Q8H"),
        pytest.param({"code": coded("x|QOD")}, "25", id="the code QOD"),
        pytest.param({"code": coded("x|AM")}, "50", id="the code AM"),
        pytest.param({"code": coded(text="2 times daily")}, "100", id="Epic's words for a frequency"),
        pytest.param({"code": coded(text="Nightly")}, "50", id="nightly"),
        pytest.param({"code": coded(text="Every morning")}, "50", id="every morning"),
        pytest.param({"repeat": {"frequency": "2", "period": "1", "periodUnit": "d"}}, "100", id="numbers as text"),
        pytest.param({"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}, "50", id="DSTU2's periodUnits"),
    ],
)
def test_how_often_a_day(timing: dict[str, Any], expected: str) -> None:
    assert daily(order(None, dosage(mg(50), timing))) == (expected, expected)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        pytest.param(repeat(1, frequencyMax=3), ("50", "150"), id="one to three times"),
        pytest.param(repeat(1, 8, "h", periodMax=12), ("100", "150"), id="every 8 to 12 hours"),
    ],
)
def test_a_range_of_frequencies_is_a_range_of_doses(timing: dict[str, Any], expected: tuple[str, str]) -> None:
    assert daily(order(None, dosage(mg(50), timing))) == expected


@pytest.mark.parametrize(
    "timing",
    [
        pytest.param({"repeat": {"when": ["C"]}}, id="with meals: how many?"),
        pytest.param(
            {"repeat": {"when": ["MORN", "NIGHT"], "frequency": 1, "period": 1, "periodUnit": "d"}}, id="1 or 2?"
        ),
        pytest.param(
            {"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "fri"]}}, id="week"
        ),
        pytest.param({"repeat": {"frequency": 0, "period": 1, "periodUnit": "d"}}, id="no times a day"),
        pytest.param({"repeat": {"frequency": 1, "period": 0, "periodUnit": "d"}}, id="a period of nothing"),
        pytest.param({"event": ["2026-01-05", "2026-01-06"]}, id="a list of days"),
    ],
)
def test_a_timing_that_contradicts_itself_states_nothing(timing: dict[str, Any]) -> None:
    assert not any(step.low for step in record(order(None, dosage(mg(50), timing))).steps)


def test_stu3_and_old_epic_put_the_dose_into_the_dosage_itself() -> None:
    assert daily(order(None, {"doseQuantity": mg(50), "timing": repeat(2)})) == ("100", "100")


def test_dstu2_calls_it_quantity() -> None:
    assert daily(statement(None, {"quantityQuantity": mg(50), "timing": repeat(2)})) == ("100", "100")


def test_what_was_given_on_one_day_is_the_dose_of_that_day() -> None:
    assert daily(administration(dosage={"dose": mg(50)})) == ("50", "50")
    hours = {
        "effectiveDateTime": None,
        "effectivePeriod": {"start": "2026-01-06T08:00:00Z", "end": "2026-01-06T09:00:00Z"},
    }
    assert daily(administration(dosage={"dose": mg(50)}, **hours)) == ("50", "50")
    days = {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-01-06", "end": "2026-01-09"}}
    assert not any(step.low for step in record(administration(dosage={"dose": mg(50)}, **days)).steps)


def test_a_patch_gives_its_mg_in_24_hours_however_often_it_is_changed() -> None:
    coded_patch = {"medicationCodeableConcept": coded("rxnorm|865210")}
    for patch in (drug("selegiline 9 MG/24HR transdermal patch"), coded_patch):
        assert record(order(patch)).agent == "selegiline"
        assert daily(order(patch, dosage({"value": 1, "unit": "patch"}, repeat(1, 24, "h")))) == ("9", "9")
        assert daily(order(patch, dosage({"value": 2, "unit": "patch"}, repeat()))) == ("18", "18")


def test_lithium_in_mmol_is_not_turned_into_mg() -> None:
    found = record(order(drug("lithium citrate"), dosage(mg(8, "mmol"), repeat(3))))
    assert not any(step.low for step in found.steps)


def test_a_number_of_absurd_size_is_no_number() -> None:
    found = record(order(None, dosage({"value": "1" + "0" * 30, "unit": "mg"}, repeat())))
    assert not any(step.low for step in found.steps)


@pytest.mark.parametrize(
    ("product", "dose", "expected"),
    [
        pytest.param("fluoxetine 20 MG capsule", {"value": 2, "code": "{cap}"}, "40", id="capsules"),
        pytest.param("fluoxetine 20 MG capsule", {"value": 2, "unit": "capsule(s)"}, "40", id="capsules by their word"),
        pytest.param("fluoxetine 20 MG/5 ML solution", mg("0.02", "g"), "20", id="grams of a liquid"),
        pytest.param("fluoxetine 20 MG/5 ML solution", {"value": 1, "code": "[tsp_us]"}, "20", id="a teaspoon"),
        pytest.param("mirtazapine 15 MG tablet", {"value": "0.5", "unit": "tablet"}, "7.5", id="half a tablet"),
        pytest.param("ketamine 10 MG nasal spray", {"value": 2, "unit": "spray"}, "20", id="sprays"),
    ],
)
def test_a_count_of_units_is_weighed_by_the_product(product: str, dose: dict[str, Any], expected: str) -> None:
    assert daily(order(drug(product), dosage(dose, repeat()))) == (expected, expected)


def test_a_range_of_tablets_is_a_range_of_doses() -> None:
    tablets = {"low": {"value": 1, "unit": "tablet"}, "high": {"value": 2, "unit": "tablet"}}
    assert daily(order(None, {"timing": repeat(2), "doseAndRate": [{"doseRange": tablets}]})) == ("100", "200")


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        pytest.param(repeat(1, 2, "d"), "25", id="every other day"),
        pytest.param(repeat(3, 1, "wk"), "21.428571", id="three times a week"),
        pytest.param(repeat(1, 1, "mo"), "1.666667", id="monthly"),
        pytest.param(repeat(1, 8, "h"), "150", id="every 8 hours"),
        pytest.param({"code": coded("x|TID")}, "150", id="TID"),
        pytest.param({"code": coded("x|QID")}, "200", id="QID"),
        pytest.param({"code": coded("x|QHS")}, "50", id="QHS"),
        pytest.param({"code": coded("x|Q12H")}, "100", id="Q12H"),
        pytest.param({"code": coded("x|WK")}, "7.142857", id="WK"),
        pytest.param({"repeat": {"when": ["MORN"], "dayOfWeek": ["sat", "sun"]}}, "14.285714", id="weekend mornings"),
    ],
)
def test_each_way_of_saying_how_often(timing: dict[str, Any], expected: str) -> None:
    assert daily(order(None, dosage(mg(50), timing))) == (expected, expected)


def test_a_starter_pack_names_its_drug_and_no_dose() -> None:
    found = record(order(drug("Viibryd Starter Pack 10-20 mg kit"), {"text": "Use as directed on the pack"}))
    assert (found.agent, found.unit_strength) == ("vilazodone", None)
    assert not any(step.low for step in found.steps)


WEIGHTS = st.sampled_from(["mg", "g", "ug", "tablet"])
SHAPES = st.sampled_from(["R4", "flat", "quantityQuantity", "text"])
TIMES: dict[int, tuple[dict[str, Any], str]] = {
    1: ({"repeat": {"when": ["HS"]}}, "at bedtime"),
    2: ({"code": coded("x|BID")}, "twice a day"),
    3: (repeat(1, 8, "h"), "every 8 hours"),
}


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 4), WEIGHTS, SHAPES, st.sampled_from(list(TIMES)))
def test_one_dose_written_in_any_unit_and_dialect_is_the_same_mg_a_day(
    tablets: int, weight: str, shape: str, times: int
) -> None:
    amount = {"mg": tablets * 50, "g": f"{tablets * 0.05:.2f}", "ug": tablets * 50_000, "tablet": tablets}[weight]
    timing, often = TIMES[times]
    quantity = mg(amount, weight)
    written = {
        "R4": dosage(quantity, timing),
        "flat": {"doseQuantity": quantity, "timing": timing},
        "quantityQuantity": {"quantityQuantity": quantity, "timing": timing},
        "text": {"text": f"Take {amount} {weight.replace('ug', 'mcg')} by mouth {often}"},
    }
    expected = str(tablets * 50 * times)
    read = daily(statement(None, written[shape])) if shape != "R4" else daily(order(None, written[shape]))
    assert read == (expected, expected)
