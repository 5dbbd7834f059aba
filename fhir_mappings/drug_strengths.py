"""mg of one agent in one unit of a product: by the code tables, or as a Medication states it (R-D4)."""

import re
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.drug_forms import Strength
from fhir_mappings.quantities import Measure, amount, number, unit
from fhir_mappings.reading.drug_resources import Ingredient
from fhir_mappings.reading.elements import Ratio
from trd.knowledge.types import DrugCode


def table_strength(code: DrugCode, ingredient: str) -> Strength | None:
    """The strength that the tables give; a patch gives its mg while it is worn on a day."""
    if ingredient not in code.ingredients or not code.strengths:
        return None
    value: Decimal | None = code.strengths[code.ingredients.index(ingredient)]
    if value is None:
        return None
    if code.per == "mL":
        return Strength(per_ml=Fraction(value))
    if code.per == "h":
        worn = re.match(r"(\d+) HR", code.quantity_factor)
        return Strength(per_day=Fraction(value) * (int(worn[1]) if worn else 24))
    return Strength(per_unit=Fraction(value)) if not code.per else None


def ratio_strength(part: Ingredient, *, patch: bool) -> Strength | None:
    """`ingredient.strength`: mg per unit, per mL, or per hour of a patch."""
    ratio = part.strength or part.strength_ratio or part.amount
    if ratio is None:
        quantity = part.strength_quantity
        mg = amount(quantity, Measure.MASS)
        return Strength(per_unit=mg) if mg else None
    mg = amount(ratio.numerator, Measure.MASS)
    if not mg:
        return None
    return _per(mg, ratio, patch=patch)


def _per(mg: Fraction, ratio: Ratio, *, patch: bool) -> Strength | None:
    below = ratio.denominator
    count = number(below.value) if below is not None else None
    found = unit(below)
    if below is None or (found is None and (count is None or count == 1)):
        return Strength(per_day=mg) if patch else Strength(per_unit=mg)
    if found is None or not count:
        return None
    size = Fraction(count) * found.factor
    if found.measure is Measure.VOLUME:
        return Strength(per_ml=mg / size)
    if found.measure is Measure.DAYS:
        return Strength(per_day=mg / size)
    if found.measure is Measure.UNITS:
        return Strength(per_day=mg / size) if patch else Strength(per_unit=mg / size)
    return None
