"""O01 and O17: what failed already, and a third drug of a mechanism of which two failed."""

from collections.abc import Iterator, Sequence

from trd.intervals import in_words
from trd.options import OrderFinding, Remedy
from trd.order_checks.beside import other_drugs
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import other_reason
from trd.order_checks.orders import Order
from trd.order_checks.sentences import INFO, WARNING, begin, dose_of, fact, finding, fitting
from trd.resistance import RatedTrial
from trd.situation.past import TOO_LITTLE
from trd.terms import Adequacy, EpisodeOf, Topic, TrialKind

REPEATS, SAME_MECHANISM = "repeats-failed-trial", "missing-rationale-repeat-class"
DRUGS = (Topic.DOSE_OPTIMIZATION, Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION)
"""What may be ordered instead (R-Z46)."""


def instead(order: Order) -> tuple[Remedy, ...]:
    """`create` of the best drug option that is not the draft itself."""
    topic = order.call.first_topic(*DRUGS)
    return (Remedy(topic=topic),) if topic is not None else ()


def check_failed(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O01: an adequate trial of the same drug, pair or add-on failed; what once helped is not said to have failed."""
    if order.agent is None or order.call.refill or order.running is not None or other_reason(order):
        return
    past = order.call.situation.past
    if order.subject in past.helped:
        return
    found = _failed(order)
    if found:
        rated, level = found[-1]
        yield _repeated(order, rated, level)
    elif order.subject in past.too_little:
        yield from _never_fair(order)


def _failed(order: Order) -> list[tuple[RatedTrial, str]]:
    """Failed trials that this order repeats, the one that speaks loudest and latest last."""
    beside = {other.agent for other in other_drugs(order) if other.runs}
    levels = [(rated, _level(rated, order, beside)) for rated in order.call.situation.assessment.trials]
    found = [(rated, level) for rated, level in levels if level is not None and rated.failed]
    return sorted(found, key=lambda pair: (pair[1] == WARNING, pair[0].trial.start.latest))


def _level(rated: RatedTrial, order: Order, beside: set[str]) -> str | None:
    """How loud the repetition of one trial is; None: it is another treatment."""
    trial = rated.trial
    here = WARNING if trial.episode is EpisodeOf.CURRENT else INFO
    if trial.kind is TrialKind.MONOTHERAPY:
        if trial.agents[0] == order.subject:
            return here
        return INFO if _same_moiety(trial.agents[0], order) else None
    if trial.kind is TrialKind.COMBINATION and order.subject in trial.agents:
        return here if set(trial.agents) - {order.subject} <= beside else None
    if trial.kind is TrialKind.AUGMENTATION and trial.agents[0] == order.subject:
        return here if beside & set(trial.agents[1:]) else INFO
    return None


def _same_moiety(agent: str, order: Order) -> bool:
    """Escitalopram after citalopram, desvenlafaxine after venlafaxine (R-P20)."""
    known, own = order.call.knowledge.agents.get(agent), order.agent
    return known is not None and own is not None and own.counts_as is not None and own.counts_as == known.counts_as


def _repeated(order: Order, rated: RatedTrial, level: str) -> OrderFinding:
    agent = order.call.knowledge.agents[rated.trial.agents[0]]
    name = begin(agent.label)
    peak = rated.adequacy.peak_dose
    dose = f" at up to {dose_of(peak, agent.taken_unit)}" if peak is not None and agent.dose_unit != "mmol/L" else ""
    beside = _partners(order, rated)
    when = _when(rated)
    return finding(
        order,
        REPEATS,
        level,
        fitting(
            f"{name}{beside} was tried {when}{dose} without enough benefit.",
            f"{name}{beside} was tried {when} without enough benefit.",
            f"{name} was tried{dose} without enough benefit.",
        ),
        fact(order, "failed"),
        evidence=rated.trial.evidence,
        others=rated.trial.agents,
        details=() if agent.id == order.subject else (f"{order.capital} is of the same active substance.",),
        remedies=instead(order),
    )


def _partners(order: Order, rated: RatedTrial) -> str:
    agents = order.call.knowledge.agents
    others = [agents[name].label for name in rated.trial.agents[1:] if name != order.subject and name in agents]
    return f" with {' and '.join(others)}" if others else ""


def _when(rated: RatedTrial) -> str:
    first, last = rated.trial.start.earliest, rated.trial.end
    return f"from {in_words(first)}" if last is None else f"from {in_words(first)} to {in_words(last.latest)}"


def _never_fair(order: Order) -> Iterator[OrderFinding]:
    """It was tried, and never long enough at a dose that works: that it did not help says little."""
    trials = [
        rated
        for rated in order.call.situation.episode
        if order.subject in rated.trial.agents and rated.adequacy.verdict in TOO_LITTLE
    ]
    if not trials:
        return
    rated = trials[-1]
    low = rated.adequacy.verdict is Adequacy.INADEQUATE_DOSE
    wanted = "never at a dose that works" if low else f"for fewer than {_weeks(rated)} weeks"
    yield finding(
        order,
        REPEATS,
        INFO,
        fitting(f"{order.capital} was tried {_when(rated)}, {wanted}: not a failure yet."),
        fact(order, "failed"),
        evidence=rated.trial.evidence,
        details=("Plan the dose and the weeks, and score at the end.",),
    )


def _weeks(rated: RatedTrial) -> int:
    return rated.adequacy.needed_days // 7


def check_mechanism(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O17: two of the mechanism failed; a specialist, or a success with one of them, may know better."""
    agent = order.agent
    if agent is None or not agent.antidepressant or agent.mechanism is None or order.call.refill:
        return
    past, agents = order.call.situation.past, order.call.knowledge.agents
    if order.running is not None or order.draft.specialist or other_reason(order) or order.subject in past.failed:
        return
    helped = {agents[name].mechanism for name in past.helped if name in agents}
    failed = {_moiety(name, order) for name in past.failed if agents[name].mechanism == agent.mechanism}
    most = order.call.rules.days("same-mechanism-failures")
    if agent.mechanism in helped or len(failed - {_moiety(agent.id, order)}) < most:
        return
    yield finding(
        order,
        SAME_MECHANISM,
        INFO,
        fitting(f"Two {agent.drug_class} drugs failed; another mechanism is usual next."),
        fact(order, "mechanism"),
        evidence=_evidence(order, agent.mechanism),
        remedies=instead(order),
    )


def _moiety(agent: str, order: Order) -> str:
    return order.call.knowledge.agents[agent].counts_as or agent


def _evidence(order: Order, mechanism: str) -> tuple[str, ...]:
    agents = order.call.knowledge.agents
    failed = [rated for rated in order.call.situation.episode if rated.failed]
    same = [
        rated
        for rated in failed
        if any(name in agents and agents[name].mechanism == mechanism for name in rated.trial.agents)
    ]
    return tuple(dict.fromkeys(name for rated in same for name in rated.trial.evidence))
