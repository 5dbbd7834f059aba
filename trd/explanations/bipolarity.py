"""X1: what points to a bipolar disorder that nobody has confirmed."""

from collections.abc import Iterator

from trd.diagnosis.conditions import sure
from trd.explanations.conditions import hit
from trd.explanations.findings import Hit
from trd.explanations.laboratory import measured
from trd.explanations.record import Record
from trd.exposures import Exposure
from trd.intervals import in_words
from trd.knowledge.types import ExplanationRow
from trd.terms import StopReason, TrialKind

LITHIUM = "lithium"


def bipolarity(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """A diagnosis that was considered, a screen, a mood switch, or a mood stabiliser that nothing else explains."""
    bipolar = record.knowledge.concept_sets["bipolar"]
    for condition in record.conditions:
        gated = sure(condition) and condition.concepts & bipolar
        if not gated and not condition.concepts.isdisjoint(row.conditions):
            yield hit(condition, row)
    yield from measured(row, record)
    yield from _switched(row, record)
    yield from _stabilisers(row, record)


def _switched(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """Mania or hypomania as the reason to stop, or as a recorded reaction."""
    for exposure in record.rebuilt.exposures:
        last = exposure.possible.last
        if exposure.stop_reason is StopReason.MOOD_SWITCH:
            when = "" if last is None else f" ({in_words(last)})"
            name = record.drug(exposure.agent)
            yield Hit(what=f"Mood switch on {name}{when}", evidence=exposure.evidence, day=last)
    for allergy in record.history.allergies:
        if allergy.reactions & row.conditions.keys():
            yield Hit(what="Mania or hypomania as a drug reaction", evidence=allergy.evidence, day=allergy.recorded)


def _stabilisers(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    elsewhere = any(not condition.concepts.isdisjoint(row.explained_by) for condition in record.conditions)
    unexplained: dict[str, list[Exposure]] = {}
    for exposure in record.taken(row.drugs):
        if exposure.indications:
            explained = not exposure.indications & _bipolar_reasons(row, record)
        else:
            explained = elsewhere and LITHIUM not in exposure.ingredients
        if not explained and not _augments(exposure, record):
            unexplained.setdefault(exposure.agent, []).append(exposure)
    for agent, exposures in sorted(unexplained.items()):
        evidence = {reference for exposure in exposures for reference in exposure.evidence}
        name = record.drug(agent)
        yield Hit(
            what=f"{name[:1].upper()}{name[1:]} with no other reason on record",
            evidence=tuple(sorted(evidence)),
            day=max((last for exposure in exposures if (last := exposure.possible.last)), default=None),
        )


def _bipolar_reasons(row: ExplanationRow, record: Record) -> frozenset[str]:
    return record.knowledge.concept_sets["bipolar"] | row.conditions.keys()


def _augments(exposure: Exposure, record: Record) -> bool:
    """Lithium beside an antidepressant is itself a treatment of depression (§1.4); no reason need be recorded."""
    return LITHIUM in exposure.ingredients and any(
        rated.trial.kind is TrialKind.AUGMENTATION
        and LITHIUM in rated.trial.agents
        and exposure.certain & rated.trial.certain
        for rated in record.trials
    )
