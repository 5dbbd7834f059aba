"""O15 and O16: a change before the running drug could be judged, and one while its dose has room."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from trd.intervals import in_words, plus
from trd.options import OrderFinding
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import changes_treatment
from trd.order_checks.orders import Order
from trd.order_checks.sentences import INFO, WARNING, begin, dose_of, fact, finding, fitting
from trd.situation import Running
from trd.terms import Outcome, RiskLevel

TOO_EARLY, ROOM = "too-early-to-judge", "dose-increase-available"


def check_too_early(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O15: fewer days at an effective dose than the definition asks; what is urgent or not tolerated can't wait."""
    current = changes_treatment(order)
    if current is None or _cannot_wait(order, current) or _too_low(order, current):
        return
    situation = order.call.situation
    days, needed = current.trial.adequacy.most_certain, situation.needed_days
    if days >= needed:
        return
    name = order.call.knowledge.agents[current.agent].label
    due = in_words(plus(order.call.as_of, needed - days))
    yield finding(
        order,
        TOO_EARLY,
        WARNING if days < order.call.rules.days("far-too-early-days") else INFO,
        fitting(f"{begin(name)} has had {days} of {needed} days at an effective dose: too early to judge."),
        fact(order, "early"),
        evidence=current.trial.trial.evidence,
        others=(current.agent,),
        details=(f"Continue {name} and score on {due}.",),
    )


def _cannot_wait(order: Order, current: Running) -> bool:
    situation = order.call.situation
    worse = -Fraction(order.call.rules.share("worse-share"))
    return (
        situation.psychotic
        or situation.assessment.suicide_risk.level is RiskLevel.HIGH
        or (situation.improvement is not None and situation.improvement <= worse)
        or _not_tolerated(order, current)
    )


def _not_tolerated(order: Order, current: Running) -> bool:
    room = order.call.situation.room
    reaction = room is not None and room.not_tolerated_higher
    return reaction or current.trial.outcome.outcome is Outcome.INTOLERANCE


def _too_low(order: Order, current: Running) -> bool:
    least = current.trial.adequacy.minimum_dose
    return least is not None and current.dose is not None and current.dose < least


def check_room(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O16: tolerated, not enough benefit, and a step below what this patient may take."""
    current, room = changes_treatment(order), order.call.situation.room
    if current is None or room is None or not room.headroom or room.next_step is None:
        return
    if _not_tolerated(order, current) or _flat(order, current) or _raised_in_vain(order, current):
        return
    gain, since = order.call.situation.improvement, current.since_change
    enough = Fraction(order.call.rules.share("not-enough-share"))
    if gain is None or gain >= enough or since is None:
        return
    if since + 1 < order.call.rules.days("increase-after-days"):  # the first day of the dose counts
        return
    agent = order.call.knowledge.agents[current.agent]
    yield finding(
        order,
        ROOM,
        INFO,
        fitting(
            f"{begin(agent.label)} could still be raised to {dose_of(room.next_step, agent.taken_unit)} "
            "before adding or changing."
        ),
        fact(order, "room"),
        evidence=current.trial.trial.evidence,
        others=(current.agent,),
    )


def _flat(order: Order, current: Running) -> bool:
    """From here more of it brings no more effect."""
    flat = order.call.rules.doses["flat-from"].get(current.agent)
    return flat is not None and current.dose is not None and current.dose >= flat


def _raised_in_vain(order: Order, current: Running) -> bool:
    """No response although it was raised twice: the next step promises little."""
    doses = {period.low for period in current.trial.trial.dose_periods if period.low is not None}
    gain = order.call.situation.improvement
    return len(doses) > 2 and gain is not None and gain < order.call.situation.share("partial-share")
