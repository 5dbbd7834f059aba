"""What does not change is sent once, and asked about again for the price of a line."""

import gzip

import pytest
from starlette.requests import Request

from app.pages.representation import Representation, accepted, prefers_json

PAGE = Representation.of(b"a" * 5000, "text/html", {"X-Content-Type-Options": "nosniff"})


def asked(**headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": sent})


def test_the_body_comes_with_its_mark() -> None:
    answer = PAGE.answer(asked())
    assert (answer.status_code, answer.body) == (200, b"a" * 5000)
    assert answer.headers["etag"] == f'"{PAGE.etag}"'
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_understands_gzip_gets_it() -> None:
    answer = PAGE.answer(asked(accept_encoding="br, gzip;q=0.5"))
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(bytes(answer.body)) == b"a" * 5000
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_who_refuses_gzip_does_not() -> None:
    assert "content-encoding" not in PAGE.answer(asked(accept_encoding="gzip;q=0, *")).headers


@pytest.mark.parametrize(
    "sent",
    ['"{etag}"', 'W/"{etag}"', '"x", "{etag}"', '"{etag}-gzip"', "*"],
    ids=["own", "weak", "list", "gzip", "any"],
)
def test_who_holds_it_gets_304_without_a_body(sent: str) -> None:
    answer = PAGE.answer(asked(if_none_match=sent.format(etag=PAGE.etag)))
    assert (answer.status_code, answer.body) == (304, b"")
    assert "etag" in answer.headers


def test_an_older_mark_gets_the_whole() -> None:
    assert PAGE.answer(asked(if_none_match='"old"')).status_code == 200


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json", True),
        ("application/json;q=0.5, text/html;q=0.9", False),
        ("application/json;q=0.9, text/html;q=0.5", True),
        ("application/json;q=0", False),
        ("Application/JSON; charset=utf-8", True),
    ],
)
def test_json_only_for_who_asks_for_it(accept: str, json: bool) -> None:
    assert prefers_json(asked(accept=accept)) is json


def test_a_weight_that_can_not_be_read_counts_whole() -> None:
    assert accepted("a;q=much, b;q=7, c;q=-1") == {"a": 1.0, "b": 1.0, "c": 0.0}
