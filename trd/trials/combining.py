"""Several antidepressants at once: a cross-taper, or a combination (R-T6, R-T7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trd.history import Gap, TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Knowledge
from trd.terms import GapCode, TrialKind
from trd.trials.building import together
from trd.trials.minimum import DEFAULT_COLUMN, days_at, days_perhaps_at, minimum, taker_on
from trd.trials.runs import Run
from trd.trials.trial import Trial

Members = tuple[int, ...]
"""Places of runs in the list of all, ascending: by start, then agent."""


@dataclass(frozen=True, slots=True)
class Combined:
    """What the runs of single agents come to."""

    runs: tuple[Run, ...]
    """What remains of each agent alone, before and after its combinations."""
    trials: tuple[Trial, ...]
    gaps: tuple[Gap, ...]


def combine(runs: Sequence[Run], history: TreatmentHistory, knowledge: Knowledge) -> Combined:
    """Find the agents that were given together at dose for long enough, and not as a cross-taper.

    Three at once are one combination, not three pairs: one treatment, at most one failure (R-T8). A dose that is
    not stated makes no combination, only the gap `possible-combination`.
    """
    at_dose = [_at_dose(run, history, knowledge) for run in runs]
    long_enough = int(knowledge.figures["combination-days"].value)
    pairs, gaps = _pairs(runs, at_dose, long_enough, knowledge)
    trials: list[Trial] = []
    taken_up: dict[int, list[tuple[int, int, Run]]] = {}
    for members, common in _apart(_groups(pairs, at_dose, long_enough), long_enough):
        own = [runs[member] for member in members]
        ongoing = all(run.ongoing for run in own) and common.spans[-1][1] >= _taken_over(own, taken_up, members)
        since, until = common.spans[0][0], common.spans[-1][1]
        trials.append(together(TrialKind.COMBINATION, own, since, None if ongoing else until))
        reach = max(run.possible.spans[-1][1] for run in own) if ongoing else until
        for member in members:
            partners = [(since, reach, runs[other]) for other in members if other != member]
            taken_up.setdefault(member, []).extend(partners)
    remaining = [
        piece for index, run in enumerate(runs) for piece in _alone(run, taken_up.get(index, []), at_dose[index][0])
    ]
    return Combined(tuple(remaining), tuple(trials), tuple(gaps))


def _pairs(
    runs: Sequence[Run], at_dose: Sequence[tuple[Days, Days]], long_enough: int, knowledge: Knowledge
) -> tuple[dict[Members, Days], list[Gap]]:
    """The common days at dose of each pair that is a combination, and the pairs that may be one."""
    found: dict[Members, Days] = {}
    gaps: list[Gap] = []
    for one, other in combinations(range(len(runs)), 2):
        first, second = runs[one], runs[other]
        if first.agent == second.agent or not _meet(first, second):
            continue
        overlap = first.certain & second.certain
        if _cross_taper(first, second, overlap, knowledge):
            continue
        common = at_dose[one][0] & at_dose[other][0]
        if len(common) >= long_enough:
            found[one, other] = common
        elif len(overlap & at_dose[one][1] & at_dose[other][1]) >= long_enough:
            gaps.append(_possible(first, second))
    return found, gaps


def _groups(
    pairs: Mapping[Members, Days], at_dose: Sequence[tuple[Days, Days]], long_enough: int
) -> dict[Members, Days]:
    """Pairs, and the threes and more that were together for long enough."""
    found = dict(pairs)
    level = dict(pairs)
    while level:
        larger: dict[Members, Days] = {}
        for members, common in level.items():
            for one, other in pairs:
                if one == members[-1] and all((member, other) in pairs for member in members):
                    shared = common & at_dose[other][0]
                    if len(shared) >= long_enough:
                        larger[*members, other] = shared
        found |= larger
        level = larger
    return found


def _apart(groups: Mapping[Members, Days], long_enough: int) -> list[tuple[Members, Days]]:
    """Each combination on the days on which it was no part of a larger one, the larger ones first."""
    found: list[tuple[Members, Days]] = []
    for members, common in sorted(groups.items(), key=lambda each: (-len(each[0]), each[1].spans, each[0])):
        larger = [days for other, days in found if set(members) < set(other)]
        if not larger:
            found.append((members, common))
            continue
        inside = Days.of((days.spans[0][0], days.spans[-1][1]) for days in larger)
        outside = Days.span(common.spans[0][0], common.spans[-1][1]) - inside
        pieces = [common & Days.span(*span) for span in outside.spans]
        found += [(members, piece) for piece in pieces if len(piece) >= long_enough]
    return found


def _taken_over(own: Sequence[Run], taken_up: Mapping[int, Sequence[tuple[int, int, Run]]], members: Members) -> int:
    """The last day on which a larger combination of these agents began; the beginning of time where none did."""
    agents = {run.agent for run in own}
    begun = [since for member in members for since, _, other in taken_up.get(member, ()) if other.agent not in agents]
    return max(begun, default=0)


def _at_dose(run: Run, history: TreatmentHistory, knowledge: Knowledge) -> tuple[Days, Days]:
    """Certain and possible days of a run at its own minimum dose."""
    agent = knowledge.agents[run.agent]
    taker = taker_on(history, run.start[0].latest, as_of=run.as_of)
    certain, possible = [], []
    for exposure in run.exposures:
        least = minimum(agent, DEFAULT_COLUMN, form=exposure.form, taker=taker)
        certain.append(days_at(exposure, least))
        possible.append(days_perhaps_at(exposure, least) & exposure.certain)
    return Days.union(certain), Days.union(possible)


def _meet(one: Run, other: Run) -> bool:
    if not one.certain or not other.certain:
        return False
    return (
        one.certain.spans[0][0] <= other.certain.spans[-1][1] and other.certain.spans[0][0] <= one.certain.spans[-1][1]
    )


def _cross_taper(first: Run, second: Run, overlap: Days, knowledge: Knowledge) -> bool:
    """The earlier drug ends within a short overlap: a switch (R-T6)."""
    short = len(overlap) <= int(knowledge.figures["cross-taper-days"].value)
    return short and bool(overlap) and not first.ongoing and first.certain.last == overlap.last


def _possible(first: Run, second: Run) -> Gap:
    evidence = {reference for run in (first, second) for exposure in run.exposures for reference in exposure.evidence}
    return Gap(
        code=GapCode.POSSIBLE_COMBINATION,
        what=f"{first.agent} and {second.agent} may have been a combination: a dose is not stated",
        evidence=tuple(sorted(evidence)),
    )


def _alone(run: Run, taken_up: Sequence[tuple[int, int, Run]], at_dose: Days) -> list[Run]:
    """What remains of an agent before, between and after its combinations (R-T7).

    Its low-dose days beside the other drug are the titration of the combination, no trial.
    """
    if not taken_up:
        return [run]
    inside = Days.of((since, until) for since, until, _ in taken_up)
    first, last = run.possible.spans[0][0], run.possible.spans[-1][1]
    pieces = [run.part(start, end) for start, end in (Days.span(first, last) - inside).spans]
    partners = Days.union(partner.certain for _, _, partner in taken_up)
    return [piece for piece in pieces if piece is not None and (piece.certain & at_dose or piece.certain - partners)]
