"""Is there anything on record that a card could speak of? Most charts that are opened hold nothing of the kind."""

from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge

URGENT = frozenset({"catatonia", "delirium", "nms", "serotonin-syndrome"})
"""Conditions that gates look for beside the named sets (G4, G-R5)."""
DANGEROUS_GROUPS = ("maoi", "linezolid-methylene-blue")
"""Drugs that are a danger beside many others, whether they are ours or not (R-Z10)."""


def concerns(history: TreatmentHistory, knowledge: Knowledge) -> bool:
    """A diagnosis or a risk that any gate knows, a scale, a treatment, or a drug that we judge.

    Without all of these the assessment ends at "no depression on record" and no card follows, so it need not be made.
    """
    return bool(
        history.scores
        or history.answers
        or history.sessions
        or _of_conditions(history, knowledge)
        or _of_drugs(history, knowledge)
    )


def _of_conditions(history: TreatmentHistory, knowledge: Knowledge) -> bool:
    known = URGENT.union(*knowledge.concept_sets.values())
    return any(condition.refuses_intake or not known.isdisjoint(condition.concepts) for condition in history.conditions)


def _of_drugs(history: TreatmentHistory, knowledge: Knowledge) -> bool:
    ours = frozenset(name for agent in knowledge.agents.values() for name in (agent.id, *agent.ingredients))
    ours = ours.union(*(knowledge.codes.groups.get(group, frozenset()) for group in DANGEROUS_GROUPS))
    levels = {agent.level_concept for agent in knowledge.agents.values()}
    return any(
        record.agent in ours or not ours.isdisjoint(record.ingredients) for record in history.medications
    ) or any(measurement.concept in levels for measurement in history.measurements)
