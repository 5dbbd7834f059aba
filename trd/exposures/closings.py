"""How one record of an agent limits another: a later order, a stop, a missing dispense, "not taken" (§2.5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from trd.exposures.spells import Reading, Spell
from trd.history import MedicationRecord
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis, Doubt, RecordKind

INSTRUCTIONS = (RecordKind.ORDER, RecordKind.STATEMENT)


def closed_by_later(spells: Sequence[Spell]) -> tuple[Spell, ...]:
    """A later record of the agent ends an earlier one without a stated end: a change of dose (R-E23)."""
    later = sorted(
        (spell.start.latest.toordinal(), not spell.record.inpatient)
        for spell in spells
        if spell.doubt is None and not spell.record.in_addition
    )
    days = [day for day, _ in later]
    outside = [day for day, ambulatory in later if ambulatory]
    result = []
    for each in spells:
        spell = _since_the_one_before(each, days)
        own = spell.start.latest.toordinal()
        candidates = days if spell.record.inpatient else outside  # a stay does not end what is taken at home
        at = bisect_right(candidates, own + 1)
        if spell.end_stated or at == len(candidates):
            result.append(spell)
        else:
            result.append(cut(spell, candidates[at] - 1, DateBasis.UNTIL_NEXT))
    return tuple(result)


def replaced(spells: Sequence[Spell], replacements: Mapping[str, int]) -> tuple[Spell, ...]:
    """An open order whose place an order of another drug took is certain until the day before, no longer.

    It stays possible: a cross-taper leaves the old order open for a while. `replacements`: first day by evidence.
    """
    result = []
    for spell in spells:
        days = [replacements[name] for name in spell.record.evidence if name in replacements]
        later = [day for day in days if day > spell.start.latest.toordinal()]
        if later and not spell.end_stated:
            spell = replace(spell, certain=(spell.certain[0], min(spell.certain[1], min(later) - 1)))
        result.append(spell)
    return tuple(result)


def _since_the_one_before(spell: Spell, days: Sequence[int]) -> Spell:
    """An assumed start reaches back no further than the record before it: that one speaks for its own time."""
    at = bisect_left(days, spell.start.latest.toordinal())
    if spell.start_basis is not DateBasis.ASSUMED or at == 0 or days[at - 1] < spell.possible[0]:
        return spell
    first = min(days[at - 1] + 1, spell.start.latest.toordinal())
    return replace(
        spell,
        start=DayInterval(earliest=date.fromordinal(first), latest=spell.start.latest),
        possible=(first, spell.possible[1]),
    )


def undispensed(spell: Spell, any_dispense: Sequence[date], own: Sequence[date], reading: Reading) -> bool:
    """Was an order written where dispensing is recorded, and this drug not dispensed? (R-E26)"""
    record = spell.record
    if record.kind is not RecordKind.ORDER or record.inpatient:
        return False
    written = record.authored or spell.start.latest
    near = reading.days("any-dispense-days")
    if not _any_between(any_dispense, written.toordinal() - near, written.toordinal() + near):
        return False
    return not _any_between(
        own, written.toordinal() - reading.days("dispense-before-days"), dispense_due(spell, reading)
    )


def dispense_due(spell: Spell, reading: Reading) -> int:
    """The last day on which a dispense still belongs to the order."""
    written = spell.record.authored or spell.start.latest
    due = written.toordinal() + reading.days("dispense-after-days")
    return min(due, spell.end.latest.toordinal()) if spell.end_stated and spell.end is not None else due


def only_possible(spell: Spell, doubt: Doubt) -> Spell:
    """The same days, none of them certain."""
    first = spell.certain[0]
    return replace(spell, certain=(first, first - 1), doubt=spell.doubt or doubt)


def not_taken_days(records: Sequence[MedicationRecord], spells: Sequence[Spell], reading: Reading) -> Days:
    """The days for which a record denies that the agent was taken (R-E27)."""
    starts = sorted(spell.start.latest.toordinal() for spell in spells)
    spans = []
    for record in records:
        told = record.start.earliest if record.start is not None else record.asserted
        if told is None or told.toordinal() > reading.as_of:
            continue
        first = told.toordinal()
        if record.end is not None:
            last = record.end.latest.toordinal()
        elif record.start is None:
            last = first
        else:  # until the drug is started again, or up to now
            heard = max(first, record.asserted.toordinal() if record.asserted else first)
            at = bisect_right(starts, heard)
            last = starts[at] - 1 if at < len(starts) else reading.as_of
        spans.append((first, min(last, reading.as_of)))
    return Days.of(spans)


def _any_between(days: Sequence[date], first: int, last: int) -> bool:
    at = bisect_left(days, first, key=date.toordinal)
    return at < len(days) and days[at].toordinal() <= last


def cut(spell: Spell, last: int, basis: DateBasis) -> Spell:
    """The record up to a day, which its end now rests on."""
    if last >= spell.possible[1] and spell.end is not None:
        return spell
    last = max(last, spell.possible[0] - 1)
    certain = min(spell.certain[1], last)
    earliest = min(max(certain, spell.start.earliest.toordinal()), max(last, spell.start.earliest.toordinal()))
    return replace(
        spell,
        certain=(spell.certain[0], certain),
        possible=(spell.possible[0], min(spell.possible[1], last)),
        end=DayInterval(
            earliest=date.fromordinal(earliest),
            latest=date.fromordinal(max(earliest, min(spell.possible[1], last))),
        ),
        end_basis=basis,
        open_end=False,
        stale=False,
    )
