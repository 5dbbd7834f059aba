"""What a site, a client or a request may switch: one frozen value, made by the app of settings, client and request."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeVar

from trd.choices import Choices
from trd.terms import Topic

REQUEST_EXTENSION = "org.trd-cds.configuration"
PDDI_EXTENSIONS = ("configuration-items", "pddi-configuration-items")
PDDI_FILTERS = ("cache-for-order-sign-filtering", "filter-out-repeated-alerts")

Value = TypeVar("Value")
Stage = Literal["read", "assess", "write"]


def _untimed(_: Stage) -> None:
    """Nobody holds a watch."""


NEVER_OFF = frozenset({Topic.SUICIDE_RISK, Topic.ORDER_SAFETY})
"""No setting, client or request switches these off (contract §1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """What one request asks for; what it doesn't mention is `None`."""

    max_cards: int | None = None
    topics: Mapping[Topic, bool] = field(default_factory=dict)
    definition: str | None = None
    filter_repeated: bool | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChoices:
    """One table of the clients' file, as far as the answer depends on it; `None` leaves the site's choice."""

    id: str
    max_cards: int | None = None
    topics_off: frozenset[Topic] = frozenset()
    definition: str | None = None
    country: str | None = None
    language: str | None = None
    silent: bool | None = None
    filter_repeated: bool | None = None
    topic_as_string: bool = False
    smart: bool = False
    not_offered: frozenset[Topic] | None = None
    not_offered_text: str | None = None
    crisis_text: str | None = None
    referral_text: str | None = None
    silent_encounter_classes: frozenset[str] | None = None
    mental_health_service: bool = False
    code_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything that shapes an answer beside the record and the knowledge."""

    choices: Choices = field(default_factory=Choices)
    max_cards: int = 4
    key_secret: bytes = field(repr=False)
    """The site secret that card keys are made with; without one a key would tell of its patient."""
    base_url: str | None = None
    """Public address, without a slash at its end; without it no link is made."""
    client: str = ""
    language: str = "en"
    """The language of the cards: one that has a catalogue (`cds_hooks.wording`)."""
    crisis_text: str | None = None
    referral_text: str | None = None
    not_offered_text: str | None = None
    topic_as_string: bool = False
    """For clients that choke on a Coding in `source.topic`."""
    smart_link: bool = False
    silent: bool = False
    """Compute and record, show nothing."""
    filter_repeated: bool = False
    silenced_keys: frozenset[str] = frozenset()
    """Keys already shown or overridden, within their time; never silences a critical card."""
    overridden_on: Mapping[str, date] = field(default_factory=dict)
    """Keys of critical findings that a clinician overrode, and when: they are said again, with the day (R-Z35)."""
    fhir_version: str = "R4"
    code_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`system|code` that we emit -> what this EHR takes (R-F60)."""
    as_of: date | None = None
    """The day that the request asked for, where that is allowed."""
    answer_id: str = ""
    """Fresh in each call (the app's uuid4): the uuids of cards are made from it, so that this floor needs no chance."""
    passed: Callable[[Stage], None] = field(default=_untimed, repr=False, compare=False)
    """Told when a stage is over, so that the app, which has a clock, can time it; no answer depends on it."""

    def __post_init__(self) -> None:
        if not self.key_secret:
            raise ValueError("card keys are made with the site secret, and there is none")

    def in_encounter(self, encounter_id: str | None) -> "Configuration":
        """The same for the encounter that the clinician is in, which decides some gates (G3, G21)."""
        return replace(self, choices=replace(self.choices, encounter=encounter_id)) if encounter_id else self


def read_requested(extension: Mapping[str, Any], notes: list[str]) -> Requested:
    """Read `extension["org.trd-cds.configuration"]` and the PDDI-CDS names; what can't be read is noted and ignored."""
    given = extension.get(REQUEST_EXTENSION)
    if given is not None and not isinstance(given, dict):
        notes.append(f"{REQUEST_EXTENSION} is no object")
    own: dict[str, Any] = given if isinstance(given, dict) else {}
    filter_repeated = _flag(own, "filterRepeated", notes)
    return Requested(
        max_cards=_count(own, notes),
        topics=_topics(own.get("topics"), notes),
        definition=_definition(own, notes),
        filter_repeated=_pddi_filter(extension) if filter_repeated is None else filter_repeated,
        as_of=_day(own, notes),
    )


def configure(
    site: Configuration,
    client: ClientChoices | None,
    requested: Requested,
    *,
    known_definitions: Collection[str],
    as_of_allowed: bool = False,
) -> Configuration:
    """Lay the client's choices over the site's, and the request's over both (contract §1.2).

    An unknown definition is ignored; `asOf` counts only where it is allowed.
    """
    merged = site if client is None else _with_client(site, client)
    choices = merged.choices
    definition = choices.definition
    if requested.definition in known_definitions and requested.definition is not None:
        definition = requested.definition
    switched_off = {topic for topic, wanted in requested.topics.items() if not wanted}
    switched_on = {topic for topic, wanted in requested.topics.items() if wanted}
    topics_off = ((choices.topics_off - switched_on) | switched_off) - NEVER_OFF
    return replace(
        merged,
        choices=replace(choices, definition=definition, topics_off=topics_off),
        max_cards=_given(requested.max_cards, merged.max_cards),
        filter_repeated=_given(requested.filter_repeated, merged.filter_repeated),
        as_of=requested.as_of if as_of_allowed else None,
    )


def _with_client(site: Configuration, client: ClientChoices) -> Configuration:
    choices = replace(
        site.choices,
        definition=client.definition or site.choices.definition,
        country=client.country or site.choices.country,
        topics_off=site.choices.topics_off | client.topics_off,
        not_offered=_given(client.not_offered, site.choices.not_offered) - NEVER_OFF,
        silent_encounter_classes=_given(client.silent_encounter_classes, site.choices.silent_encounter_classes),
        mental_health_service=client.mental_health_service or site.choices.mental_health_service,
    )
    return replace(
        site,
        choices=choices,
        client=client.id,
        language=client.language or site.language,
        max_cards=_given(client.max_cards, site.max_cards),
        silent=site.silent or bool(client.silent),
        filter_repeated=_given(client.filter_repeated, site.filter_repeated),
        topic_as_string=client.topic_as_string,
        smart_link=client.smart,
        crisis_text=client.crisis_text or site.crisis_text,
        referral_text=client.referral_text or site.referral_text,
        not_offered_text=client.not_offered_text or site.not_offered_text,
        code_maps={**site.code_maps, **client.code_maps},
    )


def _given(chosen: Value | None, otherwise: Value) -> Value:
    return otherwise if chosen is None else chosen


def _flag(own: Mapping[str, Any], name: str, notes: list[str]) -> bool | None:
    value = own.get(name)
    if value is not None and not isinstance(value, bool):
        notes.append(f"{name} is ignored")
        return None
    return value


def _count(own: Mapping[str, Any], notes: list[str]) -> int | None:
    value = own.get("maxCards")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        notes.append("maxCards is ignored")
        return None
    return value


def _topics(given: object, notes: list[str]) -> dict[Topic, bool]:
    if not isinstance(given, dict):
        if given is not None:
            notes.append("topics is ignored")
        return {}
    topics: dict[Topic, bool] = {}
    for name, wanted in given.items():
        if name not in set(Topic) or not isinstance(wanted, bool):
            notes.append("an unknown topic is ignored")
        elif Topic(name) in NEVER_OFF and not wanted:
            notes.append(f"{name} is never switched off")
        else:
            topics[Topic(name)] = wanted
    return topics


def _definition(own: Mapping[str, Any], notes: list[str]) -> str | None:
    value = own.get("definition")
    if value is not None and not isinstance(value, str):
        notes.append("definition is ignored")
        return None
    return value


def _day(own: Mapping[str, Any], notes: list[str]) -> date | None:
    value = own.get("asOf")
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        notes.append("asOf is ignored")
        return None


def _pddi_filter(extension: Mapping[str, Any]) -> bool | None:
    """The names of the PDDI-CDS guide, as an object or as a list of `{code, value}`."""
    answers: list[bool] = []
    for items in (extension.get(name) for name in PDDI_EXTENSIONS):
        pairs: list[tuple[Any, Any]] = []
        if isinstance(items, dict):
            pairs = list(items.items())
        elif isinstance(items, list):
            pairs = [(item.get("code"), item.get("value")) for item in items if isinstance(item, dict)]
        answers += [value for name, value in pairs if name in PDDI_FILTERS and isinstance(value, bool)]
    return any(answers) if answers else None
