"""A CDS Hooks response as a strict EHR shows it: every card with what may be done about it, and what is wrong with it.

https://cds-hooks.hl7.org/2.0/#cds-service-response
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from markupsafe import Markup

from app.view.card_detail import MOST_CHARACTERS, write_detail
from app.view.card_parts import (
    ActionShown,
    LinkShown,
    SuggestionShown,
    actions_of,
    followed,
    links_of,
    reasons_of,
    suggestions_of,
    text_of,
)
from app.view.words import said

MOST_CARDS = 50
MOST_MARKDOWN = 5 * MOST_CHARACTERS
"""Of all details of a response together; the rest is shown as it was sent."""
SUMMARY_CHARACTERS = 140

INDICATORS: Mapping[str, str] = {"critical": "■", "warning": "▲", "info": "●"}
"""The sign beside its word: colour never speaks alone."""

CHOOSING = {"any": "choose_any", "at-most-one": "choose_one"}


class UnreadableResponse(ValueError):
    """What was sent is no CDS Hooks response; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """One card, with everything wrong in it said beside it."""

    place: int
    uuid: str
    indicator: str
    sign: str
    word: str
    summary: str
    detail: Markup | None
    plain: str
    source: str
    source_address: str | None
    topic: str
    suggestions: tuple[SuggestionShown, ...]
    choosing: str
    reasons: tuple[tuple[str, str], ...]
    """Code and words of each override reason."""
    links: tuple[LinkShown, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsShown:
    """A whole response."""

    cards: tuple[CardShown, ...]
    system_actions: tuple[ActionShown, ...]


def read_response(body: bytes) -> CardsShown:
    """A response as it came over the wire; raises `UnreadableResponse`."""
    try:
        return show_response(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise UnreadableResponse("The response is no JSON.") from None


def show_response(response: Any) -> CardsShown:
    """A response as plain values; what an assessment says beside its cards is passed over. Raises as above."""
    cards = response.get("cards") if isinstance(response, dict) else None
    if not isinstance(cards, list | tuple):
        raise UnreadableResponse("A CDS Hooks response is an object with a list of cards.")
    if len(cards) > MOST_CARDS:
        raise UnreadableResponse(f"The response has {len(cards)} cards; {MOST_CARDS} are drawn at most.")
    if not all(isinstance(card, dict) for card in cards):
        raise UnreadableResponse("Every card is an object.")
    return CardsShown(
        cards=tuple(_show_cards(cards)),
        system_actions=actions_of(response.get("systemActions"), [], described=False),
    )


def _show_cards(cards: Sequence[Mapping[str, Any]]) -> Iterator[CardShown]:
    left = MOST_MARKDOWN
    for place, card in enumerate(cards):
        shown = show_card(card, place, most=min(left, MOST_CHARACTERS))
        left -= len(shown.plain) if shown.detail is not None else 0
        yield shown


def show_card(card: Mapping[str, Any], place: int, *, most: int = MOST_CHARACTERS) -> CardShown:
    """One card; nothing in it can fail, since what is wrong in it is what is to be seen.

    `most` is how long a detail is still read as Markdown.
    """
    faults: list[str] = []
    summary = _summary(card, faults)
    indicator = text_of(card, "indicator")
    if indicator not in INDICATORS:
        faults.append("The indicator is to be info, warning or critical.")
    sign, word = INDICATORS.get(indicator, "?"), said(f"shown.indicators.{indicator}") or "No indicator"
    plain = text_of(card, "detail")
    if len(plain) > most:
        why = f"over {MOST_CHARACTERS}, or {MOST_MARKDOWN} in all cards together, it is not read as Markdown"
        faults.append(f"The detail has {len(plain)} characters; {why}.")
    sent_source = card.get("source")
    source: Mapping[str, Any] = sent_source if isinstance(sent_source, dict) else {}
    source_label = text_of(source, "label")
    if not source_label:
        faults.append("The source has no label.")
    suggestions = tuple(suggestions_of(card, faults))
    return CardShown(
        place=place,
        uuid=text_of(card, "uuid"),
        indicator=indicator if indicator in INDICATORS else "unknown",
        sign=sign,
        word=word,
        summary=summary,
        detail=write_detail(plain) if plain and len(plain) <= most else None,
        plain=plain,
        source=source_label,
        source_address=followed(text_of(source, "url"), "The source's url", faults),
        topic=_topic(source.get("topic")),
        suggestions=suggestions,
        choosing=_choosing(card, suggestions, faults),
        reasons=tuple(reasons_of(card, faults)),
        links=tuple(links_of(card, faults)),
        faults=tuple(faults),
    )


def _summary(card: Mapping[str, Any], faults: list[str]) -> str:
    summary = text_of(card, "summary")
    if not summary:
        faults.append("The card has no summary.")
    if len(summary) < SUMMARY_CHARACTERS:
        return summary
    faults.append(
        f"The summary has {len(summary)} characters; it is to have under {SUMMARY_CHARACTERS}: an EHR cuts it."
    )
    return summary if len(summary) == SUMMARY_CHARACTERS else f"{summary[:SUMMARY_CHARACTERS]}…"


def _choosing(card: Mapping[str, Any], suggestions: Sequence[SuggestionShown], faults: list[str]) -> str:
    behaviour = text_of(card, "selectionBehavior")
    if suggestions and behaviour not in CHOOSING:
        faults.append("A card with suggestions says its selectionBehavior: any or at-most-one.")
    if behaviour == "at-most-one" and sum(suggestion.recommended for suggestion in suggestions) > 1:
        faults.append("Only one suggestion can be recommended where one can be chosen.")
    return said(f"shown.{CHOOSING[behaviour]}") if behaviour in CHOOSING and len(suggestions) > 1 else ""


def _topic(topic: Any) -> str:
    if isinstance(topic, dict):
        return text_of(topic, "display") or text_of(topic, "code")
    return topic if isinstance(topic, str) else ""
