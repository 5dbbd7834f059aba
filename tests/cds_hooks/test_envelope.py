"""A body is read in one way only, or refused in one plain sentence; never a crash."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_hooks.envelope import MalformedRequest, RequestError, read_body, read_members, read_text, read_value

REFUSED = [
    pytest.param(b"", "empty", id="an empty body"),
    pytest.param(b" \r\n\t", "empty", id="white space alone"),
    pytest.param(b"\xef\xbb\xbf", "empty", id="a byte order mark alone"),
    pytest.param(b"{", "not well-formed", id="a broken object"),
    pytest.param(b'{"a": 1,}', "not well-formed", id="a trailing comma"),
    pytest.param(b'{"a": NaN}', "not well-formed", id="a number that is none"),
    pytest.param(b'{"a": -Infinity}', "not well-formed", id="an infinite number"),
    pytest.param(b'{"a": 01}', "not well-formed", id="a number with a leading zero"),
    pytest.param(b'{"a": {"b": nul}}', "not well-formed", id="a wrong word deep inside"),
    pytest.param(b"{} {}", "not well-formed", id="two objects"),
    pytest.param(b"[]", "not a JSON object", id="an array"),
    pytest.param(b"null", "not a JSON object", id="null"),
    pytest.param(b'"patient-view"', "not a JSON object", id="a string"),
    pytest.param('{"a": "\u00e9"}'.encode("latin-1"), "not UTF-8", id="Latin-1"),
    pytest.param('{"a": 1}'.encode("utf-16"), "not UTF-8", id="UTF-16"),
    pytest.param(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply", id="a hundred thousand arrays"),
    pytest.param(b"[" * 100_000, "not ", id="a hundred thousand open arrays"),
    pytest.param(b'{"patientId":"1","patientId":"2"}', "twice", id="two patients in compact form"),
    pytest.param(b'{"patientId": "1", "patientId": "2"}', "twice", id="two patients, spaced"),
    pytest.param(b'{"a": 12, "a": 1}', "twice", id="one value begins like the other"),
    pytest.param(b'{"a": 1, "b": 2, "a": 1}', "twice", id="the same again at the end"),
    pytest.param(b'{"patientId": "1", "patient\\u0049d": "2"}', "twice", id="two patients, one name escaped"),
    pytest.param(b'{"a": "' + b"x" * 99 + b'", "a": "' + b"y" * 99 + b'"}', "twice", id="two long members"),
    pytest.param(b'{"a": "' + b"x" * 99 + b'", "a": "' + b"x" * 99 + b'"}', "twice", id="the same twice"),
]


@pytest.mark.parametrize(("body", "words"), REFUSED)
def test_what_cannot_be_read_in_one_way_only_is_refused_in_a_sentence(body: bytes, words: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        read_body(body)
    assert words in refused.value.sentence
    assert refused.value.issue == "structure"
    assert refused.value.sentence.endswith(".")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_text(read_body(b'\xef\xbb\xbf{"hook":"patient-view"}'), "hook") == "patient-view"


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"], ids=["compact", "lines", "two spaces", "tabs"])
def test_an_object_with_each_name_once_is_read_however_it_is_laid_out(indent: int | str | None) -> None:
    told = {"hook": "patient-view", "context": {"patientId": "x" * 80}, "prefetch": {"a": ["y" * 80] * 3, "b": None}}
    members = read_body(json.dumps(told, indent=indent).encode())
    assert {name: read_value(raw, name) for name, raw in members.items()} == told


def test_members_stay_bytes() -> None:
    members = read_members(b'{"prefetch": {"a":  [1, 2]}}', "body")
    assert bytes(members["prefetch"]) == b'{"a":  [1, 2]}'


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'{"id": " 12 "}', "12"),
        (b'{"id": 12}', "12"),
        (b'{"id": ""}', None),
        (b'{"id": null}', None),
        (b'{"id": true}', None),
        (b'{"id": 1.5}', None),
        (b'{"id": ["12"]}', None),
        (b"{}", None),
    ],
    ids=["spaces", "a number", "empty", "null", "a boolean", "a fraction", "a list", "absent"],
)
def test_a_text_is_trimmed_and_anything_else_is_not_given(raw: bytes, text: str | None) -> None:
    assert read_text(read_members(raw, "context"), "id") == text


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (rb"tired \ud83d", "tired \ufffd"),
        (rb"\ude00 tired", "\ufffd tired"),
        (rb"\ud83d\ude00 \uD83D", "\U0001f600 \ufffd"),
        (rb"\\ud83d \ud83d", "\\ud83d \ufffd"),
        (rb"\\\ud83d", "\\\ufffd"),
        (rb"\ud83d\u0041", "\ufffdA"),
    ],
)
def test_a_text_cut_in_the_middle_of_a_character_costs_that_character_alone(cut: bytes, whole: str) -> None:
    assert read_text(read_body(b'{"note": "' + cut + b'"}'), "note") == whole


def test_a_member_that_cannot_be_read_is_refused_where_it_is_read() -> None:
    with pytest.raises(RequestError, match="extension"):
        read_value(msgspec.Raw(b'"\\ud800"'), "extension")


def test_a_member_that_is_nested_too_deeply_is_refused_where_it_is_read() -> None:
    with pytest.raises(MalformedRequest, match="too deeply"):
        read_value(msgspec.Raw(b"[" * 100_000 + b"]" * 100_000), "extension")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_body_whatever_raises_anything_but_a_request_error(body: bytes) -> None:
    with suppress(RequestError):
        assert isinstance(read_body(body), dict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), JSON, max_size=5), st.sampled_from([None, 1]))
def test_every_object_is_read_as_the_standard_library_reads_it(told: dict[str, object], indent: int | None) -> None:
    body = json.dumps(told, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    members = read_body(body)
    assert list(members) == list(told)
