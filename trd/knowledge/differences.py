"""Two versions of the knowledge, told apart in sentences that people review who read no code."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from trd.knowledge.figure_words import unit_of, words_of
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
    "reviews": "signature of",
}
"""Member of the published knowledge -> what one entry of it is called."""

OWN_NAMES: Final = frozenset({"agent", "scale"})
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
            told += _changes(_capital(_words(member)), (), before.get(member), after.get(member))
            continue
        told += _entries(kind, before.get(member, {}), after.get(member, {}))
    return tuple(told)


def _entries(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        head = _head(kind, name, after.get(name, before.get(name)))
        if name not in after:
            yield f"{head} is gone."
        elif name not in before:
            yield f"{head} is new."
        else:
            yield from _changes(head, (), before[name], after[name])


def _head(kind: str, name: str, entry: Any) -> str:
    """A drug and a scale by their own names, everything else by kind and id."""
    if kind in OWN_NAMES and isinstance(entry, dict) and entry.get("label"):
        return _capital(str(entry["label"]))
    return _capital(f"{kind} {name}")


def _changes(head: str, path: tuple[str, ...], before: Any, after: Any) -> Iterator[str]:
    """Down to the smallest part that differs; a figure is told with its unit."""
    if before == after:
        return
    about = f"{head}: {', '.join(path)} " if path else f"{head}: "
    if isinstance(before, dict) and isinstance(after, dict):
        if set(before) >= AMOUNT and set(after) >= AMOUNT and _amount(before) != _amount(after):
            yield f"{about}{_from_to(before, after)}."
            before, after = ({k: v for k, v in each.items() if k not in AMOUNT} for each in (before, after))
        for name in dict.fromkeys([*before, *after]):
            yield from _changes(head, (*path, _words(name)), before.get(name), after.get(name))
    elif _is_list_of_words(before) and _is_list_of_words(after) and set(before) != set(after):
        if added := [part for part in after if part not in before]:
            yield f"{about}now also holds {_said(added)}."
        if gone := [part for part in before if part not in after]:
            yield f"{about}no longer holds {_said(gone)}."
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            yield from _changes(head, (*path, _named(one, place)), one, other)
    else:
        yield f"{about}{_said(before)} → {_said(after)}."


def _from_to(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """`50 → 75 mg/day`; both units where they differ."""
    old, new = _amount(before), _amount(after)
    return f"{_said(before['value'])} → {new}" if before["unit"] == after["unit"] else f"{old} → {new}"


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
    return f"{_said(figure['value'])} {unit_of(figure['unit'])}"


def _words(name: str) -> str:
    """`labelMaximum` -> "most of the label"; an id stays an id."""
    if not name.isalpha():
        return name
    return words_of("".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
