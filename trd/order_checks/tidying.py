"""O13 and O29: a second antidepressant without a plan for the first, and what did not help and still runs."""

from collections.abc import Iterable, Iterator, Sequence

from trd.knowledge.safety_grammar import of_class
from trd.options import OrderFinding
from trd.order_checks.beside import Beside, other_drugs
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import at_antidepressant_dose, for_sleep_or_pain, other_reason
from trd.order_checks.duplicates import INHIBITORS, classes_of
from trd.order_checks.matrix import SUPERVISED
from trd.order_checks.orders import Order
from trd.order_checks.sentences import INFO, WARNING, begin, fact, finding, fitting, pair
from trd.terms import Effect, Topic

NO_PLAN, NOT_STOPPED = "switch-without-plan", "deprescribing-omitted"
TRICYCLIC = "tca"


def check_plan(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O13: both would run, and no order of the call ends the first."""
    agent = order.agent
    if agent is None or not agent.antidepressant or order.call.refill or order.running is not None:
        return
    if order.subject in SUPERVISED:  # given beside the running antidepressant: no cross-taper to it
        return
    if for_sleep_or_pain(order) or other_reason(order) or agent.drug_class in INHIBITORS:
        return
    forbidden = {name for each in collisions if each.effect is Effect.CONTRAINDICATED for name in each.others}
    for other in other_drugs(order):
        known = order.call.knowledge.agents.get(other.agent)
        if not other.runs or other.drafted or known is None or not at_antidepressant_dose(other, order):
            continue
        # "combine on purpose?" must not be read beside what forbids the pair, or of two drugs of one class (O03)
        if other.ingredient in forbidden or known.drug_class in INHIBITORS or _one_class(order, other):
            continue
        if order.draft.combines and _is_pair(order, other):
            continue
        yield finding(
            order,
            NO_PLAN,
            WARNING if _raise_each_other(order, other) else INFO,
            fitting(f"{begin(other.name)} is still active: combine on purpose, or cross-taper to {order.name}?"),
            pair(order, other.agent),
            evidence=other.taken.evidence(),
            others=(other.agent,),
        )


def _one_class(order: Order, other: Beside) -> bool:
    own = classes_of(order.subject, order.ingredients, order)
    return not own.isdisjoint(classes_of(other.agent, frozenset({other.ingredient}), order))


def _is_pair(order: Order, other: Beside) -> bool:
    """Both stand in the pair table of §2.3, whichever was first."""
    candidates = order.call.knowledge.strategies["combination"].candidates
    pairs = [(order.subject, other.agent), (other.agent, order.subject)]
    return any(
        known.agent == added and _names(base, known.partners, order) for added, base in pairs for known in candidates
    )


def _names(base: str, partners: Iterable[str], order: Order) -> bool:
    agents = order.call.knowledge.agents
    return any(
        name == base or (name.startswith("class:") and base in of_class(name.removeprefix("class:"), agents))
        for name in partners
    )


def _raise_each_other(order: Order, other: Beside) -> bool:
    lists, agents = order.call.rules.agents, order.call.knowledge.agents
    pairs = ((order.subject, other.agent), (other.agent, order.subject))
    return any(
        (first in lists["slows-tricyclics"] and agents[second].mechanism == TRICYCLIC)
        or (first in lists["reuptake-inhibitor"] and second in lists["serotonergic-tricyclic"])
        for first, second in pairs
    )


def check_deprescribing(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O29: a third psychotropic while one that failed, or a hypnotic of three months, goes on."""
    psychotropic = order.call.rules.ingredients["psychotropic"]
    if not order.call.signing or order.draft.specialist or order.running is not None:
        return
    if order.ingredients.isdisjoint(psychotropic):
        return
    beside = [other for other in other_drugs(order) if other.runs and other.ingredient in psychotropic]
    agents = {order.subject, *(other.agent for other in beside)}
    if len(agents) < order.call.rules.days("third-psychotropic") or _is_planned(order):
        return
    failed = _failed_and_running(order)
    for other in beside:
        if other.drafted:
            continue
        if other.agent in failed:
            words = f"{begin(other.name)} did not help and is still active: stop or taper it with this order?"
        elif _is_old_hypnotic(other, order):
            words = f"{begin(other.name)} has run for {other.days} days: is it still needed beside this order?"
        else:
            continue
        yield finding(
            order,
            NOT_STOPPED,
            INFO,
            fitting(words),
            fact(order, f"{other.agent} goes on"),
            evidence=other.taken.evidence(),
            others=(other.agent,),
        )


def _failed_and_running(order: Order) -> set[str]:
    running = [rated for rated in order.call.situation.episode if rated.failed and rated.trial.ongoing]
    return {rated.trial.agents[0] for rated in running}


def _is_old_hypnotic(other: Beside, order: Order) -> bool:
    hypnotic = order.call.rules.ingredients["hypnotic"]
    return other.ingredient in hypnotic and other.days >= order.call.rules.days("taken-days")


def _is_planned(order: Order) -> bool:
    """An addition that is written as such, that §2 itself offers, or that is given beside an antidepressant."""
    if order.draft.combines or order.subject in SUPERVISED:
        return True
    added = (Topic.COMBINATION, Topic.AUGMENTATION)
    return any(option.topic in added and option.agent == order.subject for option in order.call.recommendations.options)
