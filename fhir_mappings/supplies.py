"""What was ordered or handed over: how many units a quantity holds, and how many days it lasts (§2.4)."""

from fractions import Fraction

from fhir_mappings.dosage.reading import Instruction
from fhir_mappings.drug_products import Component
from fhir_mappings.quantities import Measure, amount, number, unit
from fhir_mappings.reading.elements import Quantity


def is_impossible(quantity: Quantity | None) -> bool:
    """A number stands there that no supply can be: below zero, or beyond what a record can mean (R-E1)."""
    if quantity is None or quantity.value is None:
        return False
    value = number(quantity.value)
    return value is None or value < 0


def units_in(quantity: Quantity | None) -> Fraction | None:
    """Tablets, capsules …; a plain number of them is what a dispense counts."""
    value = number(quantity.value) if quantity is not None else None
    found = unit(quantity)
    if quantity is None or value is None or value <= 0:
        return None
    if found is None:
        return Fraction(value) if quantity.unit is None and quantity.code is None else None
    return Fraction(value) * found.factor if found.measure is Measure.UNITS else None


def days_supplied(quantity: Quantity | None, instruction: Instruction, component: Component) -> int | None:
    """Days that one supply lasts: its quantity ÷ units a day, else the days of the text; as needed: not known."""
    if quantity is not None and not instruction.as_needed:
        lasts = _lasts(quantity, instruction, component)
        if lasts is not None:
            return lasts
    return instruction.supplied_days or None


def _lasts(quantity: Quantity, instruction: Instruction, component: Component) -> int | None:
    """How many days a quantity lasts at the highest stated dose, step by step; of a liquid by its concentration."""
    units, each = units_in(quantity), component.strength.per_unit
    if units is not None and len(instruction.steps) <= 1 and instruction.units.high:
        return int(units / instruction.units.high)
    if units is None:
        units, each = amount(quantity, Measure.VOLUME), component.strength.per_ml
    if units is None or each is None or not instruction.steps:
        return None
    days, left = 0, units
    for step in instruction.steps:
        if step.daily.high is None or step.daily.high < 0:
            return None
        if step.daily.high == 0:
            break
        a_day = step.daily.high / each
        lasting = int(left / a_day)
        if step.days is None or lasting <= step.days:
            return days + lasting
        days, left = days + step.days, left - a_day * step.days
    return days
