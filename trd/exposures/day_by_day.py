"""All records of one agent laid over each other, day by day (R-E20): segments of one dose and one certainty."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from trd.exposures import crowds, dosing
from trd.exposures.segments import Segment, Sources
from trd.exposures.spells import Spell
from trd.intervals import Days
from trd.terms import DateBasis, Doubt, RecordKind


def segments(sources: Sources, crowded: Days) -> Iterator[Segment]:
    """Walk through the days in order; days that no record tells of are left out, a crowd is read together."""
    waiting = sorted(
        (spell for spell in sources.all if spell.possible[0] <= spell.possible[1]),
        key=lambda spell: spell.possible[0],
    )
    dispensing = _dispensing_span(sources.fills)
    active: list[Spell] = []
    at = 0
    last_told = dosing.UNSTATED
    together = iter(crowded.spans)
    crowd = next(together, None)
    for first, following in pairwise(_points(waiting, sources.denied, dispensing)):
        while at < len(waiting) and waiting[at].possible[0] <= first:
            active.append(waiting[at])
            at += 1
        if crowd is not None and crowd[0] <= first:
            if following <= crowd[1]:
                continue  # all of the crowd is gathered first
            active = [spell for spell in active if spell.possible[1] >= crowd[0]]
            for segment in crowds.together(crowd, tuple(active), sources, dispensing):
                last_told = segment.dose
                yield segment
            crowd = next(together, None)
            continue
        active = [spell for spell in active if spell.possible[1] >= first]
        if not active:
            continue
        segment = _segment(first, following - 1, tuple(active), sources, dispensing, last_told)
        if segment.dose.stated:
            last_told = segment.dose
        yield segment


def _dispensing_span(fills: Sequence[Spell]) -> tuple[int, int]:
    """First hand-over to last supplied day; empty without dispenses."""
    sure = [fill for fill in fills if fill.surely]
    return (min(fill.certain[0] for fill in sure), max(fill.certain[1] for fill in sure)) if sure else (1, 0)


def _points(spells: Sequence[Spell], denied: Days, dispensing: tuple[int, int]) -> list[int]:
    """Every day on which something may change."""
    points: set[int] = set()
    for spell in spells:
        points.update(crowds.changes(spell))
    for first, last in (*denied.spans, dispensing):
        points.update((first, last + 1))
    return sorted(points)


def _segment(
    first: int,
    last: int,
    active: tuple[Spell, ...],
    sources: Sources,
    dispensing: tuple[int, int],
    before: dosing.Dose,
) -> Segment:
    given, fills, told = _by_source(active, sources)
    sure_given = [spell for spell in given if _sure(spell, first)]
    in_dispensing = dispensing[0] <= first <= dispensing[1]
    if sure_given:
        dose, sure = dosing.administered(sure_given, first), sure_given
    elif fills and (in_dispensing or not told):
        dose, sure = dosing.dispensed(fills, told, before, first), [fill for fill in fills if _sure(fill, first)]
    elif told:
        dose, sure = dosing.instructed(told, first), [spell for spell in told if _sure(spell, first)]
        sure = [] if in_dispensing else sure
    else:
        dose, sure = dosing.administered(given, first), []
    denied = sources.denied.holds(first)
    certain = bool(sure) and not denied
    return Segment(
        first=first,
        last=last,
        certain=certain,
        basis=_basis(sure, first) if certain else DateBasis.ASSUMED,
        doubt=None if certain else _doubt(active, first, denied=denied, in_dispensing=in_dispensing),
        dose=dose,
        spells=active,
    )


def _by_source(active: tuple[Spell, ...], sources: Sources) -> tuple[Sequence[Spell], Sequence[Spell], Sequence[Spell]]:
    """What was given, what was handed over, and what orders and statements tell."""
    if not sources.given and not sources.fills:
        return (), (), active
    given = [spell for spell in active if spell.record.kind is RecordKind.ADMINISTRATION]
    fills = [spell for spell in active if spell.record.kind is RecordKind.DISPENSE]
    told = [spell for spell in active if spell.record.kind in (RecordKind.ORDER, RecordKind.STATEMENT)]
    return given, fills, told


def _sure(spell: Spell, day: int) -> bool:
    return spell.certain[0] <= day <= spell.certain[1]


def _basis(sure: Sequence[Spell], day: int) -> DateBasis:
    """The best that the day rests on."""
    if any(day <= spell.stated_until for spell in sure):
        return DateBasis.STATED
    if any(spell.record.supply_days is not None for spell in sure):
        return DateBasis.SUPPLY
    return DateBasis.ASSUMED


def _doubt(active: Sequence[Spell], day: int, *, denied: bool, in_dispensing: bool) -> Doubt:
    """The fact that is missing: of several records the one that is nearest to certain."""
    if denied:
        return Doubt.TAKING
    if in_dispensing:
        return Doubt.DISPENSING
    firm = [spell for spell in active if spell.doubt is None]
    if not firm:
        return sorted(spell.doubt for spell in active if spell.doubt is not None)[0]
    return Doubt.END if any(day > spell.certain[1] for spell in firm) else Doubt.START
