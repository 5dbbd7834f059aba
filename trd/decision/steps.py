"""Topic steps T1 … T16: facts of this patient that move a topic by one level (§1.4.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from trd.decision.circumstances import active
from trd.decision.levels import FIRST, SECOND, URGENT
from trd.intervals import completed_months, plus
from trd.options import Offer
from trd.resistance import RatedTrial
from trd.situation import Situation
from trd.situation.past import courses, therapy_runs
from trd.terms import Adequacy, CourseKind, EpisodeOf, Outcome, SeverityBand, Topic

HELPED = frozenset({Outcome.RESPONSE, Outcome.REMISSION})
THERAPY_GAINS = ("ptsd", "bpd", "personality-disorder-other", "grief", "dysthymia")
MISUSE = ("opioid-use", "sedative-use", "alcohol-use")
CHANGES = (Topic.SWITCH, Topic.AUGMENTATION, Topic.COMBINATION)
COURSE_TOPICS = {
    Topic.ECT_REFERRAL: (CourseKind.ECT,),
    Topic.TMS_REFERRAL: (CourseKind.TMS,),
    Topic.KETAMINE_REFERRAL: (CourseKind.KETAMINE, CourseKind.ESKETAMINE),
}
REFUSALS = {
    Topic.ECT_REFERRAL: ("ect",),
    Topic.TMS_REFERRAL: ("rtms", "deep-tms", "tbs"),
    Topic.KETAMINE_REFERRAL: ("esketamine-session", "ketamine-infusion"),
    Topic.PSYCHOTHERAPY: ("psychotherapy", "cbt", "ipt", "dbt", "cbasp", "mbct", "psychodynamic"),
}


def stepped(offers: Iterable[Offer], situation: Situation) -> tuple[Offer, ...]:
    """Levels after the steps: the sum is clipped to one, never above first-line but by the urgent layer (N-K2)."""
    steps = topic_steps(situation)
    gone = not_again(situation)
    return tuple(_moved(offer, steps, situation) for offer in offers if offer.topic not in gone)


def _moved(offer: Offer, steps: Counter[Topic], situation: Situation) -> Offer:
    if offer.level >= URGENT:
        return offer
    step = steps[offer.topic] + _older_augmentation(offer, situation)
    level = min(offer.level + max(-1, min(1, step)), FIRST)
    return replace(offer, level=max(level, 0))


def _older_augmentation(offer: Offer, situation: Situation) -> int:
    """T3: in older adults adding beat switching."""
    wanted = offer.topic is Topic.AUGMENTATION and offer.level == SECOND and situation.n >= 1
    return int(situation.older and wanted)


def topic_steps(situation: Situation) -> Counter[Topic]:
    """The sum of all steps of each topic."""
    steps: Counter[Topic] = Counter()
    steps[Topic.PSYCHOTHERAPY] += _therapy_step(situation)
    steps[Topic.ECT_REFERRAL] += _ect_step(situation)
    for topic in (Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL):
        steps[topic] += int(helped_before(situation, topic))
    if _third_add_on(situation):
        steps[Topic.TMS_REFERRAL] += 1
        steps[Topic.KETAMINE_REFERRAL] += 1
    if _third_add_on(situation) or _add_on_failed(situation):
        steps[Topic.AUGMENTATION] -= 1
    if situation.band is SeverityBand.MILD:
        steps[Topic.SWITCH] -= 1
        steps[Topic.AUGMENTATION] -= 1
        steps[Topic.PSYCHOTHERAPY] += 1
    if _not_taken(situation):
        steps.subtract(dict.fromkeys(CHANGES, 1))
    if active(situation.facts, *MISUSE):
        steps[Topic.KETAMINE_REFERRAL] -= 1
    for topic in _refused(situation):
        steps[topic] -= 1
    return steps


def _therapies(situation: Situation) -> list[RatedTrial]:
    done = courses(situation.assessment, CourseKind.PSYCHOTHERAPY)
    return [rated for rated in done if rated.trial.episode is not EpisodeOf.EARLIER]


def _therapy_step(situation: Situation) -> int:
    """T1, T2: therapy changes the outcome where it was not tried; not the same again."""
    tried = _therapies(situation)
    if any(rated.adequacy.verdict is Adequacy.ADEQUATE for rated in tried) or therapy_runs(
        situation.assessment, situation.days("psychotherapy-running-days")
    ):
        return -1
    chronic = episode_longer_than(situation, situation.days("chronic-episode-months"))
    return int(not tried and (bool(active(situation.facts, *THERAPY_GAINS)) or chronic))


def _therapy_runs(situation: Situation) -> bool:
    return therapy_runs(situation.assessment, situation.days("psychotherapy-running-days"))


def episode_longer_than(situation: Situation, months: int) -> bool:
    """Whether the episode has certainly lasted longer."""
    start = situation.assessment.episode.start
    return start is not None and completed_months(start.latest, situation.as_of) >= months


def _ect_step(situation: Situation) -> int:
    """T5, T6, T12."""
    older = situation.older and situation.at_least(SeverityBand.SEVERE)
    many = situation.past.drug_failures > 3 and situation.at_least(SeverityBand.MODERATE)
    return int(older) + int(helped_before(situation, Topic.ECT_REFERRAL)) + int(many)


def helped_before(situation: Situation, topic: Topic) -> bool:
    """T6 … T8: an earlier course of this kind helped, in any episode."""
    done = [rated for kind in COURSE_TOPICS[topic] for rated in courses(situation.assessment, kind)]
    return any(rated.outcome.outcome in HELPED for rated in done)


def _add_on_failed(situation: Situation) -> bool:
    return situation.add_on is not None and situation.add_on.failed


def _third_add_on(situation: Situation) -> bool:
    return situation.past.add_on_failures >= 2


def _not_taken(situation: Situation) -> bool:
    """T14: what is not taken is not changed."""
    adherence = situation.current.trial.adequacy.adherence if situation.current else None
    poor = adherence is not None and adherence < situation.knowledge.figures["adherence-share"].value
    return poor or any(found.row == "X50" for found in situation.assessment.explanations.found)


def _refused(situation: Situation) -> set[Topic]:
    """N-0.5: a course that was refused in the last year comes one level lower."""
    first = plus(situation.as_of, -situation.days("refused-procedure-days"))
    refused = {
        known.concept
        for known in situation.assessment.history.refused
        if known.refused and known.day is not None and known.day >= first
    }
    return {topic for topic, concepts in REFUSALS.items() if not refused.isdisjoint(concepts)}


def not_again(situation: Situation) -> frozenset[Topic]:
    """T11: an adequate failed course of this episode is not offered again; nor therapy while one runs (T2)."""
    gone = {
        topic
        for topic, kinds in COURSE_TOPICS.items()
        for kind in kinds
        for rated in courses(situation.assessment, kind)
        if rated.failed and rated.trial.episode is not EpisodeOf.EARLIER
    }
    if _therapy_runs(situation):
        gone.add(Topic.PSYCHOTHERAPY)
    return frozenset(gone)
