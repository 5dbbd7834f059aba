"""Structured dosage: `doseAndRate` and `timing` -> mg a day (R-D1 … R-D13).

https://hl7.org/fhir/R4/dosage.html
"""

from dataclasses import dataclass
from fractions import Fraction

from fhir_mappings.codings import local_codes, words_of
from fhir_mappings.dosage.reading import UNSTATED, Amount
from fhir_mappings.dosage.timing import times_a_day
from fhir_mappings.dosage.tokens import SigDrug
from fhir_mappings.quantities import Measure, number, unit
from fhir_mappings.reading.elements import CodeableConcept, Dosage, Quantity, Range, several


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One intake as the elements state it."""

    mg: Amount = UNSTATED
    units: Amount = UNSTATED
    per_kg: bool = False
    a_day: bool = False
    """The unit itself is mg in 24 hours: not multiplied by how often."""
    problems: tuple[str, ...] = ()


NO_DOSE = Dose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One structured instruction."""

    dose: Dose = NO_DOSE
    times: Amount = UNSTATED

    @property
    def daily(self) -> Amount:
        if self.dose.a_day:
            return self.dose.mg
        return self.dose.mg.times(self.times)

    @property
    def units_a_day(self) -> Amount:
        return self.dose.units.times(self.times)


def read_structured(dosage: Dosage, drug: SigDrug) -> Taken:
    """The dose and the times of one instruction, as far as its elements say them."""
    return Taken(dose=_dose(dosage, drug), times=times_a_day(dosage.timing))


def _dose(dosage: Dosage, drug: SigDrug) -> Dose:
    """Of several `doseAndRate` the ordered one, else the amount given; never their sum, never just the first (R-D2)."""
    typed = {kind: entry for entry in dosage.dose_and_rate if (kind := _type(entry.type)) is not None}
    for kind in ("ordered", "admin-amount"):
        if kind in typed and (found := _amount(typed[kind].dose_quantity, typed[kind].dose_range, drug)).mg.stated:
            return found
    entries = [
        entry for entry in dosage.dose_and_rate if entry.dose_quantity is not None or entry.dose_range is not None
    ]
    if "ordered" in typed:
        entries = [typed["ordered"]] if typed["ordered"] in entries else entries
    if not entries:
        direct = _direct(dosage, drug)
        if direct is not None:
            return direct
        rated = dosage.dose_and_rate or dosage.rate_quantity or dosage.rate_ratio
        return Dose(problems=("rate-ignored",)) if rated else NO_DOSE
    doses = [_amount(entry.dose_quantity, entry.dose_range, drug) for entry in entries]
    if len({(one.mg, one.units) for one in doses}) > 1:
        return Dose(problems=("dose-conflict",))
    return doses[0]


def _direct(dosage: Dosage, drug: SigDrug) -> Dose | None:
    """STU3, DSTU2, administrations, and old Epic: the dose stands in the dosage itself."""
    quantity = dosage.dose_quantity or dosage.dose or dosage.quantity_quantity
    limits = dosage.dose_range or dosage.quantity_range
    return _amount(quantity, limits, drug) if quantity is not None or limits is not None else None


def _type(concept: CodeableConcept | None) -> str | None:
    for word in (*local_codes(concept), *(words.lower() for words in words_of(concept))):
        if word in ("ordered", "calculated"):
            return word
        if word in ("admin-amount", "admin amount", "administered"):
            return "admin-amount"
    return None


def _amount(quantity: Quantity | None, limits: Range | None, drug: SigDrug) -> Dose:
    if quantity is not None:
        return _converted(quantity, drug)
    if limits is None:
        return NO_DOSE
    low = _converted(limits.low, drug) if limits.low is not None else NO_DOSE
    high = _converted(limits.high, drug) if limits.high is not None else NO_DOSE
    return Dose(
        mg=Amount(low=low.mg.low, high=high.mg.high),
        units=Amount(low=low.units.low, high=high.units.high),
        per_kg=low.per_kg or high.per_kg,
        a_day=low.a_day or high.a_day,
        problems=tuple(dict.fromkeys((*low.problems, *high.problems))),
    )


def _converted(quantity: Quantity, drug: SigDrug) -> Dose:
    """One quantity in mg; a value without a unit, or in a unit that is none of ours, states nothing (R-D3)."""
    value = number(quantity.value)
    found = unit(quantity)
    if value is None or quantity.comparator:
        return NO_DOSE
    if found is None:
        return Dose(problems=("unreadable-unit",))
    size = Fraction(value) * found.factor
    if drug.fixed and found.measure is not Measure.UNITS:
        return Dose(problems=("unreadable-unit",))  # mg of which ingredient?
    if found.measure is Measure.MASS:
        return Dose(mg=Amount.of(_given(size, drug)), a_day=drug.noun == "patch" and size in drug.contents)
    if found.measure is Measure.MASS_PER_DAY:
        return Dose(mg=Amount.of(size), a_day=True)
    if found.measure is Measure.MASS_PER_HOUR:
        return Dose(mg=Amount.of(size * 24), a_day=True) if drug.noun == "patch" else Dose(problems=("rate-ignored",))
    if found.measure is Measure.MASS_PER_KG:
        return Dose(mg=Amount.of(size), per_kg=True)
    if found.measure is Measure.VOLUME:
        return (
            Dose(mg=Amount.of(size * drug.per_ml)) if drug.per_ml is not None else Dose(problems=("unreadable-unit",))
        )
    if found.measure is Measure.DROPS:
        mg = size * drug.mg_per_drop if drug.mg_per_drop is not None else None
        return Dose(mg=Amount.of(mg)) if mg is not None else Dose(problems=("unreadable-unit",))
    if found.measure is Measure.UNITS:
        return _units(size, drug)
    return Dose(problems=("unreadable-unit",))


def _given(size: Fraction, drug: SigDrug) -> Fraction:
    """Of a patch: what it gives in a day, where its content was written (R-A25)."""
    return drug.contents.get(size, size) if drug.noun == "patch" else size


def _units(size: Fraction, drug: SigDrug) -> Dose:
    """Tablets, capsules, patches × the strength of the product."""
    if drug.per_day is not None:
        return Dose(mg=Amount.of(size * drug.per_day), units=Amount.of(size), a_day=True)
    if drug.per_unit is not None:
        return Dose(mg=Amount.of(size * drug.per_unit), units=Amount.of(size))
    return Dose(units=Amount.of(size))


def as_needed(dosage: Dosage) -> bool:
    """Taken only when needed, in any version's element (R-D9)."""
    return bool(
        dosage.as_needed
        or dosage.as_needed_boolean
        or dosage.as_needed_for
        or dosage.as_needed_codeable_concept is not None
    )


def most_a_day(dosage: Dosage, drug: SigDrug) -> Amount:
    """`maxDosePerPeriod` in mg a day: an upper end, never a dose (R-D9)."""
    for ratio in several(dosage.max_dose_per_period):
        period = unit(ratio.denominator)
        length = number(ratio.denominator.value) if ratio.denominator is not None else None
        if ratio.numerator is None or period is None or period.measure is not Measure.DAYS:
            continue
        days = Fraction(length if length is not None else 1) * period.factor
        mg = _converted(ratio.numerator, drug).mg.high
        if mg is not None and days > 0:
            return Amount(low=None, high=mg / days)
    return UNSTATED
