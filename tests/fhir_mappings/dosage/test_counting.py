"""The dose readings of the specification's worked case W15, through whole orders; and what is implausible."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import daily, dispense, dosage, drug, mg, order, record, repeat
from tests.fhir_mappings.records import coded
from trd.terms import GapCode

TABLET = {"value": 1, "unit": "tablet", "code": "{tbl}"}
SIXTH_OF_WEEK = "21.428571"


def told(text: str, *dosages: dict[str, Any]) -> dict[str, Any]:
    return order(drug(text), *dosages)


W15: list[Any] = [
    pytest.param(told("sertraline 50 mg tablet", dosage(TABLET, repeat(2))), ("100", "100"), id="one tablet, 2 a day"),
    pytest.param(
        told(
            "venlafaxine",
            dosage(mg(75), {"repeat": {"when": ["MORN"]}}),
            dosage(mg(150), {"repeat": {"when": ["NIGHT"]}}),
        ),
        ("225", "225"),
        id="75 in the morning and 150 at night",
    ),
    pytest.param(told("sertraline", dosage(mg(50), repeat(1, frequencyMax=2))), ("50", "100"), id="once or twice"),
    pytest.param(told("citalopram", dosage(mg(20), repeat(1, 2))), ("10", "10"), id="every other day"),
    pytest.param(
        told("sertraline", dosage(mg(50), repeat(3, 1, "wk"))), (SIXTH_OF_WEEK, SIXTH_OF_WEEK), id="3 days a week"
    ),
    pytest.param(
        told("sertraline", dosage(mg(50), repeat(1, dayOfWeek=["mon", "wed", "fri"]))),
        (SIXTH_OF_WEEK, SIXTH_OF_WEEK),
        id="Monday, Wednesday, Friday",
    ),
    pytest.param(told("fluoxetine", dosage(mg(90), repeat(1, 1, "wk"))), ("20", "20"), id="90 mg once a week"),
    pytest.param(
        told("fluoxetine", dosage(mg(20), repeat(1, 1, "wk"))), ("2.857143", "2.857143"), id="20 mg once a week"
    ),
    pytest.param(
        told("selegiline transdermal patch", dosage(text="1 patch (20 mg/20 cm²) daily")),
        ("6", "6"),
        id="patch content",
    ),
    pytest.param(
        told("selegiline transdermal patch 20 mg/20 cm2", dosage({"value": 1, "unit": "patch"}, repeat())),
        ("6", "6"),
        id="patch content in the product",
    ),
    pytest.param(
        told("bupropion hydrobromide 348 mg extended release tablet", dosage(TABLET, repeat())),
        ("300", "300"),
        id="hydrobromide as hydrochloride",
    ),
    pytest.param(
        order({"medicationCodeableConcept": coded("rxnorm|993567")}, dosage(TABLET, repeat())),
        ("300", "300"),
        id="hydrobromide by its code alone",
    ),
    pytest.param(told("citalopram oral drops 40 mg/mL", dosage(mg(16), repeat())), ("20", "20"), id="drops as tablets"),
    pytest.param(
        told("sertraline", dosage(text="25 mg daily then 50 mg daily")), ("25", "50"), id="then, without durations"
    ),
    pytest.param(told("sertraline", dosage(mg(200), repeat(3))), ("600", "600"), id="three times the maximum"),
    pytest.param(told("sertraline", dosage(mg(601), repeat())), (None, None), id="one mg above three times"),
    pytest.param(told("sertraline", dosage({"value": 50}, repeat())), (None, None), id="no unit"),
    pytest.param(
        dispense(None, quantity={"value": 60, "unit": "tablet"}, daysSupply={"value": 30, "unit": "days"}),
        ("100", "100"),
        id="60 tablets of 50 mg for 30 days",
    ),
    pytest.param(
        told(
            "sertraline",
            {
                "timing": repeat(),
                "doseAndRate": [
                    {"type": coded("epic|calculated"), "doseQuantity": mg(75)},
                    {"type": coded("epic|ordered"), "doseQuantity": mg(100)},
                ],
            },
        ),
        ("100", "100"),
        id="ordered before calculated",
    ),
]


@pytest.mark.parametrize(("resource", "expected"), W15)
def test_w15_a_dose_is_read_as_the_worked_case_says(
    resource: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    assert (daily(resource) if record(resource).steps else (None, None)) == expected


def test_w15_a_product_without_an_instruction_states_no_dose() -> None:
    found = record(order())
    assert found.steps == ()
    assert str(found.unit_strength) == "50"


def test_more_than_three_times_the_labelled_maximum_is_said() -> None:
    found = record(told("sertraline", dosage(mg(601), repeat())))
    assert [gap.code for gap in found.gaps] == [GapCode.IMPLAUSIBLE_DOSE]
    assert not record(told("sertraline", dosage(mg(600), repeat()))).gaps


@pytest.mark.parametrize("value", [0, -50])
def test_a_dose_of_nothing_or_less_is_not_believed(value: int) -> None:
    found = record(told("sertraline", dosage(mg(value), repeat())))
    assert found.steps[0].low is None
    assert [gap.code for gap in found.gaps] == [GapCode.IMPLAUSIBLE_DOSE]


def test_thyroid_hormones_are_counted_in_micrograms() -> None:
    assert daily(told("liothyronine", dosage(mg(25, "ug"), repeat()))) == ("25", "25")
    assert daily(told("liothyronine", dosage(mg("0.025"), repeat()))) == ("25", "25")


def test_esketamine_is_counted_by_the_session_and_ketamine_by_the_kilogram() -> None:
    assert daily(told("esketamine nasal spray", dosage(mg(56), repeat(2, 1, "wk")))) == ("56", "56")
    found = record(told("ketamine injection", dosage(mg("0.5", "mg/kg"), repeat(2, 1, "wk"))))
    assert (str(found.steps[0].low), found.steps[0].per_kg) == ("0.5", True)


def test_olanzapine_fluoxetine_is_counted_by_its_fluoxetine() -> None:
    combined = order(
        {"medicationCodeableConcept": coded("rxnorm|403969")}, dosage({"value": 2, "unit": "capsule"}, repeat())
    )
    assert record(combined).agent == "olanzapine-fluoxetine"
    assert daily(combined) == ("50", "50")


def test_mg_of_a_combination_are_not_taken_for_one_ingredient() -> None:
    combined = order({"medicationCodeableConcept": coded("rxnorm|403969")}, dosage(mg(25), repeat()))
    assert record(combined).steps[0:1] == () or record(combined).steps[0].low is None
