"""Start, target and maximum of a new drug for this patient: the table's figures under every cap (N-0.7, N-O4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.candidates.availability import country_of
from trd.intervals import plus
from trd.knowledge.types import Agent, Ladder, StrategyAgent
from trd.safety import Judgement, members
from trd.situation import Situation
from trd.situation.ladder import cap_of, is_older, phenotype_limits

SEROTONERGIC = "serotonergic since"
SEROTONERGIC_GROUPS = ("serotonergic-opioids", "serotonergic-other")
NOT_SEROTONERGIC = frozenset({"bupropion"})
"""In one capsule with dextromethorphan, which is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    start: Decimal | None
    target: Decimal | None
    maximum: Decimal | None
    unit: str
    too_low: bool = False
    """The cap lies below the first step: text only (N-0.7)."""
    below_minimum: bool = False
    """The cap lies below the minimum: it cannot become an adequate trial (R-Z11)."""
    uncertain: bool = False
    """Age not known, and the older adult's start is not the usual one: no draft (G13)."""
    titrates: bool = True
    """The usual next step lies within the cap."""


def doses_for(candidate: StrategyAgent, agent: Agent, judgement: Judgement, situation: Situation) -> Doses:
    """The figures of the table, cut to this patient's cap; the older adult's start where the age says so."""
    older_start = _older_start(agent, situation)
    start_low = is_older(situation.facts) or any(limit.start_low for limit in phenotype_limits(agent, situation.facts))
    start = candidate.start
    if start_low and older_start is not None and start is not None:
        start = min(start, older_start)
    started_low, target = start != candidate.start, candidate.target
    low = _low_start(agent, situation)
    if low is not None and start is not None and low < start:
        start, target = low, start
    cap = cap_of(agent, situation.facts, judgement)
    minimum = agent.minimum.value if agent.minimum else None
    unknown_age = situation.facts.person.age_high is None
    return Doses(
        start=_cut(start, cap),
        target=_cut_to_step(target, cap, agent.ladder),
        maximum=_cut(candidate.maximum, cap),
        unit=agent.taken_unit,
        too_low=cap is not None and start is not None and cap < start,
        below_minimum=cap is not None and minimum is not None and cap < minimum,
        uncertain=unknown_age and started_low,
        titrates=_titrates(start, target, cap, agent.ladder),
    )


def _cut_to_step(dose: Decimal | None, cap: Decimal | None, ladder: Ladder | None) -> Decimal | None:
    """Not above the cap, and then a number of the ladder: what the strengths can give (R-Z11)."""
    if dose is None or cap is None or dose <= cap:
        return dose
    return max((step for step in (ladder.steps if ladder else ()) if step <= cap), default=cap)


def _titrates(start: Decimal | None, target: Decimal | None, cap: Decimal | None, ladder: Ladder | None) -> bool:
    if start is None or cap is None:
        return True
    following = min((step for step in (ladder.steps if ladder else ()) if step > start), default=target)
    return following is None or following <= cap


def _older_start(agent: Agent, situation: Situation) -> Decimal | None:
    """The older adult's start: the lower of the ladder's and the country's."""
    country = country_of(situation).doses.get(agent.id)
    starts = (agent.ladder.older_start if agent.ladder else None, country.older_start if country else None)
    return min((start for start in starts if start is not None), default=None)


def _low_start(agent: Agent, situation: Situation) -> Decimal | None:
    """The lower first dose while another serotonergic drug is, or was just, taken (§2.2.2, §5.1)."""
    switching = situation.knowledge.switching
    low = switching.low_starts.get(agent.id) if switching else None
    if switching is None or low is None:
        return None
    first = plus(situation.as_of, -switching.low_start_days)
    return low if _serotonergic_since(first, situation) - set(agent.ingredients) else None


def _serotonergic_since(first: date, situation: Situation) -> frozenset[str]:
    """Ingredients taken, also on days that are only possible: the lower dose is the safe one."""
    memory, knowledge = situation.facts.memory, situation.knowledge
    known: frozenset[str] | None = memory.get((SEROTONERGIC, first))
    if known is None:
        names = {name for agent in members("SEROTONERGIC", knowledge) for name in knowledge.agents[agent].ingredients}
        for group in SEROTONERGIC_GROUPS:
            names |= knowledge.codes.groups.get(group, frozenset())
        taken = situation.facts.taken
        known = memory[SEROTONERGIC, first] = frozenset(
            name for name in (taken.keys() & names) - NOT_SEROTONERGIC if taken[name].possible.from_day(first)
        )
    return known


def _cut(dose: Decimal | None, cap: Decimal | None) -> Decimal | None:
    return dose if dose is None or cap is None else min(dose, cap)
