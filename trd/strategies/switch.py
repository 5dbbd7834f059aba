"""Switch: another antidepressant in place of the one that runs, or the next after one that was stopped (§2.2)."""

from trd.candidates import Weighed, drug_options, eligible, ingredients, taper_of, weigh
from trd.intervals import plus
from trd.knowledge.types import Agent, StrategyAgent
from trd.options import DosePlan, Offer, Proposal
from trd.situation import Situation

MOST = 3
MAOI_FROM_FAILURES = 3
NO_LIMIT, TRICYCLIC_LEVEL, MAOI_LEVEL, OLDEST_LEVEL = 5, 3, 2, 1
GB_VORTIOXETINE_FROM = 2
ASK_A_PHARMACIST = "ask a pharmacist"
CROSS_TAPER, TAPER = "cross-taper", "taper"
WITHOUT_DRAFT = frozenset({"TCA", "MAOI"})
"""Text only: a tricyclic needs a level, an MAO inhibitor a specialist (N-S6, N-S11)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """The best three candidates, each with its method and doses; what the matrix forbids is named (N-S1 … N-S15)."""
    strategy = situation.knowledge.strategies["switch"]
    candidates = [known for known in strategy.candidates if _candidate(known, offer, situation)]
    weighing = weigh(
        candidates, offer, situation, stops=_stops(situation), limit=lambda agent: _limit(agent, situation)
    )
    options = drug_options(
        weighing.kept,
        offer,
        situation,
        most=MOST,
        plan=lambda weighed: _plan(weighed, situation),
        refuse=lambda weighed: _refuse(weighed, situation),
        why=_why(situation),
        citations=strategy.citations,
    )
    return Proposal(options=options, set_aside=weighing.set_aside)


def _candidate(known: StrategyAgent, offer: Offer, situation: Situation) -> bool:
    """In the table's column, suggested in this country, not running, without a failure in this episode (N-S1).

    A possible failure is enough: only what was tried too low or too short, and tolerated, returns (N-S2, N-S4).
    """
    agent = situation.knowledge.agents[known.agent]
    out = offer.without | situation.past.failed | situation.past.may_have_failed
    if agent.id in out or agent.id in _running(situation) or _may_run(agent, situation):
        return False
    if agent.drug_class == "MAOI" and situation.n < MAOI_FROM_FAILURES:
        return False
    if agent.id == "vortioxetine" and situation.choices.country == "GB" and situation.n < GB_VORTIOXETINE_FROM:
        return False
    return eligible(known, situation)


def _running(situation: Situation) -> tuple[str, ...]:
    return situation.current.trial.trial.agents if situation.current else ()


def _may_run(agent: Agent, situation: Situation) -> bool:
    """Taken today, certainly or possibly: no new start of it."""
    taken = [situation.facts.taken.get(name) for name in agent.ingredients]
    return bool(taken) and all(known is not None and situation.as_of in known.possible for known in taken)


def _stops(situation: Situation) -> frozenset[str]:
    return frozenset().union(*(ingredients(agent, situation) for agent in _running(situation)))


def _limit(agent: Agent, situation: Situation) -> int:
    """A tricyclic is at most second line, an MAO inhibitor third; from 75 a specialist's matter (N-S6a, C8)."""
    oldest = situation.oldest
    if agent.mechanism == "tca":
        return OLDEST_LEVEL if oldest else TRICYCLIC_LEVEL
    if agent.drug_class == "MAOI":
        return OLDEST_LEVEL if oldest else MAOI_LEVEL
    return NO_LIMIT


def _plan(weighed: Weighed, situation: Situation) -> DosePlan:
    agent, doses = weighed.agent, weighed.doses
    current = situation.current
    method = None
    if current is not None and situation.knowledge.switching is not None:
        method = situation.knowledge.switching.method(current.agent, agent.id)
    washout = method.days if method is not None and method.method == "washout" else None
    return DosePlan(
        agent=agent.id,
        start=doses.start,
        target=doses.target,
        maximum=doses.maximum,
        unit=agent.dose_unit,
        titration=weighed.candidate.titration if weighed.doses.titrates else "",
        titrates=weighed.doses.titrates,
        judge_after_days=_judge_after(situation),
        base_agent=current.agent if current else None,
        taper=taper_of(current, method.method if method else None, situation) if current else None,
        method=_method(method.method if method else None, weighed, running=current is not None),
        washout_days=washout,
        not_before=plus(situation.as_of, washout + 1) if washout else None,
    )


def _judge_after(situation: Situation) -> int:
    """Older adults answer later: two weeks more before a new antidepressant is judged (§2.12)."""
    extra = situation.days("older-judge-extra-days") if situation.older else 0
    return situation.days("switch-judge-days") + extra


def _method(method: str | None, weighed: Weighed, *, running: bool) -> str | None:
    """The table's method; no overlap where a row says to start when the old drug is out (R-Z15)."""
    if method == CROSS_TAPER and any(hit.timing_only for hit in weighed.judgement.hits):
        return TAPER
    if method is not None or not running:
        return method
    return ASK_A_PHARMACIST


def _refuse(weighed: Weighed, situation: Situation) -> str | None:
    """No draft of a tricyclic or an MAO inhibitor, none in a washout, none where no method is known (N-S6, N-S12)."""
    if weighed.agent.mechanism == "tca" or weighed.agent.drug_class in WITHOUT_DRAFT:
        return "specialist advice, as text"
    plan = _plan(weighed, situation)
    if plan.washout_days:
        return "washout first"
    return ASK_A_PHARMACIST if plan.method == ASK_A_PHARMACIST else None


def _why(situation: Situation) -> str:
    if situation.current is None:
        return "the next antidepressant; nothing to taper"
    return "switch after no benefit" if situation.n else "switch"
