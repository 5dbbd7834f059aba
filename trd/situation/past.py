"""What was tried before: which agents failed, helped or were not tolerated, and which courses are behind (N-0.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trd.assessment import Assessment
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.situation.running import COUNTED, counted, in_episode
from trd.terms import Adequacy, CourseKind, EpisodeOf, Outcome, TrialKind

HELPED = frozenset({Outcome.RESPONSE, Outcome.REMISSION})
TOO_LITTLE = frozenset({Adequacy.INADEQUATE_DOSE, Adequacy.INADEQUATE_DURATION})
DRUG_KINDS = COUNTED | {TrialKind.AUGMENTATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    failed: frozenset[str]
    """Agents with an adequate failed trial in this episode."""
    may_have_failed: frozenset[str]
    """Agents of this episode that were, or may have been, taken long enough at a sufficient dose, and did not help."""
    failed_add_ons: frozenset[str]
    """Agents that failed as an add-on in this episode."""
    failed_earlier: frozenset[str]
    """Agents and add-ons that failed in an earlier episode."""
    helped: frozenset[str]
    """Agents and add-ons with response or remission in an ended trial, any episode, not followed by relapse on it."""
    not_tolerated: frozenset[str]
    """Agents and add-ons that were not tolerated, any episode."""
    add_ons: frozenset[str]
    """Everything that was ever added to an antidepressant."""
    episodes: int
    """Depressive episodes on record, by the days on which they began."""
    too_little: frozenset[str]
    """Agents of this episode tried too low or too short, and tolerated."""
    failed_classes: tuple[str, ...]
    """Class of each agent failed in this episode, once an agent."""
    failed_mechanisms: frozenset[str]
    drug_failures: int
    """Adequate failed trials of any drug kind in this episode (T12)."""
    add_on_failures: int
    low_confidence_decides: bool
    """A failed trial of low confidence decides n (C7)."""


def read_past(assessment: Assessment, knowledge: Knowledge) -> Past:
    """Read the earlier trials as the strategies ask for them."""
    episode = in_episode(assessment)
    failed = _agents(rated for rated in counted(episode) if rated.failed)
    trials = assessment.trials
    failed_add_ons = [rated for rated in added(episode) if rated.failed]
    not_tolerated = [rated for rated in trials if rated.outcome.outcome is Outcome.INTOLERANCE]
    failed_before = [rated for rated in trials if rated.failed and rated.trial.episode is EpisodeOf.EARLIER]
    return Past(
        failed=failed,
        may_have_failed=_agents(rated for rated in counted(episode) if _may_have_failed(rated)) - failed,
        failed_add_ons=_add_ons(failed_add_ons),
        failed_earlier=_agents(failed_before) | _add_ons(failed_before),
        helped=_helped(trials),
        not_tolerated=_agents(not_tolerated) | _add_ons(not_tolerated),
        add_ons=_add_ons(trials),
        episodes=episodes_on_record(assessment, knowledge),
        too_little=_too_little(counted(episode)) - failed,
        failed_classes=tuple(_class(agent, knowledge) for agent in sorted(failed)),
        failed_mechanisms=frozenset(filter(None, (_mechanism(agent, knowledge) for agent in failed))),
        drug_failures=sum(rated.failed for rated in episode if rated.trial.kind in DRUG_KINDS),
        add_on_failures=len(failed_add_ons),
        low_confidence_decides=_decided_by_low(assessment),
    )


def _agents(trials: Iterable[RatedTrial]) -> frozenset[str]:
    return frozenset(agent for rated in trials if rated.trial.kind in COUNTED for agent in rated.trial.agents)


def added(trials: Iterable[RatedTrial]) -> tuple[RatedTrial, ...]:
    """Trials of a drug that was added to an antidepressant."""
    return tuple(rated for rated in trials if rated.trial.kind is TrialKind.AUGMENTATION)


def _add_ons(trials: Iterable[RatedTrial]) -> frozenset[str]:
    """The drugs that were added; what they were added to is judged by its own trial."""
    return frozenset(rated.trial.agents[0] for rated in added(trials))


def episodes_on_record(assessment: Assessment, knowledge: Knowledge) -> int:
    """How many depressive episodes the record tells apart, by the onsets of its diagnoses."""
    mdd = knowledge.concept_sets.get("mdd", frozenset())
    known = assessment.history.conditions
    return len({one.onset.latest for one in known if one.onset is not None and not mdd.isdisjoint(one.concepts)})


def _helped(trials: Sequence[RatedTrial]) -> frozenset[str]:
    helped = [
        rated
        for rated in trials
        if rated.outcome.outcome in HELPED and not _relapsed(rated) and not rated.trial.ongoing
    ]
    relapsed = [rated for rated in trials if _relapsed(rated)]
    return (_agents(helped) | _add_ons(helped)) - _agents(relapsed) - _add_ons(relapsed)


def _relapsed(rated: RatedTrial) -> bool:
    return "relapse-on-treatment" in rated.outcome.notes or "relapse-on-treatment" in rated.notes


def _may_have_failed(rated: RatedTrial) -> bool:
    """A possible failure, or a fair trial of which no benefit is known: not too low, not too short (N-S2, N-S4)."""
    if rated.possible_failure:
        return True
    maybe_fair = rated.adequacy.verdict in (Adequacy.ADEQUATE, Adequacy.UNDETERMINED)
    return maybe_fair and rated.outcome.outcome not in HELPED | {Outcome.INTOLERANCE} and not rated.trial.ongoing


def _too_little(trials: tuple[RatedTrial, ...]) -> frozenset[str]:
    """Each of its trials was too low or too short: one that may have failed takes it out."""
    return _agents(filter(_never_fair, trials)) - _agents(filter(_may_have_failed, trials))


def _never_fair(rated: RatedTrial) -> bool:
    tolerated = rated.outcome.outcome is not Outcome.INTOLERANCE
    return rated.adequacy.verdict in TOO_LITTLE and tolerated and not rated.trial.ongoing


def _class(agent: str, knowledge: Knowledge) -> str:
    known = knowledge.agents.get(agent)
    return known.drug_class if known else ""


def _mechanism(agent: str, knowledge: Knowledge) -> str | None:
    known = knowledge.agents.get(agent)
    return known.mechanism if known else None


def _decided_by_low(assessment: Assessment) -> bool:
    failed = [rated for rated in counted(in_episode(assessment)) if rated.failed and rated.counted]
    sure = [rated for rated in failed if rated.confidence.value != "low"]
    return _agents(sure) != _agents(failed)


def courses(assessment: Assessment, kind: CourseKind) -> tuple[RatedTrial, ...]:
    """Courses of ECT, TMS, ketamine or psychotherapy, over all episodes."""
    return tuple(rated for rated in assessment.trials if rated.trial.sessions and rated.trial.sessions[0].kind is kind)


def last_session(trials: Iterable[RatedTrial]) -> date | None:
    """The day of the last session of these courses."""
    days = [(session.end or session.start).latest for rated in trials for session in rated.trial.sessions]
    return max(days, default=None)


def therapy_runs(assessment: Assessment, days: int) -> bool:
    """A psychotherapy session in the last six weeks (T2, N-P2)."""
    sessions = [session for session in assessment.history.sessions if session.kind is CourseKind.PSYCHOTHERAPY]
    seen = [(session.end or session.start).latest for session in sessions]
    return any(0 <= days_between(day, assessment.as_of) <= days for day in seen)
