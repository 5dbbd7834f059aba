"""The published rule for the outcome, computed a second time: windows, words, failed or not, and the whole (§5, §6)."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.truth.formulary import DRUGS, HIGHEST, MILD, PREFERENCE, REMISSION
from tests.truth.lives import Chart, Life, Score
from tests.truth.rule import Run, adequacy, adequate_on, at_onset, begun, surely_one, trials

BAD = ("non-response", "partial-response")
REASONS = {"ineffective": "non-response", "partial": "partial-response", "intolerance": "intolerance"}
Begun = tuple[set[str], tuple[date, date]]
"""Drugs, and the first and last reading of their first day."""
BREAK = 182
"""Longer without drug and symptom: perhaps another episode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is right to say of one trial."""

    agents: tuple[str, ...]
    kind: str
    start: date
    last: date
    adequacy: str
    outcomes: frozenset[str]
    failed: frozenset[str]
    """Of yes, possible, no: more than one where the scores of the chart may be read either way."""
    counted: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    trials: tuple[Verdict, ...]
    status: frozenset[str]


def judge(life: Life, chart: Chart) -> Truth:
    """All that is right to say of a chart (or, with `truly`, of the life itself)."""
    runs = [part for run in trials(chart.known, life.born, life.as_of) for part in at_onset(run, life.onset)]
    verdicts = tuple(_verdict(run, runs, chart, life) for run in runs)
    return Truth(trials=verdicts, status=_statuses(verdicts, chart.scores, life))


def _verdict(run: Run, runs: Sequence[Run], chart: Chart, life: Life) -> Verdict:
    word = adequacy(run)
    alone = [other for other in runs if other.kind == "monotherapy"]
    others = [(set(other.agents), other.start) for other in alone] + begun(chart.known, life.born, life.as_of)
    found = _words(run, word, others, chart.scores, life.as_of)
    failed = frozenset(_failed(word, outcome, soft, run.reason) for outcome, soft in found)
    cut = run.start[0] < life.onset <= run.start[1]
    if "yes" in failed and chart.resources and (cut or _perhaps_earlier(run, chart, life)):
        failed = failed - {"yes"} | {"possible"}
    return Verdict(
        agents=run.agents,
        kind=run.kind,
        start=run.start[1],
        last=date.fromordinal(max(run.possible)),
        adequacy=word,
        outcomes=frozenset(outcome for outcome, _ in found),
        failed=failed,
        counted=run.kind != "augmentation",
        current=run.start[1] >= life.onset,
    )


def _failed(word: str, outcome: str, soft: bool, reason: str | None) -> str:
    """R-O60, R-O61, R-O62."""
    if word not in ("adequate", "undetermined"):
        return "no"
    if outcome in BAD:
        return "yes" if word == "adequate" and not soft else "possible"
    return "possible" if outcome == "unknown" and reason not in ("choice", "intolerance") else "no"


def _words(run: Run, word: str, others: Sequence[Begun], scores: Sequence[Score], as_of: date) -> set[tuple[str, bool]]:
    """Each word that a reading of the dates allows, and whether it is too weak for a failure.

    Only scores on or after the adequacy day win over a recorded reason (R-O32). Where there is none, or the day is not
    known, the reason stands; a good score before it leaves a possible failure at most (R-O30b).
    """
    found: set[tuple[str, bool]] = set()
    reached = adequate_on(run)
    adequate = word == "adequate" and reached is not None
    if run.ongoing and word.startswith("inadequate"):
        return {("ongoing", False)}
    whole, run = run, surely_one(run, reached)
    upper = as_of if run.ongoing else min(as_of, run.end[0] + timedelta(14))
    longest = as_of if whole.ongoing else min(as_of, whole.end[1] + timedelta(14))
    after = run.start[1] + timedelta(14)
    following = [start for agents, start in others if agents - set(run.agents) and start[1] > after]
    if adequate and reached is not None and following:
        limits = {min(start[0] for start in following), min(start[1] for start in following)}
        limit = min(limits) + timedelta(14)
        upper = min(upper, limit if limit >= reached else as_of if run.ongoing else min(run.end[0], as_of))
        limit = max(limits) + timedelta(14)
        longest = min(longest, limit if limit >= reached else as_of if whole.ongoing else min(whole.end[1], as_of))
    lower = reached if adequate and reached is not None else after
    for start in set(run.start):
        told = [_by_instrument(name, run, start, (after, lower, upper), scores, adequate) for name in PREFERENCE]
        paired = [each for each in told if each is not None]
        positive = [each for each in paired if each[0] in ("remission", "response")]
        best = next(iter(positive or paired), None)
        measured = adequate and any(lower <= score.day <= upper for score in scores)
        if run.reason in REASONS and (best is None or best[0] == "unknown" or not measured):
            found.add((REASONS[run.reason], best is not None and best[0] in ("remission", "response")))
        elif best is not None and best[0] != "unknown":
            doubt = adequate and best[0] in BAD and _perhaps_better(run, (lower, upper, longest), scores)
            found.add((best[0], best[1] or doubt))
        else:
            found.add(("unknown", False))
    if len(found) > 1:
        found.add(("unknown", False))
    return found


def _perhaps_better(run: Run, window: tuple[date, date, date], scores: Sequence[Score]) -> bool:
    """On another reading of its dates a score is its own with which nothing has failed: no certain outcome (R-0.2)."""
    lower, upper, longest = window
    if run.start[0] == run.start[1] and upper == longest:
        return False
    last = max(score.day for score in scores if lower <= score.day <= upper)
    for score in scores:
        if not run.start[0] + timedelta(14) <= score.day <= longest:
            continue
        first, until = run.start[0] - timedelta(28), run.start[1] + timedelta(7)
        own = [each for each in scores if each.instrument == score.instrument and first <= each.day <= until]
        own = [each for each in own if each.day < score.day]
        if run.start[0] == run.start[1]:
            usual = _baseline([each for each in scores if each.instrument == score.instrument], run, run.start[0])
            own = [usual] if usual is not None else []
        ill: list[Score | None] = [each for each in own if each.value > REMISSION[each.instrument]]
        words = {
            _word(score.instrument, each, score) for each in (ill if ill and len(ill) == len(own) else [*ill, None])
        }
        if words & {"remission", "response"} or ("unknown" in words and score.day >= last):
            return True
    return False


def _by_instrument(
    name: str, run: Run, start: date, window: tuple[date, date, date], scores: Sequence[Score], adequate: bool
) -> tuple[str, bool] | None:
    after, lower, upper = window
    own = [score for score in scores if score.instrument == name]
    before = _baseline(own, run, start)
    late = [score for score in own if lower <= score.day <= upper]
    early = [score for score in own if after <= score.day <= upper]
    good = [score for score in early if _word(name, before, score) in ("remission", "response")]
    if not late:
        newest = max((score.day for score in scores if after <= score.day <= upper), default=None)
        return (_word(name, before, good[-1]), False) if good and good[-1].day == newest else None
    endpoint = late[-1]
    word = _word(name, before, endpoint)
    if word in ("remission", "response"):
        return word, False
    good = [score for score in good if score.day < endpoint.day]
    firm = [score for score in good if (adequate and score.day >= lower) or _word(name, before, score) == "remission"]
    if firm or (good and (good[-1].day - good[0].day).days >= 14):
        return "response", False
    first = min((score.day for score in scores if score.day >= run.start[0]), default=endpoint.day)
    unheard = before is None and (first - run.start[0]).days > 182
    return word, bool(good) or unheard


def _baseline(own: Iterable[Score], run: Run, start: date) -> Score | None:
    eligible = [score for score in own if run.start[1] - timedelta(28) <= score.day <= run.start[0] + timedelta(7)]
    before = [score for score in eligible if score.day <= start]
    found = before[-1] if before else next(iter(eligible), None)
    return None if found is None or found.value <= REMISSION[found.instrument] else found


def _word(name: str, before: Score | None, score: Score) -> str:
    if score.value <= REMISSION[name]:
        return "remission"
    if before is None:
        best = HIGHEST[name] - score.value
        return BAD[0] if 4 * best < HIGHEST[name] else BAD[1] if 2 * best < HIGHEST[name] else "unknown"
    better = before.value - score.value
    if 2 * better >= before.value:
        return "response"
    return BAD[1] if 4 * better >= before.value else BAD[0]


def _perhaps_earlier(run: Run, chart: Chart, life: Life) -> bool:
    """R-P11 iii: more than half a year, after it, with no drug and no symptom on record."""
    if run.ongoing or run.start[1] < life.onset:
        return False
    taken = [each for each in chart.known if not DRUGS[each.agent].for_other_use]
    lived = {day for each in taken for day in range(each.start[0].toordinal(), each.end[1].toordinal() + 1)}
    lived |= {score.day.toordinal() for score in chart.scores if score.value >= MILD[score.instrument]}
    last = max(run.possible)
    after = [last, *sorted(day for day in lived if day > last), life.as_of.toordinal() + 1]
    return any(later - earlier - 1 > BREAK for earlier, later in itertools.pairwise(after))


def _statuses(verdicts: Sequence[Verdict], scores: Sequence[Score], life: Life) -> frozenset[str]:
    """R-P20 over every admissible reading of the failures."""
    recent = [score for score in scores if 0 <= (life.as_of - score.day).days <= 90]
    newest = max((score.day for score in recent), default=None)
    last = [score for score in recent if score.day == newest]
    if last and all(score.value <= REMISSION[score.instrument] for score in last):
        return frozenset({"none"})
    own = [verdict for verdict in verdicts if verdict.counted and verdict.current]
    found = set()
    for pick in (min, max):  # "no" < "possible" < "yes": fewest and most failures
        chosen = [(pick(verdict.failed), verdict) for verdict in own]
        found.add(_status(chosen))
    return frozenset(found)


def _status(chosen: Sequence[tuple[str, Verdict]]) -> str:
    failed = _agents(verdict for word, verdict in chosen if word == "yes")
    at_most = _agents(verdict for word, verdict in chosen if word != "no")
    return _grade(failed) if _grade(failed) == _grade(at_most) else "indeterminate"


def _agents(verdicts: Iterable[Verdict]) -> int:
    """How many different agents; a combination is one more if one of its two has not failed alone (R-T8)."""
    alone: set[str] = set()
    more = 0
    spent: set[str] = set()
    for verdict in sorted(verdicts, key=lambda verdict: verdict.kind == "combination"):
        names = {DRUGS[agent].counts_as or agent for agent in verdict.agents}
        if verdict.kind != "combination":
            alone |= names
        elif not names <= alone | spent:
            more += 1
            spent |= names
    return len(alone) + more


def _grade(failures: int) -> str:
    return ("none", "one-failure", "resistant")[min(failures, 2)]
