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
