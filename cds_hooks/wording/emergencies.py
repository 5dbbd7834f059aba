"""What makes a referral an emergency: an acute toxic state, catatonia, refusal of food or fluid (G4, U1–U3)."""

from datetime import date

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, Slot
from cds_hooks.wording.detail import Worded, write_detail
from cds_hooks.wording.telling import Telling
from trd.options import Option
from trd.terms import ClinicalStatus, RiskLevel, Topic

ACUTE_GATE = "G4"
"""Serotonin syndrome, neuroleptic malignant syndrome, delirium: a medical emergency before any psychiatry."""

DANGERS = {"refusal": "refus", "catatonia": "catatoni"}
OVER = frozenset({ClinicalStatus.RESOLVED, ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION})


def danger_to_life(option: Option, telling: Telling) -> str | None:
    """Catatonia, refusal of food or fluid, another urgent case that no gate silences, a high suicide risk (U1–U3)."""
    reason = option.facts.get("reason", "")
    found = next((name for name, word in DANGERS.items() if word in reason), None)
    if found is None and telling.assessment.suicide_risk.level is RiskLevel.HIGH:
        return "risk"
    return found or ("other" if "ask" in option.facts else None)


def write_acute(option: Option, telling: Telling) -> Worded:
    """Word the emergency that closes every other way: named by its diagnosis, and due today."""
    found, day = _newest_acute(telling)
    slots: dict[str, Slot] = {"found": short_reason(option) or found, "date": figures.day(day)}
    lines = [
        *option_lines.check_first(option, telling, always=[WORDS.say("specialistReferral.check_acute") or ""]),
        option_lines.labelled("how", WORDS.say("specialistReferral.how_acute"), telling),
        option_lines.labelled("watch", WORDS.say("specialistReferral.watch_acute"), telling),
        option_lines.refer_to(telling),
        option_lines.based_on(telling),
    ]
    return Worded(
        summary=WORDS.summary("specialistReferral.summary_acute", **slots),
        detail=write_detail(WORDS.say("specialistReferral.first_acute") or "", lines),
    )


def _newest_acute(telling: Telling) -> tuple[str | None, date | None]:
    known = [
        (fact.onset.latest if fact.onset else fact.recorded, concept)
        for fact in telling.assessment.history.conditions
        for concept in WORDS.table("specialistReferral.acute")
        if concept in fact.concepts and fact.clinical not in OVER
    ]
    day, concept = max(known, key=lambda item: item[0] or date.min, default=(None, ""))
    return WORDS.word("specialistReferral.acute", concept), day


def emergency_of(option: Option, telling: Telling) -> str | None:
    """What makes a referral an emergency, for its draft: "catatonia"; nothing of any other referral."""
    if option.topic is not Topic.SPECIALIST_REFERRAL:
        return None
    if telling.recommendations.gate == ACUTE_GATE:
        return short_reason(option) or _newest_acute(telling)[0]
    reason = short_reason(option) or ""
    return reason if any(word in reason for word in DANGERS.values()) else None


def short_reason(option: Option) -> str | None:
    """The rule's reason up to its colon: "catatonia"."""
    return option.facts.get("reason", "").partition(":")[0].rstrip(".") or None
