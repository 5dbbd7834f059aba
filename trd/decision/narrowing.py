"""Narrowing gates G13 … G20: what is left of the offers, as text only, or with a question first (§1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trd.candidates import eligible
from trd.decision.circumstances import active, breastfeeds, evidence_of, pregnant
from trd.decision.levels import DRUG_TOPICS, FIRST, GATE_LAYER, TREATMENTS, URGENT, URGENT_LAYER
from trd.options import Offer, SetAside
from trd.safety import breastfeeding
from trd.situation import Situation
from trd.terms import Topic, Verdict

AGE = "age"
PAST_MANIA = "past mania or hypomania"
ASK_BREASTFEEDING = "ask about breastfeeding"
WITHDRAWAL = "Alcohol withdrawal: seizure risk."
MOOD_SWITCH = "Past mania or hypomania is not ruled out: this drug switches mood more often."
PERINATAL = frozenset(
    {
        Topic.SPECIALIST_REFERRAL,
        Topic.PSYCHOTHERAPY,
        Topic.DOSE_OPTIMIZATION,
        Topic.ECT_REFERRAL,
        Topic.TMS_REFERRAL,
        Topic.DIAGNOSTIC_REVIEW,
        Topic.MEASUREMENT,
    }
)
PSYCHOTIC = frozenset(
    {
        Topic.ECT_REFERRAL,
        Topic.SPECIALIST_REFERRAL,
        Topic.AUGMENTATION,
        Topic.DOSE_OPTIMIZATION,
        Topic.DIAGNOSTIC_REVIEW,
        Topic.MEASUREMENT,
    }
)
EXCITING = frozenset({"stimulant", "wakefulness", "dopamine agonist"})
BUPROPION = frozenset({"bupropion", "dextromethorphan-bupropion"})
FLOORS = frozenset({Topic.SPECIALIST_REFERRAL, Topic.PSYCHOTHERAPY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    offers: tuple[Offer, ...]
    set_aside: tuple[SetAside, ...]
    gates: tuple[str, ...]


def narrow(offers: Iterable[Offer], situation: Situation) -> Narrowed:
    """Apply every narrowing gate that holds; several add up."""
    left, aside = tuple(offers), []
    gates = holding(situation)
    for topics, words in _closings(gates):
        closed = [offer for offer in left if offer.topic not in topics]
        left = tuple(offer for offer in left if offer.topic in topics)
        aside += [
            SetAside(topic=offer.topic, agent=None, kind=None, reason=words, row=None)
            for offer in closed
            if offer.topic in TREATMENTS
        ]
    left_out = _left_out(gates, situation)
    asked = breastfeeding(situation.facts).verdict is not Verdict.HIT
    changed = (
        replace(_changed(offer, gates, ask_breastfeeding=asked), without=offer.without | left_out) for offer in left
    )
    if "G20" in gates:
        aside += _named("G20", left, situation, WITHDRAWAL, evidence_of(active(situation.facts, "alcohol-withdrawal")))
    if "G19" in gates:
        aside += _named("G19", left, situation, MOOD_SWITCH, _of_bipolarity(situation))
    return Narrowed(offers=tuple(changed), set_aside=tuple(aside), gates=gates)


def _named(
    gate: str, offers: Iterable[Offer], situation: Situation, reason: str, evidence: tuple[str, ...]
) -> list[SetAside]:
    """G19, G20: the candidates that the gate leaves out are named with its reason, not left out in silence (N-0.2)."""
    out = _left_out((gate,), situation) - situation.past.failed
    strategies = situation.knowledge.strategies
    return [
        SetAside(topic=offer.topic, agent=known.agent, kind=None, reason=reason, row=None, evidence=evidence)
        for offer in offers
        if offer.topic in (Topic.SWITCH, Topic.COMBINATION)
        for known in strategies[offer.topic.value].candidates
        if known.agent in out and eligible(known, situation)
    ]


def _of_bipolarity(situation: Situation) -> tuple[str, ...]:
    found = (found for found in situation.assessment.explanations.found if found.row == "X1")
    return tuple(dict.fromkeys(reference for one in found for reference in one.evidence))


def _left_out(gates: tuple[str, ...], situation: Situation) -> frozenset[str]:
    """G19: no drug that switches mood often; G20: none that lowers the seizure threshold; G16: none that excites."""
    agents = situation.knowledge.agents.values()
    tricyclic = {agent.id for agent in agents if agent.mechanism == "tca"}
    inhibitors = {agent.id for agent in agents if agent.drug_class == "MAOI"}
    exciting = {agent.id for agent in agents if agent.drug_class in EXCITING}
    out: set[str] = set()
    if "G19" in gates:
        out |= tricyclic | inhibitors | {"venlafaxine"}
    if "G20" in gates:
        out |= tricyclic | BUPROPION
    if "G16" in gates:
        out |= exciting | BUPROPION
    return frozenset(out)


def holding(situation: Situation) -> tuple[str, ...]:
    """The narrowing gates that hold for this patient."""
    facts = situation.facts
    tests = {
        "G13": facts.person.age_low is None,
        "G14": bool(pregnant(facts)),
        "G15": breastfeeds(facts),
        "G16": situation.psychotic,
        "G19": any(found.row == "X1" for found in situation.assessment.explanations.found),
        "G20": bool(active(facts, "alcohol-withdrawal")),
    }
    return tuple(gate for gate, holds in tests.items() if holds)


def _closings(gates: tuple[str, ...]) -> Iterable[tuple[frozenset[Topic], str]]:
    every = frozenset(Topic)
    if "G14" in gates:
        yield PERINATAL, "Pregnancy: not from here; a perinatal specialist decides."
    if "G15" in gates:
        left = PERINATAL | {Topic.SWITCH, Topic.AUGMENTATION}
        yield left, "Breastfeeding: not from here; a perinatal specialist decides."
    if "G16" in gates:
        yield PSYCHOTIC, "Psychotic features: an antidepressant with an antipsychotic, or ECT."
    if "G20" in gates:
        yield every - {Topic.TMS_REFERRAL}, WITHDRAWAL


def _changed(offer: Offer, gates: tuple[str, ...], *, ask_breastfeeding: bool) -> Offer:
    """`ask_breastfeeding`: what is on record already is no question (R-W9)."""
    if "G13" in gates and offer.topic in (*DRUG_TOPICS, Topic.KETAMINE_REFERRAL):
        offer = replace(offer, questions=(*offer.questions, AGE))
    if "G14" in gates and offer.topic in DRUG_TOPICS:
        offer = replace(offer, text_only="pregnancy")
    if "G15" in gates and offer.topic in DRUG_TOPICS:
        asked = (ASK_BREASTFEEDING,) if ask_breastfeeding else ()
        offer = replace(offer, text_only="breastfeeding", questions=(*offer.questions, *asked))
    if "G19" in gates and offer.topic in (Topic.SWITCH, Topic.COMBINATION):
        offer = replace(offer, text_only=PAST_MANIA, questions=(PAST_MANIA, *offer.questions))
    if {"G14", "G15"} & set(gates) and offer.topic in FLOORS and offer.level < URGENT:
        gate = "G14" if "G14" in gates else "G15"
        layer = min(offer.layer, GATE_LAYER) if offer.layer != URGENT_LAYER else offer.layer
        offer = replace(offer, level=max(offer.level, FIRST), layer=layer, position=_place(offer), rule=gate)
    return offer


def _place(offer: Offer) -> int:
    """The referral before the therapy."""
    return 0 if offer.topic is Topic.SPECIALIST_REFERRAL else 1
