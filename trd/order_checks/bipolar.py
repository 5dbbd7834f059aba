"""O26: an antidepressant in bipolar disorder without a mood stabiliser (R-Z45)."""

from collections.abc import Iterator, Sequence

from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.matrix import CONTRAINDICATED
from trd.order_checks.orders import Order
from trd.order_checks.sentences import CRITICAL, INFO, WARNING, delete_if, fact, finding, fitting
from trd.safety import RowResult, conditions, members
from trd.terms import Topic, Verdict

CHECK = "antidepressant-monotherapy-bipolar"
MESSAGE = "Bipolar disorder is on record: no antidepressant without a mood stabiliser."
MANIA = "Mania is on record within 90 days: no antidepressant without a mood stabiliser."
CYCLOTHYMIA = "Cyclothymia is on record: an antidepressant alone can bring on hypomania."


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """With a mood stabiliser only mania speaks; without one bipolar disorder does, and the matrix rows are silent."""
    if order.subject not in members("AD", order.call.knowledge):
        return
    hits = [hit for hit in order.judgement.hits if hit.row.id in order.call.rules.rows["bipolar"]]
    manic = [hit for hit in hits if hit.row.id in order.call.rules.rows["mania"]]
    if stabilised(order):
        if manic:
            yield _contraindicated(order, manic[0])
        return
    if hits or _past_mania(order):
        yield _alone(order, hits, manic)
    elif not order.call.refill:
        yield from _cyclothymia(order)


def stabilised(order: Order) -> bool:
    """Lithium, valproate, lamotrigine, carbamazepine or an antipsychotic is certainly taken and goes on."""
    rules, facts = order.call.rules, order.call.facts
    agents = order.call.knowledge.agents
    names = {name for agent in rules.agents["mood-stabiliser"] for name in agents[agent].ingredients}
    names |= rules.ingredients["antipsychotic"] - rules.ingredients["antiemetic"]
    return any(
        (taken := facts.taken.get(name)) is not None and order.call.as_of in taken.certain
        for name in names - order.call.gone
    )


def _cause(order: Order) -> str:
    """Mania, where it is on record: other rows about it have the same cause."""
    return "mania" if "mania" in order.call.facts.conditions else "bipolar"


def _past_mania(order: Order) -> bool:
    """Mania ever, also where the rows of 90 days are silent."""
    return conditions.ever(order.call.facts, "mania", sure_only=True).verdict is Verdict.HIT


def _alone(order: Order, hits: Sequence[RowResult], manic: Sequence[RowResult]) -> OrderFinding:
    mania = conditions.ever(order.call.facts, "mania", sure_only=True)
    evidence = tuple(dict.fromkeys(name for hit in hits for name in hit.evidence)) or mania.evidence
    level = CRITICAL if manic else WARNING
    referral = order.call.first_topic(Topic.SPECIALIST_REFERRAL)
    return finding(
        order,
        CHECK,
        level,
        fitting(MANIA if any(hit.row.id == "S138" for hit in manic) else MESSAGE),
        fact(order, _cause(order)),
        row=hits[0].row.id if hits else None,
        evidence=evidence,
        details=tuple(dict.fromkeys(hit.row.message for hit in hits)),
        remedies=(delete_if(order, level == CRITICAL), Remedy(topic=referral) if referral else None),
    )


def _contraindicated(order: Order, hit: RowResult) -> OrderFinding:
    return finding(
        order,
        CONTRAINDICATED,
        CRITICAL,
        fitting(hit.row.message),
        fact(order, _cause(order)),
        row=hit.row.id,
        evidence=hit.evidence,
        remedies=(delete_if(order, True),),
    )


def _cyclothymia(order: Order) -> Iterator[OrderFinding]:
    known = conditions.ever(order.call.facts, "cyclothymia", sure_only=True)
    if known.verdict is Verdict.HIT:
        yield finding(order, CHECK, INFO, CYCLOTHYMIA, fact(order, _cause(order)), evidence=known.evidence)
