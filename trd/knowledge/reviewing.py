"""Signatures held against the figures they were given for, and what each card rests on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from trd.knowledge.entries import digest_of, entries
from trd.knowledge.review_types import DRAFT, MONTHS_GOOD, Decision, Review, Reviews, ReviewState, Signature
from trd.knowledge.types import Knowledge
from trd.terms import Topic

GROUND: Final = frozenset({"figure", "row", "explanation", "table", "test"})
"""Kinds that every card rests on whole: they count trials, decide what is offered at all and what is asked before."""

OF_THE_WHOLE: Final = frozenset({Topic.SUMMARY, Topic.MEASUREMENT, Topic.ORDER_SAFETY})
"""Cards that speak of all: of every way forward, or of any drug that is ordered."""

RANKED: Final = frozenset({Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION, Topic.DOSE_OPTIMIZATION})

OUTCOMES: Final = {Decision.CHANGE: ReviewState.CHANGE, Decision.REJECT: ReviewState.REJECT}


def review(knowledge: Knowledge, signatures: Iterable[Signature] = (), months: int = MONTHS_GOOD) -> Knowledge:
    """How each entry stands: the last signature counts, and only for the figures that it was given for."""
    every = entries(knowledge)
    last = {signature.entry: signature for signature in signatures}
    stand = {name: _standing(last.get(name), value) for name, value in every.items()}
    unsigned = frozenset(name for name, found in stand.items() if not found.signed)
    behind = {topic: unsigned.intersection(rests_on(knowledge, topic, every)) for topic in Topic}
    return replace(
        knowledge,
        reviews=Reviews(
            of=MappingProxyType(stand),
            unsigned=unsigned,
            unsigned_behind=MappingProxyType(behind),
            strays=tuple(signature for name, signature in last.items() if name not in every),
            months=months,
        ),
    )


def _standing(signature: Signature | None, value: object) -> Review:
    if signature is None:
        return DRAFT
    state = OUTCOMES.get(signature.decision, ReviewState.SIGNED)
    if state is ReviewState.SIGNED and signature.figures != digest_of(value):
        state = ReviewState.LAPSED
    return Review(state=state, signature=signature)


def rests_on(knowledge: Knowledge, topic: Topic, every: Iterable[str]) -> Iterator[str]:
    """What every card of a topic rests on, whoever the patient is; the record adds its drugs and scales.

    Also what did not fire and whom the card does not name: a row that was missed, or a drug that ought to have stood
    before the one shown, would have made another card.
    """
    if topic in OF_THE_WHOLE:
        yield from every
        return
    yield from (name for name in every if name.partition(" ")[0] in GROUND)
    if topic is Topic.SUICIDE_RISK:
        yield from (f"scale {name}" for name in knowledge.scales)
    for strategy in knowledge.strategies.values():
        if strategy.topic is topic:
            yield f"strategy {strategy.id}"
            yield from (f"agent {candidate.agent}" for candidate in strategy.candidates)
    yield from (f"safety {row.id}" for row in knowledge.safety if topic in row.topics)
    if topic in RANKED:
        yield from (name for name in every if name.partition(" ")[0] in ("modifier", "switch"))


def named(*, agents: Iterable[str], scales: Iterable[str], definition: str, country: str) -> frozenset[str]:
    """The entries that one answer adds to what its topics rest on."""
    drugs, instruments = (f"agent {name}" for name in agents), (f"scale {name}" for name in scales)
    return frozenset((*drugs, *instruments, f"definition {definition}", f"country {country}"))


def states(knowledge: Knowledge) -> Mapping[ReviewState, tuple[str, ...]]:
    """The entries by how they stand."""
    return {
        state: tuple(name for name, found in knowledge.reviews.of.items() if found.state is state)
        for state in ReviewState
    }
