"""Which scores belong to a trial: baseline, endpoint, early good days (§5.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from trd.adequacy import AdequacyRating
from trd.intervals import DayInterval, plus
from trd.knowledge.types import Knowledge
from trd.response.points import Point
from trd.terms import Adequacy, TrialKind
from trd.trials import Trial

NO_NEW_TREATMENT = (TrialKind.PSYCHOTHERAPY, TrialKind.AUGMENTATION, TrialKind.COMBINATION)
"""Psychotherapy ends no window; of two drugs together each has a first day of its own (`Trial.begun_beside`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """First and last days, both included, on which a score counts on every reading of the trial's dates (R-O14)."""

    baseline: tuple[date, date]
    first_day: date
    """Day 0 on its earliest reading."""
    early: date
    """From here on a good score counts (R-O12)."""
    endpoint: tuple[date, date]
    exact: bool
    """The dates of the trial have one reading."""
    perhaps: tuple[date, date]
    """The days on which a score may belong to the trial on some reading of its dates."""
    perhaps_baseline: tuple[date, date]
    only_good: bool = False
    """Ongoing and too early to judge: only a good score counts (R-O28)."""


def windows(
    trial: Trial, adequacy: AdequacyRating, others: Iterable[Trial], knowledge: Knowledge, *, as_of: date
) -> Windows:
    """The windows of one trial under one rating."""

    def days(figure: str) -> int:
        return int(knowledge.figures[figure].value)

    reached = adequacy.reached_on if adequacy.verdict is Adequacy.ADEQUATE else None
    start = _start(trial, reached)
    early = plus(start.latest, days("early-score-days"))
    added = _next_treatment(trial, others, early) if reached is not None else None
    more = days("endpoint-after-days")
    sure, perhaps = (_last_day(trial, added, reached, more, as_of, latest=latest) for latest in (False, True))
    before, after = days("baseline-before-days"), days("baseline-after-days")
    return Windows(
        baseline=(plus(start.latest, -before), plus(start.earliest, after)),
        first_day=start.earliest,
        early=early,
        endpoint=(reached or early, sure),
        exact=start.exact and sure == perhaps,
        perhaps=(plus(start.earliest, days("early-score-days")), perhaps),
        perhaps_baseline=(plus(start.earliest, -before), plus(start.latest, after)),
        only_good=trial.ongoing and adequacy.verdict in (Adequacy.INADEQUATE_DOSE, Adequacy.INADEQUATE_DURATION),
    )


def _last_day(
    trial: Trial, added: DayInterval | None, reached: date | None, more: int, as_of: date, *, latest: bool
) -> date:
    """The last day of the endpoint window on its shortest or its longest reading (R-O11)."""
    ended = _end(trial, reached, latest=latest)
    last = as_of if ended is None else plus(ended, more)
    if added is not None and reached is not None:
        limit = plus(added.latest if latest else added.earliest, more)
        last = min(last, limit if limit >= reached else (ended or as_of))
    return min(last, as_of)


def baselines(points: Sequence[Point], found: Windows) -> dict[str, Point]:
    """The baseline of each instrument (R-O10); one in the remission range is none."""
    first, last = found.baseline
    result: dict[str, Point] = {}
    inside = [point for point in points if first <= point.day <= last]
    for scale, group in groupby(sorted(inside, key=_by_scale), key=lambda point: point.scale.id):
        own = list(group)
        before = [point for point in own if point.day <= found.first_day]
        chosen = before[-1] if before else own[0]
        if not any(chosen.scale.remitted(value) for value in chosen.values):
            result[scale] = chosen
    return result


def endpoints(points: Sequence[Point], found: Windows) -> list[Point]:
    """The latest score of each instrument in the endpoint window, by preference (R-O11, R-O15)."""
    first, last = found.endpoint
    inside = [point for point in points if first <= point.day <= last]
    latest = [list(group)[-1] for _, group in groupby(sorted(inside, key=_by_scale), key=lambda point: point.scale.id)]
    return sorted(latest, key=lambda point: (point.scale.preference, point.scale.id))


def early_points(points: Sequence[Point], found: Windows, until: date) -> Iterator[Point]:
    """The scores of the trial from day 14 on, up to a day."""
    return (point for point in points if found.early <= point.day <= min(until, found.endpoint[1]))


def _start(trial: Trial, reached: date | None) -> DayInterval:
    """Day 0 on every reading: what is only possible before the adequate days may have been another trial (R-0.3)."""
    first = trial.possible.first or trial.start.earliest
    latest = trial.start.latest
    if reached is not None:
        begins, _ = trial.part_of(reached)
        latest = max(latest, begins)
    return DayInterval(earliest=min(first, trial.start.earliest), latest=latest)


def _end(trial: Trial, reached: date | None, *, latest: bool) -> date | None:
    """The last day on the longest reading; on the shortest it ended with the certain days around adequacy."""
    whole = None if trial.ongoing or trial.end is None else (trial.end.latest if latest else trial.end.earliest)
    if latest or reached is None:
        return whole
    _, ends = trial.part_of(reached)
    last = trial.certain.last
    return whole if last is None or ends >= last else ends


def _by_scale(point: Point) -> tuple[str, date]:
    return point.scale.id, point.day


def _next_treatment(trial: Trial, others: Iterable[Trial], after: date) -> DayInterval | None:
    """N: the first day of another antidepressant, augmenter or course that starts after day 14 (R-O11)."""
    starts = [start for start in trial.begun_beside if start.latest > after]
    starts += [
        other.start
        for other in others
        if other.kind not in NO_NEW_TREATMENT
        and other.start.latest > after
        and not set(other.agents) <= set(trial.agents)
    ]
    if not starts:
        return None
    return DayInterval(earliest=min(each.earliest for each in starts), latest=min(each.latest for each in starts))
