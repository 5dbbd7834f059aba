"""What hangs on a card: suggestions with their actions, links, override reasons; and what is wrong with each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.view.card_detail import is_address

MOST_PARTS = 50
"""Suggestions, links, actions or reasons of one card; what is more is counted, not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShown:
    """One change that an EHR would make."""

    kind: str
    description: str
    resource_type: str
    written: str
    """The resource, or the id of the one that goes, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionShown:
    """One button: its label, and the descriptions that some EHRs show in its place."""

    place: int
    uuid: str
    label: str
    recommended: bool
    actions: tuple[ActionShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A way out of the card; without an address that may be followed, its label alone."""

    place: int
    label: str
    address: str | None
    smart: bool
    autolaunchable: bool


def suggestions_of(card: Mapping[str, Any], faults: list[str]) -> Iterator[SuggestionShown]:
    """The buttons of a card."""
    for place, suggestion in _parts(card, "suggestions", faults):
        label = text_of(suggestion, "label")
        if not label:
            faults.append(f"Suggestion {place + 1} has no label.")
        yield SuggestionShown(
            place=place,
            uuid=text_of(suggestion, "uuid"),
            label=label,
            recommended=suggestion.get("isRecommended") is True,
            actions=actions_of(suggestion.get("actions"), faults, described=True),
        )


def actions_of(value: Any, faults: list[str], *, described: bool) -> tuple[ActionShown, ...]:
    """The changes that a suggestion, or the response itself, would make."""
    return tuple(_action(action, faults, described) for _, action in _parts({"actions": value}, "actions", faults))


def _action(action: Mapping[str, Any], faults: list[str], described: bool) -> ActionShown:
    kind, description, resource = text_of(action, "type"), text_of(action, "description"), action.get("resource")
    if kind not in ("create", "update", "delete"):
        faults.append("An action's type is to be create, update or delete.")
    if described and not description:
        faults.append("An action has no description: some EHRs show nothing else.")
    if kind == "delete" and not text_of(action, "resourceId"):
        faults.append("An action that deletes names no resourceId.")
    if kind in ("create", "update") and not isinstance(resource, dict):
        faults.append(f"An action that is to {kind} has no resource.")
    told = resource if isinstance(resource, dict) else {}
    return ActionShown(
        kind=kind,
        description=description,
        resource_type=text_of(told, "resourceType") or text_of(action, "resourceId").partition("/")[0],
        written=_written(told or {"resourceId": text_of(action, "resourceId")}, faults),
    )


def reasons_of(card: Mapping[str, Any], faults: list[str]) -> Iterator[tuple[str, str]]:
    """Code and words of each override reason."""
    for place, reason in _parts(card, "overrideReasons", faults):
        code, words = text_of(reason, "code"), text_of(reason, "display")
        if not code or not words:
            faults.append(f"Override reason {place + 1} has no code or no display.")
        yield code, words or code


def links_of(card: Mapping[str, Any], faults: list[str]) -> Iterator[LinkShown]:
    """The ways out of a card."""
    for place, link in _parts(card, "links", faults):
        label, kind = text_of(link, "label"), text_of(link, "type")
        if not label:
            faults.append(f"Link {place + 1} has no label.")
        if kind not in ("absolute", "smart"):
            faults.append(f"Link {place + 1} is to be absolute or smart.")
        if kind == "absolute" and text_of(link, "appContext"):
            faults.append(f"Link {place + 1} is absolute, and can have no appContext.")
        yield LinkShown(
            place=place,
            label=label or text_of(link, "url"),
            address=followed(text_of(link, "url") or "(none)", f"Link {place + 1}'s url", faults),
            smart=kind == "smart",
            autolaunchable=link.get("autolaunchable") is True,
        )


def followed(text: str, named: str, faults: list[str]) -> str | None:
    """An address that a link may have; what is another is said."""
    if not text or is_address(text):
        return text or None
    faults.append(f"{named} is no http(s) address, and is not followed.")
    return None


def _parts(card: Mapping[str, Any], name: str, faults: list[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list, as far as there are; what is none, or too much, is said."""
    value = card.get(name)
    if value is not None and not isinstance(value, list | tuple):
        faults.append(f"{name} is to be a list.")
        return
    listed = value or ()
    if len(listed) > MOST_PARTS:
        faults.append(f"{name} has {len(listed)} entries; {MOST_PARTS} are shown.")
    for place, part in enumerate(listed[:MOST_PARTS]):
        if isinstance(part, dict):
            yield place, part
        else:
            faults.append(f"{name} holds something that is no object.")


def text_of(value: Mapping[str, Any], name: str) -> str:
    """A member that is text; empty for none."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _written(value: Mapping[str, Any], faults: list[str]) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except TypeError:  # nested deeper than can be written
        faults.append("A resource is nested too deep to be shown.")
        return ""
