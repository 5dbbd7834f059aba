"""The points of one agent: its base, what the record moves, what earlier trials say, each with its clause (N-K3)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trd.candidates.modifiers import SetOff
from trd.knowledge.next_step_types import TrialPoints
from trd.knowledge.types import Agent
from trd.situation import Situation
from trd.terms import Topic

MOST_CLAUSES = 3
TRICYCLIC_RELATIVES: Mapping[str, str] = {
    "amitriptyline": "nortriptyline",
    "nortriptyline": "amitriptyline",
    "imipramine": "desipramine",
    "desipramine": "imipramine",
}
"""Drug and active metabolite: a failure of one costs the other, it never counts as failed (M-R4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Points with their reason."""

    points: int
    clause: str


def moves(
    agent: Agent, topic: Topic, situation: Situation, found: Iterable[SetOff], *, row: str = ""
) -> tuple[Move, ...]:
    """Everything that moves this agent in its topic, largest first."""
    adding = topic in (Topic.AUGMENTATION, Topic.COMBINATION)
    moved = [
        Move(points=points, clause=f"{known.words} {'favours' if points > 0 else 'against'} {agent.label}")
        for known in found
        if (points := _of(known, agent.id, adding))
    ]
    modifiers = situation.knowledge.modifiers
    if modifiers is not None:
        moved += _by_trials(agent, topic, situation, modifiers.trials, row)
    return tuple(sorted(moved, key=lambda move: (-abs(move.points), move.clause)))


def clipped(moved: Iterable[Move], situation: Situation) -> int:
    """The sum within its bounds (M-R1)."""
    modifiers = situation.knowledge.modifiers
    clip = modifiers.trials.clip if modifiers else 0
    return max(-clip, min(clip, sum(move.points for move in moved)))


def clauses(moved: Iterable[Move]) -> tuple[str, ...]:
    """At most three, largest first (M-R3)."""
    return tuple(dict.fromkeys(move.clause for move in moved))[:MOST_CLAUSES]


def _of(known: SetOff, agent: str, adding: bool) -> int:
    if adding and agent in known.modifier.added:
        return known.modifier.added[agent] + known.modifier.points.get(agent, 0)
    return known.modifier.points.get(agent, 0)


def _by_trials(agent: Agent, topic: Topic, situation: Situation, figures: TrialPoints, row: str) -> list[Move]:
    past = situation.past
    found: list[Move] = []
    if agent.id in past.helped:
        found.append(Move(points=figures.prior_response, clause=f"{agent.label} helped before"))
    if agent.id in past.not_tolerated:
        found.append(Move(points=figures.not_tolerated, clause=f"{agent.label} was not tolerated before"))
    elif agent.drug_class in _classes(past.not_tolerated, situation):
        found.append(Move(points=figures.not_tolerated_class, clause=f"another {agent.drug_class} was not tolerated"))
    if agent.id in past.failed_earlier:
        words = f"{agent.label} failed in an earlier episode"
        found.append(Move(points=figures.failed_earlier_episode, clause=words))
    found += _by_relatives(agent, situation, figures)
    if topic is Topic.SWITCH:
        found += _for_switch(agent, situation, figures, row)
    return found


def _by_relatives(agent: Agent, situation: Situation, figures: TrialPoints) -> list[Move]:
    failed = situation.past.failed
    if any(other != agent.id and _same(agent, other, situation) for other in failed):
        return [Move(points=figures.failed_relative, clause=f"a close relative of {agent.label} failed")]
    if TRICYCLIC_RELATIVES.get(agent.id) in failed:
        return [Move(points=figures.failed_tricyclic_relative, clause=f"a close relative of {agent.label} failed")]
    return []


def _same(agent: Agent, other: str, situation: Situation) -> bool:
    known = situation.knowledge.agents.get(other)
    return known is not None and agent.counts_as is not None and agent.counts_as == known.counts_as


def _for_switch(agent: Agent, situation: Situation, figures: TrialPoints, row: str) -> list[Move]:
    past, found = situation.past, []
    if agent.mechanism not in past.failed_mechanisms:
        points = figures.new_mechanism[min(situation.n, 2)]
        if points:
            found.append(Move(points=points, clause="another mechanism"))
    if Counter(past.failed_classes)[agent.drug_class] >= 2:
        found.append(Move(points=figures.class_failed_twice, clause=f"two {agent.drug_class} drugs failed"))
    if row == "D24" and agent.id in past.too_little:
        found.append(Move(points=figures.never_fair, clause=f"{agent.label} never had a fair trial"))
    if row == "D4" and situation.current is not None:
        same = situation.knowledge.agents[situation.current.agent].drug_class == agent.drug_class
        points = figures.same_class_after_intolerance if same else figures.other_class_after_intolerance
        found.append(Move(points=points, clause=f"{'the same' if same else 'another'} class"))
    return found


def _classes(agents: Iterable[str], situation: Situation) -> set[str]:
    known = situation.knowledge.agents
    return {known[agent].drug_class for agent in agents if agent in known}
