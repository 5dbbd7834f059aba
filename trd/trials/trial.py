"""What a trial is: one treatment as a clinician would name it, not yet rated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.exposures import Exposure
from trd.history import Gap, Session
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis, EpisodeOf, TrialKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePeriod:
    """A run of days at one dose interval, for the trial's `doseSteps`."""

    first: date
    last: date
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One treatment as a clinician would name it; not yet rated."""

    agents: tuple[str, ...]
    """The agent; of an augmentation: augmenter, base; of a combination: by start, then id; of a course: its kind."""
    kind: TrialKind
    certain: Days
    possible: Days
    start: DayInterval
    end: DayInterval | None
    """Last certain day where it ended; `None` while ongoing (R-T36)."""
    start_basis: DateBasis
    end_basis: DateBasis
    ongoing: bool
    exposures: tuple[Exposure, ...] = ()
    """Of the first agent."""
    partner_exposures: tuple[Exposure, ...] = ()
    """Of the base (augmentation) or the other agents (combination)."""
    dose_periods: tuple[DosePeriod, ...] = ()
    sessions: tuple[Session, ...] = ()
    session_count: int | None = None
    """Of a course; `None` where the record does not tell (R-T33)."""
    episode: EpisodeOf = EpisodeOf.CURRENT
    membership_possible_only: bool = False
    """Its membership of the episode is only possible: at most a possible failure (R-P12)."""
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    supplied_days: int | None = None
    supply_span: int | None = None
    """Days from the first hand-over to the last supplied day (R-Q5); `None` without dispenses."""
    dispenses: int = 0
    join_gap: int | None = None
    """The longest free interval that does not end it (R-T2); `None` for courses."""
    begun_beside: tuple[DayInterval, ...] = ()
    """First days of every other counted antidepressant, augmenter and course, trial or not (R-O11)."""

    def partners(self) -> tuple[tuple[Exposure, ...], ...]:
        """The exposures of each drug beside the first, drug by drug."""
        agents = dict.fromkeys(exposure.agent for exposure in self.partner_exposures)
        return tuple(
            tuple(exposure for exposure in self.partner_exposures if exposure.agent == agent) for agent in agents
        )

    def part_of(self, day: date) -> tuple[date, date]:
        """The certain days around `day` that are surely one trial: a longer gap is bridged by possible days only."""
        first = last = day
        before: int | None = None
        for start, end in self.certain.spans:
            if before is None or (self.join_gap is not None and start - before - 1 > self.join_gap):
                if before is not None and last >= day:
                    break
                first = date.fromordinal(start)
            before, last = end, date.fromordinal(end)
        return first, last


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """An exposure that is no trial, and why (R-A13)."""

    agent: str
    reason: str
    first: date | None
    last: date | None
    dose: Decimal | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedTrials:
    trials: tuple[Trial, ...]
    not_counted: tuple[NotCounted, ...]
    gaps: tuple[Gap, ...]
