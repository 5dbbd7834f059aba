"""What was asked for already is not offered again; what is open for long is asked about (N-R2)."""

from collections.abc import Iterable
from dataclasses import replace

from trd.decision.levels import URGENT
from trd.intervals import in_words
from trd.options import Offer, UnderWay
from trd.situation import Situation
from trd.terms import Topic

LIFE_IN_DANGER = frozenset({"U1", "U2", "U3", "U4"})


def not_asked_twice(offers: Iterable[Offer], situation: Situation) -> tuple[Offer, ...]:
    """Leave out the topics whose referral stands; an urgent one stays, whoever sees the patient (N-R2)."""
    known = {found.topic: found for found in situation.under_way}
    return tuple(
        _asking(offer, known.get(offer.topic))
        for offer in offers
        if _is_urgent(offer) or not stands(offer.topic, situation)
    )


def stands(topic: Topic, situation: Situation) -> bool:
    """Whether a referral of this topic was made in the last 90 days, or is booked, and is open."""
    return any(found.topic is topic and found.stands for found in situation.under_way)


def _is_urgent(offer: Offer) -> bool:
    return offer.level >= URGENT or offer.rule in LIFE_IN_DANGER


def _asking(offer: Offer, found: UnderWay | None) -> Offer:
    """An old, undated or paused request: what became of it is the first question."""
    if found is None or found.stands:
        return offer
    since = f" of {in_words(found.since)}" if found.since is not None else ""
    return replace(offer, questions=(f"what became of the open request for {found.label}{since}", *offer.questions))
