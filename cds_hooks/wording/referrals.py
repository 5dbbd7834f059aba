"""Cards about therapy, ECT, TMS, ketamine and specialists (§7.3); each asks what the record can't tell."""

from cds_hooks.wording import figures, option_lines, under_way
from cds_hooks.wording.catalogue import WORDS, Slot, capitalised, translated
from cds_hooks.wording.detail import Line, Worded, write_detail
from cds_hooks.wording.emergencies import (
    ACUTE_GATE,
    DANGERS,
    bodily_danger,
    danger_to_life,
    short_reason,
    told_reason,
    write_acute,
)
from cds_hooks.wording.summary import maudsley_band, maudsley_points
from cds_hooks.wording.telling import Telling, spelled_here
from trd.options import Option
from trd.terms import CourseKind, DiagnosisStatus, FactList, RiskLevel, SeverityBand, Topic, TrialKind

URGENT = 5
GENERAL_PSYCHIATRY = frozenset({None, "psychiatry", "mood-disorder-clinic"})
HEAD_AND_SEIZURE_WORDS = ("seizure", "epilep", "metal", "implant")
HEAD_AND_SEIZURE_LISTS = frozenset({FactList.CONDITIONS, FactList.PROCEDURES})


def write_psychotherapy(option: Option, telling: Telling) -> Worded:
    """Word a therapy: it is added to a drug, not put in its place."""
    kind = option.kind or "psychotherapy"
    running = telling.trial_of(None)
    tried = any(rated.trial.kind is TrialKind.PSYCHOTHERAPY for rated in telling.current_trials())
    slots: dict[str, Slot] = {
        "therapy": telling.kind(kind),
        "agent": telling.running(running.trial.agents[0]) if running and running.trial.ongoing else None,
    }
    untreated = running is None
    summary = "psychotherapy.summary_untreated" if untreated or tried else "psychotherapy.summary"
    first = "first_tried" if tried else "first_untreated" if untreated else "first"
    how = WORDS.say(f"psychotherapy.how.{kind}", **slots) or WORDS.say("psychotherapy.how.psychotherapy")
    lines = [
        *option_lines.check_first(option, telling),
        option_lines.labelled("how", how, telling),
        option_lines.also_possible(option, telling),
        *option_lines.set_aside([Topic.PSYCHOTHERAPY], telling),
        option_lines.missing(WORDS.say("psychotherapy.missing")),
        option_lines.refer_to(telling),
        option_lines.based_on(telling),
    ]
    said = WORDS.say(f"psychotherapy.{first}")
    return Worded(
        summary=WORDS.summary(summary, **slots), detail=write_detail(option_lines.reason(option, said, telling), lines)
    )


def write_ect(option: Option, telling: Telling) -> Worded:
    """Word a referral for ECT; what the ECT service has to decide stands first."""
    urgent = option.level >= URGENT
    severity = telling.assessment.severity
    slots: dict[str, Slot] = {
        **_counts(telling),
        "urgent": WORDS.word("referral", "urgent") if urgent else None,
        "reason": _danger_words(option, telling) or _ect_reason(telling),
        "instrument": telling.scale(severity.instrument) if severity else None,
        "score": figures.number(severity.score) if severity else None,
        "date": figures.day(severity.day) if severity else None,
    }
    forms = WORDS.forms("ectReferral.first")
    psychotic = "psychotic" in telling.assessment.diagnosis.flags
    first = WORDS.say("ectReferral.first", **slots) if psychotic else _without_first_form(forms, slots)
    how = _ect_how(option, telling) if urgent else WORDS.say("ectReferral.how")
    return _referral(option, telling, slots, "ectReferral", first=first, how=how)


def _ect_how(option: Option, telling: Telling) -> str | None:
    """Today where a life is in danger (U1–U3), else within the week."""
    danger = danger_to_life(option, telling)
    return (
        WORDS.say("ectReferral.how_risk" if danger == "risk" else "ectReferral.how_today")
        if danger
        else WORDS.say("ectReferral.how_urgent")
    )


def _without_first_form(forms: tuple[str, ...], slots: dict[str, Slot]) -> str | None:
    """The first form tells of psychotic features; the others do not."""
    if slots["score"] is None:
        return forms[-1]
    return forms[1].format(**slots)


