"""Dispenses of one agent read into days of supply: early refills carry over, gaps stay gaps (E19b, E19c, R-E22)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trd.exposures.exposure import Supplied
from trd.exposures.spells import Reading, Spell
from trd.history import EncounterFact, MedicationRecord
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis, Doubt, RecordStatus

IN_HOSPITAL = frozenset({"IMP", "ACUTE", "NONAC"})
AT_HOME = 30
"""Kinds of one drug, by strength and dose, whose left-over tablets are followed at once."""
Fill = tuple[Decimal | None, tuple[Decimal | None, Decimal | None] | None]
"""What tells one fill from another: unit strength, and daily dose where it is stated."""


def dispensed(records: Sequence[MedicationRecord], reading: Reading) -> tuple[Spell, ...]:
    """Read the dispenses of one agent, in the order of their hand-over."""
    known = [record for record in records if record.start is not None and _day(record) <= reading.as_of]
    known.sort(key=lambda record: (_day(record), record.evidence))
    spells: list[Spell] = []
    used_up: dict[Fill, tuple[int, int]] = {}
    for index, record in enumerate(known):
        following = _day(known[index + 1]) if index + 1 < len(known) else None
        if record.supply_days is None:
            spells.append(_without_supply(record, following, reading))
            continue
        filled = _with_supply(record, used_up, reading)
        spells.append(filled)
        if filled.surely:
            used_up[_fill(record)] = filled.certain
    return tuple(_until(spell, reading.as_of) for spell in _superseded(spells))


def supplied(spells: Sequence[Spell], given: Days, stays: Days, reading: Reading) -> Supplied | None:
    """The days supplied by dispenses whose supply is known (R-Q5); days in hospital are no gap.

    `given` are the days on which it was administered, `stays` those in hospital. What a ward gave covers its day, and
    the tablets at home that it spared last as many days longer.
    """
    backed = [spell for spell in spells if spell.record.supply_days is not None and spell.surely]
    if not backed:
        return None
    at_home = Days.of(spell.certain for spell in backed)
    span = Days.span(at_home.spans[0][0], at_home.spans[-1][1])
    covered = at_home | _spared(at_home, given, reading)
    covered = covered | (given & span)
    return Supplied(
        days=covered,
        handed_over=tuple(date.fromordinal(spell.certain[0]) for spell in backed),
        unseen=(stays & span) - covered,
    )


def _spared(at_home: Days, given: Days, reading: Reading) -> Days:
    """The days for which the tablets last that were not needed while a ward gave the drug, at most the carry-over."""
    spans = []
    for first, last in at_home.spans:
        spared = min(len(given & Days.span(first, last)), reading.days("carry-over-days"))
        spans.append((last + 1, min(last + spared, reading.as_of)))
    return Days.of((first, last) for first, last in spans if first <= last)


def stays(encounters: Sequence[EncounterFact], as_of: int) -> Days:
    """The days that were certainly spent in hospital."""
    spans = []
    for visit in encounters:
        if visit.encounter_class not in IN_HOSPITAL or visit.start is None or visit.start.latest.toordinal() > as_of:
            continue
        last = visit.end.earliest.toordinal() if visit.end else as_of if visit.in_progress else None
        if last is not None and last >= visit.start.latest.toordinal():
            spans.append((visit.start.latest.toordinal(), min(last, as_of)))
    return Days.of(spans)


def _day(record: MedicationRecord) -> int:
    assert record.start is not None
    return record.start.latest.toordinal()


def _with_supply(record: MedicationRecord, used_up: dict[Fill, tuple[int, int]], reading: Reading) -> Spell:
    """E19b: until the supply is used up, with what was left of the same strength (R-E22)."""
    handed, most, this = _day(record), reading.days("carry-over-days"), _fill(record)
    _forget(used_up, handed)
    left = max((last for fill, (_, last) in used_up.items() if _same(fill, this)), default=0) - handed + 1
    others = (last for fill, (first, last) in used_up.items() if not _same(fill, this) and first < handed - 1)
    dropped = max(others, default=0) - handed + 1
    until = handed + (record.supply_days or 0) + min(max(left, 0), most) - 1
    return _spell(record, certain=until, possible=until + min(max(dropped, 0), most), basis=DateBasis.SUPPLY)


def _forget(used_up: dict[Fill, tuple[int, int]], handed: int) -> None:
    """Nothing is left of what was used up before; of more kinds at once than anybody has, the longest are kept."""
    over = [fill for fill, (_, last) in used_up.items() if last < handed]
    if len(used_up) - len(over) > AT_HOME:
        over = sorted(used_up, key=lambda fill: used_up[fill][1])[: len(used_up) - AT_HOME]
    for fill in over:
        del used_up[fill]


def _without_supply(record: MedicationRecord, following: int | None, reading: Reading) -> Spell:
    """E19c: that day, or up to the next dispense if that comes soon."""
    handed = _day(record)
    soon = following is not None and following - handed <= reading.days("next-dispense-days")
    certain = following - 1 if following is not None and soon else handed
    possible = max(certain, handed + reading.days("default-supply-days") - 1)
    return _spell(record, certain=max(certain, handed), possible=possible, basis=DateBasis.ASSUMED)


def _spell(record: MedicationRecord, *, certain: int, possible: int, basis: DateBasis) -> Spell:
    start = record.start
    assert start is not None
    sure, first = start.latest.toordinal(), start.earliest.toordinal()
    doubtful = record.only_possible or record.status is RecordStatus.UNKNOWN
    low = record.steps[0].low if record.steps and not record.as_needed else None
    high = record.steps[0].high if record.steps else None
    doubt = Doubt.AS_NEEDED if record.as_needed else (Doubt.TAKING if doubtful else None)
    return Spell(
        record=record,
        start=start,
        start_basis=DateBasis.STATED,
        end=DayInterval(earliest=date.fromordinal(certain), latest=date.fromordinal(possible)),
        end_basis=basis,
        certain=(sure, certain if doubt is None else sure - 1),
        possible=(first, possible),
        stated_until=sure,
        doses=((first, possible, low, high),),
        dated=sure,
        doubt=doubt,
    )


def _superseded(spells: list[Spell]) -> list[Spell]:
    """A later fill of another strength ends the earlier one: it is a change of dose until shown otherwise (R-E22)."""
    result: list[Spell] = []
    later: list[tuple[int, Fill]] = []
    """Hand-overs after this one, the nearest last; equal ones of a day once."""
    known: set[tuple[int, Fill]] = set()
    for spell in reversed(spells):
        handed, this = spell.certain[0], _fill(spell.record)
        change = _first_change(later, this, handed + 1, spell.certain[1])
        if spell.surely and (handed, this) not in known:
            known.add((handed, this))
            later.append((handed, this))
        if change is not None:
            spell = replace(spell, certain=(handed, change - 1))
        result.append(spell)
    return result[::-1]


def _first_change(later: Sequence[tuple[int, Fill]], this: Fill, after: int, until: int) -> int | None:
    """The first day after `after`, up to `until`, on which another kind was handed over."""
    for place in range(bisect_left(later, -after, key=lambda each: -each[0]) - 1, -1, -1):
        day, fill = later[place]
        if day > until:
            return None
        if not _same(fill, this):
            return day
    return None


def _fill(record: MedicationRecord) -> Fill:
    return record.unit_strength, (record.steps[0].low, record.steps[0].high) if record.steps else None


def _same(one: Fill, other: Fill) -> bool:
    return _agree(one[0], other[0]) and _agree(one[1], other[1])


def _agree(one: object, other: object) -> bool:
    """What one of them does not state is no difference."""
    return one is None or other is None or one == other


def _until(spell: Spell, as_of: int) -> Spell:
    """Cut at `as_of`; what reaches beyond is still open."""
    open_now = spell.possible[1] >= as_of
    return replace(
        spell,
        certain=(spell.certain[0], min(spell.certain[1], as_of)),
        possible=(spell.possible[0], min(spell.possible[1], as_of)),
        end=None if open_now else spell.end,
        end_basis=DateBasis.ONGOING if open_now else spell.end_basis,
    )
