"""A short supply where an overdose is to be feared: quantity, days, no repeats (O19, R-F15)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import mg, repeat
from tests.fhir_mappings.writing.drafted_changes import CITALOPRAM_20, changed, ordered, resource

TABLETS = {"unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tbl}"}
DAYS = {"unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}


def supply(**dispense: Any) -> dict[str, Any]:
    """Two tablets of 20 mg a day."""
    return ordered(CITALOPRAM_20, dispenseRequest=dispense)


def dispensed(sent: dict[str, Any], **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = resource(changed(sent, supply_days=7, **more))["dispenseRequest"]
    return told


def test_quantity_days_and_repeats_are_replaced_and_the_rest_stays() -> None:
    found = dispensed(
        supply(
            numberOfRepeatsAllowed=3,
            quantity={"value": 60, **TABLETS},
            expectedSupplyDuration={"value": 30, **DAYS},
            performer={"display": "a pharmacy"},
        )
    )
    assert found == {
        "numberOfRepeatsAllowed": 0,
        "quantity": {"value": 14, **TABLETS},
        "expectedSupplyDuration": {"value": 7, **DAYS},
        "performer": {"display": "a pharmacy"},
    }


def test_in_stu3_no_repeats_is_said_by_leaving_them_out() -> None:
    assert "numberOfRepeatsAllowed" not in dispensed(supply(numberOfRepeatsAllowed=3), fhir_version="STU3")
    assert dispensed(supply())["numberOfRepeatsAllowed"] == 0


def test_a_quantity_that_is_not_in_tablets_goes_by_the_days_that_it_was_for() -> None:
    millilitres = {"value": 300, "unit": "mL"}
    found = dispensed(supply(quantity=millilitres, expectedSupplyDuration={"value": 30, **DAYS}))
    assert found["quantity"] == {"value": 70, "unit": "mL"}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(supply(quantity={"value": 300, "unit": "mL"}), id="a liquid for nobody knows how long"),
        pytest.param(supply(quantity={"unit": "tablet"}), id="no number"),
        pytest.param(supply(quantity={"value": 6, **TABLETS}), id="less than that already"),
        pytest.param(ordered(dispenseRequest=[1, 2]), id="no object"),
        pytest.param(
            ordered(
                CITALOPRAM_20,
                {"text": "as directed", "timing": repeat(), "doseAndRate": [{"doseRange": {"low": mg(20)}}]},
                dispenseRequest={"quantity": {"value": 60, **TABLETS}},
            ),
            id="the dose is not known",
        ),
    ],
)
def test_a_supply_that_can_not_be_counted_is_left_to_words(sent: dict[str, Any]) -> None:
    assert changed(sent, supply_days=7) is None
