"""Who the patient is on a given day: age, sex, alive."""

from dataclasses import dataclass
from datetime import date

from trd.history import TreatmentHistory
from trd.intervals import DayInterval, completed_years
from trd.terms import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Age in completed years on `as_of`, as an interval where the birth date is partial."""

    age: int | None
    """`None`: not on record, or not the same on every reading of a partial birth date."""
    age_low: int | None
    age_high: int | None
    sex: Sex | None
    deceased: bool = False


def read_person(history: TreatmentHistory, *, as_of: date) -> Person:
    """Age, sex and death on `as_of`; a death that may already have happened counts as one."""
    patient = history.patient
    low = high = None
    if patient.birth is not None:
        low = max(0, completed_years(patient.birth.latest, as_of))
        high = max(0, completed_years(patient.birth.earliest, as_of))
    died = patient.deceased
    return Person(
        age=low if low == high else None,
        age_low=low,
        age_high=high,
        sex=patient.sex,
        deceased=died.earliest <= as_of if isinstance(died, DayInterval) else bool(died),
    )
