"""Rows of §7 that a coded condition shows."""

from collections.abc import Iterator

from trd.diagnosis.conditions import ACTIVE, dated, is_active, status_on, sure
from trd.explanations.findings import Hit, named
from trd.explanations.record import Record
from trd.history import ConditionFact
from trd.knowledge.types import ExplanationRow
from trd.terms import FactList, ReleaseForm

SLOW_RELEASE = frozenset({ReleaseForm.CONTROLLED, ReleaseForm.SUSTAINED, ReleaseForm.EXTENDED})


def coded(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """Conditions of the row: at any time, active, or dated in its look-back."""
    for condition in record.conditions:
        if condition.concepts.isdisjoint(row.conditions) or not _stands(condition, row, record):
            continue
        yield hit(condition, row)


def hit(condition: ConditionFact, row: ExplanationRow) -> Hit:
    """A condition in the words of the row: the first of its concepts there decides."""
    words = next(words for concept, words in row.conditions.items() if concept in condition.concepts)
    day = dated(condition)
    what = named(words if sure(condition) else f"{words}, not confirmed", day)
    return Hit(what=what, evidence=condition.evidence, day=None if day is None else day.latest)


def _stands(condition: ConditionFact, row: ExplanationRow, record: Record) -> bool:
    if row.when == "ever":
        return True
    if row.when == "active":
        return is_active(condition, record.as_of) and condition.remission is None
    return recent(condition, row, record)


def recent(condition: ConditionFact, row: ExplanationRow, record: Record) -> bool:
    """Dated in the look-back on every reading; without a date it must be active."""
    day = dated(condition)
    if day is None:
        return status_on(condition, record.as_of) in ACTIVE
    return record.within(day.earliest, row.lookback_days)


def psychotic_features(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X2: an active depression whose code says psychotic."""
    sets = record.knowledge.concept_sets
    for condition in record.conditions:
        depressive = condition.concepts & (sets["mdd"] | sets["dysthymia"])
        if depressive and condition.psychotic and is_active(condition, record.as_of):
            day = dated(condition)
            yield Hit(
                what=named(row.label, day),
                evidence=condition.evidence,
                day=None if day is None else day.latest,
            )


def grief(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X54: a bereavement of the last year, or prolonged grief as long as it is active."""
    for condition in record.conditions:
        if condition.concepts.isdisjoint(row.conditions):
            continue
        prolonged = "bereavement" not in condition.concepts and is_active(condition, record.as_of)
        if prolonged or recent(condition, row, record):
            yield hit(condition, row)


def hormonal_phase(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X34: menopausal symptoms, a delivery of the last year, a pregnancy that ended in it."""
    yield from coded(row, record)
    for condition in record.conditions:
        over = condition.abated
        if (
            condition.concepts & record.knowledge.concept_sets["pregnancy"]
            and over is not None
            and record.within(over.earliest, row.lookback_days)
        ):
            yield Hit(what=named("Pregnancy ended", over), evidence=condition.evidence, day=over.latest)


def absorption(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X56: a gut that absorbs less, and a slow-release product in a trial."""
    slow = [
        rated
        for rated in record.antidepressant_trials()
        if any(exposure.form in SLOW_RELEASE for exposure in rated.trial.exposures)
    ]
    for found in coded(row, record) if slow else ():
        names = ", ".join(sorted({record.name(rated) for rated in slow}))
        evidence = {reference for rated in slow for reference in rated.trial.evidence}
        yield Hit(
            what=f"{found.what}, with slow-release {names}",
            evidence=tuple(sorted({*found.evidence, *evidence})),
            day=found.day,
        )


def no_diagnosis(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X57: antidepressant trials, and a list of conditions without depression. A list never sent says nothing."""
    if FactList.CONDITIONS not in record.history.delivered or record.diagnosis.reason != "no-depression-diagnosis":
        return
    evidence = {reference for rated in record.antidepressant_trials() for reference in rated.trial.evidence}
    if evidence:
        yield Hit(what=row.label, evidence=tuple(sorted(evidence)))
