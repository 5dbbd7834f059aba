"""Electroconvulsive therapy: who is referred, what is checked first (§2.6)."""

from trd.candidates import cautions, failed_evidence, forbidden_by, sentence, unknowns
from trd.options import Offer, Option, Proposal
from trd.safety import judge, missing_tests, pregnancy
from trd.situation import Situation
from trd.situation.past import courses
from trd.terms import CourseKind, Effect, SeverityBand, Topic, Verdict

KIND = "ect"
SUBJECT = "procedure:ect"
ASKED = ("current drug list", "pregnancy", "recent stroke or heart attack", "intracranial mass")
"""Always asked in the referral (N-E4)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """A referral; only a contraindication sets it aside, *avoid* stands first under "check first" (N-E2, R-Z7)."""
    judgement = judge(Topic.ECT_REFERRAL, SUBJECT, situation.facts)
    forbidden = next((hit for hit in judgement.hits if hit.row.effect is Effect.CONTRAINDICATED), None)
    if forbidden is not None:
        return Proposal(set_aside=(forbidden_by(forbidden, offer.topic, kind=KIND),))
    reason = _reason(situation, offer)
    option = Option(
        topic=offer.topic,
        kind=KIND,
        case=offer.case,
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        points=judgement.points,
        rationale=sentence(situation, "electroconvulsive therapy (ECT)", reason, _earlier(situation)),
        cautions=cautions(judgement, situation),
        unknowns=unknowns(offer, _asked(situation), judgement),
        citations=situation.knowledge.strategies["ect"].citations,
        facts={"reason": reason, **offer.facts},
        tests=missing_tests(SUBJECT, situation.facts),
        supporting=(*offer.evidence, *failed_evidence(situation)),
    )
    return Proposal(options=(option,))


def _asked(situation: Situation) -> tuple[str, ...]:
    """A pregnancy that a test or a code has settled is no question (R-W9)."""
    open_question = pregnancy(situation.facts).verdict is Verdict.UNKNOWN
    return tuple(asked for asked in ASKED if asked != "pregnancy" or open_question)


def _reason(situation: Situation, offer: Offer) -> str:
    if offer.rule == "U2":
        return "catatonia"
    if offer.rule == "U3":
        return "refusal of food or fluid"
    severe = "severe depression" if situation.at_least(SeverityBand.SEVERE) else "depression"
    beside = ["psychotic features"] if situation.psychotic else []
    if offer.rule == "U1":
        beside.append("high suicide risk on record")
    return " with ".join([severe, *([" and ".join(beside)] if beside else [])])


def _earlier(situation: Situation) -> tuple[str, ...]:
    """An earlier course that failed with unilateral electrodes: bilateral is named (N-E5)."""
    failed = [rated for rated in courses(situation.assessment, CourseKind.ECT) if rated.failed]
    one_sided = any(session.laterality == "unilateral" for rated in failed for session in rated.trial.sessions)
    return ("unilateral ECT failed before: ask about bilateral",) if one_sided else ()
