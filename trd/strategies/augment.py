"""Augment: a drug that is no antidepressant beside the one that runs (§2.4)."""

from trd.candidates import Weighed, base_set_aside, drug_options, eligible, ingredients, set_off, weigh
from trd.history import ConditionFact
from trd.knowledge.types import Agent, StrategyAgent
from trd.options import DosePlan, Offer, Proposal, SetAside
from trd.safety import members
from trd.safety.conditions import is_active
from trd.situation import Situation
from trd.terms import SeverityBand

MOST = 3
CATATONIA_ROW = "S308"
CATATONIA = "Catatonia: antipsychotics can worsen it (neuroleptic malignant syndrome)."
MILD_LEVEL = 2
MILD_LIMITED = frozenset({"lithium", "liothyronine"})
ONLY_WITH = {"wakefulness": frozenset({"M11"}), "stimulant": frozenset({"M11", "M20", "M27-binge"})}
"""Class -> the modifiers of which one must hold: for tiredness, sleepiness or ADHD, and for nothing else (§2.4)."""
REPLACE_THE_BASE = frozenset({"olanzapine-fluoxetine"})
"""Its fluoxetine takes the place of the running drug (§2.4)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """The best three add-ons; with psychotic features antipsychotics alone (N-A1 … N-A9)."""
    if not _possible(situation):
        return Proposal()
    forbidden = base_set_aside(offer.topic, situation)
    if forbidden is not None:
        return Proposal(set_aside=(forbidden,))
    strategies = situation.knowledge.strategies
    strategy = strategies["augmentation-psychotic"] if situation.psychotic else strategies["augmentation"]
    candidates = [known for known in strategy.candidates if _candidate(known, offer, situation)]
    base = ingredients(situation.current.agent, situation) if situation.current else frozenset()
    catatonic = _catatonia(situation)
    aside = _set_aside_for(catatonic, candidates, offer, situation)
    candidates = [known for known in candidates if known.agent not in {entry.agent for entry in aside}]
    weighing = weigh(
        candidates,
        offer,
        situation,
        stops=_replaced(situation),
        base=base,
        replaces=REPLACE_THE_BASE,
        limit=lambda agent: _limit(agent, situation),
    )
    options = drug_options(
        weighing.kept,
        offer,
        situation,
        most=MOST,
        plan=lambda weighed: _plan(weighed, situation),
        refuse=lambda weighed: _refuse(weighed, situation),
        why=_why(situation),
        citations=strategy.citations,
    )
    return Proposal(options=options, set_aside=(*aside, *weighing.set_aside))


def _catatonia(situation: Situation) -> tuple[ConditionFact, ...]:
    known = situation.facts.conditions.get("catatonia", ())
    return tuple(fact for fact in known if is_active(fact, situation.as_of))


def _set_aside_for(
    catatonic: tuple[ConditionFact, ...], candidates: list[StrategyAgent], offer: Offer, situation: Situation
) -> tuple[SetAside, ...]:
    """U2: no antipsychotic in catatonia, however long it has been on record."""
    agents = [known.agent for known in candidates] if catatonic else []
    evidence = tuple(dict.fromkeys(reference for fact in catatonic for reference in fact.evidence))
    return tuple(
        SetAside(topic=offer.topic, agent=agent, kind=None, reason=CATATONIA, row=CATATONIA_ROW, evidence=evidence)
        for agent in agents
        if _is_antipsychotic(situation.knowledge.agents[agent], situation)
    )


def _replaced(situation: Situation) -> frozenset[str]:
    """One add-on at a time: the one that runs is stopped first (N-A3)."""
    return ingredients(situation.add_on.trial.agents[0], situation) if situation.add_on else frozenset()


def _possible(situation: Situation) -> bool:
    """A drug runs and goes on unchanged, at its minimum or more (N-A1, N-A2)."""
    current, room = situation.current, situation.room
    if current is None:
        return False
    return current.dose is None or room is None or room.minimum is None or current.dose >= room.minimum


def _candidate(known: StrategyAgent, offer: Offer, situation: Situation) -> bool:
    agent = situation.knowledge.agents[known.agent]
    running = situation.add_on.trial.agents[0] if situation.add_on else None
    if agent.id in offer.without or agent.id in situation.past.failed_add_ons or agent.id == running:
        return False
    if _is_antipsychotic(agent, situation) and situation.band in (SeverityBand.MILD, SeverityBand.NONE):
        return False
    if agent.id == "olanzapine-fluoxetine" and "fluoxetine" in situation.past.failed:
        return False
    if not _has_its_reason(agent, situation):
        return False
    taken = [situation.facts.taken.get(name) for name in agent.ingredients]
    already = agent.id != "olanzapine-fluoxetine" and any(
        known_drug is not None and situation.as_of in known_drug.certain for known_drug in taken
    )
    return not already and eligible(known, situation)


def _has_its_reason(agent: Agent, situation: Situation) -> bool:
    wanted = ONLY_WITH.get(agent.drug_class)
    found = {known.modifier.id for known in set_off(situation, frozenset())} if wanted else set()
    return wanted is None or not wanted.isdisjoint(found)


def _is_antipsychotic(agent: Agent, situation: Situation) -> bool:
    return agent.id in members("AAP", situation.knowledge)


def _limit(agent: Agent, situation: Situation) -> int:
    """C2: in mild illness lithium and liothyronine are third line."""
    mild = situation.band is SeverityBand.MILD
    return MILD_LEVEL if mild and agent.id in MILD_LIMITED else 5


def _plan(weighed: Weighed, situation: Situation) -> DosePlan:
    figure = {"lithium": "lithium-judge-days", "liothyronine": "t3-judge-days"}.get(weighed.agent.id)
    return DosePlan(
        agent=weighed.agent.id,
        start=weighed.doses.start,
        target=weighed.doses.target,
        maximum=weighed.doses.maximum,
        unit=weighed.doses.unit,
        titration=weighed.candidate.titration if weighed.doses.titrates else "",
        titrates=weighed.doses.titrates,
        judge_after_days=situation.days(figure or "augmentation-judge-days"),
        base_agent=situation.current.agent if situation.current else None,
    )


def _refuse(weighed: Weighed, situation: Situation) -> str | None:
    """GB: a specialist, unless the client is one (N-A8); a fixed pair replaces the base: text only."""
    if situation.choices.country == "GB" and not situation.choices.mental_health_service:
        return "consult or refer to a specialist"
    if weighed.agent.id in REPLACE_THE_BASE:
        return "replaces the running drug, as text"
    return None


def _why(situation: Situation) -> str:
    add_on = situation.add_on
    if add_on is not None:
        label = situation.knowledge.agents[add_on.trial.agents[0]].label
        return f"added to the running drug; stop {label} first"
    return "added to the running drug"
