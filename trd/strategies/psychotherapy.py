"""Psychotherapy: the kind that fits this patient first and was not tried (§2.5)."""

from collections.abc import Callable

from trd.candidates import cautions, forbidden_by, sentence, unknowns
from trd.history import ConditionFact
from trd.intervals import completed_months, completed_years, plus
from trd.options import Offer, Option, Proposal, SetAside
from trd.safety import judge
from trd.safety.conditions import day_of, is_active
from trd.situation import Situation
from trd.situation.past import courses
from trd.terms import Adequacy, CourseKind, EpisodeOf, Outcome, SeverityBand, Topic

LAST_LEVEL = 1
SUBJECTS = {"trauma-focused": "procedure:cbt", "behavioural-activation": "procedure:psychotherapy"}
"""The procedure that the matrix knows a kind by; the others by their own id."""
MATRIX_KINDS = frozenset({"cbt", "ipt", "cbasp", "mbct"})


def propose(situation: Situation, offer: Offer) -> Proposal:
    """The first matching kind that was not tried; all tried: another therapist or format (N-P1 … N-P4)."""
    tried = _tried(situation)
    aside: list[SetAside] = []
    for kind, fits in KINDS:
        if kind in tried or not fits(situation, tried):
            continue
        judgement = judge(Topic.PSYCHOTHERAPY, _subject(kind), situation.facts)
        if judgement.forbidden is None:
            return Proposal(options=(_option(kind, offer, situation),), set_aside=tuple(aside))
        aside.append(forbidden_by(judgement.forbidden, offer.topic, kind=kind))
    if aside:
        return Proposal(set_aside=tuple(aside))
    return Proposal(options=(_option("psychotherapy", offer, situation, all_tried=True),))


def _subject(kind: str) -> str:
    if kind in MATRIX_KINDS:
        return f"procedure:{kind}"
    return SUBJECTS.get(kind, "procedure:psychotherapy")


def _option(kind: str, offer: Offer, situation: Situation, *, all_tried: bool = False) -> Option:
    judgement = judge(Topic.PSYCHOTHERAPY, _subject(kind), situation.facts)
    why = "another therapist or format" if all_tried else _why(situation)
    strategy = situation.knowledge.strategies["psychotherapy"]
    return Option(
        topic=offer.topic,
        kind=kind,
        case=kind,
        level=min(offer.level, LAST_LEVEL) if all_tried else offer.level,
        position=offer.position,
        layer=offer.layer,
        rationale=sentence(situation, NAMES.get(kind, "psychotherapy"), why),
        cautions=cautions(judgement, situation),
        unknowns=unknowns(offer, (), judgement),
        citations=strategy.citations,
        draft=not all_tried,
        no_draft_because="all kinds were tried" if all_tried else None,
    )


def _why(situation: Situation) -> str:
    if situation.n >= 1 or situation.at_least(SeverityBand.MODERATE):
        return "added to the drug, not in its place" if situation.current else "beside the next drug, not in its place"
    return "helps in less severe depression"


def _tried(situation: Situation) -> frozenset[str]:
    """Kinds with an adequate course in this episode (R-T35)."""
    done = [
        rated
        for rated in courses(situation.assessment, CourseKind.PSYCHOTHERAPY)
        if rated.trial.episode is not EpisodeOf.EARLIER and rated.adequacy.verdict is Adequacy.ADEQUATE
    ]
    return frozenset(session.concept for rated in done for session in rated.trial.sessions)


def _active(situation: Situation, *concepts: str) -> list[ConditionFact]:
    known = [fact for concept in concepts for fact in situation.facts.conditions.get(concept, ())]
    return [fact for fact in known if is_active(fact, situation.as_of)]


def _self_harming(situation: Situation, _tried: frozenset[str]) -> bool:
    """Borderline personality disorder, or two self-harm episodes in a year."""
    first = plus(situation.as_of, -situation.days("self-harm-twice-days"))
    days = {
        day.latest
        for concept in ("suicide-attempt", "self-harm-nonsuicidal")
        for known in situation.facts.conditions.get(concept, ())
        if (day := day_of(known)) is not None and day.latest >= first
    }
    return bool(_active(situation, "bpd")) or len(days) >= 2


def _chronic(situation: Situation, _tried: frozenset[str]) -> bool:
    """Dysthymia, more than two years, or an onset before 21 that is stated."""
    start = situation.assessment.episode.start
    long = start is not None and completed_months(start.latest, situation.as_of) >= situation.days(
        "chronic-episode-months"
    )
    birth = situation.assessment.history.patient.birth
    mdd = situation.knowledge.concept_sets.get("mdd", frozenset())
    onsets = [
        known.onset.latest
        for known in situation.assessment.history.conditions
        if known.onset is not None and not mdd.isdisjoint(known.concepts)
    ]
    early = birth is not None and any(
        completed_years(birth.earliest, onset) < situation.days("early-onset-age") for onset in onsets
    )
    return bool(_active(situation, "dysthymia")) or long or early


def _interpersonal(situation: Situation, _tried: frozenset[str]) -> bool:
    return bool(_active(situation, "grief")) or "perinatal" in situation.assessment.diagnosis.flags


def _traumatised(situation: Situation, tried: frozenset[str]) -> bool:
    return bool(_active(situation, "ptsd")) and "cbt" not in tried


def _recurrent(situation: Situation, _tried: frozenset[str]) -> bool:
    """Three episodes by their onsets, and mild or a response: relapse prevention."""
    calm = situation.band is SeverityBand.MILD or situation.outcome is Outcome.RESPONSE
    return situation.past.episodes >= situation.days("many-episodes") and calm


def _inactive(situation: Situation, tried: frozenset[str]) -> bool:
    """Older, mild cognitive impairment, low energy, or CBT tried."""
    first = plus(situation.as_of, -situation.days("item-fresh-days"))
    worst = situation.days("item-worst")
    tired = any(
        known.instrument == "phq-9"
        and known.item == "4"
        and known.value >= worst
        and first <= known.day <= situation.as_of
        for known in situation.assessment.history.answers
    )
    return situation.older or bool(_active(situation, "mild-cognitive-impairment")) or tired or "cbt" in tried


def _always(_situation: Situation, _tried: frozenset[str]) -> bool:
    return True


KINDS: tuple[tuple[str, Callable[[Situation, frozenset[str]], bool]], ...] = (
    ("dbt", _self_harming),
    ("cbasp", _chronic),
    ("ipt", _interpersonal),
    ("trauma-focused", _traumatised),
    ("mbct", _recurrent),
    ("behavioural-activation", _inactive),
    ("cbt", _always),
    ("psychodynamic", _always),
)
"""First match wins (N-P3)."""

NAMES = {
    "dbt": "dialectical behaviour therapy (DBT)",
    "cbasp": "cognitive behavioural analysis system of psychotherapy (CBASP)",
    "ipt": "interpersonal therapy (IPT)",
    "trauma-focused": "trauma-focused cognitive behavioural therapy",
    "mbct": "mindfulness-based cognitive therapy (MBCT)",
    "behavioural-activation": "behavioural activation",
    "cbt": "cognitive behavioural therapy (CBT)",
    "psychodynamic": "short-term psychodynamic therapy",
}
