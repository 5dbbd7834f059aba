"""How bad it is now, how old that knowledge is, and where it is heading (§6.8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.history import Gap, Score, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.terms import SeverityBand, Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    instrument: str
    """Scale id."""
    score: Decimal
    day: date
    band: SeverityBand
    age_days: int
    fresh: bool
    trend: Trend
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityReading:
    severity: Severity | None
    """`None`: no usable score in the last 90 days."""
    usable: tuple[Score, ...] = ()
    """Every usable score up to `as_of`, ascending."""
    gaps: tuple[Gap, ...] = ()


def read_severity(
    history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date
) -> SeverityReading:
    """Take the latest usable score (R-V1), its band and the trend (R-V4)."""
    raise NotImplementedError
