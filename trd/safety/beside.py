"""The rows read the other way round: what a new drug would do to the drugs that go on (R-Z10, R-Z40)."""

from collections.abc import Iterable
from dataclasses import replace

from trd.intervals import Days
from trd.safety.facts import Facts, Taken, unique
from trd.safety.judgement import ingredients_of, plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.results import RowResult, order
from trd.safety.rows import evaluate
from trd.terms import Effect, Verdict

FORBIDDING = frozenset({Effect.CONTRAINDICATED, Effect.AVOID})
RUNNING = "running agents"
FORBIDS = "forbids beside"
NOT_REVERSED = frozenset({"S009", "S117", "S256", "S257", "S258", "S260"})
"""Duplicates, washouts and a second antipsychotic speak of the new drug itself, with the exceptions of their notes."""


def forbids_beside(added: str, facts: Facts, *, stops: Iterable[str] = ()) -> RowResult | None:
    """The worst row of a running drug that forbids the new one beside it; None: there is none."""
    mine = ingredients_of(added, facts.knowledge.agents.get(added))
    running = _running(facts, mine | frozenset(stops))
    forbidding = [(row, agent) for agent in running for row in _forbidding(agent, facts) if _looks_for(row, mine)]
    if not forbidding:
        return None
    taking = _with(mine, facts)
    found = [result for row, agent in forbidding if (result := _reversed(row, agent, facts, taking)) is not None]
    return min(found, key=order, default=None)


def _running(facts: Facts, apart: frozenset[str]) -> list[str]:
    """Agents that are certainly taken now and go on."""
    if RUNNING not in facts.memory:
        now = {name for name, taken in facts.taken.items() if facts.as_of in taken.certain}
        agents = facts.knowledge.agents.values()
        facts.memory[RUNNING] = [agent for agent in agents if agent.ingredients and now.issuperset(agent.ingredients)]
    return [agent.id for agent in facts.memory[RUNNING] if apart.isdisjoint(agent.ingredients)]


def _forbidding(agent: str, facts: Facts) -> list[Row]:
    """The rows about a running agent that forbid something beside it."""
    known: list[Row] | None = facts.memory.get((FORBIDS, agent))
    if known is None:
        rows = compiled(facts.knowledge).about(agent)
        known = [row for row in rows if row.source.effect in FORBIDDING and row.source.id not in NOT_REVERSED]
        facts.memory[FORBIDS, agent] = known
    return known


def _looks_for(row: Row, ingredients: frozenset[str]) -> bool:
    return not row.mentions.isdisjoint(ingredients)


def _reversed(row: Row, agent: str, facts: Facts, taking: Facts) -> RowResult | None:
    """Hit with the new drug and not without it."""
    plan = plan_of(agent, facts.knowledge)
    found = evaluate(row, plan, taking)
    if found.verdict is not Verdict.HIT or evaluate(row, plan, facts).verdict is Verdict.HIT:
        return None
    evidence = unique(reference for name in sorted(plan.ingredients) for reference in facts.taken[name].evidence())
    return RowResult(row=row.source, verdict=Verdict.HIT, evidence=evidence, value=found.value)


def _with(ingredients: frozenset[str], facts: Facts) -> Facts:
    """The same patient, taking the new drug from today."""
    today = Days.between(facts.as_of, facts.as_of)
    added = {
        name: Taken(ingredient=name, label=name, certain=today, possible=today, exposures=()) for name in ingredients
    }
    return replace(facts, taken={**facts.taken, **added}, memory={})
