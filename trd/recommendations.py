"""Asks each strategy, ranks what they offer, keeps what was set aside and why."""

from collections.abc import Callable, Iterable, Mapping

from trd.assessment import Assessment
from trd.choices import Choices
from trd.decision import DRUG_TOPICS, Decision, decide
from trd.decision.dangers import running_dangers
from trd.decision.levels import CONSIDER, LAST_LAYER
from trd.decision.under_way import stands
from trd.knowledge.types import Knowledge
from trd.options import Offer, Option, Proposal, Recommendations, SetAside
from trd.situation import Situation, read_situation
from trd.strategies import (
    augment,
    combine,
    diagnostic_review,
    ect,
    ketamine,
    measurement,
    optimise,
    psychotherapy,
    referral,
    switch,
    tms,
)
from trd.terms import FactList, RiskLevel, Topic

Strategy = Callable[[Situation, Offer], Proposal]

STRATEGIES: Mapping[Topic, Strategy] = {
    Topic.DOSE_OPTIMIZATION: optimise.propose,
    Topic.SWITCH: switch.propose,
    Topic.COMBINATION: combine.propose,
    Topic.AUGMENTATION: augment.propose,
    Topic.PSYCHOTHERAPY: psychotherapy.propose,
    Topic.ECT_REFERRAL: ect.propose,
    Topic.TMS_REFERRAL: tms.propose,
    Topic.KETAMINE_REFERRAL: ketamine.propose,
    Topic.SPECIALIST_REFERRAL: referral.propose,
    Topic.DIAGNOSTIC_REVIEW: diagnostic_review.propose,
    Topic.MEASUREMENT: measurement.propose,
}

NEVER_OFF = frozenset({Topic.SUICIDE_RISK, Topic.ORDER_SAFETY})
LISTS: Mapping[FactList, str] = {
    FactList.CONDITIONS: "conditions",
    FactList.MEDICATIONS: "medications",
    FactList.OBSERVATIONS: "laboratory results",
    FactList.PROCEDURES: "procedures",
    FactList.ALLERGIES: "allergies",
}
"""What is said once on the summary when it was never sent (§3.1)."""


def recommend(assessment: Assessment, knowledge: Knowledge, choices: Choices) -> Recommendations:
    """Gates, urgent layer, one main row, add-ons, caps, entry, modifiers, safety, rank (`clinical-nextsteps.md` §1)."""
    situation = read_situation(assessment, knowledge, choices)
    decision = decide(situation)
    proposals = [(offer, STRATEGIES[offer.topic](situation, offer)) for offer in decision.offers]
    options = _ranked(option for _, proposal in proposals for option in proposal.options)
    if decision.one_drug_option:
        options = _best_drug_alone(options)
    aside = [entry for _, proposal in proposals for entry in proposal.set_aside]
    options = _specialist_instead(options, proposals, situation)
    return Recommendations(
        gate=decision.gate,
        row=decision.row,
        summary_allowed=decision.summary_allowed,
        options=(*_suicide_risk(situation, decision), *(_shown(options, choices))),
        hidden=tuple(option for option in options if option.topic in _off(choices)),
        set_aside=_each_once((*decision.set_aside, *aside)),
        dangers=() if decision.gate == "G1" else running_dangers(situation.facts),
        not_sent=tuple(words for known, words in LISTS.items() if not situation.facts.delivered(known)),
        under_way=situation.under_way,
        waiting=decision.waiting,
    )


def _ranked(options: Iterable[Option]) -> tuple[Option, ...]:
    """The sort key of N-K4: it never depends on the order of the record (N-K7)."""
    return tuple(sorted((option for option in options if option.level > 0), key=_key))


def _key(option: Option) -> tuple[int, int, int, int, int, str]:
    name = option.agent or option.kind or ""
    return (-option.level, option.layer, option.position, -option.points, option.place, name)


def _best_drug_alone(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """U1 … U3: one drug option at most (G17)."""
    first = next((option for option in options if option.topic in DRUG_TOPICS), None)
    return tuple(option for option in options if option.topic not in DRUG_TOPICS or option is first)


def _specialist_instead(
    options: tuple[Option, ...], proposals: list[tuple[Offer, Proposal]], situation: Situation
) -> tuple[Option, ...]:
    """When every option of a topic is set aside by *avoid*, a specialist may decide otherwise (R-Z7)."""
    offered = any(option.topic is Topic.SPECIALIST_REFERRAL for option in options)
    if offered or stands(Topic.SPECIALIST_REFERRAL, situation):
        return options
    empty = [proposal for _, proposal in proposals if not proposal.options and proposal.set_aside]
    if not empty:
        return options
    reason = empty[0].set_aside[0].reason
    offer = Offer(
        topic=Topic.SPECIALIST_REFERRAL,
        level=CONSIDER,
        layer=LAST_LAYER,
        position=0,
        rule="R-Z7",
        facts={"reason": reason},
    )
    return _ranked((*options, *referral.propose(situation, offer).options))


def _suicide_risk(situation: Situation, decision: Decision) -> tuple[Option, ...]:
    """First of all, and whatever the gate but death (R-K10, R-K14)."""
    risk = situation.assessment.suicide_risk
    if decision.gate == "G1" or risk.level not in (RiskLevel.PRESENT, RiskLevel.HIGH):
        return ()
    high = risk.level is RiskLevel.HIGH
    return (
        Option(
            topic=Topic.SUICIDE_RISK,
            kind=risk.level.value,
            case=risk.findings[0].source if risk.findings else "",
            level=5 if high else 4,
            layer=-1,
            rationale="Suicide risk on record: assess safety today." if high else "Suicide risk on record: ask today.",
            supporting=risk.evidence,
        ),
    )


def _shown(options: tuple[Option, ...], choices: Choices) -> tuple[Option, ...]:
    """Topics that a client or a request switched off leave the list, and the ranks close up (G23)."""
    return tuple(option for option in options if option.topic not in _off(choices))


def _off(choices: Choices) -> frozenset[Topic]:
    return choices.topics_off - NEVER_OFF


def _each_once(entries: Iterable[SetAside]) -> tuple[SetAside, ...]:
    kept: dict[tuple[Topic, str | None, str | None], SetAside] = {}
    for entry in entries:
        kept.setdefault((entry.topic, entry.agent, entry.kind), entry)
    return tuple(kept.values())


__all__ = ["STRATEGIES", "recommend"]
