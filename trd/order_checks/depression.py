"""Whom the checks on benefit are about: an adult whose depression is active (R-Z36)."""

from trd.knowledge.types import Agent
from trd.order_checks.beside import Beside
from trd.order_checks.orders import Call, Order
from trd.situation import Running
from trd.terms import DiagnosisStatus


def is_treated(call: Call) -> bool:
    """No depression on record, remission and minors: benefit is no question of these checks."""
    age = call.facts.person.age_low
    minor = age is not None and age < call.situation.choices.minimum_age
    return call.situation.assessment.diagnosis.status is DiagnosisStatus.ACTIVE and not minor


def other_reason(order: Order) -> bool:
    """The draft says that it is for something else than depression."""
    stated = order.record.indications
    return bool(stated) and stated.isdisjoint(order.call.knowledge.depressive_indications)


def for_sleep_or_pain(order: Order) -> bool:
    """At this dose it is no antidepressant trial (R-A10 to R-A12)."""
    if order.record.always_trap or order.agent is None:
        return order.record.always_trap
    return order.high is not None and any(
        trap.below is not None and order.high < trap.below.value for trap in order.agent.traps
    )


def treats_depression(order: Order) -> bool:
    """An antidepressant or an add-on of ours, at more than a dose for sleep, with no other reason stated."""
    agent = order.agent
    if agent is None or not (agent.antidepressant or agent.augmenter):
        return False
    return not (other_reason(order) or for_sleep_or_pain(order))


def changes_treatment(order: Order) -> Running | None:
    """The running antidepressant beside or after which this order starts another drug for depression."""
    current = order.call.situation.current
    if current is None or order.call.refill or not treats_depression(order):
        return None
    agent = order.call.knowledge.agents[current.agent]
    if order.running is not None or _one_moiety(order, agent):
        return None
    return current


def _one_moiety(order: Order, agent: Agent) -> bool:
    own = order.agent
    shared = own is not None and own.counts_as is not None and own.counts_as == agent.counts_as
    return shared or not order.ingredients.isdisjoint(agent.ingredients)


def at_antidepressant_dose(other: Beside, order: Order) -> bool:
    """Another antidepressant that is taken as one: what is for sleep or pain is none."""
    agent = order.call.knowledge.agents.get(other.agent)
    if agent is None or not agent.antidepressant or not agent.counted:
        return False
    now = [each for each in other.taken.exposures if order.call.as_of in each.certain]
    return bool(now) and all(each.not_counted is None and not each.always_trap for each in now)
