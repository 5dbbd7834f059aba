"""O12: an MAO inhibitor and what must not follow or precede it, before the washout is over (R-Z41, R-Z5, R-Z14)."""

from collections.abc import Iterator, Sequence
from datetime import date

from trd.intervals import in_words, plus
from trd.options import OrderFinding, Remedy
from trd.order_checks.beside import Beside, beside
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Order
from trd.order_checks.sentences import CRITICAL, begin, delete_if, finding, fitting, pair
from trd.safety.rows import looks_back
from trd.terms import Effect

CHECK = "maoi-washout"


def of_washout(collision: Collision, order: Order) -> bool:
    """Whether a collision is one of an MAO inhibitor that ended, ends today or only may still be taken."""
    inhibitors = order.call.rules.ingredients["mao-inhibitor"]
    if inhibitors.isdisjoint({*collision.others, *order.ingredients}) or len(collision.others) != 1:
        return False
    if collision.effect is not Effect.CONTRAINDICATED or not (collision.washout or not collision.sure):
        return False
    return not beside(collision.others[0], order).runs


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """The first free day, or the question whether it is still taken."""
    if order.call.refill:
        return
    pairs: dict[str, list[Collision]] = {}
    for collision in collisions:
        if of_washout(collision, order):
            pairs.setdefault(collision.others[0], []).append(collision)
    for name, rows in pairs.items():
        found = _finding(order, beside(name, order), rows)
        if found is not None:
            yield found


def _finding(order: Order, other: Beside, rows: Sequence[Collision]) -> OrderFinding | None:
    longest = max(rows, key=lambda each: (not each.reversed, _days(order, other, each), -each.row.source.number))
    last = other.taken.possible.last or order.call.as_of
    may_still = not other.certain and order.call.as_of in other.taken.possible
    free = plus(last, _days(order, other, longest) + 1)
    if not may_still and free <= order.starts:
        return None
    exact = not may_still and last == other.taken.certain.last
    return finding(
        order,
        CHECK,
        CRITICAL,
        _message(order, other, last, free, _days(order, other, longest), may_still=may_still, exact=exact),
        pair(order, other.agent),
        row=longest.row.source.id,
        evidence=longest.result.evidence,
        others=(other.agent,),
        details=_details([longest, *rows], other, may_still=may_still, exact=exact),
        remedies=(Remedy(start=free) if exact and order.reference else delete_if(order, True),),
    )


def _days(order: Order, other: Beside, collision: Collision) -> int:
    """A row read in reverse tells no washout of its own plan; its days are the longest that may be needed."""
    if collision.reversed:
        return collision.row.days or 0
    return looks_back(collision.row, order.plan, other.ingredient)


def _message(order: Order, other: Beside, last: date, free: date, days: int, *, may_still: bool, exact: bool) -> str:
    if may_still:
        wait = f", then wait {days} days without it" if days else ""
        return fitting(
            f"{order.capital}: {other.name} may still be taken. Confirm first{wait}.",
            f"{begin(order.name)}: an MAO inhibitor or its partner may still be taken. Confirm first{wait}.",
        )
    by = "" if exact else "by "
    return fitting(
        f"{order.capital}: last dose of {other.name} {by}{in_words(last)}; wait until {in_words(free)}.",
        f"Last dose of {other.name} {by}{in_words(last)}: wait until {in_words(free)}.",
    )


def _details(rows: Sequence[Collision], other: Beside, *, may_still: bool, exact: bool) -> tuple[str, ...]:
    """What each row says of the pair, the one that decides first (R-Z33)."""
    said = list(dict.fromkeys(each.result.row.message for each in rows))
    if may_still:
        said.append(f"The record leaves open whether {other.name} is over: may still be taking it.")
    elif not exact:
        said.append(f"The last day of {other.name} is not certain.")
    return tuple(said)
