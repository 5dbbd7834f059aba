"""Rows of §7 that another drug shows: causes of depression, inducers, prodrugs."""

from collections.abc import Iterator
from datetime import date

from trd.explanations.conditions import coded
from trd.explanations.findings import Hit
from trd.explanations.laboratory import positive
from trd.explanations.record import Record
from trd.exposures import Exposure
from trd.intervals import Days, in_words
from trd.knowledge.types import ExplanationRow
from trd.resistance import RatedTrial
from trd.terms import Route

SYSTEMIC = frozenset({None, Route.ORAL, Route.INJECTION, Route.RECTAL})
"""Routes by which a corticosteroid reaches the whole body; not stated counts."""


def taken(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """A drug of the row on certain days of the look-back; for as many days as the row asks."""
    needed = row.figures["days"].value if "days" in row.figures else 1
    window = record.window(row.lookback_days)
    exposures = record.taken(row.drugs, without=row.without)
    days = _union(exposure.certain & window for exposure in exposures)
    if len(days) < needed:
        return
    inside = tuple(exposure for exposure in exposures if exposure.certain & window)
    for drug in sorted(row.drugs & _ingredients(inside)):
        own = [exposure for exposure in inside if drug in exposure.ingredients]
        yield _hit(record.drug(drug), own, _union(exposure.certain & window for exposure in own))


def _ingredients(exposures: tuple[Exposure, ...]) -> frozenset[str]:
    return frozenset(drug for exposure in exposures for drug in exposure.ingredients)


def _union(sets: Iterator[Days]) -> Days:
    found = Days()
    for days in sets:
        found |= days
    return found


def _hit(name: str, exposures: list[Exposure], days: Days, during: str = "") -> Hit:
    """ "Metoprolol (3 Jan 2026 to 4 Mar 2026)"."""
    first, last = (date.fromordinal(ordinal) for ordinal in (days.spans[0][0], days.spans[-1][1]))
    span = in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
    evidence = {reference for exposure in exposures for reference in exposure.evidence}
    what = f"{name[:1].upper()}{name[1:]}{during} ({span})"
    return Hit(what=what, evidence=tuple(sorted(evidence)), day=last)


def chronic_pain(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X15: coded pain, or several pain drugs at present."""
    yield from coded(row, record)
    now = record.window(int(row.figures["current"].value))
    current = [exposure for exposure in record.taken(row.drugs) if exposure.certain & now]
    drugs = sorted(row.drugs & _ingredients(tuple(current)))
    if len(drugs) >= row.figures["drugs"].value:
        evidence = {reference for exposure in current for reference in exposure.evidence}
        names = ", ".join(record.drug(drug) for drug in drugs)
        yield Hit(what=f"{len(drugs)} pain drugs: {names}", evidence=tuple(sorted(evidence)), day=record.as_of)


def corticosteroid(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X35: a systemic dose of prednisolone or its equal, long enough, and during a trial."""
    dose, needed = row.figures["dose"].value, row.figures["days"].value
    window = record.window(row.lookback_days)
    for drug, factor in sorted(row.factors.items()):
        enough = [
            exposure
            for exposure in record.taken(frozenset({drug}))
            if exposure.route in SYSTEMIC and exposure.low is not None and exposure.low * factor >= dose
        ]
        days = _union(exposure.certain & window for exposure in enough)
        if len(days) >= needed and any(days & rated.trial.certain for rated in record.antidepressant_trials()):
            yield _hit(record.drug(drug), enough, days)


def beside_trials(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """Drugs of the row on days of a trial (X46: of the agents it names)."""
    for rated in record.antidepressant_trials():
        if row.beside and row.beside.isdisjoint(rated.trial.agents):
            continue
        yield from _overlaps(row, record, rated)


def inducer(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X45: an inducer on days of a trial; tobacco smoke for the agents that CYP1A2 breaks down."""
    smoking = list(positive(row, record))
    for rated in record.antidepressant_trials():
        yield from _overlaps(row, record, rated)
        if not row.beside.isdisjoint(rated.trial.agents):
            for found in smoking:
                what = f"{found.what}, {record.name(rated)} taken"
                yield Hit(what=what, evidence=found.evidence, day=found.day, trial=rated.id)


def _overlaps(row: ExplanationRow, record: Record, rated: RatedTrial) -> Iterator[Hit]:
    trial = rated.trial
    for drug in sorted(row.drugs):
        own = [exposure for exposure in record.taken(frozenset({drug})) if exposure.certain & trial.certain]
        days = _union(exposure.certain & trial.certain for exposure in own)
        if days:
            found = _hit(record.drug(drug), own, days, f" during {record.name(rated)}")
            yield Hit(what=found.what, evidence=found.evidence, day=found.day, trial=rated.id)
