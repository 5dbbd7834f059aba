"""O04 and O05: a daily dose that is too low to work, or higher than this patient may take (R-Z11)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trd.decision.circumstances import encounter_now
from trd.history import Measurement
from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import for_sleep_or_pain, other_reason
from trd.order_checks.orders import Order
from trd.order_checks.sentences import CRITICAL, INFO, WARNING, dose, dose_of, fact, finding, fitting, pair
from trd.safety import RowResult
from trd.safety.limits import limit_by
from trd.safety.measurements import newest, usable
from trd.situation.ladder import is_older, limit_of
from trd.terms import Effect

BELOW, ABOVE = "below-minimum-dose", "above-maximum-dose"
INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
OTHER_REASONS = "augmenter-other-reason"


def check_minimum(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O04: after the usual titration, and nothing of this patient forbids more."""
    agent, high = order.agent, order.high
    if agent is None or agent.minimum is None or high is None or agent.dose_unit == "mmol/L":
        return
    least = _minimum(order)
    started = order.certain_days >= order.call.rules.days("titrated-days")
    if least is None or high >= least or not started or _raises(order) or _is_low_on_purpose(order, least):
        return
    if not order.renews:  # beside what runs it adds to it, and is no low dose
        return
    yield finding(
        order,
        BELOW,
        INFO,
        fitting(
            f"{order.capital} {dose(order, high)} is below the lowest effective dose for depression "
            f"({dose(order, least)})."
        ),
        fact(order, "dose"),
        evidence=order.running.evidence() if order.running else (),
        remedies=(Remedy(daily_dose=least) if order.one_dose else None,),
    )


def _minimum(order: Order) -> Decimal | None:
    agent = order.agent
    if agent is None:
        return None
    own = next((form for form in agent.forms if form.form is order.record.form), None)
    known = own.minimum if own is not None and own.minimum is not None else agent.minimum
    return known.value if known is not None else None


def _raises(order: Order) -> bool:
    running = order.running_dose
    return running is not None and order.high is not None and order.high > running


def _is_low_on_purpose(order: Order, least: Decimal) -> bool:
    """A limit of this patient, a dose for sleep or pain, another stated reason, a level in range."""
    limit = maximum(order)
    if limit is not None and order.high is not None and limit < least:
        return True
    return for_sleep_or_pain(order) or other_reason(order) or level_is_enough(order)


def maximum(order: Order) -> Decimal | None:
    """The lowest of label, age, genotype, organ, interaction and country; outside a ward the outpatient maximum too."""
    if order.agent is None:
        return None
    limit = limit_of(order.agent, order.facts, order.judgement, order.record.form)
    outpatient = order.agent.outpatient_maximum
    if outpatient is None or inpatient(order) or any(form.form is order.record.form for form in order.agent.forms):
        return limit
    return outpatient.value if limit is None else min(limit, outpatient.value)


def inpatient(order: Order) -> bool:
    """The order is for a ward."""
    now = encounter_now(order.call.situation)
    return order.record.inpatient or (now is not None and now.encounter_class in INPATIENT)


def level_is_enough(order: Order) -> bool:
    """A serum level of the last 90 days guides the dose, and it is not below the agent's range."""
    least = order.agent.level_low if order.agent else None
    values = _levels(order)
    return bool(values) and all(least and value.low is not None and value.low >= least.value for value in values)


def level_in_range(order: Order) -> bool:
    """It is inside the range; where no upper end is known, no level allows a dose above the maximum."""
    most = order.agent.level_high if order.agent else None
    within = all(most and value.high is not None and value.high <= most.value for value in _levels(order))
    return within and level_is_enough(order)


def _levels(order: Order) -> tuple[Measurement, ...]:
    concept = order.agent.level_concept if order.agent else None
    if concept is None:
        return ()
    return tuple(newest(usable(order.facts, concept, order.call.rules.days("lithium-level-days"))))


