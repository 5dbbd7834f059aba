"""A refused resource, read element by element: what has a wrong type is emptied and noted, the rest is kept.

An object stands for an array of one and the reverse, as the versions of FHIR differ; text for a number and the reverse.
A list in the place of a number, a code or a date is no value: read as if it were not there, and said (R-E1).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from fhir_mappings.reading.elements import (
    CodeableConcept,
    CodeableReference,
    Coding,
    Quantity,
    Reference,
    conceivable,
)
from fhir_mappings.reading.resource import Resource

R = TypeVar("R", bound=Resource)

_BARE: Mapping[type, str] = {
    CodeableConcept: "text",
    CodeableReference: "text",
    Coding: "code",
    Reference: "reference",
    Quantity: "value",
}
"""Where a plain value stands in place of the object: the member that it is read as."""

_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
_Note = Callable[[str], None]


class _Wrong(Exception):
    """A value that its element can't hold."""


def convert_resource(value: Mapping[str, Any], kind: type[R]) -> R:
    """Fill `kind` from a decoded object whose numbers are exact (`Decimal` or `int`)."""
    notes: list[str] = []
    found: R = _struct(value, _plan(kind), "", notes.append)
    return msgspec.structs.replace(found, notes=tuple(sorted(set(notes))))


_PLANS: dict[type, inspect.StructType] = {}


def _plan(kind: type) -> inspect.StructType:
    if kind not in _PLANS:
        plan = inspect.type_info(kind)
        assert isinstance(plan, inspect.StructType)
        _PLANS[kind] = plan
    return _PLANS[kind]


def _struct(value: object, plan: inspect.StructType, path: str, note: _Note) -> Any:
    kind = plan.cls
    if isinstance(value, list):
        if len(value) != 1:
            raise _Wrong
        value = value[0]
    if not isinstance(value, dict):
        if kind not in _BARE or value is None:
            raise _Wrong
        value = {_BARE[kind]: value}
    filled: dict[str, Any] = {}
    for field in plan.fields:
        raw = value.get(field.encode_name)
        if raw is None:
            continue
        where = f"{path}.{field.encode_name}" if path else field.encode_name
        try:
            filled[field.name] = _read(raw, field.type, where, note)
        except _Wrong:
            note(where)
    return kind(**filled)


def _read(value: Any, plan: inspect.Type, path: str, note: _Note) -> Any:
    if isinstance(plan, inspect.UnionType):
        return _read_union(value, plan, path, note)
    if isinstance(plan, inspect.StructType):
        return _struct(value, _plan(plan.cls), path, note)
    if isinstance(plan, inspect.VarTupleType):
        return _read_array(value, plan.item_type, path, note)
    if isinstance(plan, inspect.RawType):
        return msgspec.Raw(_ENCODE(value))
    if isinstance(plan, inspect.StrType) and path.rpartition(".")[2] in _MAY_BE_FIGURES:
        return _figures(value)
    return _SCALARS[type(plan)](value)


def _read_union(value: Any, union: inspect.UnionType, path: str, note: _Note) -> Any:
    """The member whose shape the value has, else the first that can hold it."""
    members = [member for member in union.types if not isinstance(member, inspect.NoneType)]
    members.sort(key=lambda member: not _has_shape(value, member))
    for member in members:
        try:
            return _read(value, member, path, note)
        except _Wrong:
            continue
    raise _Wrong


def _has_shape(value: Any, plan: inspect.Type) -> bool:
    if isinstance(plan, inspect.StructType):
        return isinstance(value, dict)
    if isinstance(plan, inspect.VarTupleType):
        return isinstance(value, list)
    return isinstance(plan, inspect.StrType) and isinstance(value, str)


def _read_array(value: Any, item: inspect.Type, path: str, note: _Note) -> tuple[Any, ...]:
    """Each item by itself; `null` places (of extended primitives) are left out."""
    found = []
    for entry in value if isinstance(value, list) else [value]:
        if entry is None:
            continue
        try:
            found.append(_read(entry, item, path, note))
        except _Wrong:
            note(path)
    return tuple(found)


_MAY_BE_FIGURES = frozenset(
    {"id", "versionId", "code", "value", "valueCode", "valueString", "linkId", "text", "display", "reference"}
)
"""Names and codes, sent as numbers; a date or a status that is a number is none."""


def _figures(value: Any) -> str:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Wrong


def _exact(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _Wrong
    try:
        found = Decimal(value)
    except (InvalidOperation, ValueError):
        raise _Wrong from None
    if not conceivable(found):
        raise _Wrong
    return found


def _whole(value: Any) -> int:
    found = _exact(value)
    if abs(found) >= 10**15 or found != found.to_integral_value():
        raise _Wrong
    return int(found)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise _Wrong


_SCALARS: Mapping[type[inspect.Type], Callable[[Any], Any]] = {
    inspect.StrType: _text,
    inspect.DecimalType: _exact,
    inspect.IntType: _whole,
    inspect.BoolType: _flag,
}
