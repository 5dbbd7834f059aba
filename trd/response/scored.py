"""The outcome of a trial by its scores (R-O10 … R-O25, R-O30, R-O30b, R-O33)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from trd.knowledge.types import Knowledge
from trd.response.points import Point
from trd.response.windows import Windows, baselines, early_points, endpoints
from trd.response.words import POSITIVE, RANK, Bounds, better, crosswalk_word, pair_word, word_alone
from trd.terms import Outcome
from trd.trials import Trial

WORSE = "worse"
RELAPSE = "relapse-on-treatment"
EARLY_DIP = "early-dip"
CONFLICTING = "conflicting-instruments"
TWO_TOTALS = "two-totals-one-day"
LATE_FIRST_SCORE = "first-score-late"
WELL_AT_START = "remission-at-start"
ENDPOINT_BY_DATES = "endpoint-by-dates"
POOR = frozenset({Outcome.NON_RESPONSE, Outcome.PARTIAL_RESPONSE})

IMPRESSION = "cgi-i"
"""An endpoint that tells the change by itself (R-O25)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the scores say of one trial."""

    outcome: Outcome
    endpoint: Point
    baseline: Point | None = None
    improvement: Fraction | None = None
    by_pair: bool = False
    crosswalked: bool = False
    conflicting: bool = False
    low: bool = False
    blocks_failure: bool = False
    notes: tuple[str, ...] = ()


def by_scores(
    trial: Trial, points: Sequence[Point], found: Windows, reached: date | None, knowledge: Knowledge
) -> Scored | None:
    """The word of the scores; `None` where there is no usable one."""
    bounds = Bounds.of(knowledge)
    before = baselines(points, found)
    if found.only_good:
        return _last_good(points, found, before, bounds)
    after = endpoints(points, found)
    scored = _at_end(trial, points, found, before, after, bounds, knowledge) if after else None
    if scored is None:
        return _last_good(points, found, before, bounds) if reached is not None else None
    if scored.outcome in POSITIVE:
        return scored
    return _after_good_days(scored, points, found, before, reached, bounds, knowledge)


def _at_end(
    trial: Trial,
    points: Sequence[Point],
    found: Windows,
    before: Mapping[str, Point],
    after: Sequence[Point],
    bounds: Bounds,
    knowledge: Knowledge,
) -> Scored | None:
    """The endpoint's word: by a pair, by the crosswalk, or by the endpoint alone."""
    pairs = [_pair(before[point.scale.id], point, bounds) for point in after if point.scale.id in before]
    pairs = [pair for pair in pairs if pair is not None]
    if pairs:
        remitted = [
            _alone(point, Outcome.REMISSION) for point in after if point.remitted and point.scale.id not in before
        ]
        return _agreed([each for each in (*pairs, *remitted) if each is not None])
    for point in after:
        for other in sorted(before.values(), key=lambda each: (each.scale.preference, each.scale.id)):
            word = crosswalk_word(other, point, knowledge, bounds)
            if word is not None:
                return Scored(outcome=word, endpoint=point, baseline=other, crosswalked=True, low=True)
    alone = _without_baseline(trial, points, after, bounds, knowledge)
    if alone is not None and alone.outcome in POOR and _well_at_start(points, found):
        return replace(alone, low=True, blocks_failure=True, notes=(*alone.notes, WELL_AT_START))
    return alone


def _well_at_start(points: Sequence[Point], found: Windows) -> bool:
    """In remission when it began: that it prevented nothing proves no lack of effect (R-O10, decision 0004)."""
    first, last = found.perhaps_baseline
    return any(first <= point.day <= last and any(map(point.scale.remitted, point.values)) for point in points)


def _pair(before: Point, after: Point, bounds: Bounds) -> Scored | None:
    if not after.scale.percent and not after.remitted:
        return None
    word, share = pair_word(before, after, bounds)
    worse = word is Outcome.NON_RESPONSE and after.scale.mcid is not None
    notes = (WORSE,) if worse and after.values[0] - before.values[-1] >= (after.scale.mcid or 0) else ()
    return Scored(
        outcome=word or Outcome.UNKNOWN,
        endpoint=after,
        baseline=before,
        improvement=share,
        by_pair=True,
        low=word is None,
        notes=(TWO_TOTALS,) if word is None else notes,
    )


def _agreed(pairs: Sequence[Scored]) -> Scored:
    """The preferred instrument; where instruments disagree about response, the better word, with low confidence."""
    if any(pair.outcome in POSITIVE for pair in pairs) and any(pair.outcome not in POSITIVE for pair in pairs):
        best = better(pair.outcome for pair in pairs)
        chosen = next(pair for pair in pairs if pair.outcome is best)
        return replace(chosen, conflicting=True, low=True, notes=(*chosen.notes, CONFLICTING))
    told = [pair for pair in pairs if pair.outcome is not Outcome.UNKNOWN]
    if told and len(told) < len(pairs):
        return replace(told[0], low=True)
    return pairs[0]


def _alone(point: Point, word: Outcome) -> Scored:
    return Scored(outcome=word, endpoint=point)


