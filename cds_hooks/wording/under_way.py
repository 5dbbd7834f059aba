"""What was asked for already: said on the summary, and no longer asked about on a card (N-R2)."""

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, translated
from cds_hooks.wording.detail import Line, line
from cds_hooks.wording.telling import Telling
from trd.options import Option
from trd.terms import Topic


def write(telling: Telling) -> list[Line | None]:
    """Under whose care the patient is, and which treatments were requested, since these are not suggested again."""
    standing = [found for found in telling.recommendations.under_way if found.stands]
    care = [found for found in standing if found.topic is Topic.SPECIALIST_REFERRAL]
    items = [
        WORDS.say("summary.lines.under_way_item", label=translated(found.label), date=figures.day(found.since))
        for found in standing
        if found.topic is not Topic.SPECIALIST_REFERRAL
    ]
    return [
        *(
            line("summary.lines.under_care", label=translated(found.label), date=figures.day(found.since))
            for found in care
        ),
        line("summary.lines.under_way", items=figures.joined(item for item in items if item) or None),
    ]


def under_care(telling: Telling) -> bool:
    """A referral to a mental-health service stands, or a visit to one goes on."""
    return any(found.topic is Topic.SPECIALIST_REFERRAL and found.stands for found in telling.recommendations.under_way)


def asks_of_it(option: Option, telling: Telling) -> bool:
    """Whether a psychiatrist follows is no question where a referral is on record (R-W9)."""
    specialist = option.topic is Topic.SPECIALIST_REFERRAL
    return specialist and any(found.topic is option.topic for found in telling.recommendations.under_way)
