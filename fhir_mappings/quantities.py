"""Quantities: UCUM and its misspellings -> mg, mL, days, countable units; numbers stay exact (R-D3).

https://ucum.org/ucum
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from fhir_mappings.reading.elements import Quantity


class Measure(Enum):
    """What a unit measures."""

    MASS = "mg"
    MASS_PER_KG = "mg/kg"
    MASS_PER_DAY = "mg/d"
    MASS_PER_HOUR = "mg/h"
    VOLUME = "mL"
    AMOUNT = "mmol"
    UNITS = "units"
    """Tablets, capsules, patches, sprays: countable."""
    DROPS = "drops"
    DAYS = "d"


@dataclass(frozen=True, slots=True)
class Unit:
    measure: Measure
    factor: Fraction = Fraction(1)
    """To mg, mL, mmol, days."""
    noun: str = ""
    """Of countable units: `tablet`, `capsule`, `patch` …"""


_MG, _DAY = Measure.MASS, Measure.DAYS
_UNITS: dict[str, Unit] = {}


def _say(unit: Unit, *spellings: str) -> None:
    for spelling in spellings:
        _UNITS[spelling] = unit


_say(Unit(_MG), "mg", "milligram", "milligrams", "mgs", "milligramm", "milligramme", "miligram", "miligramos", "mgm")
_say(Unit(_MG, Fraction(1000)), "g", "gm", "gms", "gram", "grams", "gramm", "gramme")
_say(
    Unit(_MG, Fraction(1, 1000)),
    *("ug", "µg", "μg", "mcg", "[mcg]", "microgram", "micrograms", "mikrogramm", "microgramme", "mcgs"),
)
_say(Unit(Measure.MASS_PER_KG), "mg/kg")
_say(
    Unit(Measure.MASS_PER_DAY), "mg/d", "mg/24h", "mg/day", "mg/24hr", "mg/24 h", "mg/(24.h)", "mg/24 hours", "mg/24 hr"
)
_say(Unit(Measure.MASS_PER_HOUR), "mg/h", "mg/hr", "mg/hour")
_say(Unit(Measure.VOLUME), "ml", "milliliter", "milliliters", "millilitre", "millilitres", "mls", "cc", "cm3")
_say(Unit(Measure.VOLUME, Fraction(1000)), "l", "liter", "litre")
_say(Unit(Measure.VOLUME, Fraction(5)), "[tsp_us]", "tsp", "teaspoon", "teaspoons", "[tsp_m]", "5ml spoonful")
_say(Unit(Measure.VOLUME, Fraction(15)), "[tbs_us]", "tbsp", "tablespoon", "tablespoons", "[tbs_m]")
_say(Unit(Measure.AMOUNT), "mmol", "millimole", "meq", "milliequivalent")
_say(Unit(Measure.DROPS), "drop", "drops", "[drp]", "gtt", "gtts", "{drop}", "{drops}")

_NOUNS: Mapping[str, str] = {
    "tablet": "tablet tablets tab tabs tbl tabl tablette tabletten comprime comprimé comprimés comprimido comprimidos"
    " compressa compresse caplet caplets comp tablet(s) tab(s) 385055001 421026006",
    "capsule": "capsule capsules cap caps kapsel kapseln kaps gelule gélule gélules capsula capsulas cápsula capsule(s)"
    " cap(s) softgel softgels 385049006",
    "patch": "patch patches pflaster ptch parche 385114002",
    "spray": "spray sprays puff puffs actuation actuations spry device devices",
    "unit": "unit-dose pill pills dose doses each ea 1 stück stuck stk st unit_dose piece pieces stick",
    "lozenge": "lozenge lozenges loz wafer film films",
    "suppository": "suppository suppositories supp",
    "packet": "packet packets sachet sachets pckt",
}
for _noun, _words in _NOUNS.items():
    _say(
        Unit(Measure.UNITS, noun=_noun),
        *(form for word in _words.split() for form in (word, f"{{{word}}}", f"[{word}]")),
    )
_say(Unit(_DAY), "d", "day", "days", "tag", "tage", "jour", "jours", "dia", "dias", "{days}", "{day}")
_say(Unit(_DAY, Fraction(7)), "wk", "week", "weeks", "woche", "wochen", "w")
_say(Unit(_DAY, Fraction(30)), "mo", "month", "months", "mo_j", "mo_g", "monat", "monate")
_say(Unit(_DAY, Fraction(365)), "a", "year", "years", "yr", "y", "jahr")
_say(Unit(_DAY, Fraction(1, 24)), "h", "hr", "hrs", "hour", "hours", "stunde")
_say(Unit(_DAY, Fraction(1, 1440)), "min", "minute", "minutes")
_say(Unit(_DAY, Fraction(1, 86400)), "s", "sec", "second", "seconds")

_SNOMED_UNITS = {"258684004": "mg", "258682000": "g", "258685003": "ug", "258773002": "ml", "258703001": "d"}
_LARGEST = 12
"""Digits before the point that any quantity of a record can have; what is larger is no quantity."""


def unit_of(spelling: str | None) -> Unit | None:
    """The unit of one spelling; None when it is not known."""
    if not spelling:
        return None
    plain = spelling.strip().lower().replace("\u00a0", " ")
    plain = _SNOMED_UNITS.get(plain, plain)
    return _UNITS.get(plain) or _UNITS.get(plain.rstrip(".")) or _UNITS.get(plain.replace(" ", ""))


def unit(quantity: Quantity | None) -> Unit | None:
    """The unit of a quantity: its code before its words; "mg" in the words beats a code that says only "1"."""
    if quantity is None:
        return None
    coded, said = unit_of(quantity.code), unit_of(quantity.unit)
    if coded is None or (coded.measure is Measure.UNITS and said is not None):
        return said
    return coded


def number(value: Decimal | None) -> Decimal | None:
    """A usable number: finite, and of a size that a record can mean."""
    if value is None or not value.is_finite() or value.adjusted() >= _LARGEST or len(value.as_tuple().digits) > 30:
        return None
    return value


def amount(quantity: Quantity | None, measure: Measure) -> Fraction | None:
    """The quantity in the base unit of a measure (mg, mL, days); None when it is of another, or not known."""
    value = number(quantity.value) if quantity is not None else None
    found = unit(quantity)
    if value is None or found is None or found.measure is not measure or quantity is None or quantity.comparator:
        return None
    return Fraction(value) * found.factor


def whole_days(quantity: Quantity | None) -> int | None:
    """A duration in whole days, rounded down; a plain number without a unit is days (`daysSupply`)."""
    if quantity is None:
        return None
    if quantity.unit is None and quantity.code is None:
        value = number(quantity.value)
        days = Fraction(value) if value is not None else None
    else:
        days = amount(quantity, Measure.DAYS)
    return int(days) if days is not None and 0 < days < 40_000 else None


def exact(value: Fraction) -> Decimal:
    """A fraction as a decimal number: exact where it ends, else to 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)
