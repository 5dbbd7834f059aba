"""All records of one agent laid over each other, day by day (R-E20): segments of one dose and one certainty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trd.exposures import dosing
from trd.exposures.spells import Spell
from trd.intervals import NO_DAYS, Days
from trd.terms import DateBasis, Doubt, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Days on which the same records tell the same of one agent."""

    first: int
    last: int
    certain: bool
    basis: DateBasis
    """What a certain day rests on: `stated`, `supply` or `assumed`."""
    doubt: Doubt | None
    dose: dosing.Dose
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The spells of one agent by how surely they tell that it was taken."""

    instructions: tuple[Spell, ...] = ()
    fills: tuple[Spell, ...] = ()
    given: tuple[Spell, ...] = ()
    denied: Days = NO_DAYS

    @property
    def all(self) -> tuple[Spell, ...]:
        return self.given + self.fills + self.instructions


def segments(sources: Sources) -> Iterator[Segment]:
    """Walk through the days in order; days that no record tells of are left out."""
    waiting = sorted(
        (spell for spell in sources.all if spell.possible[0] <= spell.possible[1]),
        key=lambda spell: spell.possible[0],
    )
    dispensing = _dispensing_span(sources.fills)
    points = _points(waiting, sources.denied, dispensing)
    active: list[Spell] = []
    at = 0
    last_told = dosing.UNSTATED
    for first, following in pairwise(points):
        while at < len(waiting) and waiting[at].possible[0] <= first:
            active.append(waiting[at])
            at += 1
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
        points.update((spell.possible[0], spell.possible[1] + 1))
        if spell.surely:
            points.update((spell.certain[0], spell.certain[1] + 1))
            if spell.certain[0] <= spell.stated_until < spell.certain[1]:
                points.add(spell.stated_until + 1)
        points.update(first for first, _, _, _ in spell.doses)
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
    denied = any(start <= first <= end for start, end in sources.denied.spans) if sources.denied else False
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
