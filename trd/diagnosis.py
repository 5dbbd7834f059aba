"""Is it depression, active, and ours to advise on? (§6.1)"""

from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.exposures import Rebuilt
from trd.history import Gap, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.severity import Severity
from trd.suicide_risk import SuicideRisk
from trd.terms import DiagnosisStatus, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Age in completed years on `as_of`, as an interval where the birth date is partial."""

    age: int | None
    age_low: int | None
    age_high: int | None
    sex: Sex | None
    deceased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    status: DiagnosisStatus
    reason: str | None
    """`bipolar`, `under-minimum-age`, `conditions-not-sent` …"""
    flags: tuple[str, ...] = ()
    """`psychotic`, `perinatal`, `dysthymia-only` …"""
    by_text: bool = False
    evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_person(history: TreatmentHistory, *, as_of: date) -> Person:
    """Age, sex and death on `as_of`."""
    raise NotImplementedError


def diagnose(
    history: TreatmentHistory,
    rebuilt: Rebuilt,
    severity: Severity | None,
    risk: SuicideRisk,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Diagnosis:
    """Decide the gate `diagnosis.status` by R-P1 … R-P9, first match wins."""
    raise NotImplementedError
