"""What an episode is: when it began, and how that is known."""

from dataclasses import dataclass
from datetime import date

from trd.intervals import DayInterval
from trd.terms import EpisodeStartBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """The current major depressive episode."""

    start: DayInterval | None
    start_basis: EpisodeStartBasis
    certain_boundary: date | None = None
    """Last day of the last certain boundary (R-P11)."""
    possible_boundary: date | None = None
    """Last day of the last possible one: what ended before it may belong to an earlier episode."""
    evidence: tuple[str, ...] = ()
