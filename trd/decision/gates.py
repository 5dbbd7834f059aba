"""Closing gates G1 … G12: what may be said at all (§1.1); the first in order is the reason given (G-R2)."""

from dataclasses import dataclass

from trd.decision.circumstances import (
    active,
    encounter_now,
    evidence_of,
    recent,
    refuses_food_or_fluid,
    toxic_or_delirious,
)
from trd.decision.levels import CONSIDER, FIRST, GATE_LAYER, TREATMENTS, URGENT, URGENT_LAYER
from trd.history import ConditionFact
from trd.intervals import days_between
from trd.options import Offer
from trd.situation import Situation
from trd.terms import DiagnosisStatus, SeverityBand, Topic

REVERSIBLE_CAUSES = frozenset({f"X{number}" for number in (*range(3, 9), *range(35, 45))})
EXCLUDED = {
    "under-minimum-age": "G2",
    "bipolar": "G5",
    "psychotic-disorder": "G6",
    "dementia": "G7",
    "secondary-depression": "G8",
}
WORDS = {
    "G2": "Under the minimum age: no treatment advice from here.",
    "G3": "Not shown in this kind of encounter.",
    "G5": "Bipolar disorder is on record: no advice for unipolar depression.",
    "G6": "A psychotic disorder is on record: no advice for unipolar depression.",
    "G7": "Dementia is on record: a specialist decides.",
    "G8": "Only a depression due to another condition or a substance is on record.",
    "G9": "No active depression on record.",
    "G10": "No depression diagnosis on record.",
    "G11": "No active depression on record.",
    "G12": "In remission: continue what works.",
}
URGENT_GATES = frozenset({"G8", "G9", "G10", "G11", "G12"})
"""Gates that an urgent case is not silenced by (G-R5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The gate that ends the work, and what it leaves."""

    gate: str
    offers: tuple[Offer, ...] = ()
    summary: bool = True
    closed_topics: tuple[Topic, ...] = TREATMENTS
    words: str = ""


def closing_gate(situation: Situation) -> Closed | None:
    """The first closing gate that holds."""
    gate = _gate(situation)
    if gate is None:
        return None
    if gate in ("G1", "G3"):
        return Closed(gate=gate, summary=False, closed_topics=())
    offers = _offers(gate, situation)
    words = WORDS.get(gate, "")
    if gate == "G4":
        found, _ = toxic_or_delirious(situation)
        named = _in_words(found)
        words = f"{named[:1].upper()}{named[1:]}: treat it first."
    summary = gate not in ("G2", "G9", "G11", "G12")
    if gate in URGENT_GATES and (urgent := _not_silenced(gate, situation)):
        return Closed(gate=gate, offers=(urgent,), words=words)
    return Closed(gate=gate, offers=offers, summary=summary, words=words)


def _in_words(found: tuple[str, ...]) -> str:
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def _gate(situation: Situation) -> str | None:
    diagnosis = situation.assessment.diagnosis
    if situation.assessment.person.deceased:
        return "G1"
    excluded = EXCLUDED.get(diagnosis.reason or "") if diagnosis.status is DiagnosisStatus.EXCLUDED else None
    if excluded == "G2":
        return "G2"
    if _silent_encounter(situation):
        return "G3"
    if toxic_or_delirious(situation)[0]:
        return "G4"
    if diagnosis.status is DiagnosisStatus.EXCLUDED:
        return excluded or "G8"
    if diagnosis.status is DiagnosisStatus.NONE:
        return _without_diagnosis(situation)
    return "G12" if diagnosis.status is DiagnosisStatus.REMISSION else None


def _silent_encounter(situation: Situation) -> bool:
    now = encounter_now(situation)
    return now is not None and now.encounter_class in situation.choices.silent_encounter_classes


def _without_diagnosis(situation: Situation) -> str:
    """G9 … G11: an antidepressant that has run long enough with a fresh bad score earns one question."""
    running = situation.current is not None
    if not running or not situation.at_least(SeverityBand.MODERATE):
        return "G9"
    severity, current = situation.assessment.severity, situation.current
    fresh = severity is not None and days_between(severity.day, situation.as_of) <= situation.choices.score_fresh_days
    long_enough = current is not None and len(current.trial.trial.certain) >= situation.needed_days
    return "G10" if fresh and long_enough else "G11"


def _offers(gate: str, situation: Situation) -> tuple[Offer, ...]:
    if gate == "G4":
        causes, evidence = toxic_or_delirious(situation)
        reason = {"reason": _in_words(causes)}
        return (_offer(gate, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence, facts=reason),)
    if gate in ("G5", "G6"):
        level = FIRST if situation.at_least(SeverityBand.MODERATE) else CONSIDER
        return (_offer(gate, Topic.SPECIALIST_REFERRAL, level), *_urgent_ect(gate, situation))
    if gate == "G7":
        found = {explanation.row for explanation in situation.assessment.explanations.found}
        review = [_offer(gate, Topic.DIAGNOSTIC_REVIEW, CONSIDER, position=1)] if found & REVERSIBLE_CAUSES else []
        referral = _offer(gate, Topic.SPECIALIST_REFERRAL, CONSIDER, case="old-age")
        return (referral, *review, *_urgent_ect(gate, situation))
    if gate == "G8":
        review_first = _offer(gate, Topic.DIAGNOSTIC_REVIEW, FIRST, case="secondary")
        return (review_first, _offer(gate, Topic.SPECIALIST_REFERRAL, CONSIDER, position=1))
    if gate == "G10":
        return (_offer(gate, Topic.DIAGNOSTIC_REVIEW, CONSIDER),)
    return ()


def _urgent_ect(gate: str, situation: Situation) -> tuple[Offer, ...]:
    """Under G5 … G7 ECT only through catatonia and refusal of food or fluid, and then with the specialist urgent."""
    grounds = (*active(situation.facts, "catatonia"), *refuses_food_or_fluid(situation))
    if not grounds:
        return ()
    evidence = evidence_of(grounds)
    return (
        _offer(gate, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence),
        _offer(gate, Topic.ECT_REFERRAL, URGENT, position=1, case="urgent", evidence=evidence),
    )


def _not_silenced(gate: str, situation: Situation) -> Offer | None:
    """G-R5: catatonia, refusal of food or fluid or a postpartum psychosis still gives an urgent referral."""
    grounds = (
        *active(situation.facts, "catatonia"),
        *refuses_food_or_fluid(situation),
        *_postpartum_psychosis(situation),
    )
    if not grounds:
        return None
    words = {"ask": "ask about ECT"}
    return _offer(gate, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence_of(grounds), facts=words)


def _postpartum_psychosis(situation: Situation) -> tuple[ConditionFact, ...]:
    facts = situation.facts
    found = active(facts, "postpartum-psychosis")
    delivered = facts.conditions.get("postpartum-period", ())
    days = situation.days("postpartum-psychosis-days")
    return found if not delivered or recent(facts, days, "postpartum-period") else ()


def _offer(
    gate: str,
    topic: Topic,
    level: int,
    *,
    position: int = 0,
    case: str = "",
    evidence: tuple[str, ...] = (),
    facts: dict[str, str] | None = None,
) -> Offer:
    layer = URGENT_LAYER if level == URGENT else GATE_LAYER
    return Offer(
        topic=topic,
        level=level,
        layer=layer,
        position=position,
        rule=gate,
        case=case,
        evidence=evidence,
        facts=facts or {},
    )
