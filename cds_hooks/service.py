"""Service: a value with id, hook, prefetch templates and an answer function; and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from cds_hooks.configuration import Configuration
from cds_hooks.requests import HookRequest
from cds_hooks.responses import Card
from fhir_mappings.reading.resources import Resources
from trd.knowledge.types import Knowledge

SPECIFICATION = "2.0.1"
HOOK_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The cards, and what the decision log may keep of them: topics, keys and counts, nothing clinical."""

    cards: tuple[Card, ...]
    as_of: date
    topics: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    """Of the same cards; in silent mode too, where none is shown."""
    finding_keys: tuple[str, ...] = ()
    """The key of each finding on the cards of an order hook, for what is silent when the order is signed (R-Z34)."""
    counts: Mapping[str, int] = field(default_factory=dict)
    language: str = "en"
    """In which the cards are written."""
    fell_back: tuple[str, ...] = ()
    """Groups of sentences that had to be said in English, for the metrics."""
    failed: str | None = None
    """The kind of error that left the suicide risk card alone (R-K15); for the log, as an error."""
    silent_because: str | None = None
    """Why nothing is shown: the gate's id, `silent`, or `nothing to say`."""


class AnswerFunction(Protocol):
    def __call__(
        self,
        request: HookRequest,
        resources: Resources,
        knowledge: Knowledge,
        configuration: Configuration,
        *,
        as_of: date,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: one id for one hook, since some clients keep only the last hook of an id."""

    id: str
    hook: str
    title: str
    description: str
    usage_requirements: str
    prefetch: Mapping[str, str]
    answer: AnswerFunction
