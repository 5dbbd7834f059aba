"""The answer of a hook, field by field: cards, suggestions, links; written without nulls and empty members.

https://cds-hooks.hl7.org/2.0/#cds-service-response
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

Resource = dict[str, Any]
"""A FHIR resource as it is sent: kept whole, whatever it holds."""


class Coding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: str
    system: str
    display: str | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    label: str
    url: str | None = None
    icon: str | None = None
    topic: Coding | str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    type: Literal["create", "update", "delete"]
    description: str | None = None
    """Optional in a system action alone."""
    resource: Resource | None = None
    resource_id: str | None = None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    label: str
    uuid: str | None = None
    is_recommended: bool | None = None
    """Read, never sent: a pre-selected drug is an unreviewed drug (R-F1)."""
    actions: tuple[Action, ...] = ()


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    label: str
    url: str
    type: Literal["absolute", "smart"]
    app_context: str | None = None
    autolaunchable: bool | None = None


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    uuid: str | None = None
    summary: str
    detail: str | None = None
    indicator: Literal["info", "warning", "critical"]
    source: Source
    suggestions: tuple[Suggestion, ...] = ()
    selection_behavior: Literal["at-most-one", "any"] | None = None
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()
    extension: dict[str, Any] | None = None


class HookResponse(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    cards: tuple[Card, ...]
    system_actions: tuple[Action, ...] = ()
    """Read, never sent: no order is placed that nobody has reviewed."""


def write_response(cards: Iterable[Card]) -> bytes:
    """Write the answer; nothing to say is an empty list, never a "no findings" card."""
    return json_bytes(HookResponse(cards=tuple(cards)))


def json_bytes(value: object, *, indent: bool = False) -> bytes:
    """Write plain values, cards and exact decimals as JSON; a decimal stays the number that it is."""
    written = _ENCODER.encode(value)
    return msgspec.json.format(written, indent=2) if indent else written


def without_empty(value: Any) -> Any:
    """A structured result as it goes on a card: members without a value are omitted, at any depth (contract §1.4)."""
    if isinstance(value, dict):
        kept = {name: without_empty(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if not _empty(member)}
    if isinstance(value, list | tuple):
        return [without_empty(member) for member in value]
    return value


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


_ENCODER = msgspec.json.Encoder(decimal_format="number")
