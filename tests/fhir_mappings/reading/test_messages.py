"""Bodies of every form: Bundle, NDJSON, list, single resource, and bytes that are nearly one of these."""

from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.reading.clinical_resources import Condition
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import read_any, read_ndjson, read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.terms import GapCode


def raw(value: Any) -> bytes:
    return orjson.dumps(value)


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def condition(id_: str = "c", patient: str = "Patient/p", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": patient}} | more


def codes(resources: Resources) -> list[GapCode]:
    return [gap.code for gap in resources.gaps]


TWO = b'{"resourceType":"Condition","id":"1"}\n{"resourceType":"Condition","id":"2"}\n'


DEEP = b"[" * 5000 + b"]" * 5000


def test_one_bad_resource_never_costs_the_others() -> None:
    found = read_any(raw(bundle(condition("1"), {"id": "x"}, 5, None, {"resourceType": 7}, condition("2"))))
    assert [item.evidence for item in found.items] == ["Condition/1", "Condition/2"]
    assert codes(found).count(GapCode.UNREADABLE_RESOURCE) == 3


def test_what_no_rule_reads_is_counted() -> None:
    claim = {"resourceType": "Claim", "id": "1"}
    assert read_any(raw(bundle(condition(), claim, claim))).unread == {"Claim": 2}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TWO, id="NDJSON"),
        pytest.param(TWO.replace(b"\n", b"\r\n\r\n"), id="NDJSON of another system"),
        pytest.param(b"[" + TWO.strip().replace(b"\n", b",") + b"]", id="a list"),
        pytest.param(
            b"\xef\xbb\xbf"
            + raw(bundle({"resourceType": "Condition", "id": "1"}, {"resourceType": "Condition", "id": "2"})),
            id="a byte order mark",
        ),
        pytest.param(
            raw(bundle({"resourceType": "Condition", "id": "1"}, {"resourceType": "Condition", "id": "2"}))
            .decode()
            .encode("utf-16"),
            id="UTF-16",
        ),
        pytest.param(
            b'{"resourceType":"Condition","id":"1","code":{"text":"a\xff"}}\n{"resourceType":"Condition","id":"2"}',
            id="broken UTF-8",
        ),
        pytest.param(
            b'{"resourceType":"Condition","id":"1","x":' + DEEP + b'}\n{"resourceType":"Condition","id":"2"}',
            id="absurd depth",
        ),
        pytest.param(b'{"resourceType":"Condition","id":"1","x":NaN}\n{"resourceType":"Condition","id":"2"}', id="NaN"),
        pytest.param(
            raw(
                bundle(
                    {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "id": "1"}}]},
                    {"resourceType": "Condition", "id": "2"},
                )
            ),
            id="a Bundle inside a Bundle",
        ),
        pytest.param(
            raw(
                {
                    "resourceType": "Bundle",
                    "entry": [
                        {"resource": {"resourceType": "Condition", "id": "1"}, "fullUrl": 5},
                        {"resource": {"resourceType": "Condition", "id": "2"}},
                    ],
                }
            ),
            id="an envelope with a wrong type",
        ),
    ],
)
def test_a_body_of_any_form_is_read(data: bytes) -> None:
    assert [item.evidence for item in read_any(data).items] == ["Condition/1", "Condition/2"]


def test_absurd_depth_inside_a_bundle_costs_only_itself() -> None:
    data = b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"1","x":' + DEEP + b"}}]}"
    assert len(read_any(data).items) == 1
    assert len(read_prefetch({"conditions": data}, patient_id=None).items) == 1


@pytest.mark.parametrize("data", [b"", b"  ", b"hello", b"[1, 2]", b'"text"', b'{"a": 1}', b'{"resourceType":', b"7"])
def test_a_body_without_a_resource_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(UnreadableMessage, match=r"^The body"):
        read_any(data)


def test_a_broken_line_of_ndjson_is_told_and_costs_nothing_else() -> None:
    found = read_ndjson(TWO + b'{"resourceType":\n')
    assert len(found.items) == 2
    assert GapCode.UNREADABLE_RESOURCE in codes(found)
    with pytest.raises(UnreadableMessage):
        read_ndjson(b"\n\n")


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"1\n", id="a number"),
        pytest.param(b"null\n", id="null"),
        pytest.param(b"[]\n", id="an empty list"),
        pytest.param(b"hello\n", id="a text"),
        pytest.param(b'1\nnull\n[]\n"x"\n{"resourceType":\n', id="all of them"),
    ],
)
def test_broken_first_lines_of_ndjson_are_a_gap_and_cost_nothing_else(before: bytes) -> None:
    found = read_any(before + TWO)
    assert len(found.items) == 2
    lines = before.count(b"\n")
    said = f"{lines} part{'s' if lines > 1 else ''} of the data can't be read"
    assert [gap.what for gap in found.gaps if gap.code is GapCode.UNREADABLE_RESOURCE] == [said]


def _of_text(written: str) -> bytes:
    return b'{"resourceType":"Condition","id":"1","code":{"text":"' + written.encode() + b'"}}'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(r"low mood \ud83d", "low mood \ufffd", id="the first half"),
        pytest.param(r"low mood \ude00", "low mood \ufffd", id="the second half"),
        pytest.param(r"\ude00\ud83d", "\ufffd\ufffd", id="two halves, exchanged"),
        pytest.param(r"\ud83d\u0041", "\ufffdA", id="half, and a letter"),
        pytest.param(r"\ud83d \ud83d\ude00", "\ufffd \U0001f600", id="a whole character beside it is kept"),
        pytest.param(r"\\ud83d \ud83d", "\\ud83d \ufffd", id="a backslash that is meant is kept"),
        pytest.param(r"a\nb \ud83d", "a\nb \ufffd", id="a line break is kept"),
        pytest.param(r"C:\x", r"C:\x", id="a stray backslash"),
        pytest.param(r"\u12", r"\u12", id="an escape that is cut off"),
    ],
)
@pytest.mark.parametrize("form", ["a resource", "a Bundle", "NDJSON", "a prefetch"])
def test_half_a_character_costs_nothing_but_itself(written: str, read: str, form: str) -> None:
    one, other = _of_text(written), b'{"resourceType":"Condition","id":"2"}'
    in_bundle = b'{"resourceType":"Bundle","entry":[{"resource":' + one + b'},{"resource":' + other + b"}]}"
    found = {
        "a resource": lambda: read_any(one),
        "a Bundle": lambda: read_any(in_bundle),
        "NDJSON": lambda: read_any(one + b"\n" + other),
        "a prefetch": lambda: read_prefetch({"conditions": in_bundle}, patient_id=None),
    }[form]()
    assert len(found.items) == (1 if form == "a resource" else 2)
    condition = next(item for item in found.of(Condition) if item.id == "1")
    assert condition.code is not None
    assert condition.code.text == read


def test_one_document_that_ends_too_early_is_not_read_line_by_line() -> None:
    with pytest.raises(UnreadableMessage, match="well-formed"):
        read_any(b'{\n"resourceType": "Bundle", "entry": [{"resource":\n{"resourceType":"Condition","id":"1"}\n')


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_but_in_its_own_words(data: bytes) -> None:
    with suppress(UnreadableMessage):
        read_any(data)
