"""Candidates of a drug topic weighed for one patient: in by points, out by the matrix, each with its reasons (N-K3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from trd.candidates.asides import forbidden_by, message_of
from trd.candidates.availability import may_suggest
from trd.candidates.doses import Doses, doses_for
from trd.candidates.modifiers import SetOff, set_off
from trd.candidates.points import Move, clauses, clipped, moves
from trd.candidates.questions import liver_questions, open_questions, withholds_draft
from trd.knowledge.types import Agent, StrategyAgent
from trd.options import Caution, Offer, SetAside
from trd.safety import Judgement, RowResult, forbids_beside, ingredients_of, judge
from trd.situation import Situation
from trd.terms import Effect

TIMING = "Start when {drug} is out."
OFF_LABEL = "off label here"
LINES: Mapping[str, int] = {"first": 4, "second": 3, "third": 2, "consider": 1}


Limit = Callable[[Agent], int]
"""The highest level that an agent may have in a topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One candidate that stays."""

    candidate: StrategyAgent
    agent: Agent
    points: int
    level: int
    judgement: Judgement
    doses: Doses
    clauses: tuple[str, ...]
    cautions: tuple[Caution, ...]
    unknowns: tuple[str, ...]
    no_draft_because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    kept: tuple[Weighed, ...]
    """Best first."""
    set_aside: tuple[SetAside, ...]


def weigh(
    candidates: Iterable[StrategyAgent],
    offer: Offer,
    situation: Situation,
    *,
    stops: frozenset[str] = frozenset(),
    base: frozenset[str] = frozenset(),
    replaces: frozenset[str] = frozenset(),
    limit: Limit,
) -> Weighing:
    """Weigh the candidates of one topic.

    `stops` are the ingredients that a switch stops, `base` those that go on; the agents of `replaces` take the place
    of the base although they are add-ons.
    """
    found = set_off(situation, stops)
    kept: dict[str, Weighed] = {}
    aside: dict[str, tuple[int, SetAside]] = {}
    for candidate in candidates:
        agent = situation.knowledge.agents[candidate.agent]
        stopped = stops | base if agent.id in replaces else stops
        judgement = judge(offer.topic, agent.id, situation.facts, stops=stopped, base=base)
        forbidden = judgement.forbidden or forbids_beside(agent.id, situation.facts, stops=stopped)
        if forbidden is not None:
            aside.setdefault(
                agent.id, (forbidden.row.effect.rank, forbidden_by(forbidden, offer.topic, agent=agent.id))
            )
            continue
        weighed = _weighed(candidate, agent, judgement, offer, situation, found, limit)
        if weighed.points > 0 and weighed.level > 0:
            kept.setdefault(agent.id, weighed)
    ranked = sorted(kept.values(), key=_order)
    out = sorted(aside.values(), key=lambda known: known[0])
    return Weighing(kept=tuple(ranked), set_aside=tuple(entry for _, entry in out))


def _order(weighed: Weighed) -> tuple[int, bool, int, int, str]:
    """Level, then points, then the table; what can't become an adequate trial comes last (R-Z11)."""
    return (
        -weighed.level,
        weighed.doses.below_minimum,
        -weighed.points,
        weighed.candidate.place,
        weighed.agent.id,
    )


def _weighed(
    candidate: StrategyAgent,
    agent: Agent,
    judgement: Judgement,
    offer: Offer,
    situation: Situation,
    found: Iterable[SetOff],
    limit: Limit,
) -> Weighed:
    moved = moves(agent, offer.topic, situation, found, row=offer.rule)
    doses = doses_for(candidate, agent, judgement, situation)
    questions = (
        *liver_questions(agent, judgement, situation.facts),
        *open_questions(candidate.required, agent, situation.facts),
    )
    return Weighed(
        candidate=candidate,
        agent=agent,
        points=base_points(candidate, situation) + clipped(moved, situation) + judgement.points,
        level=min(offer.level, LINES.get(candidate.line, offer.level), limit(agent)),
        judgement=judgement,
        doses=doses,
        clauses=_clauses(moved, doses, agent),
        cautions=cautions(judgement, situation),
        unknowns=unknowns(offer, questions, judgement),
        no_draft_because=_no_draft(candidate, agent, judgement, offer, doses, questions, situation),
    )


def eligible(candidate: StrategyAgent, situation: Situation) -> bool:
    """In the column of n, from its least number of failures, and suggested in this country (N-S1)."""
    enough = situation.n >= candidate.least_failures and candidate.points[situation.column] >= 1
    return enough and may_suggest(candidate.agent, situation)


def base_points(candidate: StrategyAgent, situation: Situation) -> int:
    """Points of the column for n (N-S1, N-A4)."""
    return candidate.points[situation.column]


def _clauses(moved: Iterable[Move], doses: Doses, agent: Agent) -> tuple[str, ...]:
    told = clauses(moved)
    if doses.below_minimum:
        return (*told, f"the limit is below the minimum of {agent.label}")
    return told


def cautions(judgement: Judgement, situation: Situation) -> tuple[Caution, ...]:
    """What stays and warns, worst first; a caution of timing says that the old drug has to be out (R-Z15)."""
    return tuple(_caution(hit, situation) for hit in judgement.hits)


def _caution(hit: RowResult, situation: Situation) -> Caution:
    message = message_of(hit)
    old = _leaving(hit, situation)
    if old is not None:
        message = f"{message} {TIMING.format(drug=old)}"
    check = hit.row.effect in (Effect.CHECK_FIRST, Effect.AVOID)
    return Caution(row=hit.row.id, message=message, evidence=hit.evidence, check_first=check and not hit.timing_only)


def _leaving(hit: RowResult, situation: Situation) -> str | None:
    """The drug that a timing caution speaks of: the add-on that is replaced, else the antidepressant (R-Z15)."""
    if not hit.timing_only:
        return None
    add_on = situation.add_on.trial if situation.add_on else None
    agents = situation.knowledge.agents
    if add_on is not None and not set(hit.evidence).isdisjoint(add_on.evidence):
        return agents[add_on.agents[0]].label
    return agents[situation.current.agent].label if situation.current else None


def unknowns(offer: Offer, required: Iterable[str], judgement: Judgement) -> tuple[str, ...]:
    """What is to be asked first: the gate's question, the required facts, then the matrix's (R-Z4)."""
    asked = [row.unknown for row in judgement.unknowns if row.unknown]
    may_still = [words for words in asked if words.startswith("may still")]
    return tuple(dict.fromkeys([*may_still, *offer.questions, *required, *asked]))


def _no_draft(
    candidate: StrategyAgent,
    agent: Agent,
    judgement: Judgement,
    offer: Offer,
    doses: Doses,
    questions: tuple[str, ...],
    situation: Situation,
) -> str | None:
    """The first reason why no draft order is made (N-0.1, N-0.7, R-Z5)."""
    if offer.text_only:
        return offer.text_only
    if judgement.may_still_take:
        return "a drug that must not be combined may still be taken"
    if candidate.text_only:
        return "specialist advice, as text"
    if doses.too_low:
        return "the limit lies below the first step"
    if doses.uncertain:
        return "age not on record"
    if doses.start is None:
        return "no dose in the table"
    return withholds_draft(agent, questions, situation.facts)


def ingredients(agent: str, situation: Situation) -> frozenset[str]:
    """The ingredients of an agent by id."""
    return ingredients_of(agent, situation.knowledge.agents.get(agent))