def unreadably_high(order: Order) -> bool:
    """More than three times the label's maximum is a misreading, not a dose (O24, R-D15)."""
    agent, low = order.agent, order.low
    if agent is None or agent.label_maximum is None or low is None:
        return False
    return low > agent.label_maximum.value * order.call.rules.share("unreadable-multiple")


def check_maximum(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O05: certainly above the limit; of the drugs named in the list this is critical."""
    limit, low = maximum(order), order.low
    if limit is not None and low is not None and low > limit and not unreadably_high(order):
        deciding = _deciding(order, limit)
        if not level_in_range(order) and not (_for_other_illness(order) and deciding is None):
            yield _above(order, low, limit, deciding)
    yield from _running_above(order, collisions)


def _above(order: Order, low: Decimal, limit: Decimal, deciding: RowResult | None) -> OrderFinding:
    return finding(
        order,
        ABOVE,
        _level(order, low),
        fitting(
            f"{order.capital} {dose(order, low)} is above the maximum of {dose(order, limit)} for this patient "
            f"({_reason(order, limit, deciding)}).",
            f"{order.capital} {dose(order, low)} is above the maximum of {dose(order, limit)} for this patient.",
        ),
        fact(order, "dose"),
        row=deciding.row.id if deciding else None,
        evidence=deciding.evidence if deciding else (),
        details=(deciding.row.message,) if deciding else (),
        remedies=(Remedy(daily_dose=limit) if order.one_dose else None,),
    )


def _level(order: Order, low: Decimal) -> str:
    above = order.call.rules.doses["critical-above"].get(order.subject)
    return CRITICAL if order.listed("critical-maximum") or (above is not None and low > above) else WARNING


def _for_other_illness(order: Order) -> bool:
    """The limits of an add-on are those of depression: another illness may want more."""
    if order.agent is None or order.agent.antidepressant:
        return False
    concepts = order.call.knowledge.concept_sets[OTHER_REASONS]
    return other_reason(order) or not concepts.isdisjoint(order.facts.conditions)


def _deciding(order: Order, limit: Decimal) -> RowResult | None:
    """The row of the matrix that sets the limit, if one does."""
    if order.agent is None:
        return None
    limits = [hit for hit in order.judgement.hits if hit.row.effect is Effect.DOSE_LIMIT and not hit.timing_only]
    return next((hit for hit in limits if limit_by(hit, order.agent, order.facts) == limit), None)


def _reason(order: Order, limit: Decimal, deciding: RowResult | None) -> str:
    if deciding is not None:
        words = deciding.row.message.partition(":")[0]
        return deciding.value or words[:1].lower() + words[1:]
    agent = order.agent
    older = agent.older_maximum if agent is not None else None
    if agent is not None and older is not None and limit == older.value and is_older(order.facts, agent.older_from):
        return f"from {agent.older_from or order.call.rules.days('older-from')} years"
    return "label"


def _running_above(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """A draft that lowers the limit of what runs: the dose that runs is then above it (R-Z11, R-Z40)."""
    for collision in collisions:
        if not collision.reversed or not collision.sure or collision.effect is not Effect.DOSE_LIMIT:
            continue
        agent = order.call.knowledge.agents.get(_agent_of(order, collision))
        limit = limit_by(collision.result, agent, order.facts) if agent else None
        taken = order.facts.taken.get(collision.others[0])
        now = [each.low for each in taken.exposures if order.call.as_of in each.certain] if taken else []
        running = max((low for low in now if low is not None), default=None)
        if agent is None or limit is None or running is None or running <= limit:
            continue
        yield finding(
            order,
            ABOVE,
            WARNING,
            fitting(
                f"With {order.name} the maximum of {agent.label} is {dose_of(limit, agent.taken_unit)}; "
                f"{dose_of(running, agent.taken_unit)} is taken.",
                collision.result.row.message,
            ),
            pair(order, agent.id),
            row=collision.row.source.id,
            evidence=collision.result.evidence,
            others=(agent.id,),
            details=(collision.result.row.message,),
        )


def _agent_of(order: Order, collision: Collision) -> str:
    taken = order.facts.taken.get(collision.others[0])
    return taken.exposures[-1].agent if taken else ""
