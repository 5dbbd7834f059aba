"""Days on which more records tell of one drug than can be weighed against each other: read together, said once.

Laying n records over each other that all overlap takes n² steps, and nobody could check the result. Where that many
agree it changes nothing; else their dose is known by its lower end alone, which is never above what each day would say:
no day is at dose that was not. With an unknown dose the drug makes no combination; the other is then rated alone, and
the gap `possible-combination` says so (R-T7).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from trd.exposures import dosing
from trd.exposures.segments import Segment, Sources
from trd.exposures.spells import Spell, lowest
from trd.history import Gap
from trd.intervals import NO_DAYS, Days, Span
from trd.terms import DateBasis, Doubt, GapCode, RecordKind

AT_ONCE = 30
"""Records of one drug that are weighed day by day: a chart of ten years seldom holds three at once."""


def crowded(spells: Sequence[Spell]) -> Days:
    """The days that more than `AT_ONCE` records tell of, where following all of them would cost more than that each."""
    if len(spells) <= AT_ONCE:
        return NO_DAYS
    points = sorted({day for spell in spells for day in changes(spell)})
    told = sum(bisect_left(points, spell.possible[1] + 1) - bisect_left(points, spell.possible[0]) for spell in spells)
    if told <= AT_ONCE * len(spells):
        return NO_DAYS
    firsts, lasts = sorted(spell.possible[0] for spell in spells), sorted(spell.possible[1] for spell in spells)
    return Days.of(
        (first, following - 1)
        for first, following in pairwise(points)
        if bisect_right(firsts, first) - bisect_left(lasts, first) > AT_ONCE
    )


def changes(spell: Spell) -> Iterator[int]:
    """The days from which on a record may tell something else."""
    yield spell.possible[0]
    yield spell.possible[1] + 1
    if spell.surely:
        yield spell.certain[0]
        yield spell.certain[1] + 1
        if spell.certain[0] <= spell.stated_until < spell.certain[1]:
            yield spell.stated_until + 1
    for first, _, _, _ in spell.doses:
        yield first


def together(days: Span, spells: tuple[Spell, ...], sources: Sources, dispensing: Span) -> Iterator[Segment]:
    """One crowd as segments: certain as each day would be by itself, of one dose."""
    dose = _agreed(spells) or dosing.Dose(lowest([low for spell in spells for _, _, low, _ in spell.doses]), None)
    stated, supplied, assumed = (_sure(spells, sources, dispensing, basis) for basis in _BASES)
    certain = stated | supplied | assumed
    inside, denied, handed = Days.span(*days), sources.denied, Days.span(*dispensing)
    cuts = {days[0]}
    for part in (certain, stated, supplied, denied, handed):
        cuts.update(cut for first, last in (part & inside).spans for cut in (first, last + 1))
    doubt = _doubt(spells)
    for first, following in pairwise([*sorted(cuts - {days[1] + 1}), days[1] + 1]):
        surely = certain.holds(first)
        basis = DateBasis.STATED if stated.holds(first) else DateBasis.SUPPLY if supplied.holds(first) else None
        unsure = Doubt.TAKING if denied.holds(first) else Doubt.DISPENSING if handed.holds(first) else doubt
        yield Segment(
            first=first,
            last=following - 1,
            certain=surely,
            basis=basis or DateBasis.ASSUMED,
            doubt=None if surely else unsure,
            dose=dose,
            spells=spells,
        )


def gap_of(days: Days, spells: Sequence[Spell]) -> Gap | None:
    """What the clinician is told: so many records that do not agree; `None` where they do."""
    met = [spell for spell in spells if days & Days.span(*spell.possible)]
    if not met or _agreed(met) is not None:
        return None
    label = met[0].record.label
    label = label[:1].upper() + label[1:]
    return Gap(
        code=GapCode.DOSE_CONFLICT,
        what=f"{label}: more than {AT_ONCE} records tell of the same days, and not the same dose",
        evidence=tuple(sorted({reference for spell in met for reference in spell.record.evidence})),
    )


_BASES = (DateBasis.STATED, DateBasis.SUPPLY, DateBasis.ASSUMED)


def _agreed(spells: Sequence[Spell]) -> dosing.Dose | None:
    """The one dose that every record tells for all its days; doses given are added up, and so are those on top."""
    doses = {(low, high, spell.record.unit_strength) for spell in spells for _, _, low, high in spell.doses}
    alone = all(
        spell.record.kind is not RecordKind.ADMINISTRATION
        and not spell.record.in_addition
        and spell.doubt is not Doubt.AS_NEEDED
        for spell in spells
    )
    if not alone or len(doses) != 1:
        return None
    return dosing.Dose(*spells[0].doses[0][2:])


def _sure(spells: Sequence[Spell], sources: Sources, dispensing: Span, basis: DateBasis) -> Days:
    """The certain days that rest at least on `basis`: given, handed over, or told where nothing is dispensed."""
    found = [spell for spell in spells if spell.surely]
    told = Days.of(_resting(spell, basis) for spell in found if spell.record.kind in _TOLD)
    handed = Days.of(_resting(spell, basis) for spell in found if spell.record.kind not in _TOLD)
    return (handed | (told - Days.span(*dispensing))) - sources.denied


_TOLD = (RecordKind.ORDER, RecordKind.STATEMENT)


def _resting(spell: Spell, basis: DateBasis) -> Span:
    """The certain days of a record that rest on its stated dates, on supply as well, or on anything."""
    if basis is DateBasis.STATED:
        return spell.certain[0], min(spell.certain[1], spell.stated_until)
    if basis is DateBasis.SUPPLY and spell.record.supply_days is None:
        return spell.certain[0], spell.certain[0] - 1
    return spell.certain


def _doubt(spells: Sequence[Spell]) -> Doubt:
    """Of all records the doubt that is nearest to certain."""
    doubts = [spell.doubt for spell in spells if spell.doubt is not None]
    return min(doubts) if len(doubts) == len(spells) else Doubt.END
