"""Referral to a specialist: which kind, and the trials it takes along (§2.9)."""

from trd.candidates import failed_evidence, sentence
from trd.options import Offer, Option, Proposal
from trd.situation import Situation
from trd.terms import DiagnosisStatus

BY_FINDING = {
    "X12": "addiction",
    "X13": "addiction",
    "X23": "neurology",
    "X24": "neurology",
    "X25": "neurology",
    "X26": "endocrine",
    "X27": "endocrine",
    "X28": "endocrine",
    "X29": "endocrine",
}
NAMES = {
    "psychiatry": "psychiatric referral",
    "perinatal": "perinatal psychiatry",
    "old-age": "old-age psychiatry",
}


def propose(situation: Situation, offer: Offer) -> Proposal:
    """One referral; its text lists the failed trials (N-R1 … N-R3)."""
    kind = _kind(situation)
    reason = _reason(offer)
    option = Option(
        topic=offer.topic,
        kind=kind,
        case=kind,
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        rationale=sentence(situation, NAMES[kind], reason, _also(situation)),
        unknowns=offer.questions,
        citations=situation.knowledge.strategies["specialist-referral"].citations,
        facts={"reason": reason, **offer.facts},
        supporting=(*offer.evidence, *failed_evidence(situation)),
    )
    return Proposal(options=(option,))


def _kind(situation: Situation) -> str:
    """A mood-disorder clinic, unless the patient belongs to perinatal or old-age psychiatry."""
    diagnosis = situation.assessment.diagnosis
    dementia = diagnosis.status is DiagnosisStatus.EXCLUDED and diagnosis.reason == "dementia"
    if "perinatal" in diagnosis.flags:
        return "perinatal"
    if dementia or situation.oldest:
        return "old-age"
    return "psychiatry"


def _reason(offer: Offer) -> str:
    reasons = {
        "U1": "high suicide risk on record: contact the treating mental-health team today",
        "U2": "catatonia: a lorazepam trial is the specialist's step",
        "U3": "refusal of food or fluid",
        "U4": "psychotic features",
        "U5": "severe and getting worse",
        "G5": "bipolar disorder on record",
        "G6": "a psychotic disorder on record",
        "G7": "dementia on record",
        "A9": "waiting lists are long: refer while the drug runs",
    }
    return reasons.get(offer.rule, "") or (offer.facts.get("reason", "") if offer.rule == "G4" else "")


def _also(situation: Situation) -> tuple[str, ...]:
    """Other services that a finding points to (N-R3)."""
    rows = (found.row for found in situation.assessment.explanations.found)
    services = dict.fromkeys(BY_FINDING[row] for row in rows if row in BY_FINDING)
    return tuple(f"also {service}" for service in services)
