"""Drug records -> exposures: which days of which drug are certain, and which are only possible (§2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.history import Gap, TreatmentHistory
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Knowledge
from trd.terms import Counts, DateBasis, Intake, RecordKind, ReleaseForm, Route, StopReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One span of one drug at one dose, merged over the records that tell of it.

    `certain` lies within `possible`. Two exposures of one agent never share a certain day, so a day
    covered by two orders counts once.
    """

    agent: str
    """Agent id, or the ingredient id of a drug that only safety looks at."""
    ingredients: tuple[str, ...]
    label: str
    certain: Days
    possible: Days
    low: Decimal | None
    """Daily dose, lower reading, in the agent's unit; `None` = not stated."""
    high: Decimal | None
    start: DayInterval
    end: DayInterval | None
    """`None` while it is still open."""
    start_basis: DateBasis
    end_basis: DateBasis
    evidence: tuple[str, ...]
    counts: Counts = Counts.YES
    not_counted: str | None = None
    """Why it is no trial, as the summary says it: "hypnotic dose" (R-A13)."""
    stopped: bool = False
    """A stop is stated."""
    stop_reason: StopReason | None = None
    intake: Intake = Intake.NOT_STATED
    form: ReleaseForm | None = None
    route: Route | None = None
    by_text: bool = False
    as_needed: bool = False
    indications: frozenset[str] = frozenset()
    sources: frozenset[RecordKind] = frozenset()
    supply_days: int | None = None
    """Supply in days that stood behind its last record (R-T2)."""
    open_end: bool = False
    """No end and no stop is stated: for MAO inhibitors and lithium it stays possible (R-Z5)."""
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Every exposure of the record up to `as_of`, with what could not be read into days."""

    exposures: tuple[Exposure, ...]
    supplied: dict[str, tuple[int, int]]
    """Agent -> (supplied days, days from first hand-over to last supplied day), where dispensed (R-Q5)."""
    gaps: tuple[Gap, ...]


def rebuild(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> Rebuilt:
    """Rebuild all exposures by R-E1 … R-E27, and say which count as an antidepressant trial (R-A10 … R-A13)."""
    raise NotImplementedError


def certain_days(exposures: Sequence[Exposure], ingredients: frozenset[str]) -> Days:
    """The days on which one of `ingredients` was certainly taken, whatever the dose or indication."""
    return Days.of(
        span
        for exposure in exposures
        if not ingredients.isdisjoint(exposure.ingredients)
        for span in exposure.certain.spans
    )


def possible_days(exposures: Sequence[Exposure], ingredients: frozenset[str]) -> Days:
    """The days on which one of `ingredients` may have been taken."""
    return Days.of(
        span
        for exposure in exposures
        if not ingredients.isdisjoint(exposure.ingredients)
        for span in exposure.possible.spans
    )
