"""Combine: a second antidepressant of another mechanism beside the one that runs, by the pair table alone (§2.3)."""

from trd.candidates import Weighed, base_set_aside, drug_options, eligible, ingredients, weigh
from trd.knowledge.safety_grammar import of_class
from trd.knowledge.types import StrategyAgent
from trd.options import DosePlan, Offer, Proposal
from trd.safety.measurements import newest, usable
from trd.situation import Situation
from trd.situation.running import counted
from trd.terms import TrialKind

MOST = 2
LEVEL = 3
"""Second line at most: the evidence is mixed (N-C6)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """The best two partners of the running drug (N-C1 … N-C7)."""
    if not _possible(situation):
        return Proposal()
    forbidden = base_set_aside(offer.topic, situation)
    if forbidden is not None:
        return Proposal(set_aside=(forbidden,))
    strategy = situation.knowledge.strategies["combination"]
    base = _base(situation)
    weighing = weigh(
        _partners(strategy.candidates, offer, situation), offer, situation, base=base, limit=lambda _: LEVEL
    )
    options = drug_options(
        weighing.kept,
        offer,
        situation,
        most=MOST,
        plan=lambda weighed: _plan(weighed, situation),
        refuse=lambda weighed: _refuse(situation),
        why="added to the running drug; evidence mixed",
        citations=strategy.citations,
    )
    return Proposal(options=options, set_aside=weighing.set_aside)


def _possible(situation: Situation) -> bool:
    """One antidepressant runs, at its minimum or more; never a third beside two (N-C2, N-C4)."""
    current, room = situation.current, situation.room
    if current is None or current.trial.trial.kind is TrialKind.COMBINATION or _another_runs(situation):
        return False
    below = current.dose is not None and room is not None and room.minimum is not None and current.dose < room.minimum
    return not below


def _another_runs(situation: Situation) -> bool:
    running = [rated for rated in counted(situation.episode) if rated.trial.ongoing]
    agents = {agent for rated in running for agent in rated.trial.agents}
    return len(agents) > 1


def _base(situation: Situation) -> frozenset[str]:
    return ingredients(situation.current.agent, situation) if situation.current else frozenset()


def _partners(candidates: tuple[StrategyAgent, ...], offer: Offer, situation: Situation) -> list[StrategyAgent]:
    """Pairs that the running drug fits; a row that names the agent beats one that names its class (N-C7)."""
    base = situation.current.agent if situation.current else ""
    fitting = [known for known in candidates if _fits(known, base, offer, situation)]
    return sorted(fitting, key=lambda known: (base not in known.partners, known.place))


def _fits(known: StrategyAgent, base: str, offer: Offer, situation: Situation) -> bool:
    past = situation.past
    names = {partner for name in known.partners for partner in _agents(name, situation)}
    out = offer.without | past.failed | past.may_have_failed
    if base not in names or known.agent == base or known.agent in out:
        return False
    if known.agent == "mirtazapine" and _very_heavy(situation):
        return False
    if known.agent == "trazodone" and situation.oldest:
        return False
    return eligible(known, situation)


def _agents(name: str, situation: Situation) -> set[str]:
    if name.startswith("class:"):
        return of_class(name.removeprefix("class:"), situation.knowledge.agents)
    return {name}


def _very_heavy(situation: Situation) -> bool:
    limit = situation.knowledge.figures["combination-bmi-from"].value
    values = newest(usable(situation.facts, "bmi", situation.days("combination-bmi-days")))
    return any(value.low is not None and value.low >= limit for value in values)


def _plan(weighed: Weighed, situation: Situation) -> DosePlan:
    return DosePlan(
        agent=weighed.agent.id,
        start=weighed.doses.start,
        target=weighed.doses.target,
        maximum=weighed.doses.maximum,
        unit=weighed.doses.unit,
        titration=weighed.candidate.titration if weighed.doses.titrates else "",
        titrates=weighed.doses.titrates,
        judge_after_days=situation.days("combination-judge-days"),
        base_agent=situation.current.agent if situation.current else None,
    )


def _refuse(situation: Situation) -> str | None:
    """GB: "consult or refer to a specialist", unless the client is one (N-A8)."""
    if situation.choices.country == "GB" and not situation.choices.mental_health_service:
        return "consult or refer to a specialist"
    return None
