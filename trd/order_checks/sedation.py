"""O28: a sedative on the day of esketamine or ketamine."""

from collections.abc import Iterator, Sequence

from trd.intervals import plus
from trd.options import OrderFinding
from trd.order_checks.beside import beside
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Call, Order
from trd.order_checks.sentences import WARNING, finding, pair
from trd.safety.facts import unique
from trd.terms import CourseKind

CHECK = "esketamine-sedative"
MESSAGE = "Benzodiazepine or opioid with esketamine: deep sedation; not on the treatment day."
TREATMENTS = ("esketamine", "ketamine")


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """Whichever of the two is drafted; a sedative that ended less than five half-lives ago still counts."""
    if order.call.refill:
        return
    sedatives = order.call.rules.ingredients["sedative"]
    if order.subject in TREATMENTS:
        for name in sorted(sedatives & order.facts.taken.keys()):
            if _recent(name, order):
                yield _finding(order, beside(name, order).agent, order.facts.taken[name].evidence())
    elif not order.ingredients.isdisjoint(sedatives):
        evidence = _treated(order)
        if evidence is not None:
            yield _finding(order, "esketamine", evidence)


def _recent(name: str, order: Order) -> bool:
    """Certainly taken today, or within the days of its half-lives (exactly so many days ago is free)."""
    days = order.call.rules.days("sedative-free-days")
    return bool(order.facts.taken[name].certain.from_day(plus(order.call.as_of, 1 - days)))


def _treated(order: Order) -> tuple[str, ...] | None:
    """Esketamine or ketamine runs: as a drug, as a draft of the call, or as sessions of the last two weeks."""
    for name in TREATMENTS:
        taken = order.facts.taken.get(name)
        if taken is not None and order.call.as_of in taken.certain:
            return taken.evidence()
    sessions = unique(reference for reference in _sessions(order.call))
    return sessions or None


def _sessions(call: Call) -> Iterator[str]:
    first = plus(call.as_of, -call.situation.days("course-running-days"))
    for session in call.situation.assessment.history.sessions:
        last = (session.end or session.start).latest
        if session.kind in (CourseKind.ESKETAMINE, CourseKind.KETAMINE) and first <= last <= call.as_of:
            yield from session.evidence


def _finding(order: Order, other: str, evidence: tuple[str, ...]) -> OrderFinding:
    return finding(
        order,
        CHECK,
        WARNING,
        MESSAGE,
        pair(order, other),
        row="S396",
        evidence=evidence,
        others=(other,),
    )
