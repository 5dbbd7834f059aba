"""Was it a fair trial? Dose, duration and adherence, by a named definition (§4.2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Definition, Knowledge, Source
from trd.terms import Adequacy
from trd.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyRating:
    verdict: Adequacy
    because: str
    """The sentence of §4.3, from numbers only."""
    certain_days: Days
    """c-days of the whole trial."""
    possible_days: Days
    """p-days."""
    most_certain: int
    """maxC: c-days in the best window of L days."""
    most_possible: int
    most_at_any_dose: int
    needed_days: int
    minimum_dose: Decimal | None
    dose_unit: str
    peak_dose: Decimal | None
    reached_on: date | None
    """The adequacy day A (§5.2)."""
    adherence: Decimal | None
    missing: tuple[str, ...] = ()
    """Of an undetermined trial: `dose`, `end date`, `dispensing`, `start date` …"""
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


def rate(
    trial: Trial,
    history: TreatmentHistory,
    definition: Definition,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> AdequacyRating:
    """Rate one trial: days at a known, sufficient dose are certain; days at an unstated dose might count (R-Q4)."""
    raise NotImplementedError
