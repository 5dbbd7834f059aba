"""What is no JSON is mended, or given up, in a time that grows with its length and no faster."""

from time import process_time

import pytest

from fhir_mappings.reading.mending import MAX_DEPTH, mended


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b'{"a":"' + b'\\"' * 100_000, id="a text with quotes in it that never ends"),
        pytest.param(b'{"a":' + b'"' * 100_001, id="quotes alone"),
        pytest.param(b'{"a":"' + b"\\" * 200_001, id="backslashes that never end"),
        pytest.param(b'{"a":"' + b"x" * 1_000_000, id="letters that never end"),
        pytest.param(b"[" * 200_000, id="brackets that never close"),
    ],
)
def test_what_never_ends_is_given_up_soon(text: bytes) -> None:
    begun = process_time()
    assert mended(text) is None
    assert process_time() - begun < 5


def test_what_is_no_number_and_what_lies_too_deep_is_emptied_and_texts_stay() -> None:
    deep = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    told = mended(b'{"a": NaN, "b": "NaN [ \\" \\\\", "c": ' + deep + b"}")
    assert (
        told
        == b'{"a": null, "b": "NaN [ \\" \\\\", "c": '
        + b"[" * (MAX_DEPTH - 1)
        + b"null"
        + b"]" * (MAX_DEPTH - 1)
        + b"}"
    )
