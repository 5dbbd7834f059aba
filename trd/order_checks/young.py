"""O30: an antidepressant, lithium or an antipsychotic for someone under 25."""

from collections.abc import Iterator, Sequence

from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Order
from trd.order_checks.sentences import INFO, WARNING, fact, finding
from trd.safety import members

CHECK = "paediatric-order"
MESSAGE = "Under 25: suicidal thoughts can rise at the start; see within a week."
MINOR = "Under 18: specialist decision. Suicidal thoughts can rise at the start; see within a week."


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """By the youngest reading of the birth date; what has run for 90 days is past its start."""
    age, rules = order.call.facts.person.age_low, order.call.rules
    if age is None or order.call.refill or not is_meant(order):
        return
    minor = age < rules.days("adult-from")
    young = minor or age < order.call.situation.choices.minimum_age or age <= rules.days("boxed-warning-to")
    if not young or order.certain_days >= rules.days("taken-days"):
        return
    level = WARNING if minor and not order.draft.specialist else INFO
    note = Remedy(note="Follow-up: suicidal thoughts, within a week of the start.")
    yield finding(
        order,
        CHECK,
        level,
        MINOR if minor else MESSAGE,
        fact(order, "age"),
        row="S142" if minor else "S141",
        evidence=order.call.facts.history.patient.evidence,
        remedies=(note if order.reference else None,),
    )


def is_meant(order: Order) -> bool:
    """The drugs that this check is about; of any other the row of the matrix speaks."""
    knowledge = order.call.knowledge
    return order.subject in members("AD", knowledge) or order.subject == "lithium" or order.listed("antipsychotic")
