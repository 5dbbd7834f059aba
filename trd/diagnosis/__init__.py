"""Is it depression, active, and ours to advise on? (§6.1)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.diagnosis.conditions import is_active, known, sure
from trd.diagnosis.depression import Depression, read_depression
from trd.diagnosis.flags import read_flags
from trd.diagnosis.person import Person, read_person
from trd.exposures import Rebuilt
from trd.history import ConditionFact, Gap, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.severity import Severity
from trd.suicide_risk import SuicideRisk
from trd.terms import Counts, DiagnosisStatus, FactList, GapCode, SeverityBand

EXCLUDING = (("bipolar", "bipolar"), ("psychotic-disorder", "psychotic-disorder"), ("dementia", "dementia"))
"""Reason and concept set of R-P2, R-P3, R-P4, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    status: DiagnosisStatus
    reason: str | None
    """`bipolar`, `under-minimum-age`, `conditions-not-sent` …"""
    flags: tuple[str, ...] = ()
    """`psychotic`, `perinatal`, `dysthymia-only`."""
    by_text: bool = False
    """Read from words alone: what rests on it is at most of moderate confidence (R-P6b)."""
    evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


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
    conditions = known(history.conditions, as_of=as_of)
    sets = knowledge.concept_sets
    depressive = [condition for condition in conditions if condition.concepts & (sets["mdd"] | sets["dysthymia"])]
    flags = read_flags(conditions, depressive, history, knowledge, as_of=as_of)
    person = read_person(history, as_of=as_of)
    age_gaps = _age_gaps(person, history, choices)
    if person.age_low is not None and person.age_low < choices.minimum_age:
        evidence = history.patient.evidence
        return Diagnosis(
            status=DiagnosisStatus.EXCLUDED,
            reason="under-minimum-age",
            flags=flags,
            evidence=evidence,
            gaps=age_gaps,
        )
    verdict = (
        _excluded(conditions, depressive, knowledge, as_of)
        or (read_depression(depressive, severity, risk, conditions, knowledge, as_of=as_of) if depressive else None)
        or _no_depression(history, rebuilt, severity)
    )
    gaps = (*age_gaps, *verdict.gaps, *_doubts(conditions, verdict, history, knowledge))
    references = {reference for condition in verdict.deciding for reference in condition.evidence}
    return Diagnosis(
        status=verdict.status,
        reason=verdict.reason,
        flags=flags,
        by_text=bool(verdict.deciding) and all(condition.by_text for condition in verdict.deciding),
        evidence=tuple(sorted(references | set(verdict.evidence))),
        gaps=gaps,
    )


def _age_gaps(person: Person, history: TreatmentHistory, choices: Choices) -> tuple[Gap, ...]:
    """No age: served as an adult. A partial birth date that leaves adulthood open: not served (R-P1)."""
    evidence = history.patient.evidence
    if person.age_low is None or person.age_high is None:
        return (Gap(code=GapCode.AGE_UNKNOWN, what="Age not on record: read as an adult", evidence=evidence),)
    if person.age_low < choices.minimum_age <= person.age_high:
        what = f"The birth date leaves open whether the patient is {choices.minimum_age}"
        return (Gap(code=GapCode.AGE_UNCERTAIN, what=what, evidence=evidence),)
    return ()


def _excluded(
    conditions: Sequence[ConditionFact], depressive: Sequence[ConditionFact], knowledge: Knowledge, as_of: date
) -> Depression | None:
    """Bipolar, psychotic disorder, dementia, or a depression that is secondary alone (R-P2 … R-P5)."""
    sets = knowledge.concept_sets
    for reason, name in EXCLUDING:
        found = tuple(
            condition
            for condition in conditions
            if sure(condition) and condition.concepts & sets[name] and not _milder(condition, name, knowledge)
        )
        if found:
            return Depression(status=DiagnosisStatus.EXCLUDED, reason=reason, deciding=found)
    if any(sure(condition) for condition in depressive):
        return None
    secondary = tuple(
        condition
        for condition in conditions
        if sure(condition) and is_active(condition, as_of) and condition.concepts & sets["secondary-depression"]
    )
    return (
        Depression(status=DiagnosisStatus.EXCLUDED, reason="secondary-depression", deciding=secondary)
        if (secondary)
        else None
    )


def _milder(condition: ConditionFact, name: str, knowledge: Knowledge) -> bool:
    """The tables' schizophrenia spectrum also holds what only flags or is only looked at (R-P3)."""
    sets = knowledge.concept_sets
    return name == "psychotic-disorder" and bool(
        condition.concepts & (sets["psychotic-flag"] | sets["psychotic-neither"])
    )


def _no_depression(history: TreatmentHistory, rebuilt: Rebuilt, severity: Severity | None) -> Depression:
    """No depressive Condition: never sent, or not there (R-P9)."""
    if FactList.CONDITIONS not in history.delivered and not history.conditions:
        gap = Gap(code=GapCode.CONDITIONS_NOT_SENT, what="The list of conditions was not sent")
        return Depression(status=DiagnosisStatus.NONE, reason=gap.code.value, deciding=(), gaps=(gap,))
    reason = GapCode.NO_DEPRESSION_DIAGNOSIS
    treated = any(exposure.counts is Counts.YES for exposure in rebuilt.exposures)
    ill = severity is not None and severity.band.at_least(SeverityBand.MODERATE)
    gaps: tuple[Gap, ...] = ()
    if treated or ill:
        why = "an antidepressant" if treated else "a score of moderate depression"
        gaps = (Gap(code=reason, what=f"No depression diagnosis on record, but {why}"),)
    return Depression(status=DiagnosisStatus.NONE, reason=reason.value, deciding=(), gaps=gaps)


def _doubts(
    conditions: Sequence[ConditionFact], verdict: Depression, history: TreatmentHistory, knowledge: Knowledge
) -> tuple[Gap, ...]:
    """What was read from words, unless the reading said so itself, and what would exclude if it were confirmed."""
    said = {reference for gap in history.gaps if gap.code is GapCode.CONDITION_BY_TEXT for reference in gap.evidence}
    gaps = [
        Gap(
            code=GapCode.CONDITION_BY_TEXT,
            what="A diagnosis was read from its words, it has no code",
            evidence=condition.evidence,
        )
        for condition in verdict.deciding
        if condition.by_text and said.isdisjoint(condition.evidence)
    ]
    unsettled = knowledge.concept_sets["psychotic-disorder"] | knowledge.concept_sets["dementia"]
    gaps += [
        Gap(
            code=GapCode.UNCONFIRMED_DIAGNOSIS,
            what="A diagnosis that would end this advice is recorded as unconfirmed",
            evidence=condition.evidence,
        )
        for condition in conditions
        if not sure(condition) and condition.concepts & unsettled
    ]
    return tuple(sorted(gaps, key=lambda gap: (gap.code, gap.evidence)))


__all__ = ["Diagnosis", "Person", "diagnose", "read_person"]
