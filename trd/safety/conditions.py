"""Diagnoses: `active`, `ever` and `within` of the matrix (§3.0)."""

from datetime import date

from trd.history import ConditionFact
from trd.intervals import DayInterval, plus
from trd.safety.facts import Facts
from trd.safety.findings import CLEAR, Finding, any_of, hit, unknown
from trd.terms import ClinicalStatus, FactList, Verdict, Verification

ACTIVE = frozenset({ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE})
UNCONFIRMED = frozenset({Verification.UNCONFIRMED, Verification.PROVISIONAL, Verification.DIFFERENTIAL})
REMITTED = frozenset({"in-remission", "in-full-remission", "unspecified-remission"})
"""Said by the code itself, whatever the status of the entry; a partial remission is still active."""
DOUBTED = frozenset({Verification.UNCONFIRMED, Verification.DIFFERENTIAL})


def is_active(condition: ConditionFact, as_of: date) -> bool:
    """Active, recurrence, relapse or no status; without a status a stated end in the past ends it."""
    if condition.clinical is None:
        return condition.abated is None or condition.abated.latest >= as_of
    return condition.clinical in ACTIVE


def active(facts: Facts, concept: str, *, sure_only: bool = False) -> Finding:
    """Whether the condition is active on the record; a code that says "in remission" is not (S114, S389)."""
    known = _known(facts, concept, sure_only)
    found = [fact for fact in known if is_active(fact, facts.as_of) and fact.remission not in REMITTED]
    return any_of(_hit(fact) for fact in found) if found else absent(facts)


def ever(facts: Facts, concept: str, *, sure_only: bool = False) -> Finding:
    """Whether the condition was ever recorded, ended or not."""
    found = _known(facts, concept, sure_only)
    return any_of(_hit(known) for known in found) if found else absent(facts)


def within(facts: Facts, concept: str, days: int, *, sure_only: bool = False) -> Finding:
    """Whether it began, or else was recorded, in the last `days` days; the last day still counts.

    A condition that no date can place is unknown, and a date that only may lie inside is unknown too.
    """
    found = any_of(_dated(facts, known, days) for known in _known(facts, concept, sure_only))
    return absent(facts) if found.verdict is Verdict.CLEAR else found


def day_of(condition: ConditionFact) -> DayInterval | None:
    """Onset, else the day it was recorded."""
    if condition.onset is not None:
        return condition.onset
    return DayInterval.on(condition.recorded) if condition.recorded is not None else None


def _dated(facts: Facts, condition: ConditionFact, days: int) -> Finding:
    first, last = plus(facts.as_of, -days), facts.as_of
    day = day_of(condition)
    if day is None:
        return unknown(f"date of {condition.label or 'a recorded condition'}")
    if first <= day.earliest and day.latest <= last:
        return _hit(condition)
    if day.latest < first or day.earliest > last:
        return CLEAR
    return unknown(f"date of {condition.label or 'a recorded condition'}")


def _known(facts: Facts, concept: str, sure_only: bool) -> tuple[ConditionFact, ...]:
    known = facts.conditions.get(concept, ())
    return tuple(fact for fact in known if not (sure_only and fact.verification in DOUBTED))


def _hit(condition: ConditionFact) -> Finding:
    return hit(*condition.evidence, value=condition.label or None, unconfirmed=condition.verification in UNCONFIRMED)


def absent(facts: Facts) -> Finding:
    """No such condition is on record: clear only where the list was sent (R-Z2)."""
    if facts.delivered(FactList.CONDITIONS):
        return CLEAR
    return unknown("conditions", not_sent=FactList.CONDITIONS)
