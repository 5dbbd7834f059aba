"""A trial with its verdicts under one definition, and what the episode comes to."""

from dataclasses import dataclass

from trd.adequacy import AdequacyRating
from trd.response import OutcomeRating
from trd.terms import Confidence, ResistanceStatus
from trd.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedTrial:
    """A trial with its verdicts under one definition."""

    id: str
    """`t1`, `t2` … by start, then agent."""
    trial: Trial
    adequacy: AdequacyRating
    outcome: OutcomeRating
    failed: bool
    possible_failure: bool
    counted: bool
    """Enters `failedTrials` under this definition when it failed (R-O63)."""
    because: str
    """One sentence that explains adequacy, outcome and `failed`."""
    confidence: Confidence
    lowered_by: tuple[str, ...] = ()
    """Why it is not high: ids of `confidence.LOWERINGS`."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resistance:
    """The episode graded by one definition."""

    status: ResistanceStatus
    definition: str
    """The definition's words, or "not applied: <reason>"."""
    failed_trials: int
    """c: different agents with a certain, counted failure in this episode."""
    possible_failures: int
    """p: further agents with only possible failures."""
    lifetime_failed_trials: int
    would_settle: tuple[str, ...] = ()
    """The single facts that would settle it, cheapest first (R-P23)."""
