"""A stated stop of a drug: what of its other records goes on after it, and what does not (R-E21)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from trd.exposures.closings import INSTRUCTIONS, cut
from trd.exposures.spells import Spell
from trd.terms import DateBasis, RecordKind, RecordStatus


def stopped(spells: Sequence[Spell]) -> tuple[Spell, ...]:
    """A stated stop cuts supply and assumptions; only a later record starts the agent again (R-E21)."""
    stops = _final([spell for spell in spells if _is_stop(spell)], spells)
    days = [_last(stop) for stop in stops]
    result = []
    for spell in spells:
        at = bisect_left(days, _began(spell))
        result.append(_after_stop(spell, stops[at]) if at < len(stops) else spell)
    return tuple(result)


def _is_stop(spell: Spell) -> bool:
    """A stop of the drug, not only the end of one order: stopped, or a statement of use that is over."""
    if not spell.end_stated or spell.end is None or spell.record.inpatient:
        return False
    status, kind = spell.record.status, spell.record.kind
    return (status is RecordStatus.STOPPED and kind in INSTRUCTIONS) or (
        status is RecordStatus.COMPLETED and kind is RecordKind.STATEMENT
    )


def _final(stops: Sequence[Spell], spells: Sequence[Spell]) -> list[Spell]:
    """The stops after which no record goes on: one that began after the stopped one and covers the day after the stop.

    It is of the same source, or no older than the stop, or begins on that very day. Each question is how far the
    records reach that began in a stretch of days: a tree of maxima answers it without a walk through all of them.
    """
    if not stops:
        return []
    begun = sorted((spell for spell in spells if spell.record.kind in INSTRUCTIONS), key=_began)
    days = [_began(spell) for spell in begun]
    every, newer = _Reach(len(begun)), _Reach(len(begun))
    of_kind = {kind: _Reach(len(begun)) for kind in {stop.record.kind for stop in stops}}
    for place, spell in enumerate(begun):
        every.put(place, spell.possible[1])
        if spell.record.kind in of_kind:
            of_kind[spell.record.kind].put(place, spell.possible[1])
    by_date = sorted(range(len(begun)), key=lambda place: begun[place].dated)
    final = []
    for stop in sorted(stops, key=lambda stop: stop.dated, reverse=True):
        while by_date and begun[by_date[-1]].dated >= stop.dated:
            place = by_date.pop()
            newer.put(place, begun[place].possible[1])
        following = _last(stop) + 1
        first, end = bisect_right(days, _began(stop) + 1), bisect_right(days, following)
        that_day = every.furthest(max(first, bisect_left(days, following)), end)
        reach = max(that_day, newer.furthest(first, end), of_kind[stop.record.kind].furthest(first, end))
        if reach < following:
            final.append(stop)
    order = {id(spell): place for place, spell in enumerate(spells)}
    return sorted(final, key=lambda stop: (_last(stop), order[id(stop)]))


class _Reach:
    """The last day that any of a row of records reaches, for each stretch of the row: a tree of maxima."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tree = [0] * (2 * size)

    def put(self, place: int, day: int) -> None:
        place += self._size
        while place and self._tree[place] < day:
            self._tree[place] = day
            place //= 2

    def furthest(self, first: int, end: int) -> int:
        """Of the places from `first` to before `end`; 0 of none."""
        found, first, end = 0, first + self._size, end + self._size
        while first < end:
            if first % 2:
                found, first = max(found, self._tree[first]), first + 1
            if end % 2:
                end -= 1
                found = max(found, self._tree[end])
            first, end = first // 2, end // 2
        return found


def _after_stop(spell: Spell, stop: Spell) -> Spell:
    last, kind = _last(stop), spell.record.kind
    if spell is stop or spell.end_stated or kind is RecordKind.ADMINISTRATION:
        return spell
    if kind is RecordKind.DISPENSE or _began(spell) <= _began(stop) + 1:
        return cut(spell, last, DateBasis.STATED)
    if kind is not stop.record.kind:  # begun after what was stopped, by another source: no longer certain, not gone
        return replace(spell, certain=(spell.certain[0], min(spell.certain[1], last)))
    return spell


def _began(spell: Spell) -> int:
    return spell.start.latest.toordinal()


def _last(stop: Spell) -> int:
    return stop.possible[1] if stop.end is None else stop.end.latest.toordinal()
