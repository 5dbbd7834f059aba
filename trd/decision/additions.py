"""Add-ons A1 … A9: what is added to any main row (§1.2.4)."""

from dataclasses import replace

from trd.decision.levels import (
    CONSIDER,
    DRUG_TOPICS,
    FIRST,
    LAST_LAYER,
    MAIN_LAYER,
    MEASURE_FIRST,
    REVIEW_FIRST,
    SECOND,
    THIRD,
)
from trd.decision.rows import row_offers, score_settles
from trd.explanations import Explanation
from trd.options import Offer
from trd.situation import Situation
from trd.situation.past import courses
from trd.terms import CourseKind, GapCode, ResistanceStatus, RiskLevel, SeverityBand, Topic

A3_ROWS = frozenset({"X3", "X4", "X12", "X13", "X28", "X35", "X43", "X45", "X50", "X51"})
NO_CARD = frozenset({"X2"})
"""Psychotic features make no card of their own: U4 does (N-D1)."""
SILENT_IN_ROWS = {"X52": ("D9", "D10", "D11", "D12"), "X53": ("D9", "D10", "D11", "D12")}
WHILE_THE_DRUG_RUNS = frozenset({"D3", "D4", "D6", "D7", "D9", "D10", "D11", "D12", "D13", "D14"})
SPECIALIST_CLASSES = frozenset({"TCA", "MAOI", "lithium"})
COURSES = (CourseKind.ECT, CourseKind.KETAMINE, CourseKind.ESKETAMINE)


def additions(row: str, situation: Situation) -> tuple[Offer, ...]:
    """Everything that A1 … A9 add; during a course only the questions of A5 and A6."""
    offers = [*_scores(situation), *_too_high(situation)]
    if row != "D1":
        offers += _old_score(row, situation)
        offers += [*_one_question(situation), *_reviews(row, situation)]
        offers += [*_referral(situation), *_referrals_meanwhile(row, situation)]
    return tuple(offers)


def _scores(situation: Situation) -> list[Offer]:
    """A5: no usable score while a drug runs; A6: suicide risk unknown, also when the total is fresh."""
    found: list[Offer] = []
    none_usable = situation.band is None
    if none_usable and situation.current is not None:
        found.append(_offer("A5", Topic.MEASUREMENT, FIRST, MEASURE_FIRST))
    unknown = situation.assessment.suicide_risk.level is RiskLevel.UNKNOWN
    if unknown and (none_usable or situation.at_least(SeverityBand.MODERATE)):
        found.append(_offer("A6", Topic.MEASUREMENT, SECOND, LAST_LAYER, case="suicide-item"))
    return found


def _old_score(row: str, situation: Situation) -> list[Offer]:
    """A5b: a score that is no longer fresh, while the row would change a drug: repeat it (at the lowest level)."""
    severity = situation.assessment.severity
    if severity is None or severity.fresh:
        return []
    changes = any(offer.topic in DRUG_TOPICS for offer in row_offers(row, situation))
    offer = _offer("A5", Topic.MEASUREMENT, CONSIDER, LAST_LAYER, place=1)
    return [replace(offer, rule="A5b")] if changes else []


def _too_high(situation: Situation) -> list[Offer]:
    """N-O1: a running dose above this patient's limit comes down, whatever the row."""
    if situation.room is None or not situation.room.too_high:
        return []
    return [
        Offer(
            topic=Topic.DOSE_OPTIMIZATION,
            level=FIRST,
            layer=MAIN_LAYER,
            position=0,
            rule="N-O1",
            case="too-high",
        )
    ]


def _one_question(situation: Situation) -> list[Offer]:
    """A1: one fact would settle the resistance, or an old open order may still be taken."""
    resistance = situation.assessment.resistance
    if resistance.status is ResistanceStatus.INDETERMINATE and resistance.would_settle:
        topic = Topic.MEASUREMENT if score_settles(situation) else Topic.DIAGNOSTIC_REVIEW
        case = "" if topic is Topic.MEASUREMENT else "question"
        return [_offer("A1", topic, FIRST, REVIEW_FIRST, case=case, facts={"question": resistance.would_settle[0]})]
    stale = [gap for gap in situation.assessment.gaps if gap.code is GapCode.STALE_OPEN_ORDER]
    if not stale:
        return []
    name = stale[0].what.partition(":")[0]
    question = {"question": f"whether {name[:1].lower()}{name[1:]} is still taken"}
    return [_offer("A1", Topic.DIAGNOSTIC_REVIEW, FIRST, REVIEW_FIRST, case="question", facts=question)]


def findings(row: str, situation: Situation) -> tuple[Explanation, ...]:
    """The other explanations that a card may name under this row."""
    return tuple(
        found
        for found in situation.assessment.explanations.found
        if found.row not in NO_CARD and row not in SILENT_IN_ROWS.get(found.row, ())
    )


def _reviews(row: str, situation: Situation) -> list[Offer]:
    offers = []
    for found in findings(row, situation):
        if found.row == "X1":
            rule, level, layer = "A2", FIRST, REVIEW_FIRST
        elif found.row in A3_ROWS:
            rule, level, layer = "A3", FIRST, REVIEW_FIRST
        else:
            rule, level, layer = "A4", CONSIDER, LAST_LAYER
        case = "bipolarity" if rule == "A2" else ""
        offers.append(_offer(rule, Topic.DIAGNOSTIC_REVIEW, level, layer, case=case, evidence=found.evidence))
    return offers


def _referral(situation: Situation) -> list[Offer]:
    """A8: who belongs to a specialist is offered one."""
    failed = set(situation.past.failed_classes) | {
        situation.knowledge.agents[agent].drug_class
        for agent in situation.past.failed_add_ons
        if agent in situation.knowledge.agents
    }
    courses_done = any(courses(situation.assessment, kind) for kind in COURSES)
    flags = {"psychotic", "perinatal"} & set(situation.assessment.diagnosis.flags)
    due = situation.n >= 2 or failed & SPECIALIST_CLASSES or flags or courses_done
    return [_offer("A8", Topic.SPECIALIST_REFERRAL, SECOND, LAST_LAYER)] if due else []


def _referrals_meanwhile(row: str, situation: Situation) -> list[Offer]:
    """A9: the referrals while the drug runs, since waiting lists are long."""
    moderate = situation.at_least(SeverityBand.MODERATE)
    if row not in WHILE_THE_DRUG_RUNS or situation.n < 2 or not moderate:
        return []
    offers = [
        _offer("A9", Topic.SPECIALIST_REFERRAL, SECOND, LAST_LAYER, place=0),
        _offer("A9", Topic.TMS_REFERRAL, SECOND, LAST_LAYER, place=1),
        _offer("A9", Topic.KETAMINE_REFERRAL, THIRD, LAST_LAYER, place=2),
    ]
    if situation.at_least(SeverityBand.SEVERE):
        offers.append(_offer("A9", Topic.ECT_REFERRAL, FIRST, LAST_LAYER, place=3))
    return offers


def _offer(
    rule: str,
    topic: Topic,
    level: int,
    layer: int,
    *,
    place: int = 0,
    case: str = "",
    facts: dict[str, str] | None = None,
    evidence: tuple[str, ...] = (),
) -> Offer:
    position = int(rule[1:]) * 10 + place
    return Offer(
        topic=topic,
        level=level,
        layer=layer,
        position=position,
        rule=rule,
        case=case,
        facts=facts or {},
        evidence=evidence,
    )
