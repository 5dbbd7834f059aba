"""The levels of N-K1 and the layers of N-K4, by name; and how several rules that name one topic become one offer."""

from collections.abc import Iterable
from dataclasses import replace

from trd.options import Offer
from trd.terms import Topic

URGENT, FIRST, SECOND, THIRD, CONSIDER, NOT_OFFERED = 5, 4, 3, 2, 1, 0

URGENT_LAYER, MEASURE_FIRST, REVIEW_FIRST, GATE_LAYER, MAIN_LAYER, LAST_LAYER = 0, 1, 2, 3, 4, 5

DRUG_TOPICS = (Topic.DOSE_OPTIMIZATION, Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION)
REFERRALS = (Topic.SPECIALIST_REFERRAL, Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL, Topic.ECT_REFERRAL)
STIMULATION = (Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL, Topic.ECT_REFERRAL)
TREATMENTS = (*DRUG_TOPICS, Topic.PSYCHOTHERAPY, Topic.ECT_REFERRAL, Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL)


def merged(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """One offer a topic: the highest level wins; at the same level the earlier layer and place (N-K4)."""
    best: dict[Topic, Offer] = {}
    for offer in offers:
        known = best.get(offer.topic)
        best[offer.topic] = offer if known is None else _joined(known, offer)
    return tuple(best.values())


def _joined(one: Offer, other: Offer) -> Offer:
    first, second = sorted((one, other), key=lambda offer: (-offer.level, offer.layer, offer.position))
    return replace(
        first,
        case=first.case or second.case,
        text_only=first.text_only or second.text_only,
        questions=tuple(dict.fromkeys((*first.questions, *second.questions))),
        facts={**second.facts, **first.facts},
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
    )
