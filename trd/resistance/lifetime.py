"""The whole life beside the episode: what failed, what once worked, what kept someone well (R-P14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from trd.knowledge.types import Knowledge
from trd.resistance.grading import counts_as, failed_agents
from trd.resistance.rated import RatedTrial
from trd.response.scored import RELAPSE
from trd.terms import EpisodeOf, Outcome

HELPED = frozenset({Outcome.RESPONSE, Outcome.REMISSION})

HELPED_EARLIER = "helped-earlier"
"""Note of a trial: the same agent helped in an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """Over all episodes, rated alike; it never enters `failedTrials`."""

    failed: tuple[str, ...]
    """Agents, each once, an isomer or metabolite pair under one name."""
    failed_trials: tuple[RatedTrial, ...]
    """The trials behind them."""
    helped: tuple[RatedTrial, ...]
    """Response or remission, those that lost their effect included."""
    maintained: tuple[RatedTrial, ...]
    """Of these: kept for at least half a year without a relapse on record."""
    not_tolerated: tuple[RatedTrial, ...]


def lifetime(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Lifetime:
    """Look back over every trial on record."""
    long = int(knowledge.figures["remission-continue-days"].value)
    helped = tuple(rated for rated in trials if rated.outcome.outcome in HELPED)
    failed = tuple(rated for rated in trials if rated.failed and rated.counted)
    return Lifetime(
        failed=tuple(sorted(failed_agents(failed, knowledge))),
        failed_trials=failed,
        helped=helped,
        maintained=tuple(rated for rated in helped if not relapsed(rated) and len(rated.trial.certain) >= long),
        not_tolerated=tuple(rated for rated in trials if rated.outcome.outcome is Outcome.INTOLERANCE),
    )


def relapsed(rated: RatedTrial) -> bool:
    """It helped, and then no longer, while it was taken (R-O30)."""
    return RELAPSE in rated.outcome.notes


def helped_earlier(rated: RatedTrial, trials: Sequence[RatedTrial], knowledge: Knowledge) -> bool:
    """Did this trial's agent help in a trial that ended before it began?"""
    own = {counts_as(agent, knowledge) for agent in rated.trial.agents[:1]}
    return rated.trial.episode is not EpisodeOf.EARLIER and any(
        other.outcome.outcome in HELPED
        and other.trial.agents[:1] != ()
        and counts_as(other.trial.agents[0], knowledge) in own
        and other.trial.end is not None
        and other.trial.end.latest < rated.trial.start.earliest
        for other in trials
    )
