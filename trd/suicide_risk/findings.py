"""One source that speaks of suicide risk, and the level that all of them give."""

from dataclasses import dataclass
from datetime import date

from trd.terms import RiskLevel

OLD = "old"
LATER_LOWER = "later answer lower"
HISTORY = "history of self-harm"

SCREEN = "c-ssrs"
"""Questions 1 to 5 are about thoughts, `6` behaviour ever, `6a` in the past 3 months; no number: the worst thought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFinding:
    """One source that speaks: an answered item, a screen, a code."""

    source: str
    """`item` (a scale's suicide item), `screen` (C-SSRS), `attempt`, `ideation-code`."""
    instrument: str | None
    item: str | None
    answer: int | None
    day: date | None
    """`None`: an active problem without any date."""
    age_days: int | None
    level: RiskLevel
    evidence: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuicideRisk:
    level: RiskLevel
    notes: tuple[str, ...] = ()
    """`old`, `later answer lower`, `history of self-harm`."""
    findings: tuple[RiskFinding, ...] = ()
    """Those that set the level, the newest first."""
    evidence: tuple[str, ...] = ()
