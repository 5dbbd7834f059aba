"""What changes the advice, not the rating: psychotic features, pregnancy and the year after, dysthymia alone."""

from collections.abc import Sequence
from datetime import date

from trd.diagnosis.conditions import dated, is_active, sure
from trd.history import ConditionFact, TreatmentHistory
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.terms import Sex


def read_flags(
    conditions: Sequence[ConditionFact],
    depressive: Sequence[ConditionFact],
    history: TreatmentHistory,
    knowledge: Knowledge,
    *,
    as_of: date,
) -> tuple[str, ...]:
    """`psychotic`, `perinatal`, `dysthymia-only`, of what is active (§6.1)."""
    sets = knowledge.concept_sets
    active = [condition for condition in conditions if is_active(condition, as_of)]
    depressed = [condition for condition in depressive if is_active(condition, as_of) and sure(condition)]
    psychotic = any(condition.psychotic for condition in depressed) or any(
        sure(condition) and condition.concepts & sets["psychotic-flag"] for condition in active
    )
    flags = ["psychotic"] if psychotic else []
    if history.patient.sex is not Sex.MALE and (
        _perinatal(conditions, active, knowledge, as_of) or _tested_positive(history, knowledge, as_of)
    ):
        flags.append("perinatal")
    if depressed and all(condition.concepts & sets["dysthymia"] for condition in depressed):
        flags.append("dysthymia-only")
    return tuple(flags)


def _perinatal(
    conditions: Sequence[ConditionFact], active: Sequence[ConditionFact], knowledge: Knowledge, as_of: date
) -> bool:
    """A pregnancy that can still be one, or at most a year after it (R-P6, G-R3)."""
    sets, figures = knowledge.concept_sets, knowledge.figures
    pregnant, after = figures["pregnancy-code-days"].value, figures["postpartum-days"].value
    for condition in active:
        age = _age(condition, as_of)
        if condition.concepts & sets["pregnancy"] and age is not None and age <= pregnant:
            return True
        if condition.concepts & sets["postpartum"] and age is None:
            return True
    for condition in conditions:
        age = _age(condition, as_of)
        if condition.concepts & sets["postpartum"] and age is not None and age <= after:
            return True
        over = condition.abated
        ended = over is not None and 0 <= days_between(over.latest, as_of) <= after
        if condition.concepts & sets["pregnancy"] and ended:
            return True
    return False


def _tested_positive(history: TreatmentHistory, knowledge: Knowledge, as_of: date) -> bool:
    """The newest pregnancy test of the last weeks is positive: a pregnancy that nobody has coded yet (G14)."""
    longest = knowledge.figures["pregnancy-test-days"].value
    tests = [
        (found.day, found.positive)
        for found in history.findings
        if found.concept == "hcg" and found.day is not None and 0 <= days_between(found.day, as_of) <= longest
    ]
    last = max((day for day, _ in tests), default=None)
    return any(positive for day, positive in tests if day == last)


def _age(condition: ConditionFact, as_of: date) -> int | None:
    day = dated(condition)
    return None if day is None else days_between(day.latest, as_of)