def _danger_words(option: Option, telling: Telling) -> str | None:
    """The rule's own words for it, else the plain ones: "catatonia"."""
    danger, told = bodily_danger(option, telling), short_reason(option) or ""
    if danger is None or DANGERS[danger] in told:
        return translated(told) if danger else None
    return WORDS.word("specialistReferral.dangers", danger)


def _ect_reason(telling: Telling) -> str | None:
    assessment = telling.assessment
    severe = assessment.severity is not None and assessment.severity.band is SeverityBand.SEVERE
    psychotic = "psychotic" in assessment.diagnosis.flags
    name = "psychotic-severe" if severe and psychotic else "psychotic" if psychotic else "severe" if severe else "other"
    reason = WORDS.word("ectReferral.reasons", name)
    if assessment.suicide_risk.level in (RiskLevel.PRESENT, RiskLevel.HIGH):
        return WORDS.say("ectReferral.reasons.and_risk", reason=reason)
    return reason


def write_tms(option: Option, telling: Telling) -> Worded:
    """Word a referral for TMS; "no entry found" is said only where the lists came and nothing is open."""
    slots = _counts(telling)
    came = telling.assessment.history.delivered >= HEAD_AND_SEIZURE_LISTS
    against = any(word in caution.message.lower() for caution in option.cautions for word in HEAD_AND_SEIZURE_WORDS)
    clean = came and not against
    key = "tmsReferral.summary" if clean or not slots["n"] else "tmsReferral.summary_unchecked"
    return _referral(option, telling, slots, "tmsReferral", summary=key, first=WORDS.say("tmsReferral.first"))


def write_ketamine(option: Option, telling: Telling) -> Worded:
    """Word a referral for esketamine or for a ketamine infusion, each only under supervision."""
    kind = "iv-ketamine" if option.kind == "iv-ketamine" else "esketamine"
    key, slots = f"ketamineReferral.{kind}", _counts(telling)
    slots["why"] = translated(option.facts.get("why") or "") or WORDS.word(key, "why")
    abroad = kind == "esketamine" and telling.country != "US"
    return _referral(
        option,
        telling,
        slots,
        key,
        summary=f"{key}.summary_abroad" if abroad else f"{key}.summary",
        first=WORDS.say(f"{key}.first", **slots),
        how=WORDS.say(f"{key}.how_abroad") if abroad else WORDS.say(f"{key}.how"),
    )


def write_specialist(option: Option, telling: Telling) -> Worded:
    """Word a referral to psychiatry or one of its branches, with what the record counts."""
    if telling.recommendations.gate == ACUTE_GATE:
        return write_acute(option, telling)
    risk = telling.assessment.suicide_risk
    urgent = option.level >= URGENT
    slots = {
        **_counts(telling),
        "urgent": WORDS.word("referral", "urgent") if urgent else None,
        "points": maudsley_points(telling),
        "band": _resistance_band(telling),
        "risk": _risk_words(telling),
        "reason": _danger_words(option, telling) or told_reason(option) or _specialist_reason(telling),
        "kind": telling.kind(option.kind or "psychiatry"),
        "date": figures.day(risk.findings[0].day) if risk.findings and _risk_words(telling) else None,
    }
    excluded = telling.assessment.diagnosis.status is DiagnosisStatus.EXCLUDED
    if excluded:
        slots["n"] = slots["trials"] = None
    key = "summary" if option.kind in GENERAL_PSYCHIATRY else "summary_kind"
    leads = urgent and slots["risk"] is None and bool(slots["reason"])
    return _referral(
        option,
        telling,
        slots,
        "specialistReferral",
        summary=f"specialistReferral.{'summary_reason' if leads else key}",
        first=_after_the_reason(option, telling, slots) if leads else WORDS.say("specialistReferral.first", **slots),
        how=_specialist_how(option, telling) if urgent else WORDS.say("specialistReferral.how"),
    )


def _specialist_how(option: Option, telling: Telling) -> str | None:
    """Today where a life is in danger (U1–U3, G-R5) or a team treats already (N-R2), else within days."""
    danger = danger_to_life(option, telling)
    if not danger and under_way.under_care(telling):
        return WORDS.say("specialistReferral.how_under_care")
    return WORDS.say(f"specialistReferral.how_today.{danger}") if danger else WORDS.say("specialistReferral.how_urgent")


