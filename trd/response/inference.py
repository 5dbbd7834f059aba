"""What a change of treatment suggests where nobody measured or said (§5.5); never a failure by itself (R-O54)."""

from collections.abc import Iterable
from datetime import date

from trd.adequacy import AdequacyRating
from trd.intervals import days_between, plus
from trd.knowledge.types import Knowledge
from trd.terms import Adequacy, Outcome, TrialKind
from trd.trials import Trial

COURSES = (TrialKind.NEUROMODULATION, TrialKind.KETAMINE)
DRUGS = (TrialKind.MONOTHERAPY, TrialKind.COMBINATION)


def inferred(
    trial: Trial, adequacy: AdequacyRating, others: Iterable[Trial], knowledge: Knowledge, *, as_of: date
) -> Outcome | None:
    """The outcome that a switch, an added drug or a course suggests for an adequate trial."""
    reached = adequacy.reached_on
    if adequacy.verdict is not Adequacy.ADEQUATE or reached is None:
        return None
    others = list(others)
    if any(_course_followed(trial, other, knowledge, as_of) for other in others):
        return Outcome.NON_RESPONSE
    if any(_switched(trial, other, knowledge) for other in others):
        return Outcome.NON_RESPONSE
    if any(_augmented(trial, other, reached, knowledge, as_of) for other in others):
        return Outcome.PARTIAL_RESPONSE
    return None


def _switched(trial: Trial, other: Trial, knowledge: Knowledge) -> bool:
    """R-O50: another antidepressant of another class or mechanism starts around the end."""
    if trial.ongoing or trial.end is None or trial.kind not in DRUGS or other.kind not in DRUGS:
        return False
    new = [agent for agent in other.agents if agent not in trial.agents]
    around = int(knowledge.figures["switch-around-days"].value)
    near = plus(trial.end.earliest, -around) <= other.start.latest <= plus(trial.end.latest, around)
    return near and any(_different(agent, trial.agents, knowledge) for agent in new)


def _different(agent: str, before: tuple[str, ...], knowledge: Knowledge) -> bool:
    """Neither class nor mechanism of any drug before: the same could be a matter of cost or formulary."""
    row = knowledge.agents[agent]
    old = [knowledge.agents[name] for name in before if name in knowledge.agents]
    return all((row.drug_class, row.mechanism) != (each.drug_class, each.mechanism) for each in old)


def _augmented(trial: Trial, other: Trial, reached: date, knowledge: Knowledge, as_of: date) -> bool:
    """R-O51: an augmenter was added once the trial was adequate, and the drug went on."""
    if other.kind is not TrialKind.AUGMENTATION or other.agents[-1] not in trial.agents or other.agents == trial.agents:
        return False
    if trial.kind is TrialKind.AUGMENTATION or other.start.earliest < reached:
        return False
    last = as_of if trial.end is None else trial.end.earliest
    return days_between(other.start.latest, last) >= int(knowledge.figures["base-continued-days"].value)


def _course_followed(trial: Trial, other: Trial, knowledge: Knowledge, as_of: date) -> bool:
    """R-O52: ECT, TMS, esketamine or ketamine began during the trial or soon after it."""
    if other.kind not in COURSES or trial.kind in COURSES:
        return False
    last = as_of if trial.end is None else plus(trial.end.latest, int(knowledge.figures["course-after-days"].value))
    return trial.start.latest <= other.start.earliest <= last