def _without_baseline(
    trial: Trial, points: Sequence[Point], after: Sequence[Point], bounds: Bounds, knowledge: Knowledge
) -> Scored | None:
    """R-O20, R-O24, R-O25: what an endpoint says alone; of several instruments the better word."""
    words = [(point, word_alone(point, bounds)) for point in after if point.scale.id != IMPRESSION]
    told = [(point, word) for point, word in words if word is not None]
    told = told or [(point, _impression(point, knowledge)) for point in after if point.scale.id == IMPRESSION]
    if not told:
        return None
    best = better(word for _, word in told)
    point = next(point for point, word in told if word is best)
    scored = Scored(outcome=best, endpoint=point, conflicting=len({word for _, word in told}) > 1)
    scored = replace(scored, low=scored.conflicting)
    if best in POOR and _first_score_late(trial, points, knowledge):
        return replace(scored, low=True, blocks_failure=True, notes=(LATE_FIRST_SCORE,))
    return scored


def _impression(point: Point, knowledge: Knowledge) -> Outcome:
    value = point.values[-1]
    if value <= knowledge.figures["cgi-i-response"].value:
        return Outcome.RESPONSE
    return Outcome.PARTIAL_RESPONSE if value <= knowledge.figures["cgi-i-partial"].value else Outcome.NON_RESPONSE


def _first_score_late(trial: Trial, points: Sequence[Point], knowledge: Knowledge) -> bool:
    """Nobody measured in the first half year: it may have worked then (R-O33)."""
    began = trial.possible.first
    assert began is not None, "a trial has at least one possible day"
    first = min(point.day for point in points if point.day >= began)
    return (first - began).days > int(knowledge.figures["late-first-score-days"].value)


def _good(point: Point, before: Mapping[str, Point], bounds: Bounds) -> Outcome | None:
    """Response or remission on every reading, else nothing."""
    if point.remitted:
        return Outcome.REMISSION
    baseline = before.get(point.scale.id)
    word = pair_word(baseline, point, bounds)[0] if baseline is not None else None
    return word if word in POSITIVE else None


def _last_good(points: Sequence[Point], found: Windows, before: Mapping[str, Point], bounds: Bounds) -> Scored | None:
    """A good score before the adequacy day holds until a later one says otherwise (R-O12)."""
    scores = list(early_points(points, found, found.endpoint[1]))
    newest = [point for point in scores if point.day == scores[-1].day]
    for point in newest:
        word = _good(point, before, bounds)
        if word is not None:
            return Scored(outcome=word, endpoint=point, baseline=before.get(point.scale.id), by_pair=True)
    return None


def _perhaps_good(scored: Scored, points: Sequence[Point], found: Windows, bounds: Bounds) -> Scored:
    """A better score that is the trial's on some reading of its dates leaves a doubt, no failure (R-0.3, R-O14).

    A partial response in the place of none is no such doubt, but the better word of the two is told.
    """
    if found.exact:
        return scored
    best = scored
    first, last = found.perhaps
    begin, until = found.perhaps_baseline
    starts = [point for point in points if begin <= point.day <= until]
    if found.baseline == found.perhaps_baseline:  # its start has one reading, and so has its baseline (R-O10)
        usual = baselines(points, found)
        starts = [usual.get(point.scale.id, point) for point in starts]
    for point in points:
        if not first <= point.day <= last:
            continue
        least = RANK[scored.outcome if point.day >= scored.endpoint.day else Outcome.UNKNOWN]
        own = [start for start in starts if start.scale.id == point.scale.id and start.day < point.day]
        for other in _readings(point, own, bounds):
            if RANK[other.outcome] > least and other.outcome not in POOR:
                return replace(scored, low=True, blocks_failure=True)
            if RANK[other.outcome] > max(least, RANK[best.outcome]):
                best = replace(other, low=True, notes=(*other.notes, ENDPOINT_BY_DATES))
    return best


def _readings(point: Point, starts: Sequence[Point], bounds: Bounds) -> Iterator[Scored]:
    """What a score says with each baseline that it may have, or with none."""
    usable = [start for start in starts if not any(start.scale.remitted(value) for value in start.values)]
    for start in usable:
        pair = _pair(start, point, bounds)
        if pair is not None and TWO_TOTALS not in pair.notes:
            yield pair
    alone = word_alone(point, bounds) if len(usable) < len(starts) or not usable else None
    if alone is not None:
        yield _alone(point, alone)


def _after_good_days(
    scored: Scored,
    points: Sequence[Point],
    found: Windows,
    before: Mapping[str, Point],
    reached: date | None,
    bounds: Bounds,
    knowledge: Knowledge,
) -> Scored:
    """It was good before: a relapse on treatment (R-O30), or one good day that proves nothing (R-O30b)."""
    until = scored.endpoint.day - timedelta(days=1)
    good = [
        (point.day, word)
        for point in early_points(points, found, until)
        if (word := _good(point, before, bounds)) is not None
    ]
    if not good:
        return _perhaps_good(scored, points, found, bounds)
    apart = (good[-1][0] - good[0][0]).days >= int(knowledge.figures["dip-apart-days"].value)
    remission = any(word is Outcome.REMISSION for _, word in good)
    late = reached is not None and good[-1][0] >= reached
    if remission or late or apart:
        return replace(scored, outcome=Outcome.RESPONSE, blocks_failure=False, notes=(*scored.notes, RELAPSE))
    return replace(scored, low=True, blocks_failure=True, notes=(*scored.notes, EARLY_DIP))
