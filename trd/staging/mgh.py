"""MGH staging: a point a failed trial, more for optimised doses, augmentation and ECT (§6.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, counts_as
from trd.terms import CourseKind, TrialKind


@dataclass(frozen=True, slots=True)
class Score:
    """The score by certain facts, and what possible failures could make of it."""

    score: Decimal
    maximum: Decimal | None


def mgh(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Score | None:
    """The score; `None` without a certain failure that it counts."""
    certain = _points((rated for rated in trials if rated.failed), knowledge)
    perhaps = _points((rated for rated in trials if rated.failed or rated.possible_failure), knowledge)
    if not certain:
        return None
    return Score(certain, perhaps if perhaps > certain else None)


def _points(failed: Iterable[RatedTrial], knowledge: Knowledge) -> Decimal:
    """An isomer or metabolite pair gives one point; a combination or augmentation its half point only."""

    def figure(name: str) -> Decimal:
        return knowledge.figures[name].value

    points = Decimal(0)
    optimised: dict[str, bool] = {}
    for rated in failed:
        match rated.trial.kind:
            case TrialKind.MONOTHERAPY:
                agent = counts_as(rated.trial.agents[0], knowledge)
                optimised[agent] = optimised.get(agent, False) or _optimised(rated, knowledge)
            case TrialKind.AUGMENTATION | TrialKind.COMBINATION:
                points += figure("mgh-augmentation-points")
            case TrialKind.NEUROMODULATION if rated.trial.sessions[0].kind is CourseKind.ECT:
                points += figure("mgh-ect-points")
    return points + len(optimised) + figure("mgh-optimised-points") * sum(optimised.values())


def _optimised(rated: RatedTrial, knowledge: Knowledge) -> bool:
    """Was the usual maximum certainly reached? That of its own release form where it has one."""
    agent = knowledge.agents[rated.trial.agents[0]]
    for exposure in rated.trial.exposures:
        own = next((form.usual_maximum for form in agent.forms if form.form is exposure.form), None)
        usual = own if own is not None else (agent.usual_maximum.value if agent.usual_maximum else None)
        if usual is not None and exposure.certain and exposure.low is not None and exposure.low >= usual:
            return True
    return False