def _after_the_reason(option: Option, telling: Telling, slots: dict[str, Slot]) -> str | None:
    """What the title does not say yet (R-W10): the rest of the rule's reason, else a plain sentence about it."""
    _, _, rest = option.facts.get("reason", "").partition(": ")
    if rest:
        return f"{capitalised(translated(rest.rstrip('.')))}."
    danger = bodily_danger(option, telling)
    said = WORDS.say(f"specialistReferral.first_of.{danger}") if danger else None
    return said or WORDS.say("specialistReferral.first", **slots)


def _risk_words(telling: Telling) -> str | None:
    """Said only where the record holds it; its absence is never said (R-K17)."""
    level = telling.assessment.suicide_risk.level
    return WORDS.say(f"specialistReferral.risk_{level}")


def _resistance_band(telling: Telling) -> str | None:
    return maudsley_band(telling)


def _specialist_reason(telling: Telling) -> str | None:
    diagnosis = telling.assessment.diagnosis
    names = [diagnosis.reason or "", *diagnosis.flags]
    return next((words for name in names if (words := WORDS.word("specialistReferral.reasons", name))), None)


def _counts(telling: Telling) -> dict[str, Slot]:
    failures = telling.assessment.resistance.failed_trials
    if not failures:
        return {"n": None, "count": None, "trials": None}
    count = figures.spelled(failures)
    return {"n": failures, "count": count, "trials": WORDS.say("referral.trials", count=count, n=failures)}


def _referral(
    option: Option,
    telling: Telling,
    slots: dict[str, Slot],
    key: str,
    *,
    first: str | None,
    summary: str | None = None,
    how: str | None = None,
) -> Worded:
    check = None if under_way.asks_of_it(option, telling) else WORDS.say(f"{key}.check")
    aside = [option.topic, *DRUG_TOPICS_SET_ASIDE] if option.topic is Topic.SPECIALIST_REFERRAL else [option.topic]
    closed = telling.recommendations.gate is not None  # its reason is what this card and the summary begin with
    lines: list[Line | None] = [
        *option_lines.check_first(option, telling, always=[check] if check else []),
        option_lines.labelled("how", how or WORDS.say(f"{key}.how"), telling),
        option_lines.labelled("watch", WORDS.say(f"{key}.watch"), telling, spare=2),
        option_lines.also_possible(option, telling),
        *([] if closed else option_lines.set_aside(aside, telling)),
        option_lines.missing(_missing(option, key, telling)),
        option_lines.refer_to(telling),
        option_lines.based_on(telling),
    ]
    return Worded(
        summary=spelled_here(WORDS.summary(summary or f"{key}.summary", **slots), telling.country),
        detail=write_detail(option_lines.reason(option, first, telling), lines),
    )


def _missing(option: Option, key: str, telling: Telling) -> str | None:
    """What is said to be not on record is looked for first (R-W9)."""
    history = telling.assessment.history
    measured = {item.concept for item in history.measurements} | {item.concept for item in history.findings}
    named = [WORDS.say(f"{key}.missing")]
    if option.topic is Topic.ECT_REFERRAL and not any(item.kind is CourseKind.ECT for item in history.sessions):
        named.insert(0, WORDS.say(f"{key}.missing_earlier"))
    if option.topic is Topic.KETAMINE_REFERRAL:
        if measured.isdisjoint(LIVER):
            named.append(WORDS.say(f"{key}.missing_liver"))
        if telling.can_be_pregnant and measured.isdisjoint(PREGNANCY):
            named.append(WORDS.say(f"{key}.missing_pregnancy"))
    named = [item for item in named if item and item not in " ".join(map(translated, option.unknowns))]
    return figures.listed(item for item in named if item) or None


LIVER = frozenset({"alt", "ast", "bilirubin-total"})
PREGNANCY = frozenset({"hcg"})

DRUG_TOPICS_SET_ASIDE = (Topic.AUGMENTATION, Topic.SWITCH, Topic.COMBINATION)
