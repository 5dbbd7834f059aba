"""Laboratory values, vital signs and drug levels, in the unit of their row (§3.2, R-Z6)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from fhir_mappings.answers import number_of
from fhir_mappings.codings import local_codes
from fhir_mappings.quantities import number
from fhir_mappings.reading.clinical_resources import Measured, Observation, ReferenceRange
from fhir_mappings.reading.elements import CodeableConcept, Quantity, several
from fhir_mappings.scores import When
from trd.history import Gap, Measurement
from trd.knowledge.types import Conversion, Knowledge, MeasuredIn
from trd.knowledge.units import DRUG_LEVEL, fold_unit
from trd.terms import GapCode

INTERPRETATIONS: Final = {
    "h": "H",
    "hh": "H",
    "hu": "H",
    ">": "H",
    "l": "L",
    "ll": "L",
    "lu": "L",
    "<": "L",
    "n": "N",
    "a": "A",
    "aa": "A",
    "pos": "positive",
    "neg": "negative",
    "det": "positive",
    "nd": "negative",
    "rr": "positive",
    "nr": "negative",
    "high": "H",
    "low": "L",
    "normal": "N",
}
"""HL7's interpretation codes, as far as a rule asks for them."""
NORMAL_RANGE: Final = frozenset({"normal", "recommended", "type"})
UNITLESS: Final = frozenset({"inr"})
"""A ratio needs no unit; every other value without one is not read (§3.2)."""


def measured_in(concept: str, knowledge: Knowledge) -> MeasuredIn | None:
    """The row of an observation; None: nothing compares it."""
    found = knowledge.units.get(concept)
    if found is None and concept.startswith(DRUG_LEVEL):
        return knowledge.units.get(DRUG_LEVEL)
    return found


def read_measurement(
    concept: str, value: Observation | Measured, when: When, evidence: tuple[str, ...], knowledge: Knowledge
) -> Measurement | Gap | None:
    """A number with its unit; what the rules cannot compare is unknown and said, never zero."""
    row = measured_in(concept, knowledge)
    if row is None:
        return None
    quantity = _quantity(value)
    if quantity is None or quantity.value is None:
        return None
    read = number(quantity.value)
    said = interpretation(several(value.interpretation))
    how = _conversion(quantity, row, concept)
    if how is None or read is None:
        if said in ("H", "L"):  # the laboratory's own word stands where its unit is not known (§7)
            return Measurement(
                concept=concept, low=None, high=None, day=when.day, evidence=evidence, interpretation=said
            )
        return Gap(
            code=GapCode.UNREADABLE_UNIT,
            what=f"{named(concept)} of {when.day.isoformat()}: the unit is not one that is read",
            evidence=evidence,
        )
    converted = convert(read, how)
    if not _is_plausible(converted, row):
        return Gap(
            code=GapCode.IMPLAUSIBLE_VALUE,
            what=f"{named(concept)} of {when.day.isoformat()}: the value is not plausible",
            evidence=evidence,
        )
    low, high = _bounds(quantity.comparator, converted)
    limits = _limits(value.reference_range, row, how, concept)
    return Measurement(
        concept=concept,
        low=low,
        high=high,
        low_open=quantity.comparator == ">",
        high_open=quantity.comparator == "<",
        day=when.day,
        evidence=evidence,
        lower_limit=limits[0],
        upper_limit=limits[1],
        interpretation=said,
        issued=when.moment,
    )


def convert(value: Decimal, how: Conversion) -> Decimal:
    """Value × factor ÷ divisor + offset, without rounding (§3.2)."""
    return value * how.factor / how.divisor + how.offset


def interpretation(concepts: Sequence[CodeableConcept]) -> str | None:
    """What the laboratory itself says of the value."""
    for concept in concepts:
        for word in (*local_codes(concept), (concept.text or "").strip().lower()):
            if word in INTERPRETATIONS:
                return INTERPRETATIONS[word]
    return None


def named(concept: str) -> str:
    """A measure in words, for a gap: "creatinine", "QTc", "drug level of nortriptyline"."""
    if concept.startswith(DRUG_LEVEL):
        return f"Drug level of {concept.removeprefix(DRUG_LEVEL + '-')}"
    return NAMES.get(concept) or concept.replace("-", " ").capitalize()


NAMES: Final = {
    "alt": "ALT",
    "ast": "AST",
    "b12": "Vitamin B12",
    "bmi": "BMI",
    "bp-diastolic": "Diastolic blood pressure",
    "bp-systolic": "Systolic blood pressure",
    "crp": "CRP",
    "egfr": "eGFR",
    "hba1c": "HbA1c",
    "inr": "INR",
    "pth": "PTH",
    "qtc-interval": "QTc",
    "spo2": "Oxygen saturation",
    "tsh": "TSH",
}


def _quantity(value: Observation | Measured) -> Quantity | None:
    """A Quantity; a bare integer or decimal is a quantity without a unit."""
    if value.value_quantity is not None:
        return value.value_quantity
    if value.value_integer is None and value.value_decimal is None:
        return None
    return Quantity(value=number_of(value))


def _conversion(quantity: Quantity, row: MeasuredIn, concept: str) -> Conversion | None:
    for sent in (quantity.code, quantity.unit):
        if sent and (found := row.read.get(fold_unit(sent))) is not None:
            return found
    if not quantity.code and not quantity.unit and concept in UNITLESS:
        return row.read.get(fold_unit(row.unit))
    return None


def _is_plausible(value: Decimal, row: MeasuredIn) -> bool:
    return (row.lowest is None or value >= row.lowest) and (row.highest is None or value <= row.highest)


def _bounds(comparator: str | None, value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """A comparator makes the value an interval (§3.2)."""
    if comparator in ("<", "<="):
        return None, value
    if comparator in (">", ">="):
        return value, None
    return value, value


def _limits(
    ranges: Sequence[ReferenceRange], row: MeasuredIn, how: Conversion, concept: str
) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper limit of the laboratory's one normal range; several that differ are none (R-Z18)."""
    normal = [range_ for range_ in ranges if _is_normal(range_)]
    if len(normal) != 1:
        return None, None
    return _limit(normal[0].low, row, how, concept), _limit(normal[0].high, row, how, concept)


def _is_normal(range_: ReferenceRange) -> bool:
    kinds = local_codes(range_.type)
    return not kinds or bool(NORMAL_RANGE.intersection(kinds))


def _limit(limit: Quantity | None, row: MeasuredIn, how: Conversion, concept: str) -> Decimal | None:
    """A limit in the row unit; one without a unit has that of the value."""
    if limit is None or limit.value is None:
        return None
    own = _conversion(limit, row, concept) if limit.code or limit.unit else how
    read = number(limit.value)
    return convert(read, own) if own is not None and read is not None else None
