"""What makes a referral an emergency: a toxic state, catatonia, refusal of food or fluid, psychosis after birth."""

from datetime import date

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, Slot, translated
from cds_hooks.wording.detail import Worded, write_detail
from cds_hooks.wording.telling import Telling
from trd.history import ConditionFact
from trd.options import Option
from trd.terms import ClinicalStatus, RiskLevel, Topic

URGENT = 5
ACUTE_GATE = "G4"
"""Serotonin syndrome, neuroleptic malignant syndrome, delirium: a medical emergency before any psychiatry."""

DANGERS = {"refusal": "refus", "catatonia": "catatoni", "postpartum": "postpartum psych"}
AFTER_BIRTH_DAYS = 365
OVER = frozenset({ClinicalStatus.RESOLVED, ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION})


def danger_to_life(option: Option, telling: Telling) -> str | None:
    """Catatonia, refusal of food or fluid, another urgent case that no gate silences, a high suicide risk (U1–U3)."""
    if found := bodily_danger(option, telling):
        return found
    if telling.assessment.suicide_risk.level is RiskLevel.HIGH:
        return "risk"
    return "other" if "ask" in option.facts else None


def bodily_danger(option: Option, telling: Telling) -> str | None:
    """What the rule's reason names, or what the record holds where another gate gave the reason (G5–G8, G-R5)."""
    reason = option.facts.get("reason", "")
    named = next((name for name, word in DANGERS.items() if word in reason), None)
    if named or option.level < URGENT:
        return named
    current = [fact for fact in telling.assessment.history.conditions if fact.clinical not in OVER]
    if any("catatonia" in fact.concepts for fact in current):
        return "catatonia"
    if any(fact.refuses_intake for fact in current):
        return "refusal"
    return "postpartum" if any(_after_birth(fact, telling) for fact in current) else None


def _after_birth(fact: ConditionFact, telling: Telling) -> bool:
    """A psychosis after birth that may have begun in the last year: an emergency of the same day (G15)."""
    begun = fact.onset.latest if fact.onset else fact.recorded
    recent = begun is None or (telling.assessment.as_of - begun).days <= AFTER_BIRTH_DAYS
    return "postpartum-psychosis" in fact.concepts and recent


def write_acute(option: Option, telling: Telling) -> Worded:
    """Word the emergency that closes every other way: named by its diagnosis, and due today."""
    found, day = _newest_acute(telling)
    slots: dict[str, Slot] = {"found": told_reason(option) or found, "date": figures.day(day)}
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
        return told_reason(option) or _newest_acute(telling)[0]
    danger = bodily_danger(option, telling)
    return WORDS.word("specialistReferral.dangers", danger) if danger else None


def short_reason(option: Option) -> str | None:
    """The rule's reason up to its colon: "catatonia"."""
    return option.facts.get("reason", "").partition(":")[0].rstrip(".") or None


def told_reason(option: Option) -> str | None:
    """The same in the language that is spoken."""
    return translated(short_reason(option) or "") or None
