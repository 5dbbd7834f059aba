"""The depressive diagnosis by its codes, words and dates: active, in remission, or over (R-P6 … R-P8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from trd.diagnosis.conditions import is_active, newest, remitted, status_on, sure
from trd.figures import plain
from trd.history import ConditionFact, Gap
from trd.intervals import days_between, in_words
from trd.knowledge.types import Knowledge
from trd.severity import Severity
from trd.suicide_risk import SuicideRisk
from trd.terms import ClinicalStatus, DiagnosisStatus, GapCode, RiskLevel, SeverityBand

CATATONIA = "catatonia"

_ORDER = (DiagnosisStatus.ACTIVE, DiagnosisStatus.REMISSION, DiagnosisStatus.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Depression:
    """What the depressive Conditions say, and which of them decide."""

    status: DiagnosisStatus
    reason: str | None
    deciding: tuple[ConditionFact, ...]
    gaps: tuple[Gap, ...] = ()
    evidence: tuple[str, ...] = field(default=())
    """Scores that corrected the codes."""


def read_depression(
    conditions: Sequence[ConditionFact],
    severity: Severity | None,
    risk: SuicideRisk,
    known: Sequence[ConditionFact],
    knowledge: Knowledge,
    *,
    as_of: date,
) -> Depression:
    """Status by the codes (R-P7), then by a later score (R-P8). `conditions` are depressive; `known` are all."""
    found = [_read(condition, severity, knowledge, as_of) for condition in conditions if sure(condition)]
    if not found:
        gap = Gap(
            code=GapCode.UNCONFIRMED_DIAGNOSIS,
            what="Depression is recorded only as unconfirmed or as one of several possibilities",
            evidence=_evidence(conditions),
        )
        return Depression(status=DiagnosisStatus.NONE, reason=gap.code.value, deciding=tuple(conditions), gaps=(gap,))
    status = min((each.status for each in found), key=_ORDER.index)
    same = [each for each in found if each.status is status]
    by_code = Depression(
        status=status,
        reason=same[0].reason,
        deciding=tuple(condition for each in same for condition in each.deciding),
        gaps=tuple(gap for each in same for gap in each.gaps),
    )
    if severity is None or status is DiagnosisStatus.NONE:
        return by_code
    return _corrected(by_code, severity, risk, known, knowledge, as_of)


def _read(condition: ConditionFact, severity: Severity | None, knowledge: Knowledge, as_of: date) -> Depression:
    """One Condition: its clinical status, then what its code says of remission, then its age (R-P7)."""
    status, remission = status_on(condition, as_of), _remission(condition, knowledge)
    if status in {ClinicalStatus.INACTIVE, ClinicalStatus.RESOLVED}:
        return _one(condition, DiagnosisStatus.NONE, "resolved")
    if remission == "unspecified":
        ill = severity is not None and severity.band.at_least(SeverityBand.MILD)
        gap = Gap(
            code=GapCode.REMISSION_UNSPECIFIED,
            what="The diagnosis says remission, not whether it is full or partial",
            evidence=condition.evidence,
        )
        return _one(condition, DiagnosisStatus.ACTIVE if ill else DiagnosisStatus.REMISSION, None, gap)
    if remission == "full" or (status is ClinicalStatus.REMISSION and remission != "partial"):
        return _one(condition, DiagnosisStatus.REMISSION, None)
    if status is None and not _recent(condition, knowledge, as_of):
        gap = Gap(
            code=GapCode.DIAGNOSIS_STALE,
            what="The depression diagnosis has no clinical status, and no date within the last year",
            evidence=condition.evidence,
        )
        return _one(condition, DiagnosisStatus.NONE, gap.code.value, gap)
    return _one(condition, DiagnosisStatus.ACTIVE, None)


def _remission(condition: ConditionFact, knowledge: Knowledge) -> str | None:
    """What the code says of remission; its words where it has no code of its own."""
    sets = (("unspecified", "remission-unspecified"), ("partial", "partial-remission"), ("full", "full-remission"))
    for kind, name in sets:
        if condition.concepts & knowledge.concept_sets[name]:
            return kind
    words = {"unspecified-remission": "unspecified", "in-partial-remission": "partial"}
    return None if condition.remission is None else words.get(condition.remission, "full")


def _one(condition: ConditionFact, status: DiagnosisStatus, reason: str | None, *gaps: Gap) -> Depression:
    return Depression(status=status, reason=reason, deciding=(condition,), gaps=gaps)


def _recent(condition: ConditionFact, knowledge: Knowledge, as_of: date) -> bool:
    day = newest(condition)
    limit = knowledge.figures["diagnosis-undated-days"].value
    return day is not None and days_between(day.earliest, as_of) <= limit


def _corrected(
    by_code: Depression,
    severity: Severity,
    risk: SuicideRisk,
    known: Sequence[ConditionFact],
    knowledge: Knowledge,
    as_of: date,
) -> Depression:
    """A later score outweighs the code, but a low total does not outweigh danger (R-P8)."""
    scale = knowledge.scales[severity.instrument]
    said = f"{scale.label} {plain(severity.score)} ({in_words(severity.day)})"
    if by_code.status is DiagnosisStatus.REMISSION:
        since = [day.latest for condition in by_code.deciding if (day := remitted(condition)) is not None]
        if severity.band.at_least(SeverityBand.MODERATE) and all(day < severity.day for day in since):
            return _contradicted(by_code, severity, f"The diagnosis says remission, {said} does not")
        return by_code
    if scale.remission is None or severity.score > scale.remission:
        return by_code
    dates = [newest(condition) for condition in by_code.deciding]
    later = all(day is not None and day.latest < severity.day for day in dates)
    ill = risk.level in {RiskLevel.PRESENT, RiskLevel.HIGH} or any(
        is_active(condition, as_of) and _outweighs(condition, knowledge) for condition in known
    )
    if ill or not later:
        return _contradicted(by_code, severity, f"{said} is in the remission range, the record says active")
    return Depression(
        status=DiagnosisStatus.REMISSION,
        reason="score-in-remission",
        deciding=by_code.deciding,
        gaps=by_code.gaps,
        evidence=severity.evidence,
    )


def _contradicted(by_code: Depression, severity: Severity, what: str) -> Depression:
    gap = Gap(
        code=GapCode.DIAGNOSIS_CONTRADICTS_SCORE,
        what=what,
        evidence=tuple(sorted({*_evidence(by_code.deciding), *severity.evidence})),
    )
    return Depression(
        status=DiagnosisStatus.ACTIVE,
        reason=None,
        deciding=by_code.deciding,
        gaps=(*by_code.gaps, gap),
        evidence=severity.evidence,
    )


def _outweighs(condition: ConditionFact, knowledge: Knowledge) -> bool:
    """Psychotic features, catatonia, refusal of food or fluid."""
    sets = knowledge.concept_sets
    return (
        condition.psychotic is True
        or condition.refuses_intake
        or CATATONIA in condition.concepts
        or bool(condition.concepts & sets["psychotic-flag"])
    )


def _evidence(conditions: Sequence[ConditionFact]) -> tuple[str, ...]:
    return tuple(sorted({reference for condition in conditions for reference in condition.evidence}))
