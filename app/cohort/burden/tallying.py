"""One patient counted: standing, cards on every day, what was set aside, what is missing, how the record reads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.cohort.burden.counts import SOURCE
from app.cohort.burden.forecast import REASONS, Opening, Shown, filtered, limited, repeated, without
from app.cohort.burden.openings import Asked, dead_on, in_care, opened
from app.cohort.burden.quality import measured
from app.cohort.burden.settling import kind_of
from cds_hooks.configuration import NEVER_OFF
from trd.assessment import Assessment
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.terms import DiagnosisStatus, ResistanceStatus

Tally = Counter[tuple[str, ...]]

MOST_CARDS: Final = 8
"""Limits that are tried: none to so many."""
NOT_DEPRESSED: Final = "not-depressed"
ALL: Final = "all"
NO_ROW: Final = "none"
JOINED: Final = "+"


def tally(
    assessment: Assessment,
    recommendations: Recommendations,
    result: Mapping[str, Any],
    systems: Mapping[str, str],
    knowledge: Knowledge,
    asked: Asked,
) -> Mapping[tuple[str, ...], int]:
    """The counts of one patient; nothing in them is of the patient but that they are one more."""
    found = Tally()
    found["patients", "judged"] += 1
    history, day = assessment.history, asked.as_of
    if dead_on(history, day):
        found["patients", "dead"] += 1
    elif not history.dates or history.dates[0] > day:
        found["patients", "undated"] += 1
    elif not in_care(history, asked, day):
        found["patients", "silent"] += 1
    else:
        found["patients", "in-care"] += 1
        _standing(found, assessment)
        _set_aside(found, recommendations)
        if assessment.diagnosis.status is DiagnosisStatus.ACTIVE:
            _missing(found, assessment)
    for (system, measure), number in measured(history, result["trials"], systems, knowledge).items():
        found[SOURCE, system, measure] += number
    _cards(found, opened(assessment, recommendations, knowledge, asked), asked.replay.max_cards)
    return found


def _standing(found: Tally, assessment: Assessment) -> None:
    depressed = assessment.diagnosis.status is DiagnosisStatus.ACTIVE
    for name, verdict in assessment.by_definition.items():
        found["status", name, verdict.status.value if depressed else NOT_DEPRESSED] += 1
    resistant = [
        name for name, verdict in assessment.by_definition.items() if verdict.status is ResistanceStatus.RESISTANT
    ]
    if resistant:
        found["resistant-by", JOINED.join(resistant)] += 1
        found["resistant-by-any",] += 1


def _set_aside(found: Tally, recommendations: Recommendations) -> None:
    for aside in recommendations.set_aside:
        found["aside", aside.row or NO_ROW, aside.topic.value] += 1
    for row in {aside.row or NO_ROW for aside in recommendations.set_aside}:
        found["aside-row", row] += 1
    if recommendations.set_aside:
        found["aside-any",] += 1


def _missing(found: Tally, assessment: Assessment) -> None:
    found["depressed",] += 1
    if assessment.resistance.status is ResistanceStatus.INDETERMINATE:
        found["indeterminate",] += 1
        for kind in {kind_of(sentence) for sentence in assessment.resistance.would_settle}:
            found["settle", kind] += 1
    for code in {gap.code.value for gap in assessment.gaps}:
        found["gap", code] += 1


def _cards(found: Tally, openings: Sequence[Opening], most: int) -> None:
    for opening in openings:
        day = opening.day.isoformat()
        shown = limited(opening.cards, most)
        for when in (day, ALL):
            found["opened", when] += 1
            found["visits", when] += opening.visits
            found["resistant", when] += opening.resistant
            found["with-card", when] += bool(shown)
            _shown(found, when, shown, opening.visits)
        _other_limits(found, opening, len(shown))
        _topics_off(found, opening, most, len(shown))
    _repeats(found, openings, most)
    for name in [name for name, number in found.items() if not number]:
        del found[name]  # nobody stands behind a nought


def _shown(found: Tally, when: str, shown: Sequence[Shown], visits: int) -> None:
    found["shown-any", when] += len(shown)
    found["visit-shown-any", when] += visits * len(shown)
    for card in shown:
        found["shown-indicator", when, card.indicator] += 1
        if when == ALL:
            found["shown", when, card.topic.value, card.indicator] += 1
            found["shown-topic", when, card.topic.value] += 1
            found["visit-topic", card.topic.value] += visits


def _other_limits(found: Tally, opening: Opening, shown: int) -> None:
    for most in range(MOST_CARDS + 1):
        number = len(limited(opening.cards, most))
        found["limit", str(most)] += number
        found["limit-with-card", str(most)] += bool(number)
        found["limit-changes", str(most)] += abs(number - shown)
        found["limit-gain", str(most)] += number - len(limited(opening.cards, most - 1)) if most else 0


def _topics_off(found: Tally, opening: Opening, most: int, shown: int) -> None:
    for topic in {card.topic for card in opening.cards} - NEVER_OFF:
        left = limited(without(opening, lambda card, topic=topic: card.topic is topic), most)  # type: ignore[misc]
        found["off", topic.value] += shown - len(left)
        found["off-charts", topic.value] += bool(shown) and not left
        found["off-patients", topic.value] += 1


def _repeats(found: Tally, openings: Sequence[Opening], most: int) -> None:
    shown = [len(limited(opening.cards, most)) for opening in openings]
    found["repeated",] += sum(repeated(openings, most))
    for reason in REASONS:
        left = [len(cards) for cards in filtered(openings, most, reason)]
        found["filtered", reason] += sum(left)
        found["filtered-with-card", reason] += sum(map(bool, left))
        found["filtered-less", reason] += sum(before - after for before, after in zip(shown, left, strict=True))
