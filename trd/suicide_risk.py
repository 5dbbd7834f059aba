"""What the record says of suicide risk; it never waits for a diagnosis (§6.9)."""

from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.terms import RiskLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFinding:
    """One source that speaks: an answered item, a screen, a code."""

    source: str
    """`item` (a scale's suicide item), `screen` (C-SSRS), `attempt`, `ideation-code`, `history`."""
    instrument: str | None
    item: str | None
    answer: int | None
    day: date
    age_days: int
    level: RiskLevel
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuicideRisk:
    level: RiskLevel
    notes: tuple[str, ...] = ()
    """`old`, `later answer lower`, `history of self-harm`."""
    findings: tuple[RiskFinding, ...] = ()
    """Those that set the level, the worst and newest first."""
    evidence: tuple[str, ...] = ()


def read_suicide_risk(
    history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date
) -> SuicideRisk:
    """Read the level by R-K1 … R-K5; no usable source is `unknown`, never `none`."""
    raise NotImplementedError
