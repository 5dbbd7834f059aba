"""Which records count, as one each, and when they start (§2.1, §2.3, R-E25)."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from trd.exposures.spells import Reading
from trd.history import MedicationRecord
from trd.intervals import DayInterval, plus
from trd.knowledge.types import Knowledge
from trd.terms import DateBasis, Intake, RecordKind


def distinct(records: Iterable[MedicationRecord]) -> tuple[MedicationRecord, ...]:
    """One record for all that share an id or an identifier; the newest version speaks, all evidence is kept (R-E25).

    The result is in a fixed order, whatever the order of `records`.
    """
    ordered = sorted(records, key=_order)
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, record in enumerate(ordered):
        keys = _keys(record) or [(record.kind, record.agent, "", id(record))]
        met = {id(groups[key]): groups[key] for key in keys if key in groups}
        group = max(met.values(), key=len, default=[])
        for other in met.values():
            if other is not group:  # joined by this record; the smaller goes into the larger
                group.extend(other)
                groups.update((key, group) for member in other for key in _keys(ordered[member]))
        group.append(place)
        groups.update(dict.fromkeys(keys, group))
    unique = [
        [ordered[place] for place in sorted(group)] for group in {id(own): own for own in groups.values()}.values()
    ]
    newest = [_newest(group) for group in unique]
    return tuple(newest if all(len(group) == 1 for group in unique) else sorted(newest, key=_order))


def components(records: Iterable[MedicationRecord], knowledge: Knowledge) -> tuple[MedicationRecord, ...]:
    """Add the antidepressant inside an augmentation product: olanzapine-fluoxetine is fluoxetine too (§1.4)."""
    found: list[MedicationRecord] = []
    for record in records:
        found.append(record)
        agent = knowledge.agents.get(record.agent)
        part = agent.reference_ingredient if agent and agent.augmenter and not agent.antidepressant else None
        if part is not None and part in knowledge.agents and knowledge.agents[part].antidepressant:
            found.append(replace(record, agent=part))
    return tuple(found)


def start_of(
    record: MedicationRecord, dispenses: Sequence[date], reading: Reading
) -> tuple[DayInterval, DateBasis] | None:
    """The day a record starts, in the order of §2.3; `None` where nothing tells.

    `dispenses` are the agent's hand-over days, ascending.
    """
    if record.start_assumed:
        return _assumed(record, reading)
    if record.start is not None:
        return _not_after_dispense(record, record.start, dispenses), DateBasis.STATED
    if record.kind is RecordKind.ORDER:
        if record.authored is not None:
            return DayInterval.on(record.authored), DateBasis.STATED
        if dispenses:
            return DayInterval.on(dispenses[0]), DateBasis.STATED
    if record.kind is RecordKind.STATEMENT and record.asserted is not None:
        return _assumed(record, reading)
    return None


def taken(record: MedicationRecord) -> bool:
    """False for a record that says the drug was *not* taken: evidence of non-adherence, no exposure (R-E27)."""
    return record.intake is not Intake.NOT_TAKEN


def _assumed(record: MedicationRecord, reading: Reading) -> tuple[DayInterval, DateBasis] | None:
    """Only a `dateAsserted`: that day is certain, up to a year before is possible."""
    told = record.start.latest if record.start is not None else record.asserted
    if told is None:
        return None
    earliest = plus(told, -reading.days("assumed-start-days"))
    return DayInterval(earliest=earliest, latest=told), DateBasis.ASSUMED


def _not_after_dispense(record: MedicationRecord, start: DayInterval, dispenses: Sequence[date]) -> DayInterval:
    """A plan that begins after its first dispense: the dispense is the start (R-E10)."""
    if record.kind is not RecordKind.ORDER or record.authored is None or not start.exact:
        return start
    at = bisect_left(dispenses, record.authored)
    if at < len(dispenses) and dispenses[at] < start.earliest:
        return DayInterval.on(dispenses[at])
    return start


def _keys(record: MedicationRecord) -> list[tuple[object, ...]]:
    return [(record.kind, record.agent, record.as_needed, identity) for identity in sorted(record.identities)]


def _order(record: MedicationRecord) -> tuple[object, ...]:
    """A fixed order of any records: by agent, start, kind and id."""
    start = record.start or (DayInterval.on(record.authored or record.asserted or date.max))
    return (
        record.agent,
        start.earliest,
        start.latest,
        record.kind.value,
        record.evidence,
        record.as_needed,
        record.status.value,
        sorted(record.identities),
    )


def _newest(group: Sequence[MedicationRecord]) -> MedicationRecord:
    if len(group) == 1 and len(group[0].evidence) == 1:
        return group[0]
    newest = max(group, key=lambda record: (record.last_updated or date.min, _order(record)))
    evidence = tuple(sorted({reference for record in group for reference in record.evidence}))
    return newest if evidence == newest.evidence else replace(newest, evidence=evidence)
