"""Attempts, thoughts and self-harm that were coded as a diagnosis (§6.9)."""

from collections.abc import Iterable
from datetime import date

from trd.history import ConditionFact
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.suicide_risk.findings import RiskFinding
from trd.terms import ClinicalStatus, RiskLevel, Verification

_ACTIVE = {ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE}


def read_codes(
    conditions: Iterable[ConditionFact], knowledge: Knowledge, *, as_of: date
) -> tuple[tuple[RiskFinding, ...], tuple[str, ...]]:
    """What codes say of the risk now, and the evidence of self-harm that is only a note: older, or a history."""
    findings: list[RiskFinding] = []
    past: list[str] = []
    for condition in conditions:
        day = _day(condition, as_of)
        age = None if day is None else days_between(day, as_of)
        if condition.verification is Verification.REFUTED or (age is not None and age < 0):
            continue
        source, level = _level(condition, age, knowledge)
        if level is RiskLevel.UNKNOWN:
            past += condition.evidence if source else ()
            continue
        findings.append(
            RiskFinding(
                source=source,
                instrument=None,
                item=None,
                answer=None,
                day=day,
                age_days=age,
                level=level,
                evidence=condition.evidence,
            )
        )
    return tuple(findings), tuple(past)


def _level(condition: ConditionFact, age: int | None, knowledge: Knowledge) -> tuple[str, RiskLevel]:
    """Which source a condition is (empty: none), and its level; `unknown` = of the past."""
    sets, figures = knowledge.concept_sets, knowledge.figures
    current = condition.clinical in _ACTIVE or (condition.clinical is None and age is None)
    if condition.concepts & sets["suicide-attempt"]:
        if age is None:
            return "attempt", RiskLevel.PRESENT if current else RiskLevel.UNKNOWN
        if age <= figures["attempt-high-days"].value:
            return "attempt", RiskLevel.HIGH
        return "attempt", RiskLevel.PRESENT if age <= figures["attempt-present-days"].value else RiskLevel.UNKNOWN
    if condition.concepts & sets["suicidal-ideation"]:
        recent = age is not None and age <= figures["ideation-code-days"].value
        return ("ideation-code", RiskLevel.PRESENT) if current or recent else ("", RiskLevel.UNKNOWN)
    return "history" if condition.concepts & sets["suicide-attempt-history"] else "", RiskLevel.UNKNOWN


def _day(condition: ConditionFact, as_of: date) -> date | None:
    """The day of the event; of a partial date the latest possible day, which is the cautious reading."""
    begun = condition.onset
    if begun is None:
        return condition.recorded
    return min(begun.latest, as_of) if begun.earliest <= as_of else begun.earliest
