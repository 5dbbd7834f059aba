"""The orders in the context of an order hook, still bytes; every place and form in which real clients send them.

https://cds-hooks.hl7.org/hooks/order-select/, https://cds-hooks.hl7.org/hooks/medication-refill/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import msgspec

from cds_hooks.envelope import Members, MissingElement, WrongValue, is_null, read_value
from trd.drafts import Occasion

OCCASIONS: Final[Mapping[str, Occasion]] = MappingProxyType(
    {
        "order-select": Occasion.SELECT,
        "order-sign": Occasion.SIGN,
        "medication-refill": Occasion.REFILL,
        "medication-prescribe": Occasion.SELECT,
    }
)
"""Hook -> the moment of prescribing; the hook of 1.0 is what became order-select, without selections."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "order-select": ("draftOrders", "medications", "orders"),
        "order-sign": ("draftOrders", "medications", "orders"),
        "medication-refill": ("medications", "draftOrders"),
        "medication-prescribe": ("medications", "draftOrders"),
    }
)
"""Where the orders stand: the hook's own name first, then the names that clients give them."""

DETAILS_IGNORED: Final = "com.epic."
"""Extensions of a client that takes an order's details from its own record (R-F21)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContext:
    """The orders of one call, each member as it was sent."""

    occasion: Occasion
    orders: tuple[msgspec.Raw, ...] = field(default=(), repr=False)
    selections: tuple[str, ...] = ()


def read_orders(hook: str, context: Members, notes: list[str]) -> OrderContext | None:
    """Read the orders of an order hook; `None` for another hook. Without orders there is nothing to answer: 400."""
    occasion = OCCASIONS.get(hook)
    if occasion is None:
        return None
    own, *others = NAMES[hook]
    name = next((known for known in (own, *others) if known in context), None)
    if name is None:
        raise MissingElement(f"The context of {hook} names no {own}.")
    if name != own:
        notes.append(f"{own} under another name")
    return OrderContext(
        occasion=occasion,
        orders=_orders(context[name], own, notes),
        selections=_selections(context, notes) if hook == "order-select" else (),
    )


def ignores_details(extension: Mapping[str, Any]) -> bool:
    """True where the client is known to ignore the details of an order that we send."""
    return any(name.startswith(DETAILS_IGNORED) for name in extension)


def _orders(raw: msgspec.Raw, name: str, notes: list[str]) -> tuple[msgspec.Raw, ...]:
    if is_null(raw):
        notes.append(f"{name} is null")
        return ()
    start = bytes(memoryview(raw)[:1])
    if start not in (b"{", b"["):
        raise WrongValue(f"The {name} of the context are neither a Bundle nor a list.")
    if start == b"[":
        notes.append(f"{name} is a list")
    return (raw,)


def _selections(context: Members, notes: list[str]) -> tuple[str, ...]:
    """Which drafts were chosen last; a selection that can't be read leaves every draft selected."""
    given = read_value(context.get("selections"), "selections")
    found = tuple(_named(given))
    if not found:
        notes.append("selections name no draft")
    return found


def _named(given: object) -> Iterator[str]:
    if isinstance(given, str) and given.strip():
        yield given.strip()
    elif isinstance(given, list):
        for part in given:
            yield from _named(part)
    elif isinstance(given, dict):
        yield from _named(given.get("reference"))
