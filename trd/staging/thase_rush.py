"""Thase–Rush: how many distinctly different classes failed, in the order of the scheme (§6.4)."""

from collections.abc import Sequence

from trd.knowledge.types import Agent, Knowledge
from trd.resistance import RatedTrial
from trd.terms import CourseKind, TrialKind

TCA, MAOI = "TCA", "MAOI"
BILATERAL = "bilateral"


def thase_rush(trials: Sequence[RatedTrial], knowledge: Knowledge) -> str | None:
    """The stage by certain failures; it rises only in order, and a combination adds no class (R-S1)."""
    drugs = (TrialKind.MONOTHERAPY, TrialKind.COMBINATION)
    failed = [rated for rated in trials if rated.failed and rated.trial.kind in drugs]
    if not failed:
        return None
    alone = [rated.trial.agents[0] for rated in failed if rated.trial.kind is TrialKind.MONOTHERAPY]
    classes = {_class(knowledge.agents[agent]) for agent in alone}
    others = classes - {TCA, MAOI}
    if len(classes) < 2:
        return "I"
    if TCA not in classes or len(classes - {TCA}) < 2:
        return "II"
    if MAOI not in classes or len(others) < 2:
        return "III"
    return "V" if any(_bilateral_ect(rated) for rated in trials if rated.failed) else "IV"


def failed_classes(trials: Sequence[RatedTrial], knowledge: Knowledge) -> str:
    """The classes that failed alone, in the order of the trials, as the stage counts them."""
    alone = [rated for rated in trials if rated.failed and rated.trial.kind is TrialKind.MONOTHERAPY]
    classes = dict.fromkeys(_class(knowledge.agents[rated.trial.agents[0]]) for rated in alone)
    return f"failed alone: {', '.join(classes)}" if classes else "failed in combination only: no class of its own"


def _class(agent: Agent) -> str:
    """The class for this scheme: tetracyclic maprotiline is a tricyclic here, a reversible MAO inhibitor no MAOI."""
    if agent.mechanism == "tca":
        return TCA
    return MAOI if agent.irreversible_maoi else agent.drug_class


def _bilateral_ect(rated: RatedTrial) -> bool:
    """ECT that was given bilaterally; laterality that is not on record is not bilateral."""
    counted = [session for session in rated.trial.sessions if not session.maintenance]
    return bool(counted) and all(
        session.kind is CourseKind.ECT and session.laterality == BILATERAL for session in counted
    )
