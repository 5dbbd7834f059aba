"""A resource as its members, each still the bytes that were sent: only what is replaced is ever decoded."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from fhir_mappings.quantities import exact
from fhir_mappings.reading.elements import Quantity
from fhir_mappings.reading.messages import decode_any

Sent = bytes | msgspec.Raw
Members = dict[str, Any]
"""Member -> the bytes that were sent, or what was put in their place."""


def members_of(sent: Sent) -> Members | None:
    """The members of one object, in their order; `None`: it is none, or names a member twice."""
    try:
        found: Members = msgspec.json.decode(sent, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return found


def several(value: object) -> list[Any]:
    """The items of an array; what stands there alone counts as one (real systems send an object for an array)."""
    if value is None:
        return []
    if not isinstance(value, msgspec.Raw | bytes):
        return value if isinstance(value, list) else [value]
    if bytes(value) == b"null":
        return []
    if not is_array(value):
        return [value]
    return list(msgspec.json.decode(value, type=list[msgspec.Raw]))


def is_array(value: object) -> bool:
    """True for an array, sent or put there."""
    return (
        isinstance(value, list) if not isinstance(value, msgspec.Raw | bytes) else bytes(memoryview(value)[:1]) == b"["
    )


def only_object(value: object) -> Members | None:
    """The members of an element that is one object; `None` for anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, msgspec.Raw | bytes):
        items = several(value)
        return members_of(items[0]) if len(items) == 1 else None
    return None


def put(target: Members, name: str, item: object, *, like: object) -> None:
    """Put one object in the place of another, as an array of one where it was an array."""
    target[name] = [item] if is_array(like) else item


def plain(value: object) -> Any:
    """The value itself, numbers exact; `None` where it can't be read."""
    if not isinstance(value, msgspec.Raw | bytes):
        return value
    try:
        return decode_any(value)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None


def quantity_of(value: object) -> Quantity | None:
    """A quantity as it was sent; `None` where it holds no number."""
    told = plain(value)
    if not isinstance(told, dict) or isinstance(told.get("value"), bool):
        return None
    number = told.get("value")
    if not isinstance(number, int | Decimal):
        return None
    texts = {name: told[name] for name in ("unit", "code", "comparator") if isinstance(told.get(name), str)}
    return Quantity(value=Decimal(number), **texts)


def number_in(value: Fraction) -> int | Decimal | None:
    """A fraction as a JSON number; `None` where it has no end."""
    if value.denominator == 1:
        return int(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return exact(value).normalize() if rest == 1 else None
