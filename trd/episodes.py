"""When this episode began, and which trials are its own (§6.2)."""

from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.exposures import Rebuilt
from trd.history import TreatmentHistory
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge
from trd.terms import EpisodeStartBasis
from trd.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    start: DayInterval | None
    start_basis: EpisodeStartBasis
    certain_boundary: date | None = None
    """Last day of the last certain boundary (R-P11)."""
    possible_boundary: date | None = None
    evidence: tuple[str, ...] = ()


def find_episode(
    history: TreatmentHistory,
    rebuilt: Rebuilt,
    trials: tuple[Trial, ...],
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Episode:
    """Find the start of the current episode by R-P10, after the last boundary of R-P11."""
    raise NotImplementedError


def assign(
    trials: tuple[Trial, ...], episode: Episode, rebuilt: Rebuilt, knowledge: Knowledge, *, as_of: date
) -> tuple[Trial, ...]:
    """Say of each trial whether it belongs to the episode; cut one that began before it (R-P12)."""
    raise NotImplementedError
