"""Transcranial magnetic stimulation: who is referred, and what sets it aside (§2.7)."""

from trd.candidates import cautions, failed_evidence, forbidden_by, sentence, unknowns
from trd.options import Offer, Option, Proposal
from trd.safety import judge
from trd.situation import Situation
from trd.terms import Topic

KIND = "tms"
SUBJECT = "procedure:rtms"
ASKED = ("metal or implant in the head", "seizure")
"""Always asked, since a clip or an implant may have no code (N-T5, R-Z2)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """A referral from moderate severity on (N-T1 … N-T5)."""
    judgement = judge(Topic.TMS_REFERRAL, SUBJECT, situation.facts)
    if judgement.forbidden is not None:
        return Proposal(set_aside=(forbidden_by(judgement.forbidden, offer.topic, kind=KIND),))
    failed = f"{situation.n} adequate {'trial' if situation.n == 1 else 'trials'} failed"
    option = Option(
        topic=offer.topic,
        kind=KIND,
        case=offer.case,
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        points=judgement.points,
        rationale=sentence(situation, "transcranial magnetic stimulation (TMS)", failed),
        cautions=cautions(judgement, situation),
        unknowns=unknowns(offer, ASKED, judgement),
        citations=situation.knowledge.strategies["tms"].citations,
        facts=offer.facts,
        supporting=(*offer.evidence, *failed_evidence(situation)),
    )
    return Proposal(options=(option,))
