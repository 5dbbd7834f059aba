"""What else may explain that it did not help: the rows of §7 ("pseudo-resistance")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.exposures import Rebuilt
from trd.history import Gap, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    code: str
    """`hypothyroidism`, `bipolarity` …"""
    row: str
    """`X3`."""
    what: str
    """What was found, with value and date: "TSH 12.4 mIU/L (12 Oct 2026)"."""
    advice: str
    """What the specification says to do about it."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    found: tuple[Explanation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    not_on_record: tuple[str, ...] = ()
    """Checks that were never made: TSH, B12, alcohol screen, bipolar screen (R-X2)."""


def explain(
    history: TreatmentHistory,
    rebuilt: Rebuilt,
    trials: Sequence[RatedTrial],
    person: Person,
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Explanations:
    """Find every row of §7 that the record shows. None of them changes `failed`."""
    raise NotImplementedError
