"""How long a supply lasts, and a quantity that can be none (§2.4, R-E1)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import dispense, dosage, drug, mg, order, read, record, repeat, shown
from trd.terms import GapCode

ONE_A_DAY = dosage({"value": 1, "unit": "tablet"}, repeat())


@pytest.mark.parametrize(
    ("resource", "days"),
    [
        pytest.param(
            order(
                None,
                dispenseRequest={"expectedSupplyDuration": {"value": 30, "code": "d"}, "numberOfRepeatsAllowed": 1},
            ),
            60,
            id="duration and one repeat",
        ),
        pytest.param(
            order(None, dispenseRequest={"expectedSupplyDuration": {"value": 4, "unit": "weeks"}}), 28, id="weeks"
        ),
        pytest.param(
            order(None, ONE_A_DAY, dispenseRequest={"quantity": {"value": 30, "unit": "tablet"}}), 30, id="quantity"
        ),
        pytest.param(
            order(None, dosage(mg(100), repeat()), dispenseRequest={"quantity": {"value": 31, "unit": "tablet"}}),
            15,
            id="quantity by mg, rounded down",
        ),
        pytest.param(
            order(None, ONE_A_DAY, dispenseRequest={"quantity": {"value": 90}, "numberOfRepeatsAllowed": 3}),
            360,
            id="repeats",
        ),
        pytest.param(order(None, dosage(text="Take 1 tablet daily for 30 days")), 30, id="the days of the text"),
        pytest.param(order(None, dispenseRequest={"quantity": {"value": 30, "unit": "tablet"}}), None, id="no dosage"),
        pytest.param(dispense(None, daysSupply={"value": 28, "unit": "days"}), 28, id="dispense"),
        pytest.param(dispense(None, daysSupply={"value": "28"}), 28, id="dispense without a unit"),
        pytest.param(
            dispense(None, ONE_A_DAY, quantity={"value": 28, "unit": "TAB"}), 28, id="dispense by its quantity"
        ),
        pytest.param(dispense(), None, id="nothing known"),
    ],
)
def test_how_long_a_supply_lasts(resource: dict[str, Any], days: int | None) -> None:
    assert record(resource).supply_days == days


def test_a_liquid_lasts_by_its_concentration() -> None:
    liquid = drug("sertraline 20 MG/ML Oral Solution")
    supply = {"quantity": {"value": 60, "unit": "mL"}}
    assert record(order(liquid, dosage(mg(50), repeat()), dispenseRequest=supply)).supply_days == 24


def test_a_titration_uses_up_its_tablets_step_by_step() -> None:
    def lasting(days: int, tablets: int, place: int) -> dict[str, Any]:
        bounds: dict[str, Any] = {"boundsDuration": {"value": days, "code": "d"}}
        return dosage({"value": tablets, "unit": "tablet"}, repeat(**bounds), sequence=place)

    steps = (lasting(7, 1, 1), dosage({"value": 2, "unit": "tablet"}, repeat(), sequence=2))
    assert record(order(None, *steps, dispenseRequest={"quantity": {"value": 27, "unit": "tablet"}})).supply_days == 17


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (30, []),
        (0, []),
        (-30, [GapCode.UNREADABLE_RESOURCE]),
        (1e20, [GapCode.UNREADABLE_RESOURCE]),
        ("many", []),
    ],
    ids=["thirty", "none recorded", "below zero", "beyond any supply", "a word, told when it is decoded"],
)
def test_a_quantity_that_can_be_none_is_told_and_the_rest_of_the_record_is_read(
    value: Any, told: list[GapCode]
) -> None:
    found = read(dispense(None, ONE_A_DAY, quantity={"value": value, "unit": "tablet"}))
    assert [shown(step.low) for step in found.records[0].steps] == ["50"]
    assert [gap.code for gap in found.records[0].gaps] == told


def test_an_ordered_quantity_that_can_be_none_is_told() -> None:
    found = record(order(None, ONE_A_DAY, dispenseRequest={"quantity": {"value": 1e20}}))
    assert found.supply_days is None
    assert [gap.what for gap in found.gaps] == ["sertraline 50 MG Oral Tablet: a quantity of the record can't be read"]
