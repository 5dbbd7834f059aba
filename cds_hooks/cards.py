"""Recommendations -> cards: which, in which order, and what is left out (§7.6)."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from cds_hooks.composition import FIRST_LINE, Composer
from cds_hooks.configuration import NEVER_OFF, Configuration
from cds_hooks.drafting import Recipient
from cds_hooks.responses import Card
from cds_hooks.wording.catalogue import WORDS, speaking
from cds_hooks.wording.considered import also_considered, next_step
from cds_hooks.wording.detail import BULLET
from cds_hooks.wording.telling import Telling
from trd.assessment import Assessment
from trd.knowledge.types import Knowledge
from trd.options import Option, Recommendations
from trd.terms import ResistanceStatus, Topic

DECEASED_GATE = "G1"
WAITS_FOR_A_FREE_SLOT = frozenset({Topic.MEASUREMENT, Topic.DIAGNOSTIC_REVIEW})
OF_ITS_OWN = frozenset({Topic.SUMMARY, Topic.SUICIDE_RISK, Topic.ORDER_SAFETY})
"""Topics whose card is not made from an option."""


def write_cards(
    assessment: Assessment,
    recommendations: Recommendations,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    patient_id: str,
    encounter_id: str | None = None,
) -> tuple[Card, ...]:
    """The cards of `patient-view`: safety first and never cut, then the summary, then the rest by rank (§7.6)."""
    if recommendations.gate == DECEASED_GATE or assessment.person.deceased:
        return ()
    telling = Telling(
        assessment=assessment, recommendations=recommendations, knowledge=knowledge, configuration=configuration
    )
    recipient = Recipient(patient_id=patient_id, encounter_id=encounter_id)
    composer = Composer(telling=telling, recipient=recipient)
    with speaking(configuration.language):
        safety = composer.safety()
        free = max(configuration.max_cards - len(safety), 0)
        return (*safety, *_each_said_once(_others(composer, free)))


def _each_said_once(cards: Iterable[Card]) -> Iterator[Card]:
    """What was set aside is said by the first card that says it, and not again on another one (R-W10)."""
    label, said = BULLET + (WORDS.say("lines.set_aside", items="") or "").rstrip(" ."), set[str]()
    for card in cards:
        lines = (card.detail or "").split("\n")
        kept = [line for line in lines if not (line.startswith(label) and line in said)]
        said.update(line for line in lines if line.startswith(label))
        yield card if len(kept) == len(lines) else msgspec.structs.replace(card, detail="\n".join(kept))


def _others(composer: Composer, free: int) -> list[Card]:
    """The summary and one card a topic, as far as slots are free; what has none is named, never dropped silently."""
    if not free:
        return []
    telling, silenced = composer.telling, composer.telling.configuration.silenced_keys
    wanted, unwanted = _by_topic(telling)
    wanted = [option for option in wanted if composer.option_key(option) not in silenced]
    if not _summary_due(telling, wanted) or composer.summary_key() in silenced:
        return _without_summary(composer, wanted, unwanted, free)
    room = free - 1
    shown, left_out = [composer.option(option) for option in wanted[:room]], [*wanted[room:], *unwanted]
    if wanted and not room:
        following = next_step(composer.option(wanted[0]).summary)
        return [composer.summary(left_out[1:], following)]
    return [composer.summary(left_out, None), *shown]


def _without_summary(composer: Composer, wanted: Sequence[Option], unwanted: Sequence[Option], free: int) -> list[Card]:
    shown, left_out = [composer.option(option) for option in wanted[:free]], [*wanted[free:], *unwanted]
    if shown and left_out:
        detail = also_considered(shown[-1].detail or "", composer.telling, left_out)
        shown[-1] = msgspec.structs.replace(shown[-1], detail=detail)
    return shown


def _by_topic(telling: Telling) -> tuple[list[Option], list[Option]]:
    """The first option of each topic in the order of slots, and those that the site or the request hides."""
    choices = telling.configuration.choices
    hidden_topics = (choices.topics_off | choices.not_offered) - NEVER_OFF
    first: dict[Topic, Option] = {}
    for option in (*telling.recommendations.options, *telling.recommendations.hidden):
        if option.topic not in OF_ITS_OWN:
            first.setdefault(option.topic, option)
    offered = [option for option in first.values() if option.topic not in hidden_topics]
    waiting = [option for option in offered if option.topic in WAITS_FOR_A_FREE_SLOT and option.level < FIRST_LINE]
    wanted = [option for option in offered if option not in waiting] + waiting
    return wanted, [option for option in first.values() if option.topic in hidden_topics]


def _summary_due(telling: Telling, wanted: Sequence[Option]) -> bool:
    if not telling.recommendations.summary_allowed or Topic.SUMMARY in telling.configuration.choices.topics_off:
        return False
    return bool(wanted) or summary_stands(telling.assessment, telling.recommendations)


def summary_stands(assessment: Assessment, recommendations: Recommendations) -> bool:
    """The summary has something to say by itself, beside no other card; without it it goes with the others (§7.6)."""
    if any(danger.level is None for danger in recommendations.dangers):
        return True
    return assessment.resistance.status in (ResistanceStatus.INDETERMINATE, ResistanceStatus.RESISTANT)


def _key(card: Card) -> str:
    return str((card.extension or {})["org.trd-cds.card"]["key"])


def _topic(card: Card) -> str:
    topic = card.source.topic
    return topic if isinstance(topic, str) else topic.code if topic else ""


def keys_and_topics(cards: Iterable[Card]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys and topics of cards, for the decision log."""
    cards = tuple(cards)
    return tuple(_key(card) for card in cards), tuple(_topic(card) for card in cards)
