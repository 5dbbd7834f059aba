"""Narrow data types of FHIR as they come in: every element optional, R4, R5, STU3 and DSTU2 side by side.

https://hl7.org/fhir/R4/datatypes.html
"""

from decimal import Decimal
from typing import TypeAlias, TypeVar

import msgspec

T = TypeVar("T")

Several: TypeAlias = tuple[T, ...] | T
"""An element of which one version of FHIR allows one and another many: both forms are decoded as they come."""


def several(found: Several[T]) -> tuple[T, ...]:
    """The values of such an element, however many its version allows."""
    return found if isinstance(found, tuple) else (found,)


MOST_DIGITS = 64
"""Before the point, and after it: a binary fraction printed whole has 55; to compute with far more takes minutes."""


def conceivable(value: Decimal | None) -> bool:
    """A number that a record can mean; 1e-999999999 is a few bytes, and a gigabyte as a fraction."""
    return value is None or (
        value.is_finite() and -MOST_DIGITS <= value.adjusted() < MOST_DIGITS and len(str(value)) <= MOST_DIGITS + 6
    )


def refuse_inconceivable(*values: Decimal | None) -> None:
    """Raises `ValueError`: such an element is emptied and said, like one of a wrong type."""
    if not all(map(conceivable, values)):
        raise ValueError("a number that no record can mean")


class Element(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True, rename="camel"):
    """A data type; arrays are tuples, and an absent element is `None` or empty."""


class Extension(Element, frozen=True):
    url: str | None = None
    value_code: str | None = None
    value_coding: "Coding | None" = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_decimal: Decimal | None = None
    value_integer: int | None = None
    value_date_time: str | None = None

    def __post_init__(self) -> None:
        if self.value_decimal is not None:
            refuse_inconceivable(self.value_decimal)


class Coding(Element, frozen=True):
    system: str | None = None
    code: str | None = None
    display: str | None = None
    user_selected: bool | None = None
    extension: tuple[Extension, ...] = ()
    """The score of a questionnaire's answer (`ordinalValue`, `itemWeight`)."""


class CodeableConcept(Element, frozen=True):
    coding: tuple[Coding, ...] = ()
    text: str | None = None
    system: str | None = None
    """A Coding that was sent in the place of its concept."""
    code: str | None = None
    display: str | None = None

    @property
    def codings(self) -> tuple[Coding, ...]:
        """The codings, one that stands in the place of the concept included."""
        if self.coding or not (self.code or self.display):
            return self.coding
        return (Coding(system=self.system, code=self.code, display=self.display),)


class Identifier(Element, frozen=True):
    system: str | None = None
    value: str | None = None


class Reference(Element, frozen=True):
    reference: str | None = None
    type: str | None = None
    identifier: Identifier | None = None
    display: str | None = None


class CodeableReference(Element, frozen=True):
    """R5's concept or reference; where R4 has a plain concept its members stand here too."""

    concept: CodeableConcept | None = None
    reference: Reference | None = None
    coding: tuple[Coding, ...] = ()
    text: str | None = None

    @property
    def any_concept(self) -> CodeableConcept | None:
        """The concept in either form."""
        if self.concept is not None:
            return self.concept
        return CodeableConcept(coding=self.coding, text=self.text) if self.coding or self.text else None


class Quantity(Element, frozen=True):
    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        refuse_inconceivable(self.value)


class Range(Element, frozen=True):
    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Element, frozen=True):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Period(Element, frozen=True):
    start: str | None = None
    end: str | None = None


class Meta(Element, frozen=True):
    last_updated: str | None = None
    version_id: str | None = None
    source: str | None = None
    """Where the record came from; no rule reads it, reports on the quality of records do."""


class TimingRepeat(Element, frozen=True):
    bounds_duration: Quantity | None = None
    bounds_range: Range | None = None
    bounds_period: Period | None = None
    count: int | None = None
    count_max: int | None = None
    duration: Decimal | None = None
    duration_unit: str | None = None
    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str | None = None
    period_units: str | None = None
    """DSTU2."""
    day_of_week: tuple[str, ...] = ()
    time_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_inconceivable(self.duration, self.period, self.period_max)


class Timing(Element, frozen=True):
    event: tuple[str, ...] = ()
    repeat: TimingRepeat | None = None
    code: CodeableConcept | None = None


class DoseAndRate(Element, frozen=True):
    type: CodeableConcept | None = None
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    rate_quantity: Quantity | None = None
    rate_ratio: Ratio | None = None
    rate_range: Range | None = None


class Dosage(Element, frozen=True):
    sequence: int | None = None
    text: str | None = None
    additional_instruction: tuple[CodeableConcept, ...] = ()
    patient_instruction: str | None = None
    timing: Timing | None = None
    as_needed: bool | None = None
    as_needed_for: tuple[CodeableConcept, ...] = ()
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: CodeableConcept | None = None
    route: CodeableConcept | None = None
    method: CodeableConcept | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()
    dose_quantity: Quantity | None = None
    """STU3, and R4 as old Epic writes it."""
    dose_range: Range | None = None
    dose: Quantity | None = None
    """`MedicationAdministration.dosage`."""
    quantity_quantity: Quantity | None = None
    """DSTU2 MedicationStatement."""
    quantity_range: Range | None = None
    rate_quantity: Quantity | None = None
    rate_ratio: Ratio | None = None
    rate_range: Range | None = None
    max_dose_per_period: Several[Ratio] = ()
    max_dose_per_administration: Quantity | None = None
