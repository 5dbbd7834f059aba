"""What the record says of suicide risk; it never waits for a diagnosis (§6.9)."""

from datetime import date

from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.suicide_risk.answers import read_answers
from trd.suicide_risk.codes import read_codes
from trd.suicide_risk.findings import HISTORY, LATER_LOWER, OLD, SCREEN, RiskFinding, SuicideRisk
from trd.terms import RiskLevel

_ORDER = (RiskLevel.UNKNOWN, RiskLevel.NONE, RiskLevel.PRESENT, RiskLevel.HIGH)


def read_suicide_risk(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> SuicideRisk:
    """Read the level by R-K1 … R-K5; no usable source is `unknown`, never `none`."""
    coded, past = read_codes(history.conditions, knowledge, as_of=as_of)
    findings = (*coded, *read_answers(history.answers, knowledge, choices, as_of=as_of))
    level = max((finding.level for finding in findings), key=_ORDER.index, default=RiskLevel.UNKNOWN)
    deciding = tuple(sorted((finding for finding in findings if finding.level is level), key=_newest_first))
    notes = [note for note in (OLD, LATER_LOWER) if any(note in finding.notes for finding in deciding)]
    if past:
        notes.append(HISTORY)
    evidence = {reference for finding in deciding for reference in finding.evidence} | set(past)
    return SuicideRisk(level=level, notes=tuple(notes), findings=deciding, evidence=tuple(sorted(evidence)))


def _newest_first(finding: RiskFinding) -> tuple[int, str, str, tuple[str, ...]]:
    age = -1 if finding.age_days is None else finding.age_days
    return age, finding.source, finding.instrument or "", finding.evidence


__all__ = ["HISTORY", "LATER_LOWER", "OLD", "SCREEN", "RiskFinding", "SuicideRisk", "read_suicide_risk"]
