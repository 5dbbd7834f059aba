"""Two antidepressants at once: a cross-taper, or a combination (R-T6, R-T7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from trd.history import Gap, TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Knowledge
from trd.terms import GapCode, TrialKind
from trd.trials.building import together
from trd.trials.minimum import DEFAULT_COLUMN, age_on, days_at, days_perhaps_at, minimum
from trd.trials.runs import Run
from trd.trials.trial import Trial


@dataclass(frozen=True, slots=True)
class Combined:
    """What the runs of single agents come to."""

    runs: tuple[Run, ...]
    """What remains of each agent alone, before and after its combinations."""
    trials: tuple[Trial, ...]
    gaps: tuple[Gap, ...]


def combine(runs: Sequence[Run], history: TreatmentHistory, knowledge: Knowledge) -> Combined:
    """Find every pair of agents that was given together at dose for long enough, and was no cross-taper.

    A dose that is not stated makes no combination, only the gap `possible-combination`.
    """
    at_dose = [_at_dose(run, history, knowledge) for run in runs]
    long_enough = int(knowledge.figures["combination-days"].value)
    trials: list[Trial] = []
    gaps: list[Gap] = []
    taken_up: dict[int, list[tuple[int, int, Run]]] = {}
    for one, other in combinations(range(len(runs)), 2):
        first, second = runs[one], runs[other]
        if first.agent == second.agent or not _meet(first, second):
            continue
        overlap = first.certain & second.certain
        if _cross_taper(first, second, overlap, knowledge):
            continue
        common = at_dose[one][0] & at_dose[other][0]
        if len(common) >= long_enough:
            trials.append(_combination(first, second, common))
            since, until = common.spans[0][0], _until(first, second, common)
            taken_up.setdefault(one, []).append((since, until, second))
            taken_up.setdefault(other, []).append((since, until, first))
        elif len(overlap & at_dose[one][1] & at_dose[other][1]) >= long_enough:
            gaps.append(_possible(first, second))
    remaining = [
        piece for index, run in enumerate(runs) for piece in _alone(run, taken_up.get(index, []), at_dose[index][0])
    ]
    return Combined(tuple(remaining), tuple(trials), tuple(gaps))


def _at_dose(run: Run, history: TreatmentHistory, knowledge: Knowledge) -> tuple[Days, Days]:
    """Certain and possible days of a run at its own minimum dose."""
    agent = knowledge.agents[run.agent]
    age = age_on(history, run.start[0].latest)
    certain, possible = [], []
    for exposure in run.exposures:
        least = minimum(agent, DEFAULT_COLUMN, form=exposure.form, age=age)
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


def _combination(first: Run, second: Run, common: Days) -> Trial:
    since, until = common.spans[0][0], common.spans[-1][1]
    open_end = first.ongoing and second.ongoing
    return together(TrialKind.COMBINATION, first, second, since, None if open_end else until)


def _until(first: Run, second: Run, common: Days) -> int:
    """The last day of the combination: the last common day, or any day to come while both go on."""
    if first.ongoing and second.ongoing:
        return max(first.possible.spans[-1][1], second.possible.spans[-1][1])
    return common.spans[-1][1]


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
