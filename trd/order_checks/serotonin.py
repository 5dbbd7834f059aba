"""O11: serotonin syndrome, by an MAO inhibitor beside a serotonergic drug, or by several serotonergic drugs."""

from collections.abc import Iterator, Sequence

from trd.options import OrderFinding
from trd.order_checks.beside import Beside, other_drugs
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Order
from trd.order_checks.sentences import (
    CRITICAL,
    INFO,
    WARNING,
    begin,
    delete_if,
    finding,
    fitting,
    pair,
)
from trd.safety import members
from trd.safety.facts import unique
from trd.terms import Effect

CHECK = "serotonin-syndrome-risk"
EVENT = "serotonin-syndrome"


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """Critical with an MAO inhibitor, however long the pair has run; else a warning while it is new."""
    rules = order.call.rules
    inhibitors = rules.ingredients["mao-inhibitor"]
    serotonergic = serotonergic_drugs(order)
    running = [other for other in other_drugs(order) if other.runs]
    dangerous = [other for other in running if _with_inhibitor(order.ingredients, other, inhibitors, serotonergic)]
    for other in dangerous:
        yield _critical(order, other, collisions)
    if order.ingredients.isdisjoint(serotonergic):
        return
    beside = [other for other in running if other.ingredient in serotonergic and other not in dangerous]
    yield from _several(order, beside, collisions)


def serotonergic_drugs(order: Order) -> frozenset[str]:
    """Serotonergic ingredients without MAO inhibitors and triptans."""
    knowledge, rules = order.call.knowledge, order.call.rules
    ours = {name for agent in members("SEROTONERGIC", knowledge) for name in knowledge.agents[agent].ingredients}
    every = frozenset(ours) | rules.ingredients["serotonergic"]
    return every - rules.ingredients["not-serotonergic"] - rules.ingredients["mao-inhibitor"]


def _with_inhibitor(
    own: frozenset[str], other: Beside, inhibitors: frozenset[str], serotonergic: frozenset[str]
) -> bool:
    if other.ingredient in inhibitors:
        return not own.isdisjoint(serotonergic)
    return other.ingredient in serotonergic and not own.isdisjoint(inhibitors)


def _critical(order: Order, other: Beside, collisions: Sequence[Collision]) -> OrderFinding:
    said = row_of(other, collisions)
    start = f"{order.capital} with {other.name}: risk of serotonin syndrome."
    return finding(
        order,
        CHECK,
        CRITICAL,
        fitting(f"{start} Do not combine.", start),
        pair(order, other.agent),
        row=said.result.row.id if said else None,
        evidence=said.result.evidence if said else other.taken.evidence(),
        others=(other.agent,),
        details=(said.result.row.message,) if said else (),
        remedies=(delete_if(order, True),),
    )


def row_of(other: Beside, collisions: Sequence[Collision]) -> Collision | None:
    """The worst row about this pair: one about the draft before one read in reverse, then by number."""
    rows = [each for each in collisions if other.ingredient in each.others]
    return min(rows, key=lambda each: (each.effect.rank, each.reversed, each.row.source.number), default=None)


def _several(order: Order, beside: list[Beside], collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    partners = order.call.rules.ingredients["serotonergic-partner"]
    own = not order.ingredients.isdisjoint(partners)
    pairs = [other for other in beside if own or other.ingredient in partners]
    for other in pairs:
        level = _level(order, (other,))
        if level is not None:
            yield _warning(order, (other,), level, collisions)
    enough = order.call.rules.days("third-serotonergic") - 1
    level = _level(order, beside)
    if not pairs and len({other.agent for other in beside}) >= enough and level is not None:
        yield _warning(order, beside, level, collisions)


def _level(order: Order, beside: Sequence[Beside]) -> str | None:
    """Tolerated for long: a remark at the refill and nothing else."""
    long = order.call.rules.days("taken-days")
    tolerated = min([order.certain_days, *(other.days for other in beside)]) >= long
    if not tolerated or order.call.facts.conditions.get(EVENT):
        return WARNING
    return INFO if order.call.refill else None


def _warning(order: Order, beside: Sequence[Beside], level: str, collisions: Sequence[Collision]) -> OrderFinding:
    rows = [said for other in beside if (said := row_of(other, collisions)) is not None]
    forbidden = any(said.sure and said.effect is Effect.CONTRAINDICATED for said in rows)
    if forbidden and len(beside) == 1:  # St John's wort beside a reuptake inhibitor
        return _critical(order, beside[0], collisions)
    names = " and ".join(other.name for other in beside)
    start = f"{order.capital} with {names}: risk of serotonin syndrome."
    action = " Watch for tremor, sweating, restlessness; prefer another drug."
    evidence = unique(reference for other in beside for reference in other.taken.evidence())
    return finding(
        order,
        CHECK,
        level,
        fitting(
            start + action, start, f"{begin(order.name)} with {len(beside)} serotonergic drugs: serotonin syndrome."
        ),
        pair(order, *(other.agent for other in beside)),
        row=rows[0].result.row.id if rows else None,
        evidence=evidence,
        others=tuple(other.agent for other in beside),
        details=tuple(dict.fromkeys(said.result.row.message for said in rows)),
    )
