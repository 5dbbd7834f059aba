"""Caps C1 … C8 and the entry of ECT, TMS and ketamine by country: the lowest wins (§1.2.5, §1.3)."""

from collections.abc import Iterable
from dataclasses import replace

from trd.candidates import country_of
from trd.decision.levels import CONSIDER, DRUG_TOPICS, NOT_OFFERED, REFERRALS, SECOND, STIMULATION, URGENT, URGENT_LAYER
from trd.decision.steps import helped_before
from trd.knowledge.types import Availability
from trd.options import Offer
from trd.situation import Situation
from trd.terms import SeverityBand, Topic

CURRENT_SEVERITY = "current severity"
AFTER_TWO = frozenset({Topic.KETAMINE_REFERRAL, Topic.ECT_REFERRAL})
NOT_ASKED = frozenset({Topic.MEASUREMENT, Topic.DIAGNOSTIC_REVIEW, Topic.SUICIDE_RISK})


def capped(offers: Iterable[Offer], situation: Situation) -> tuple[Offer, ...]:
    """The offers that are left, each at the lowest level that a cap allows."""
    kept = []
    for offer in offers:
        level = min(offer.level, _cap(offer, situation))
        if level > NOT_OFFERED and may_enter(offer, situation):
            kept.append(_asking(replace(offer, level=level), situation))
    return tuple(kept)


def _asking(offer: Offer, situation: Situation) -> Offer:
    if situation.band is not None or offer.topic in NOT_ASKED:
        return offer
    return replace(offer, questions=(*offer.questions, CURRENT_SEVERITY))


def _cap(offer: Offer, situation: Situation) -> int:
    caps = [URGENT]
    from_urgent = offer.layer == URGENT_LAYER
    if situation.band is None:
        caps.append(_unknown_severity(offer, from_urgent))
    if situation.band is SeverityBand.NONE and offer.topic in DRUG_TOPICS and offer.case != "too-high":
        caps.append(NOT_OFFERED)
    if not from_urgent:
        caps.append(_bound_by_record(offer, situation))
    return min(caps)


def _unknown_severity(offer: Offer, from_urgent: bool) -> int:
    """C1: without a score no drug change leads, and no stimulation is more than considered."""
    if offer.topic in DRUG_TOPICS and offer.case not in ("lower", "too-high", "psychotic"):
        return SECOND
    if offer.topic in STIMULATION and not from_urgent:
        return CONSIDER
    return URGENT


def _bound_by_record(offer: Offer, situation: Situation) -> int:
    mild_or_less = situation.band in (SeverityBand.MILD, SeverityBand.NONE)
    if offer.topic in STIMULATION and (mild_or_less or situation.n == 0):
        return NOT_OFFERED  # C2, C4
    if situation.n == 1 and offer.topic in AFTER_TWO:
        return NOT_OFFERED  # C5
    if offer.topic in REFERRALS and situation.past.low_confidence_decides:
        return SECOND  # C7
    if offer.topic is Topic.COMBINATION and (situation.oldest or mild_or_less):
        return NOT_OFFERED  # C8, N-C2
    return URGENT


def may_enter(offer: Offer, situation: Situation) -> bool:
    """From how many failures an option is offered at all in this country; the urgent layer is not bound (§1.3)."""
    if offer.layer == URGENT_LAYER and offer.topic is not Topic.KETAMINE_REFERRAL:
        return True
    country = country_of(situation)
    if offer.topic is Topic.TMS_REFERRAL:
        least = country.entry.get("tms")
        return least is not None and situation.n >= least
    if offer.topic is Topic.KETAMINE_REFERRAL:
        return _ketamine(offer, situation, country)
    if offer.topic is Topic.ECT_REFERRAL:
        return _ect(situation)
    return True


def _ketamine(offer: Offer, situation: Situation, country: Availability) -> bool:
    esketamine, infusion = country.entry.get("esketamine"), country.entry.get("iv-ketamine")
    if offer.layer == URGENT_LAYER:
        return esketamine is not None
    least = [number for number in (esketamine, infusion) if number is not None]
    return bool(least) and situation.n >= min(least)


def _ect(situation: Situation) -> bool:
    if helped_before(situation, Topic.ECT_REFERRAL):
        return True
    if situation.n >= 3:
        return situation.band is None or situation.at_least(SeverityBand.MODERATE)
    return situation.n == 2 and situation.at_least(SeverityBand.SEVERE)
