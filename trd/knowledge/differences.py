"""Two versions of the knowledge, told apart in sentences that people review who read no code."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from trd.knowledge.publication import publish
from trd.knowledge.types import Knowledge

KINDS: Final = {
    "agents": "agent",
    "definitions": "definition",
    "scales": "scale",
    "strategies": "strategy",
    "mainRows": "row",
    "countries": "country",
    "explanations": "explanation",
    "figures": "figure",
    "orders": "product of",
    "safetyRows": "safety row",
    "sources": "source",
}
"""Member of the published knowledge -> what one entry of it is called."""

NOT_TOLD: Final = frozenset({"hash", "draft"})
AMOUNT: Final = {"value", "unit"}


def differences(old: Knowledge, new: Knowledge) -> tuple[str, ...]:
    """One sentence a change, in the order of the page; none where nothing that is published differs."""
    before, after = publish(old), publish(new)
    told: list[str] = []
    for member in dict.fromkeys([*before, *after]):
        if member in NOT_TOLD:
            continue
        kind = KINDS.get(member)
        if kind is None:
            told += _changes(_words(member), before.get(member), after.get(member))
            continue
        told += _entries(kind, before.get(member, {}), after.get(member, {}))
    return tuple(told)


def _entries(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield f"{kind} {name} is gone."
        elif name not in before:
            yield f"{kind} {name} is new."
        else:
            yield from _changes(f"{kind} {name}", before[name], after[name])


def _changes(about: str, before: Any, after: Any) -> Iterator[str]:
    """Down to the smallest part that differs; a figure is told with its unit."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        if set(before) >= AMOUNT and set(after) >= AMOUNT and _amount(before) != _amount(after):
            yield f"{about} is {_amount(after)} (was {_amount(before)})."
            before, after = ({k: v for k, v in each.items() if k not in AMOUNT} for each in (before, after))
        for name in dict.fromkeys([*before, *after]):
            yield from _changes(f"{about}, {_words(name)}", before.get(name), after.get(name))
    elif _is_list_of_words(before) and _is_list_of_words(after) and set(before) != set(after):
        if added := [part for part in after if part not in before]:
            yield f"{about} now also holds {_said(added)}."
        if gone := [part for part in before if part not in after]:
            yield f"{about} no longer holds {_said(gone)}."
    elif before is None or after is None:
        yield f"{about} is {_said(after)} (was {_said(before)})."
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            yield from _changes(f"{about}, {_named(one, place)}", one, other)
    else:
        yield f"{about} is {_said(after)} (was {_said(before)})."


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _named(value: Any, place: int) -> str:
    """An element of a list by its own id, else by its place."""
    if isinstance(value, dict):
        for key in ("id", "agent", "label", "code"):
            if value.get(key):
                return str(value[key])
    return f"no. {place}"


def _amount(figure: Mapping[str, Any]) -> str:
    return f"{_said(figure['value'])} {figure['unit']}"


def _words(name: str) -> str:
    """`labelMaximum` -> "label maximum"; an id stays an id."""
    if not name.isalpha():
        return name
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _said(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case list():
            return ", ".join(_said(part) for part in value) or "nothing"
        case dict() if set(value) >= AMOUNT:
            return _amount(value)
        case dict():
            return "; ".join(f"{_words(name)} {_said(part)}" for name, part in value.items()) or "nothing"
    return str(value) or "nothing"
