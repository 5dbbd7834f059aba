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
from trd.safety.limits import factor_of
from trd.situation.ladder import ladder_of

HIGH_START, BIG_STEP = "start-dose-too-high", "dose-step-too-big"
FACTOR = "max-factor"


def check_start(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O06: the first dose of a drug that was not taken in the last 30 days.

    Twice the start and more is a remark on depression's own treatment (R-Z36); a start that is high for an older
    patient, or in spite of a row that asks for a low one, is told whatever the diagnosis.
    """
    agent, first = order.agent, order.first
    usual = _usual_start(order)
    if order.call.refill or agent is None or usual is None or first is None:
        return
    if unreadably_high(order) or _taken_lately(order):
        return
    row = _low_start_row(order)
    loud = row is not None or _is_older(order)
    wanted = _low_start(order, usual, row)
    most = wanted if loud else usual * order.call.rules.share("high-start-multiple")
    # from 65 the label's start for adults is common practice: a word on it, no warning
    level = WARNING if row is not None or (loud and first > usual) else INFO
    if first <= most or not (level == WARNING or is_treated(order.call)):
        return
    limit = maximum(order)
    wanted = wanted if limit is None else min(wanted, limit)
    yield finding(
        order,
        HIGH_START,
        level,
        fitting(f"{order.capital} usually starts at {dose(order, wanted)}; {dose(order, first)} is a high first dose."),
        fact(order, "dose"),
        row=row.row.id if row is not None else None,
        evidence=row.evidence if row is not None else (),
        details=(row.row.message,) if row is not None else (),
        remedies=(Remedy(daily_dose=wanted) if order.one_dose else None,),
    )


def _is_older(order: Order) -> bool:
    return (order.call.facts.person.age_low or 0) >= order.call.rules.days("older-from")


def _usual_start(order: Order) -> Decimal | None:
    """The start of the form, else of the agent."""
    agent = order.agent
    if agent is None:
        return None
    return next((form.start for form in agent.forms if form.form is order.record.form and form.start), agent.start)


def _low_start(order: Order, usual: Decimal, row: RowResult | None) -> Decimal:
    """From 65 the start of older adults; by a row half of the usual one, or the part that it names. The lowest."""
    starts = [usual]
    ladder = ladder_of(order.agent, order.record.form) if order.agent else None
    if _is_older(order) and ladder is not None and ladder.older_start is not None:
        starts.append(ladder.older_start)
    if row is not None:
        starts.append(usual * factor_of(row) if row.row.test == FACTOR else usual / 2)
    return min(starts)


def _low_start_row(order: Order) -> RowResult | None:
    wanted = order.call.rules.rows["start-low"]
    hits = [hit for hit in order.judgement.hits if not hit.timing_only]
    factors = [hit for hit in hits if hit.row.test == FACTOR]
    rows = sorted(factors, key=factor_of) + [hit for hit in hits if hit.row.id in wanted]
    return rows[0] if rows else None


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
    """O07: two steps of the ladder at once, of drugs that are raised step by step; a ward may go faster.

    Of a drug with a titration on its label (lamotrigine) any rise beyond the next step of it.
    """
    running, new = order.running_dose, order.low
    if running is None or new is None or new <= running or inpatient(order) or unreadably_high(order):
        return
    above = [step for step in _steps(order) if step > running]
    if not above or new <= above[0] or (not _titrated(order) and (len(above) < 2 or new < above[1])):
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


def _titrated(order: Order) -> bool:
    return order.subject in order.call.rules.titration


def _steps(order: Order) -> tuple[Decimal, ...]:
    """The label's titration, cut by a row that cuts it; else the ladder."""
    if order.agent is None:
        return ()
    label = order.call.rules.titration.get(order.subject)
    if label is not None:
        row = _low_start_row(order)
        factor = factor_of(row) if row is not None and row.row.test == FACTOR else Decimal(1)
        return tuple(step * factor for step in label)
    ladder = ladder_of(order.agent, order.record.form) if order.listed("step-by-step") else None
    return ladder.steps if ladder is not None else ()
