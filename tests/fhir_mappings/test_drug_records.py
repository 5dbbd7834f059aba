"""Identity and circumstances of a record (R-E25)."""

from datetime import date

import pytest

from tests.fhir_mappings.drug_orders import (
    dosage,
    drug,
    order,
    record,
)
from tests.fhir_mappings.records import coded


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
