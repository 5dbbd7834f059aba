"""The charts of one patient, opened day by day: who is in care on a day, and which cards the hook would show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.cohort.burden.forecast import Opening, Shown
from app.cohort.burden.hindsight import known_by
from app.cohort.burden.replay import Replay
from cds_hooks.cards import keys_and_topics, summary_stands, write_cards
from cds_hooks.configuration import Configuration
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.recommendations import recommend
from trd.relevance import concerns
from trd.terms import ResistanceStatus, Topic

NO_LIMIT: Final = 99
KEYS: Final = b"keys within one patient, never told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What decides beside the record."""

    replay: Replay
    choices: Choices
    as_of: date
    silent_before: date | None = None

    def silent_on(self, day: date) -> date | None:
        """`--silent-before`, as far back from that day as it is from the day of the tables."""
        return None if self.silent_before is None else day - (self.as_of - self.silent_before)


def opened(
    assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge, asked: Asked
) -> list[Opening]:
    """Every opening of one patient's chart; the day of the tables is told by what was judged for them."""
    history = assessment.history
    found = []
    for day in asked.replay.days:
        if not in_care(history, asked, day):
            continue
        visits = visits_in(history, day, asked.replay.every)
        if day == asked.as_of:
            found.append(_opening(day, visits, assessment, recommendations, knowledge, asked.choices))
            continue
        known = known_by(history, day)
        if not concerns(known, knowledge):
            found.append(Opening(day=day, visits=visits))
            continue
        judged = assess(known, knowledge, asked.choices, as_of=day)
        options = recommend(judged, knowledge, asked.choices)
        found.append(_opening(day, visits, judged, options, knowledge, asked.choices))
    return found


def in_care(history: TreatmentHistory, asked: Asked, day: date) -> bool:
    """A dated fact by that day and not too long before it, and alive."""
    known = [each for each in history.dates if each <= day]
    since = asked.silent_on(day)
    return bool(known) and (since is None or known[-1] >= since) and not dead_on(history, day)


def dead_on(history: TreatmentHistory, day: date) -> bool:
    """As the core has it; who is dead without a day lived until the last fact of the record."""
    died = history.patient.deceased
    if isinstance(died, bool) or died is None:
        return died is True and not (history.dates and day < history.dates[-1])
    return died.earliest <= day


def visits_in(history: TreatmentHistory, day: date, every: int) -> int:
    """Days with a visit on record in the step that ends on this day."""
    first = day - timedelta(days=every)
    starts = (visit.start.latest for visit in history.encounters if visit.start is not None and visit.start.exact)
    return len({start for start in starts if first < start <= day})


def _opening(
    day: date,
    visits: int,
    assessment: Assessment,
    recommendations: Recommendations,
    knowledge: Knowledge,
    choices: Choices,
) -> Opening:
    return Opening(
        day=day,
        visits=visits,
        cards=tuple(_cards(assessment, recommendations, knowledge, choices)),
        summary_stands=recommendations.summary_allowed
        and Topic.SUMMARY not in choices.topics_off
        and summary_stands(assessment, recommendations),
        resistant=assessment.resistance.status is ResistanceStatus.RESISTANT,
    )


def _cards(
    assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge, choices: Choices
) -> Iterator[Shown]:
    """The cards of the hook itself, all of them."""
    configuration = Configuration(choices=choices, max_cards=NO_LIMIT, key_secret=KEYS)
    cards = write_cards(assessment, recommendations, knowledge, configuration, patient_id="")
    for card, key, topic in zip(cards, *keys_and_topics(cards), strict=True):
        yield Shown(Topic(topic), card.indicator, key)
