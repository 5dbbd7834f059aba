"""The drug that runs and would go on: what forbids it forbids to build on it (R-Z10)."""

from trd.options import SetAside
from trd.safety import RowResult, judge_running
from trd.safety.facts import Facts
from trd.situation import Situation
from trd.terms import Effect, Topic

NOT_ABRUPTLY = "do not stop it abruptly."


def contraindicated(agent: str, facts: Facts) -> RowResult | None:
    """The worst row by which a running drug is contraindicated, whatever the topic of the row."""
    hits = judge_running(agent, facts).hits
    return next((hit for hit in hits if hit.row.effect is Effect.CONTRAINDICATED), None)


def base_set_aside(topic: Topic, situation: Situation) -> SetAside | None:
    """No add-on and no rise of a drug that is contraindicated."""
    if situation.current is None:
        return None
    agent = situation.current.agent
    found = contraindicated(agent, situation.facts)
    if found is None:
        return None
    label = situation.knowledge.agents[agent].label
    reason = f"{found.row.message} {label.capitalize()} is taken: {NOT_ABRUPTLY}"
    return SetAside(topic=topic, agent=agent, kind=None, reason=reason, row=found.row.id, evidence=found.evidence)
