"""Esketamine and ketamine: a referral to a supervised service, never a home medication order (§2.8)."""

from dataclasses import dataclass

from trd.candidates import cautions, country_of, failed_evidence, forbidden_by, sentence, unknowns
from trd.options import Offer, Option, Proposal, SetAside
from trd.safety import Judgement, judge, missing_tests
from trd.safety.measurements import usable
from trd.situation import Situation
from trd.terms import ResistanceStatus, Topic

ESKETAMINE, INFUSION = "esketamine", "iv-ketamine"
AGENTS = {ESKETAMINE: "esketamine", INFUSION: "ketamine"}
PRESSURE = "blood pressure"
ASKED = ("aneurysm, dissection or vascular malformation",)
"""Always asked, whatever the record says (§3.1)."""
HOLDS_FOR_BOTH = frozenset({"S401"})
"""Little studied at this age: the infusion, studied less, does not take its place (decision 0004)."""
LABEL = "fda-esketamine"
LABEL_ASKS = "label asks 25 % improvement or less twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    id: str
    judgement: Judgement


def propose(situation: Situation, offer: Offer) -> Proposal:
    """Esketamine first where it is licensed, a ketamine infusion second and off label (N-KE1 … N-KE6)."""
    oldest = situation.facts.person.age_high
    if oldest is not None and oldest < situation.days("adult-from"):
        return Proposal()
    aside: list[SetAside] = []
    for kind in offer.kinds or (ESKETAMINE, INFUSION):
        if not _may_enter(kind, situation):
            continue
        judgement = judge(Topic.KETAMINE_REFERRAL, AGENTS[kind], situation.facts)
        if judgement.forbidden is None:
            found = Kind(id=kind, judgement=judgement)
            return Proposal(options=(_option(found, offer, situation),), set_aside=tuple(aside))
        aside.append(forbidden_by(judgement.forbidden, offer.topic, agent=AGENTS[kind], kind=kind))
        if judgement.forbidden.row.id in HOLDS_FOR_BOTH:
            aside.append(forbidden_by(judgement.forbidden, offer.topic, agent=AGENTS[INFUSION], kind=INFUSION))
            break
    return Proposal(set_aside=tuple(aside))


def _may_enter(kind: str, situation: Situation) -> bool:
    """Licensed or possible in this country; the infusion comes up only when esketamine is out (§1.3)."""
    country = country_of(situation)
    return country.entry.get(kind) is not None and country.agents.get(AGENTS[kind]) != "no"


def _option(kind: Kind, offer: Offer, situation: Situation) -> Option:
    in_gb = kind.id == ESKETAMINE and situation.choices.country == "GB"
    note = country_of(situation).notes.get(AGENTS[kind.id])
    return Option(
        topic=offer.topic,
        agent=AGENTS[kind.id],
        kind=kind.id,
        case=kind.id,
        level=max(offer.level - in_gb, 0),
        position=offer.position,
        layer=offer.layer,
        points=kind.judgement.points,
        rationale=sentence(situation, *_words(kind.id, situation, offer)),
        clauses=(note,) if note else (),
        cautions=cautions(kind.judgement, situation),
        unknowns=unknowns(offer, _questions(kind.id, situation), kind.judgement),
        citations=situation.knowledge.strategies["ketamine"].citations,
        facts=offer.facts,
        tests=missing_tests(AGENTS[kind.id], situation.facts),
        supporting=(*offer.evidence, *failed_evidence(situation)),
    )


def _words(kind: str, situation: Situation, offer: Offer) -> tuple[str, str]:
    name = "esketamine nasal spray" if kind == ESKETAMINE else "ketamine by infusion, off label"
    if offer.rule == "U1":
        return name, "84 mg with an oral antidepressant; it has not been shown to prevent suicide"
    beside = "; ask which SSRI or SNRI runs with it" if _wants_company(kind, situation) else ""
    return name, f"only under supervision at a certified service{beside}"


def _wants_company(kind: str, situation: Situation) -> bool:
    """The licence asks for an oral antidepressant beside it, and none runs (N-X4)."""
    note = country_of(situation).notes.get(AGENTS[kind], "")
    return kind == ESKETAMINE and situation.current is None and "SSRI" in note


def _questions(kind: str, situation: Situation) -> tuple[str, ...]:
    facts = situation.facts
    asked = [] if usable(facts, "bp-systolic", facts.days("esketamine-pressure-days")) else [PRESSURE]
    if kind == INFUSION and not usable(facts, "weight", facts.days("ketamine-weight-days")):
        asked.append("body weight")
    label = situation.assessment.by_definition.get(LABEL)
    if label is not None and situation.n >= 2 and label.status is not ResistanceStatus.RESISTANT:
        asked.append(LABEL_ASKS)
    return (*asked, *ASKED)
