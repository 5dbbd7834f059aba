"""What a Condition is worth on a given day: known by then, sure enough, still active."""

from collections.abc import Iterable
from datetime import date

from trd.history import ConditionFact
from trd.intervals import DayInterval
from trd.terms import ClinicalStatus, Verification

ACTIVE = frozenset({ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE})
DOUBTED = frozenset({Verification.UNCONFIRMED, Verification.DIFFERENTIAL})


def known(conditions: Iterable[ConditionFact], *, as_of: date) -> tuple[ConditionFact, ...]:
    """The conditions that were there on `as_of`; a refuted one never was."""
    return tuple(
        condition
        for condition in conditions
        if condition.verification is not Verification.REFUTED
        and ((day := dated(condition)) is None or day.earliest <= as_of)
    )


def sure(condition: ConditionFact) -> bool:
    """Confirmed, provisional or not stated; not unconfirmed, not one of several possibilities (R-P2)."""
    return condition.verification not in DOUBTED


def dated(condition: ConditionFact) -> DayInterval | None:
    """Onset, else the day it was recorded."""
    if condition.onset is not None:
        return condition.onset
    return None if condition.recorded is None else DayInterval.on(condition.recorded)


def newest(condition: ConditionFact) -> DayInterval | None:
    """The newest day on which the record says it was there: of onset and recording the later."""
    recorded = None if condition.recorded is None else DayInterval.on(condition.recorded)
    return _later(condition.onset, recorded)


def remitted(condition: ConditionFact) -> DayInterval | None:
    """The newest day on which the record says that it was in remission."""
    return _later(newest(condition), condition.abated)


def _later(*days: DayInterval | None) -> DayInterval | None:
    stated = [day for day in days if day is not None]
    return max(stated, key=lambda day: (day.earliest, day.latest), default=None)


def status_on(condition: ConditionFact, as_of: date) -> ClinicalStatus | None:
    """The clinical status on `as_of`: what ended later was still active, what ended before is resolved."""
    ended = condition.abated
    if condition.clinical is None:
        return ClinicalStatus.RESOLVED if ended is not None and ended.latest <= as_of else None
    if condition.clinical not in ACTIVE and ended is not None and ended.earliest > as_of:
        return ClinicalStatus.ACTIVE
    return condition.clinical


def is_active(condition: ConditionFact, as_of: date) -> bool:
    """Active, recurrence, relapse or no status (§7)."""
    status = status_on(condition, as_of)
    return status is None or status in ACTIVE
