"""A draft's supply, made short where an overdose is to be feared: quantity, days, no repeats (O19, R-F15, R-F20)."""

from fractions import Fraction
from typing import Final

from fhir_mappings.quantities import Measure, number, unit, whole_days
from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.members import Members, number_in, only_object, quantity_of
from fhir_mappings.writing.templates import days as length
from trd.drafts import DraftedDrug

NO_ZERO: Final = ("STU3",)
"""Versions in which the number of repeats is at least one: none is said by leaving it out."""


def change_supply(
    order: Members,
    supply_days: int,
    drug: DraftedDrug,
    *,
    fhir_version: FhirVersion,
    units_a_day: Fraction | None = None,
) -> bool:
    """Make the supply last `supply_days`; False: a quantity stands there that can't be counted in days."""
    dispense = only_object(order.get("dispenseRequest")) if "dispenseRequest" in order else {}
    if dispense is None:
        return False
    if "quantity" in dispense:
        changed = _quantity(dispense, supply_days, units_a_day or _units_a_day(drug))
        if changed is None:
            return False
        dispense = {**dispense, "quantity": changed}
    dispense = {**dispense, "expectedSupplyDuration": length(supply_days)}
    if fhir_version in NO_ZERO:
        dispense.pop("numberOfRepeatsAllowed", None)
    else:
        dispense["numberOfRepeatsAllowed"] = 0
    order["dispenseRequest"] = dispense
    return True


def _quantity(dispense: Members, supply_days: int, units_a_day: Fraction | None) -> Members | None:
    """The same unit, fewer of it: by what is taken in a day, else in proportion to the days that it was for."""
    quantity, sent = quantity_of(dispense["quantity"]), only_object(dispense["quantity"])
    value = number(quantity.value) if quantity is not None else None
    if sent is None or quantity is None or value is None:
        return None
    found = unit(quantity)
    counted = found is None or found.measure is Measure.UNITS
    if counted and units_a_day is not None:
        wanted = units_a_day * supply_days
    else:
        stated = whole_days(quantity_of(dispense.get("expectedSupplyDuration")))
        if not stated:
            return None
        wanted = Fraction(value) * supply_days / stated
    told = number_in(wanted)
    if told is None or (counted and not isinstance(told, int)) or wanted > Fraction(value):
        return None
    return {**sent, "value": told}


def _units_a_day(drug: DraftedDrug) -> Fraction | None:
    """Tablets or capsules a day: the dose over the strength, where both are one number."""
    if len(drug.records) != 1 or len(drug.records[0].steps) != 1 or drug.records[0].as_needed:
        return None
    record = drug.records[0]
    step, strength = record.steps[0], record.unit_strength
    if step.low is None or step.low != step.high or not strength:
        return None
    return Fraction(step.low) / Fraction(strength)
