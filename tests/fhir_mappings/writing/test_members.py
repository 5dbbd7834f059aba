"""What was sent is decoded only where something of it is replaced."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from fhir_mappings.writing.members import members_of, number_in, only_object, plain, put, quantity_of, several


def raw(text: str) -> msgspec.Raw:
    return msgspec.Raw(text.encode())


def test_members_keep_their_order_and_their_bytes() -> None:
    found = members_of(raw('{"b": 1.50, "a": {"x" :null}}'))
    assert found is not None
    assert [(name, bytes(value)) for name, value in found.items()] == [("b", b"1.50"), ("a", b'{"x" :null}')]
    assert members_of(raw("[1]")) is None


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (raw('[{"a": 1}, {"b": 2}]'), 2),
        (raw('{"a": 1}'), 1),
        (raw("null"), 0),
        (None, 0),
        ([1, 2, 3], 3),
        ({"a": 1}, 1),
    ],
    ids=["an array", "an object for an array", "null", "absent", "a list", "put there"],
)
def test_what_stands_alone_counts_as_one(value: Any, count: int) -> None:
    assert len(several(value)) == count


def test_only_one_object_is_an_object() -> None:
    assert only_object(raw('[{"a": 1}]')) is not None
    assert only_object(raw('[{"a": 1}, {"b": 2}]')) is None
    assert only_object(raw('"text"')) is None
    assert only_object("text") is None
    own = {"a": 1}
    assert only_object(own) is own


def test_an_array_stays_an_array_and_an_object_an_object() -> None:
    target: dict[str, Any] = {}
    put(target, "list", {"a": 1}, like=raw("[{}]"))
    put(target, "object", {"a": 1}, like=raw("{}"))
    assert target == {"list": [{"a": 1}], "object": {"a": 1}}


def test_numbers_are_exact() -> None:
    assert plain(raw("1.50")) == Decimal("1.50")
    assert plain(raw("{")) is None
    assert plain(3) == 3
    assert number_in(Fraction(20)) == 20
    assert number_in(Fraction(75, 2)) == Decimal("37.5")
    assert number_in(Fraction(1, 3)) is None


def test_a_quantity_without_a_number_is_none() -> None:
    found = quantity_of(raw('{"value": 2.5, "unit": "mg", "code": 7}'))
    assert found is not None
    assert (found.value, found.unit, found.code) == (Decimal("2.5"), "mg", None)
    assert quantity_of(raw('{"unit": "mg"}')) is None
    assert quantity_of(raw('{"value": true}')) is None
    assert quantity_of(raw("[1]")) is None
