"""O24 and O25: a dose that could not be read, and a drug that could not be told: neither is called safe (R-Z37)."""

from collections.abc import Iterator, Sequence

from trd.drafts import DoseReading, Occasion
from trd.options import OrderFinding
from trd.order_checks.collisions import Collision
from trd.order_checks.doses import unreadably_high
from trd.order_checks.orders import Call, Order
from trd.order_checks.sentences import INFO, WARNING, fact, finding, fitting

DOSE, DRUG = "unreadable-dose", "unknown-drug"


def check_dose(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O24: nothing was checked but the drug; at the signature of a drug with a narrow margin this is a warning."""
    if order.agent is None or order.call.refill or order.draft.tapers or _as_planned(order):
        return
    if order.draft.dose is DoseReading.READ and not unreadably_high(order):
        return
    loud = order.call.signing and order.listed("narrow")
    yield finding(
        order,
        DOSE,
        WARNING if loud else INFO,
        fitting(f"The dose of {order.name} could not be read; only the drug was checked."),
        fact(order, "reading"),
    )


def _as_planned(order: Order) -> bool:
    """Sessions: the dose is that of the treatment plan."""
    return order.record.as_needed and order.agent is not None and order.agent.dose_unit == "mg/session"


UNNAMED = "The drug of a draft could not be read; no check was done."


def check_drugs(call: Call) -> Iterator[OrderFinding]:
    """O25: a drug of ours by its class or its words that no code and no name resolves."""
    if call.refill:
        return
    for draft in call.drafts.drugs:
        chosen = draft.selected or call.occasion is not Occasion.SELECT
        if draft.records or draft.stops or draft.void or not draft.psychotropic or not chosen:
            continue
        yield OrderFinding(
            check=DRUG,
            level=INFO,
            message=fitting(
                f'"{draft.label}" could not be matched to a drug; no check was done.' if draft.label else UNNAMED,
                "A drafted drug could not be matched to a drug we know; no check was done.",
            ),
            row=None,
            order=draft.reference,
            cause=f"{draft.label}:unknown",
        )
