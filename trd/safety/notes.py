"""What the notes of single rows say beyond their cells: where a hit is milder, stricter or cleared (R-Z8).

Only a note that names the exception is followed; every other row keeps the effect of its cell.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from trd.history import ConditionFact, Measurement
from trd.safety import conditions, measurements
from trd.safety.facts import Facts, Taken
from trd.safety.results import RowResult
from trd.terms import Effect, Verdict

Note = Callable[[RowResult, str, Facts], RowResult | None]
"""The result as it stands, milder or stricter; None: cleared."""


def noted(result: RowResult, subject: str, facts: Facts) -> RowResult | None:
    """Apply the exception that the row's note names, if there is one."""
    note = NOTES.get(result.row.id)
    return note(result, subject, facts) if note and result.verdict is Verdict.HIT else result


def _as(result: RowResult, effect: Effect) -> RowResult:
    return replace(result, row=replace(result.row, effect=effect))


def _figure(name: str, facts: Facts) -> Decimal:
    return facts.knowledge.figures[name].value


def _later(facts: Facts, concept: str, since: ConditionFact, at_least: Decimal) -> bool:
    """Whether a value dated after the condition is certainly at or above the limit."""
    day = conditions.day_of(since)
    newest = measurements.newest(measurements.usable(facts, concept, None))
    return bool(newest) and all(
        day is not None and value.day > day.latest and _at_least(value, at_least) for value in newest
    )


def _at_least(value: Measurement, limit: Decimal) -> bool:
    return value.low is not None and value.low >= limit


def _sodium_recovered(facts: Facts) -> bool:
    known = facts.conditions.get("hyponatraemia", ())
    return bool(known) and all(
        _later(facts, "sodium", condition, _figure("sodium-recovered", facts)) for condition in known
    )


def _hyponatraemia(result: RowResult, _subject: str, facts: Facts) -> RowResult | None:
    """S103: with a later sodium of 135 or more on record it is a caution."""
    return _as(result, Effect.CAUTION) if _sodium_recovered(facts) else result


def _sodium_loss(result: RowResult, _subject: str, facts: Facts) -> RowResult | None:
    """S331: a sodium of 135 or more dated later clears hyponatraemia; dehydration stays."""
    dry = conditions.within(facts, "dehydration", int(result.row.lookback)).verdict is not Verdict.CLEAR
    return None if _sodium_recovered(facts) and not dry else result


def _obstruction(result: RowResult, subject: str, facts: Facts) -> RowResult | None:
    """S133: an enlarged prostate alone is a caution for paroxetine and quetiapine."""
    retention = conditions.active(facts, "urinary-retention").verdict is not Verdict.CLEAR
    return _as(result, Effect.CAUTION) if subject in ("paroxetine", "quetiapine") and not retention else result


def _kidney_disease(result: RowResult, _subject: str, facts: Facts) -> RowResult | None:
    """S316: a newer eGFR of 30 or more in 90 days turns it into *avoid*."""
    recent = measurements.usable(facts, "egfr", facts.days("egfr-enough-days"))
    coded = [known for concept in ("ckd-4", "ckd-5") for known in facts.conditions.get(concept, ())]
    limit = _figure("egfr-enough", facts)
    recovered = all(_later(facts, "egfr", known, limit) for known in coded)
    return _as(result, Effect.AVOID) if recent and recovered else result


def _paced(result: RowResult, _subject: str, facts: Facts) -> RowResult | None:
    """S340: with a pacemaker it is *avoid*."""
    paced = conditions.ever(facts, "pacemaker").verdict is Verdict.HIT
    return _as(result, Effect.AVOID) if paced else result


def _second_antipsychotic(result: RowResult, subject: str, facts: Facts) -> RowResult | None:
    """S260: a caution when the only one is quetiapine certainly below 150 mg/d, or an antiemetic."""
    groups = facts.knowledge.codes.groups
    antiemetics = groups.get("antidopaminergic-antiemetics", frozenset())
    running = [
        taken
        for name, taken in facts.taken.items()
        if name in groups.get("antipsychotics", frozenset()) and name != subject and facts.as_of in taken.possible
    ]
    mild = all(
        taken.ingredient in antiemetics or (taken.ingredient == "quetiapine" and _hypnotic(taken, facts))
        for taken in running
    )
    return _as(result, Effect.CAUTION) if running and mild else result


def _hypnotic(taken: Taken, facts: Facts) -> bool:
    now = [exposure for exposure in taken.exposures if facts.as_of in exposure.possible]
    return all(exposure.high is not None and exposure.high < _figure("hypnotic-quetiapine", facts) for exposure in now)


NOTES: Mapping[str, Note] = {
    "S103": _hyponatraemia,
    "S133": _obstruction,
    "S260": _second_antipsychotic,
    "S316": _kidney_disease,
    "S331": _sodium_loss,
    "S340": _paced,
}
