"""The least daily dose that counts, by agent, release form, age and the column of a definition (R-A1, R-A2, R-Q2b)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.exposures import Exposure
from trd.history import TreatmentHistory
from trd.intervals import NO_DAYS, Days, completed_years
from trd.knowledge.types import Agent, Threshold
from trd.terms import ReleaseForm

DEFAULT_COLUMN = "min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The dose from which a day counts: for certain, and possibly (they differ where the form is not known)."""

    certain: Decimal
    possible: Decimal
    threshold: Threshold


def minimum(agent: Agent, column: str, *, form: ReleaseForm | None, age: int | None) -> Minimum | None:
    """The minimum of one agent; `None` where no source gives one (R-Q11)."""
    row = _column(agent, column)
    if row is None or not agent.rated:
        return None
    value = _older(agent, row.value, age)
    own = next((other.minimum for other in agent.forms if other.form is form), None)
    if own is not None:
        return Minimum(certain=own.value, possible=own.value, threshold=own)
    if form is None and agent.forms:  # released slowly or at once: not on record (R-A20)
        values = [value, *(other.minimum.value for other in agent.forms)]
        return Minimum(certain=max(values), possible=min(values), threshold=row)
    return Minimum(certain=value, possible=value, threshold=row)


def age_on(history: TreatmentHistory, day: date) -> int | None:
    """The lowest possible age in completed years; `None` where the birth date is not on record."""
    birth = history.patient.birth
    return None if birth is None else completed_years(birth.latest, day)


def days_at(exposure: Exposure, least: Minimum | None) -> Days:
    """Its certain days at a stated, sufficient dose (R-D17)."""
    if least is None or exposure.low is None or exposure.low < least.certain:
        return NO_DAYS
    return exposure.certain


def days_perhaps_at(exposure: Exposure, least: Minimum | None) -> Days:
    """Its possible days at a dose that may suffice (R-D17)."""
    if least is None or (exposure.high is not None and exposure.high < least.possible):
        return NO_DAYS
    return exposure.possible


def _column(agent: Agent, column: str) -> Threshold | None:
    """R-Q2b: a blank is filled by the next column."""
    order = {
        "min": (agent.minimum,),
        "mgh": (agent.mgh, agent.label_minimum, agent.minimum),
        "athf": (agent.athf, agent.minimum),
        "label": (agent.label_minimum, agent.minimum),
    }[column]
    return next((row for row in order if row is not None), None)


def _older(agent: Agent, value: Decimal, age: int | None) -> Decimal:
    """A label maximum for age that is not above the minimum is the minimum for that patient (R-A2)."""
    if agent.older_maximum is None or agent.older_from is None or age is None or age < agent.older_from:
        return value
    return min(value, agent.older_maximum.value)
