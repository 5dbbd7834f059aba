"""Measurement: a symptom score today, with the suicide item (§2.11)."""

from trd.candidates import story
from trd.intervals import days_between
from trd.options import Offer, Option, Proposal
from trd.situation import Situation
from trd.terms import FactList, GapCode, RiskLevel, Topic

DEFAULT = "phq-9"


def propose(situation: Situation, offer: Offer) -> Proposal:
    """The instrument in use, else the PHQ-9; not again in 14 days, but for a missing suicide item (N-M2)."""
    severity = situation.assessment.severity
    risk_unknown = situation.assessment.suicide_risk.level is RiskLevel.UNKNOWN
    if severity is not None and severity.age_days <= situation.days("measurement-fresh-days") and not risk_unknown:
        return Proposal()
    option = Option(
        topic=Topic.MEASUREMENT,
        kind=_instrument(situation),
        case=_case(situation, offer),
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        rationale=_rationale(situation, risk_unknown),
        citations=situation.knowledge.strategies["measurement"].citations,
        facts=_facts(situation, offer),
    )
    return Proposal(options=(option,))


def _instrument(situation: Situation) -> str:
    """The newest instrument of the last year that judges an outcome."""
    scales = situation.knowledge.scales
    used = [
        score
        for score in situation.assessment.history.scores
        if score.instrument in scales
        and scales[score.instrument].for_outcome
        and 0 <= days_between(score.day, situation.as_of) <= situation.days("measurement-instrument-days")
    ]
    last = max(used, key=lambda score: (score.day, score.issued or ""), default=None)
    return last.instrument if last else DEFAULT


def _case(situation: Situation, offer: Offer) -> str:
    if situation.assessment.severity is None:
        return "unread" if _could_not_be_had(situation) else "none"
    return "suicide-item" if offer.case == "suicide-item" and situation.assessment.severity.fresh else "old"


def _could_not_be_had(situation: Situation) -> bool:
    """Asking for the scores failed: that is not "no score" (R-Z2)."""
    facts = situation.facts
    failed = any(gap.code is GapCode.FETCH_FAILED for gap in situation.assessment.gaps)
    return failed and not facts.delivered(FactList.OBSERVATIONS)


def _facts(situation: Situation, offer: Offer) -> dict[str, str]:
    severity = situation.assessment.severity
    facts = dict(offer.facts)
    if severity is not None:
        label = situation.knowledge.scales[severity.instrument].label
        facts |= {"instrument": label, "score": str(severity.score), "score_on": severity.day.isoformat()}
        facts["days"] = str(severity.age_days)
    return facts


def _rationale(situation: Situation, risk_unknown: bool) -> str:
    told = story(situation)
    item = "; with the suicide item" if risk_unknown else ""
    return (
        f"{told[:1].upper()}{told[1:]}. A score today shows whether it works{item}."
        if told
        else (f"A score today shows where it stands{item}.")
    )
