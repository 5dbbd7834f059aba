"""The urgent layer U1 … U5: what is added on top, whatever the main row (§1.2.2)."""

from trd.decision.circumstances import active, evidence_of, refuses_food_or_fluid
from trd.decision.levels import FIRST, SECOND, URGENT, URGENT_LAYER
from trd.intervals import days_between
from trd.options import Offer
from trd.situation import Situation
from trd.terms import RiskLevel, SeverityBand, Topic, Trend

ROW_WIDTH = 10
"""Places of one urgent row; the rows keep their order."""


def high_risk(situation: Situation) -> bool:
    """U1: the record holds a high suicide risk."""
    return situation.assessment.suicide_risk.level is RiskLevel.HIGH


def life_threatening(situation: Situation) -> bool:
    """U1 … U3: the main row's drug options are cut to the single best one."""
    return high_risk(situation) or bool(_catatonia(situation) or refuses_food_or_fluid(situation))


def _catatonia(situation: Situation) -> tuple[str, ...]:
    return evidence_of(active(situation.facts, "catatonia"))


def urgent_offers(situation: Situation) -> tuple[Offer, ...]:
    """Everything that U1 … U5 add."""
    offers: list[Offer] = []
    if high_risk(situation):
        offers += _high_risk(situation)
    if evidence := _catatonia(situation):
        offers += _ect_first("U2", evidence)
    if refusal := refuses_food_or_fluid(situation):
        offers += _ect_first("U3", evidence_of(refusal))
    if situation.psychotic:
        offers += _psychotic(situation)
    if _getting_worse(situation):
        offers.append(_offer("U5", 0, Topic.SPECIALIST_REFERRAL, FIRST))
    return tuple(offers)


def _high_risk(situation: Situation) -> list[Offer]:
    threatened = situation.psychotic or bool(_catatonia(situation) or refuses_food_or_fluid(situation))
    severe = situation.at_least(SeverityBand.SEVERE)
    bad_enough = situation.band is None or situation.at_least(SeverityBand.MODERATE)
    urgent = threatened or severe or (situation.n >= 1 and bad_enough)
    evidence = situation.assessment.suicide_risk.evidence
    offers = [
        _offer("U1", 0, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence),
        _offer("U1", 1, Topic.ECT_REFERRAL, URGENT if urgent else SECOND, case="urgent" if urgent else ""),
    ]
    if not situation.psychotic:
        offers.append(_offer("U1", 2, Topic.KETAMINE_REFERRAL, SECOND, case="acute-risk", kinds=("esketamine",)))
    return offers


def _ect_first(rule: str, evidence: tuple[str, ...]) -> list[Offer]:
    return [
        _offer(rule, 0, Topic.ECT_REFERRAL, URGENT, case="urgent", evidence=evidence),
        _offer(rule, 1, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence),
    ]


def _psychotic(situation: Situation) -> list[Offer]:
    severe = situation.band is None or situation.at_least(SeverityBand.SEVERE)
    evidence = situation.assessment.diagnosis.evidence
    return [
        _offer("U4", 0, Topic.ECT_REFERRAL, URGENT if severe else FIRST, case="psychotic", evidence=evidence),
        _offer("U4", 1, Topic.SPECIALIST_REFERRAL, URGENT, evidence=evidence),
        _offer("U4", 2, Topic.AUGMENTATION, FIRST, case="psychotic"),
    ]


def _getting_worse(situation: Situation) -> bool:
    """U5: severe, two failures, and a rise of at least the MCID between the last two fresh scores."""
    severity = situation.assessment.severity
    if severity is None or situation.n < 2 or not situation.at_least(SeverityBand.SEVERE):
        return False
    fresh = [
        score
        for score in situation.assessment.history.scores
        if score.instrument == severity.instrument
        and 0 <= days_between(score.day, situation.as_of) <= situation.choices.score_fresh_days
    ]
    last = sorted(fresh, key=lambda score: (score.day, score.issued or ""))[-2:]
    mcid = situation.knowledge.scales[severity.instrument].mcid
    if len(last) < 2:
        return False
    rise = last[1].value - last[0].value
    return rise >= mcid if mcid is not None else severity.trend is Trend.WORSE


def _offer(
    rule: str,
    place: int,
    topic: Topic,
    level: int,
    *,
    case: str = "",
    kinds: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
) -> Offer:
    position = int(rule[1:]) * ROW_WIDTH + place
    return Offer(
        topic=topic,
        level=level,
        layer=URGENT_LAYER,
        position=position,
        rule=rule,
        case=case,
        kinds=kinds,
        evidence=evidence,
    )
