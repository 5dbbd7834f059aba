"""The totals that outcomes rest on: readable, dated, one an instrument and day (R-O1, R-O4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from trd.history import Score
from trd.knowledge.types import Knowledge, Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one instrument says on one day; several values where two totals can't be told apart."""

    scale: Scale
    day: date
    values: tuple[Decimal, ...]
    score: Score
    """The total that stands for it: of several the highest."""

    @property
    def remitted(self) -> bool:
        """In the remission range on every reading."""
        return all(self.scale.remitted(value) for value in self.values)


def points(scores: Iterable[Score], knowledge: Knowledge, *, as_of: date) -> tuple[Point, ...]:
    """The usable totals up to `as_of`, by day, then in the order of preference (R-O15)."""
    usable = [
        score
        for score in scores
        if score.day <= as_of
        and (scale := knowledge.scales.get(score.instrument)) is not None
        and scale.for_outcome
        and scale.reads(score.value)
    ]
    usable.sort(key=_key)
    found = [_point(list(group), knowledge) for _, group in groupby(usable, key=_key)]
    return tuple(sorted(found, key=lambda point: (point.day, point.scale.preference, point.scale.id)))


def _key(score: Score) -> tuple[date, str]:
    return score.day, score.instrument


def _point(same_day: list[Score], knowledge: Knowledge) -> Point:
    """Of two totals of one day the later one; where that can't be told, both (R-O4)."""
    timed = [score.issued for score in same_day if score.issued is not None]
    if len(timed) == len(same_day):
        same_day = [score for score in same_day if score.issued == max(timed)]
    highest = max(same_day, key=lambda score: (score.value, score.evidence))
    return Point(
        scale=knowledge.scales[highest.instrument],
        day=highest.day,
        values=tuple(sorted({score.value for score in same_day})),
        score=highest,
    )
