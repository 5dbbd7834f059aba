"""What an exposure is: one span of one drug at one dose, with its certain and its possible days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trd.history import Gap
from trd.intervals import NO_DAYS, DayInterval, Days
from trd.terms import Counts, DateBasis, Doubt, Intake, RecordKind, ReleaseForm, Route, StopReason


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
    stated: Days = NO_DAYS
    """The certain days that rest on stated dates alone (R-Q13)."""
    assumed: Days = NO_DAYS
    """The certain days that rest on an assumed end (E13, E19c)."""
    doubts: tuple[tuple[Doubt, Days], ...] = ()
    """Why its other days are only possible (R-P23)."""
    counts: Counts = Counts.YES
    not_counted: str | None = None
    """Why it is no trial, as the summary says it: "hypnotic dose" (R-A13)."""
    for_anxiety: bool = False
    """It counts though its reason is an anxiety disorder: confidence at most moderate (R-A10)."""
    stopped: bool = False
    """A stop is stated."""
    stop_reason: StopReason | None = None
    intake: Intake = Intake.NOT_STATED
    form: ReleaseForm | None = None
    route: Route | None = None
    by_text: bool = False
    as_needed: bool = False
    always_trap: bool = False
    indications: frozenset[str] = frozenset()
    sources: frozenset[RecordKind] = frozenset()
    supply_days: int | None = None
    """Supply in days that stood behind its last record (R-T2)."""
    open_end: bool = False
    """No end and no stop is stated: for MAO inhibitors and lithium it stays possible (R-Z5)."""
    stale: bool = False
    undated: bool = False
    """Nothing tells when it began: its start is the day we answer for, and says only that it may be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """What was handed over of one agent, as days of supply (R-Q5)."""

    days: Days
    """The supplied days, carry-over included, up to `as_of`; what a ward gave is supplied too."""
    handed_over: tuple[date, ...]
    """Of the dispenses whose supply is known, ascending."""
    unseen: Days = NO_DAYS
    """Days in hospital of which nothing tells what was given: they count for nothing and against nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Every exposure of the record up to `as_of`, with what could not be read into days."""

    exposures: tuple[Exposure, ...]
    undated: tuple[Exposure, ...] = ()
    """Antidepressants without any date, that may hide a failed trial (R-0.3)."""
    supplied: Mapping[str, Supplied] = field(default_factory=dict)
    """By agent, where dispensed."""
    gaps: tuple[Gap, ...] = ()


def certain_days(exposures: Sequence[Exposure], ingredients: frozenset[str]) -> Days:
    """The days on which one of `ingredients` was certainly taken, whatever the dose or indication."""
    return Days.union(exposure.certain for exposure in exposures if not ingredients.isdisjoint(exposure.ingredients))


def possible_days(exposures: Sequence[Exposure], ingredients: frozenset[str]) -> Days:
    """The days on which one of `ingredients` may have been taken."""
    return Days.union(exposure.possible for exposure in exposures if not ingredients.isdisjoint(exposure.ingredients))
