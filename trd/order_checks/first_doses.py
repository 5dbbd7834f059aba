"""O06 and O07: a first dose that is high for this patient, and a rise by more than one step."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trd.intervals import days_between
from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import is_treated
from trd.order_checks.doses import inpatient, maximum, unreadably_high
from trd.order_checks.orders import Order
from trd.order_checks.sentences import INFO, WARNING, dose, fact, finding, fitting
from trd.safety import RowResult
from trd.situation.ladder import ladder_of

HIGH_START, BIG_STEP = "start-dose-too-high", "dose-step-too-big"
FACTOR = "max-factor"


def check_start(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O06: the first dose of a drug that was not taken in the last 30 days."""
    usual, first = _usual_start(order), order.first
    if order.call.refill or usual is None or first is None or unreadably_high(order) or _taken_lately(order):
        return
    older = (order.call.facts.person.age_low or 0) >= order.call.rules.days("older-from")
    row = _low_start_row(order)
    wanted = usual / 2 if row is not None else usual
    most = wanted if older or row is not None else usual * order.call.rules.share("high-start-multiple")
    loud = older or row is not None
    if first <= most or not (loud or is_treated(order.call)):
        return
    limit = maximum(order)
    wanted = wanted if limit is None else min(wanted, limit)
    yield finding(
        order,
        HIGH_START,
        WARNING if loud else INFO,
        fitting(f"{order.capital} usually starts at {dose(order, wanted)}; {dose(order, first)} is a high first dose."),
        fact(order, "dose"),
        row=row.row.id if row is not None else None,
        evidence=row.evidence if row is not None else (),
        details=(row.row.message,) if row is not None else (),
        remedies=(Remedy(daily_dose=wanted) if order.one_dose else None,),
    )


def _usual_start(order: Order) -> Decimal | None:
    """The start of the form, else of the agent; from 65 that of older adults where the ladder has one."""
    agent = order.agent
    if agent is None or agent.dose_unit == "mmol/L":
        return None
    own = next((form.start for form in agent.forms if form.form is order.record.form), None)
    usual = own or agent.start
    older = (order.call.facts.person.age_low or 0) >= order.call.rules.days("older-from")
    ladder = ladder_of(agent, order.record.form)
    if older and ladder is not None and ladder.older_start is not None:
        return ladder.older_start
    return usual


def _low_start_row(order: Order) -> RowResult | None:
    wanted = order.call.rules.rows["start-low"]
    hits = [hit for hit in order.judgement.hits if hit.row.id in wanted or hit.row.test == FACTOR]
    return next((hit for hit in hits if not hit.timing_only), None)


def _taken_lately(order: Order) -> bool:
    """A day of the drug in the last 30: it is carried on, restarted, or changes its form."""
    days = order.call.rules.days("same-agent-free-days")
    for name in order.ingredients:
        taken = order.call.taken(name)
        last = taken.possible.last if taken is not None else None
        if last is not None and days_between(last, order.call.as_of) <= days:
            return True
    return False


def check_step(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O07: two steps of the ladder at once, of drugs that are raised step by step; a ward may go faster."""
    running, new = order.running_dose, order.low
    steps = _steps(order)
    if running is None or new is None or new <= running or inpatient(order) or unreadably_high(order):
        return
    above = [step for step in steps if running < step <= new]
    if len(above) < 2:
        return
    yield finding(
        order,
        BIG_STEP,
        WARNING,
        fitting(
            f"From {dose(order, running)} to {dose(order, new)} is a big step for {order.name}; "
            f"go by {dose(order, above[0] - running)}.",
            f"From {dose(order, running)} to {dose(order, new)} is a big step for {order.name}.",
        ),
        fact(order, "dose"),
        evidence=order.running.evidence() if order.running else (),
        remedies=(Remedy(daily_dose=above[0]) if order.one_dose else None,),
    )


def _steps(order: Order) -> tuple[Decimal, ...]:
    if order.agent is None:
        return ()
    label = order.call.rules.titration.get(order.subject)
    if label is not None:
        return label
    ladder = ladder_of(order.agent, order.record.form) if order.listed("step-by-step") else None
    return ladder.steps if ladder is not None else ()
