"""A referral that was chosen -> its draft, which asks for an assessment and names what the record holds (§5.3)."""

from typing import Literal

from cds_hooks.drafting import Recipient, subject_of, suggestion, supporting
from cds_hooks.responses import Suggestion
from cds_hooks.wording import figures, trials
from cds_hooks.wording.catalogue import WORDS, translated
from cds_hooks.wording.emergencies import emergency_of
from cds_hooks.wording.summary import maudsley_points
from cds_hooks.wording.telling import Telling
from fhir_mappings.writing.drafts import DraftReferral
from fhir_mappings.writing.referrals import REFERRALS
from trd.options import Option
from trd.terms import DiagnosisStatus, RiskLevel, Topic

URGENT = 5
MOST_UNKNOWNS = 3
ALIASES = {"mood-disorder-clinic": "psychiatry"}
DEFAULTS = {
    Topic.ECT_REFERRAL: "ect",
    Topic.TMS_REFERRAL: "tms",
    Topic.KETAMINE_REFERRAL: "esketamine",
    Topic.PSYCHOTHERAPY: "psychotherapy",
}
RISKS_SAID = (RiskLevel.PRESENT, RiskLevel.HIGH)


def refer(option: Option, telling: Telling, recipient: Recipient) -> Suggestion:
    """The referral of an option; never the treatment itself (R-F32)."""
    kind = _kind(option)
    urgent = option.level >= URGENT
    priority: Literal["routine", "urgent"] = "urgent" if urgent else "routine"
    draft = DraftReferral(
        kind=kind,
        priority=priority,
        supporting=supporting(option, telling),
        note=_note(option, telling),
        **subject_of(telling, recipient),
    )
    failures = telling.assessment.resistance.failed_trials or None
    what = _what(option, kind, telling)
    if urgent and option.topic is Topic.SPECIALIST_REFERRAL and (reason := emergency_of(option, telling)):
        what, failures = WORDS.say("suggestion.referrals.emergency", reason=reason) or what, None
    said = WORDS.say("suggestion.description.referral", what=what, n=failures)
    if urgent:
        said = WORDS.say("suggestion.description.urgent", text=said)
    return suggestion(_label(option, telling, urgent=urgent), said, draft, telling)


def _what(option: Option, kind: str, telling: Telling) -> str:
    """Whom and what for; "not responding" is said only where a trial has failed, and not of another disorder."""
    diagnosis = telling.assessment.diagnosis
    reason = WORDS.word("specialistReferral.reasons", diagnosis.reason or "")
    if kind == "psychiatry" and diagnosis.status is DiagnosisStatus.EXCLUDED and reason:
        return WORDS.say("suggestion.referrals.of_another_disorder", reason=reason) or translated(REFERRALS[kind].text)
    if kind == "psychiatry" and not telling.assessment.resistance.failed_trials:
        return WORDS.word("suggestion.referrals", "untreated") or translated(REFERRALS[kind].text)
    return WORDS.word("suggestion.referrals", option.kind or kind) or translated(REFERRALS[kind].text)


def refer_today(telling: Telling, recipient: Recipient) -> Suggestion:
    """The same-day assessment of a high suicide risk (§8.3)."""
    draft = DraftReferral(
        kind="crisis", priority="stat", note=risk_sentence(telling) or "", **subject_of(telling, recipient)
    )
    label, said = WORDS.say("suggestion.refer_crisis"), WORDS.say("suggestion.description.crisis")
    return suggestion(label, said, draft, telling)


def _kind(option: Option) -> str:
    default = DEFAULTS.get(option.topic, "psychiatry")
    kind = ALIASES.get(option.kind or "", option.kind or default)
    return kind if kind in REFERRALS else default


def _label(option: Option, telling: Telling, *, urgent: bool) -> str | None:
    kind = option.kind or _kind(option)
    what = WORDS.word("short_kinds", kind) or telling.kind(kind)
    if option.topic is Topic.PSYCHOTHERAPY:
        return WORDS.say("suggestion.refer_therapy", what=what)
    if option.topic is not Topic.SPECIALIST_REFERRAL:
        return WORDS.say("suggestion.refer_urgently" if urgent else "suggestion.refer", what=what)
    if kind == "psychiatry":
        return WORDS.say("suggestion.refer_psychiatry_urgently" if urgent else "suggestion.refer_psychiatry")
    return WORDS.say("suggestion.refer_kind", what=telling.kind(kind))


def _note(option: Option, telling: Telling) -> str:
    """What the service can see: failed trials with dose and days, staging, score, risk; else not on record (R-F31)."""
    failed = [trials.in_short(rated, telling) for rated in trials.failed_trials(telling)]
    severity = telling.assessment.severity
    sentences = (
        WORDS.say("suggestion.note.reason", reason=emergency_of(option, telling)),
        WORDS.say("suggestion.note.failed", trials=figures.listed(failed) or None),
        WORDS.say("suggestion.note.staging", points=maudsley_points(telling)),
        WORDS.say(
            "suggestion.note.score",
            instrument=telling.scale(severity.instrument) if severity else None,
            score=figures.number(severity.score) if severity else None,
            date=figures.day(severity.day) if severity else None,
        ),
        risk_sentence(telling),
        WORDS.say(
            "suggestion.note.unknown",
            items=figures.listed(map(translated, telling.asked(option)[:MOST_UNKNOWNS])) or None,
        ),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def risk_sentence(telling: Telling) -> str | None:
    """Suicide risk as the record holds it; where it holds none, nothing is said (R-K17)."""
    level = telling.assessment.suicide_risk.level
    return WORDS.say(
        "suggestion.note.risk", level=WORDS.word("suggestion.levels", level.value) if level in RISKS_SAID else None
    )
