"""MGH staging: a point a failed trial, more for optimised doses, augmentation and ECT (§6.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trd.adequacy.sentence import treatment
from trd.figures import plain
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, counts_as
from trd.terms import CourseKind, TrialKind


@dataclass(frozen=True, slots=True)
class Score:
    """The score by certain facts, and what possible failures could make of it."""

    score: Decimal
    maximum: Decimal | None
    because: str
    """The parts of the certain score."""


def mgh(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Score | None:
    """The score; `None` without a certain failure that it counts."""
    parts = _parts((rated for rated in trials if rated.failed), knowledge)
    if not parts:
        return None
    certain = _sum(parts)
    perhaps = _sum(_parts((rated for rated in trials if rated.failed or rated.possible_failure), knowledge))
    because = ", ".join(f"{name} {plain(points)}" for name, points in parts.items())
    return Score(certain, perhaps if perhaps > certain else None, because)


def _sum(parts: Mapping[str, Decimal]) -> Decimal:
    return sum(parts.values(), Decimal(0))


def _parts(failed: Iterable[RatedTrial], knowledge: Knowledge) -> dict[str, Decimal]:
    """The points by their reason: an isomer or metabolite pair gives one point; a combination or augmentation its
    half point only."""

    def figure(name: str) -> Decimal:
        return knowledge.figures[name].value

    parts: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    """Of a pair the name of the one that failed first."""
    for place, rated in enumerate(failed, start=1):
        match rated.trial.kind:
            case TrialKind.MONOTHERAPY:
                agent = counts_as(rated.trial.agents[0], knowledge)
                name = names.setdefault(agent, treatment(rated.trial, knowledge))
                parts.setdefault(name, Decimal(1))
                if _optimised(rated, knowledge):
                    parts[f"{name} at its usual maximum"] = figure("mgh-optimised-points")
            case TrialKind.AUGMENTATION | TrialKind.COMBINATION:
                name = treatment(rated.trial, knowledge)
                name = name if name not in parts else f"{name} again ({place})"
                parts[name] = figure("mgh-augmentation-points")
            case TrialKind.NEUROMODULATION if rated.trial.sessions[0].kind is CourseKind.ECT:
                parts["ECT"] = parts.get("ECT", Decimal(0)) + figure("mgh-ect-points")
    return parts


def _optimised(rated: RatedTrial, knowledge: Knowledge) -> bool:
    """Was the usual maximum certainly reached? That of its own release form where it has one."""
    agent = knowledge.agents[rated.trial.agents[0]]
    for exposure in rated.trial.exposures:
        own = next((form.usual_maximum for form in agent.forms if form.form is exposure.form), None)
        usual = own if own is not None else (agent.usual_maximum.value if agent.usual_maximum else None)
        if usual is not None and exposure.certain and exposure.low is not None and exposure.low >= usual:
            return True
    return False
