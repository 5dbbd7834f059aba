"""From two totals to a word: remission, response, partial response, no response (§5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trd.knowledge.types import Knowledge, Scale
from trd.response.points import Point
from trd.terms import Outcome

RANK = {
    Outcome.NON_RESPONSE: 0,
    Outcome.PARTIAL_RESPONSE: 1,
    Outcome.UNKNOWN: 2,
    Outcome.RESPONSE: 3,
    Outcome.REMISSION: 4,
}
"""From worse to better; what is not known may be better than a partial response."""

POSITIVE = (Outcome.RESPONSE, Outcome.REMISSION)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shares of improvement at which the words change."""

    response: Fraction
    partial: Fraction

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Bounds":
        """From the figures of the knowledge (R-O21, R-O22)."""
        response, partial = (knowledge.figures[name].value for name in ("response-share", "partial-share"))
        return cls(Fraction(response), Fraction(partial))

    def word(self, improvement: Fraction) -> Outcome:
        """R-O21 … R-O23; equality is enough."""
        if improvement >= self.response:
            return Outcome.RESPONSE
        return Outcome.PARTIAL_RESPONSE if improvement >= self.partial else Outcome.NON_RESPONSE

    def word_at_best(self, improvement: Fraction) -> Outcome:
        """R-O24: what the best possible improvement still allows."""
        word = self.word(improvement)
        return Outcome.UNKNOWN if word is Outcome.RESPONSE else word


def improvement(scale: Scale, before: Decimal, after: Decimal) -> Fraction | None:
    """i = (b − e) ÷ (b − floor); none where the baseline leaves nothing to improve."""
    if not scale.percent or before <= scale.floor:
        return None
    return Fraction(before - after) / Fraction(before - scale.floor)


def pair_word(before: Point, after: Point, bounds: Bounds) -> tuple[Outcome | None, Fraction | None]:
    """The word of a pair of one instrument; `None` where its readings disagree (R-O4) or no share can be computed."""
    scale = after.scale
    if after.remitted:
        return Outcome.REMISSION, improvement(scale, before.values[-1], after.values[0])
    shares = [improvement(scale, first, last) for first in before.values for last in after.values]
    words = {
        Outcome.REMISSION if scale.remitted(last) else (bounds.word(share) if share is not None else None)
        for share, last in zip(shares, [last for _ in before.values for last in after.values], strict=True)
    }
    word = next(iter(words)) if len(words) == 1 else None
    return word, (shares[0] if len(shares) == 1 else None)


def word_alone(after: Point, bounds: Bounds) -> Outcome | None:
    """The word of an endpoint without a baseline (R-O20, R-O24); `None` where the scale allows none."""
    scale = after.scale
    if after.remitted:
        return Outcome.REMISSION
    if not scale.percent or scale.maximum <= scale.floor:
        return None
    words = {
        Outcome.REMISSION
        if scale.remitted(value)
        else bounds.word_at_best(Fraction(scale.maximum - value) / Fraction(scale.maximum - scale.floor))
        for value in after.values
    }
    return next(iter(words)) if len(words) == 1 else Outcome.UNKNOWN


def better(words: Iterable[Outcome]) -> Outcome:
    """The best of several words."""
    return max(words, key=lambda word: RANK[word])


def crosswalk_word(before: Point, after: Point, knowledge: Knowledge, bounds: Bounds) -> Outcome | None:
    """The word of two instruments by the published table, in QIDS points (R-O16)."""
    first, last = (_qids(point, knowledge) for point in (before, after))
    if first is None or last is None or before.scale.id == after.scale.id or min(first) <= 0:
        return None
    words = {bounds.word(Fraction(start - end, start)) for start in first for end in last}
    if after.remitted:
        return Outcome.REMISSION
    return better(words)


def _qids(point: Point, knowledge: Knowledge) -> list[int] | None:
    """The QIDS totals that a value stands for; several where the table is not one to one."""
    if point.scale.id.startswith("qids"):
        return [int(value) for value in point.values]
    found = [
        qids
        for qids, others in knowledge.crosswalk
        for value in point.values
        if (low_high := others.get(point.scale.id)) is not None and low_high[0] <= value <= low_high[1]
    ]
    return sorted(set(found)) or None
