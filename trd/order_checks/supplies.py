"""O19 and O22: a supply that is dangerous with a suicide risk, and supplies that leave days uncovered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trd.exposures.supply import stays
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import changes_treatment
from trd.order_checks.doses import inpatient
from trd.order_checks.orders import Call, Order
from trd.order_checks.sentences import CRITICAL, INFO, WARNING, begin, fact, finding, fitting
from trd.terms import RecordKind, RiskLevel

QUANTITY, GAP = "quantity-with-suicide-risk", "refill-gap"


def check_quantity(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O19: drugs that are dangerous in overdose, by the level of risk; a supervised supply is another matter."""
    risk = order.call.situation.assessment.suicide_risk
    if not order.listed("overdose") or order.draft.supervised or inpatient(order):
        return
    if risk.level not in (RiskLevel.HIGH, RiskLevel.PRESENT):
        return
    high = risk.level is RiskLevel.HIGH
    most = order.call.rules.days("supply-high-days" if high else "supply-present-days")
    days = _supply(order)
    if (days is None and not high) or (days is not None and days <= most):
        return
    if days is None:
        said = f"Suicide risk is {risk.level}, and the supply of {order.name} is not stated: dangerous in overdose."
    else:
        said = f"Suicide risk is {risk.level}: {days} days of {order.name} is dangerous in overdose."
    yield finding(
        order,
        QUANTITY,
        CRITICAL if high else WARNING,
        fitting(f"{said} Supply {most} days or less."),
        fact(order, "supply"),
        evidence=risk.evidence,
        remedies=(Remedy(supply_days=most) if order.reference else None,),
    )


def _supply(order: Order) -> int | None:
    """Days in all, repeats included: each of them can be collected."""
    days = order.record.supply_days
    return None if days is None else days * (1 + (order.draft.repeats or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How far the supplies of a drug reached, up to today."""

    covered: int
    days: int
    fills: int
    late: int
    """Days since the next supply was due, which is the day after the last one ends."""
    evidence: tuple[str, ...]


def is_short(agent: str, call: Call) -> Cover | None:
    """The supplies of the last half year, where they leave days uncovered; None: they do not, or none is on record."""
    cover = _cover(agent, call)
    if cover is None or cover.days <= 0:
        return None
    rules = call.rules
    rare = cover.fills >= rules.days("supplied-least-fills") and cover.covered < cover.days * rules.share(
        "supplied-share"
    )
    return cover if rare or cover.late > rules.days("supply-late-days") else None


def _cover(agent: str, call: Call) -> Cover | None:
    today = call.as_of.toordinal()
    window = Days.span(today - call.rules.days("supply-window-days") + 1, today)
    fills = sorted(_fills(agent, call), key=lambda fill: fill[0])
    reached: list[tuple[int, int]] = []
    until = 0
    for day, days, _ in fills:
        begin_on = max(day, until + 1)  # what is left over is taken first
        until = begin_on + days - 1
        reached.append((begin_on, until))
    covered = Days.of((first, min(last, today)) for first, last in reached if first <= today)
    inside = [day for day, _, _ in fills if window.spans[0][0] <= day]
    if not (covered & window) or not fills:
        return None
    began = max(min(day for day, _, _ in fills), window.spans[0][0])
    asked = Days.span(began, today) - stays(call.situation.assessment.history.encounters, today)
    return Cover(
        covered=len(covered & asked),
        days=len(asked),
        fills=len(inside),
        late=max(today - until - 1, 0),
        evidence=tuple(dict.fromkeys(name for day, _, names in fills if window.spans[0][0] <= day for name in names)),
    )


def _fills(agent: str, call: Call) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for record in call.situation.assessment.history.medications:
        if record.agent == agent and _is_fill(record) and record.start is not None:
            day = record.start.latest.toordinal()
            if day <= call.as_of.toordinal():
                yield day, record.supply_days or 0, record.evidence


def _is_fill(record: MedicationRecord) -> bool:
    return record.kind is RecordKind.DISPENSE and record.supply_days is not None and not record.only_possible


def check_gap(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O22: of the drug that is renewed, or of the one that is to be changed; without dispenses nothing is said."""
    if order.call.refill or order.running is not None:
        subject = order.subject
    else:
        current = changes_treatment(order)
        if current is None or not order.call.signing:
            return
        subject = current.agent
    if order.call.knowledge.agents.get(subject) is None or not (order.call.refill or order.call.signing):
        return
    cover = is_short(subject, order.call)
    if cover is None:
        return
    name = order.call.knowledge.agents[subject].label
    loud = subject in order.call.rules.agents["withdrawal"]
    yield finding(
        order,
        GAP,
        WARNING if loud else INFO,
        fitting(
            f"{begin(name)} was supplied for {cover.covered} of {cover.days} days: "
            "ask about missed doses before changing."
        ),
        f"{subject}:supplied",
        evidence=cover.evidence,
        others=(subject,),
    )
