"""O23: drugs that harm the unborn, in pregnancy or where it may begin."""

from collections.abc import Iterator, Sequence

from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Order
from trd.order_checks.sentences import CRITICAL, WARNING, fact, finding, fitting
from trd.safety import conditions
from trd.terms import Effect, Topic, Verdict

CHECK = "pregnancy-risk"
MENOPAUSE = "menopause"
POTENTIAL = "S239"
"""Childbearing potential alone: no negative test of today clears it, a coded menopause does."""


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """The worst row of pregnancy for the drugs that the list names; the facts decide what is hit."""
    if not order.listed("pregnancy"):
        return
    rows = [hit for hit in order.judgement.hits if hit.row.id in order.call.rules.rows["pregnancy"]]
    if conditions.ever(order.call.facts, MENOPAUSE).verdict is Verdict.HIT:
        rows = [hit for hit in rows if hit.row.id != POTENTIAL]
    if not rows:
        return
    worst = rows[0]
    reason = worst.row.message.removeprefix("Pregnancy: ")
    advice = "Ask a perinatal specialist; do not stop abruptly."
    message = worst.row.message
    if worst.row.id != POTENTIAL:
        message = fitting(
            f"{order.capital} in pregnancy: {reason} {advice}",
            f"{order.capital} in pregnancy: {reason}",
            worst.row.message,
        )
    referral = order.call.first_topic(Topic.SPECIALIST_REFERRAL)
    yield finding(
        order,
        CHECK,
        CRITICAL if worst.row.effect is Effect.CONTRAINDICATED else WARNING,
        fitting(message),
        fact(order, "pregnancy"),
        row=worst.row.id,
        evidence=worst.evidence,
        details=tuple(dict.fromkeys((*(hit.row.message for hit in rows if hit.row.message != message), advice))),
        remedies=(Remedy(topic=referral) if referral else None,),
    )
