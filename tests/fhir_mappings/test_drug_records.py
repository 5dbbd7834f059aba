"""Supply in days, identity and circumstances of a record (§2.4, R-E25)."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import (
    dispense,
    dosage,
    drug,
    mg,
    order,
    record,
    repeat,
)
from tests.fhir_mappings.records import coded

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


def test_a_drug_for_a_part_of_the_cycle_is_no_treatment_of_depression() -> None:
    text = "Take 20 mg daily during the luteal phase"
    assert record(order(drug("fluoxetine 20 mg"), dosage(text=text))).always_trap


def test_ids_and_identifiers_tell_one_record_from_another() -> None:
    found = record(order(None, identifier=[{"system": "urn:rx", "value": "77"}]))
    assert found.identities == frozenset({"MedicationRequest/o", "urn:rx|77"})


def test_inpatient_orders_are_marked_and_the_encounter_is_kept() -> None:
    found = record(order(None, category=[coded("x|inpatient")], encounter={"reference": "https://ehr/Encounter/9"}))
    assert (found.inpatient, found.encounter) == (True, "Encounter/9")


def test_last_updated_is_a_day_and_no_confirmation() -> None:
    found = record(order(None, meta={"lastUpdated": "2026-06-01T01:00:00Z"}))
    assert found.last_updated == date(2026, 6, 1)


@pytest.mark.parametrize(
    "text", ["1 capsule daily starting 14 days before period", "1 capsule daily on days 14-28 of her cycle"]
)
def test_what_is_taken_in_a_part_of_the_cycle_is_never_a_trial(text: str) -> None:
    found = record(order(drug("fluoxetine 20 MG capsule"), {"text": text}))
    assert found.always_trap
    assert not any(step.low for step in found.steps)
