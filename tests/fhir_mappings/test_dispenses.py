"""Dispenses: the dose of their order, and the days on which anything was handed over."""

from datetime import date

import pytest

from tests.fhir_mappings.drug_orders import (
    dispense,
    dosage,
    drug,
    order,
    read,
    shown,
)
from trd.terms import GapCode, RecordKind


def test_a_dispense_without_a_dosage_takes_that_of_its_order() -> None:
    filled = dispense(None, authorizingPrescription=[{"reference": "MedicationRequest/o"}])
    found = read(filled, order(None, dosage(text="Take 2 tablets daily")))
    assert {one.kind: shown(one.steps[0].low) for one in found.records} == {
        RecordKind.ORDER: "100",
        RecordKind.DISPENSE: "100",
    }


def test_what_was_handed_over_goes_before_the_dose_of_its_order() -> None:
    """R-D19: quantity × strength ÷ days where all three are known, else the order's dose."""
    link = {"authorizingPrescription": [{"reference": "MedicationRequest/o"}]}
    supply = {"quantity": {"value": 45, "unit": "tablet"}, "daysSupply": {"value": 30, "unit": "d"}}
    ordered = order(None, dosage(text="Take 2 tablets daily"))
    filled = [one for one in read(dispense(None, **link, **supply), ordered).records if one.kind is RecordKind.DISPENSE]
    assert [shown(step.low) for step in filled[0].steps] == ["75"]


def test_the_steps_of_an_order_do_not_begin_anew_with_each_refill() -> None:
    """R-D10: they follow one another from the order's first day; the refill tells no dose of its own."""
    steps = [
        {"sequence": place, **dosage(text=f"Take {count} tablet daily"), "timing": {"repeat": {"boundsDuration": days}}}
        for place, count, days in ((1, 1, {"value": 7, "unit": "d"}), (2, 2, {"value": 60, "unit": "d"}))
    ]
    link = {"authorizingPrescription": [{"reference": "MedicationRequest/o"}]}
    found = read(dispense(None, **link), order(None, *steps))
    assert {one.kind: len(one.steps) for one in found.records} == {RecordKind.ORDER: 2, RecordKind.DISPENSE: 0}


@pytest.mark.parametrize(
    ("tablets", "daily", "told"),
    [(60, "100", []), (360, "600", []), (361, None, [GapCode.IMPLAUSIBLE_DOSE])],
    ids=["60 of 50 mg for 30 days", "three times the label's most", "one tablet more"],
)
def test_an_implausible_dose_by_supply_is_unstated_and_told(
    tablets: int, daily: str | None, told: list[GapCode]
) -> None:
    supply = {"quantity": {"value": tablets, "unit": "tablet"}, "daysSupply": {"value": 30, "unit": "d"}}
    found = read(dispense(None, **supply))
    assert [shown(step.low) for step in found.records[0].steps] == [daily]
    assert [gap.code for gap in found.records[0].gaps] == told


def test_hand_over_days_of_every_drug_are_kept() -> None:
    other = dispense(drug("metformin 500 mg"), id="d2", whenHandedOver="2026-01-20")
    failed = dispense(drug("metformin 500 mg"), id="d3", whenHandedOver="2026-01-30", status="cancelled")
    assert read(other, failed, dispense()).dispensed_on == (date(2026, 1, 6), date(2026, 1, 20))
