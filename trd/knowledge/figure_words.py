"""What the members of an entry are called where people read them: on a review pack, and in a difference."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "start": "first dose",
    "minimum": "least adequate dose",
    "mgh": "least adequate dose of the MGH-ATRQ",
    "athf": "least adequate dose of the ATHF-SF",
    "label_minimum": "least dose of the label",
    "usual_maximum": "highest usual dose",
    "label_maximum": "highest dose of the label",
    "outpatient_maximum": "highest dose for outpatients",
    "older_maximum": "highest dose for older adults",
    "older_from": "older from",
    "level_low": "least adequate level",
    "level_high": "highest level",
    "level_low_older": "least adequate level of older adults",
    "half_life_hours": "half-life in hours",
    "days_at_dose": "days at dose",
    "augmentation_days": "days of an add-on",
    "failures": "failures for resistant",
    "failure_up_to": "an improvement up to this still fails",
    "ect_sessions": "ECT sessions",
    "remission": "remission at or below",
    "mcid": "smallest change that matters",
    "lookback": "look-back",
    "lookback_days": "look-back",
    "threshold": "limit",
    "points": "points after 1 / 2 / 3 failures",
    "target": "target dose",
    "maximum": "highest dose",
    "counted": "counts as a trial",
    "rated": "its trials are judged",
    "level_concept": "level read as",
    "rxcui": "RxNorm code",
    "drug_class": "class",
}
"""Member -> words; another member is its own name."""

UNITS: Final[Mapping[str, str]] = {
    "mg/d": "mg/day",
    "ug/d": "µg/day",
    "d": "days",
    "a": "years",
    "mo": "months",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "mm[Hg]": "mmHg",
    "m[IU]/L": "mU/L",
    "10*3/uL": "× 10³/µL",
}
"""As a sentence says them."""


def words_of(member: str) -> str:
    """What a member is called."""
    return WORDS.get(member, member.replace("_", " "))


def unit_of(unit: str) -> str:
    """A unit as it is said."""
    return UNITS.get(unit, unit)


def plain_number(value: Decimal | int) -> str:
    """A number without the zeros that only its reading brought."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
