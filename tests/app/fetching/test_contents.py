"""An answer is read piece by piece: packed or not, cut or endless, it never takes more than it may."""

import gzip
import os
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetching.contents import MOST_ANSWER_BYTES, content_of
from app.fetching.reasons import NotHad, Reason

TEXT = orjson.dumps({"resourceType": "Bundle", "entry": [{"resource": {"id": str(number)}} for number in range(200)]})


class Pieces(httpx.AsyncByteStream):
    """A body in pieces of this size; it counts how far it was read."""

    def __init__(self, body: bytes, size: int = 64 * 1024) -> None:
        self.body, self.size, self.read = body, size, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), self.size):
            piece = self.body[start : start + self.size]
            self.read += len(piece)
            yield piece


async def content(stream: Pieces, *, most: int = MOST_ANSWER_BYTES, **headers: str) -> bytes:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return await content_of(httpx.Response(200, headers=told, stream=stream), most=most, spend=lambda _: None)


async def refused(*given: Any, **more: Any) -> Reason:
    with pytest.raises(NotHad) as error:
        await content(*given, **more)
    return error.value.reason


@given(st.binary(max_size=5000), st.integers(1, 700))
async def test_a_body_arrives_as_it_was_packed_or_not(body: bytes, size: int) -> None:
    assert await content(Pieces(body, size)) == body
    assert await content(Pieces(gzip.compress(body), size), content_encoding="gzip") == body


@pytest.mark.parametrize("name", ["gzip", "x-gzip", "GZIP"])
async def test_the_way_of_packing_has_two_names(name: str) -> None:
    assert await content(Pieces(gzip.compress(TEXT)), content_encoding=name) == TEXT


@pytest.mark.parametrize("name", ["br", "deflate", "zstd", "gzip, gzip"])
async def test_another_way_of_packing_was_not_asked_for(name: str) -> None:
    stream = Pieces(zlib.compress(TEXT))
    assert await refused(stream, content_encoding=name) is Reason.NOT_FHIR
    assert stream.read == 0


async def test_what_is_said_to_be_packed_and_is_not() -> None:
    assert await refused(Pieces(TEXT), content_encoding="gzip") is Reason.NOT_FHIR


async def test_a_packed_body_that_ends_early() -> None:
    assert await refused(Pieces(gzip.compress(TEXT)[:-9]), content_encoding="gzip") is Reason.NOT_FHIR


async def test_one_byte_too_many_is_too_large() -> None:
    assert await content(Pieces(b"x" * 100), most=100) == b"x" * 100
    assert await refused(Pieces(b"x" * 101), most=100) is Reason.TOO_LARGE
    assert await content(Pieces(gzip.compress(b"x" * 100)), most=100, content_encoding="gzip") == b"x" * 100
    assert await refused(Pieces(gzip.compress(b"x" * 101)), most=100, content_encoding="gzip") is Reason.TOO_LARGE


async def test_no_limit_of_a_call_raises_that_of_a_page() -> None:
    stream = Pieces(b"x" * (MOST_ANSWER_BYTES + 1))
    assert await refused(stream, most=10 * MOST_ANSWER_BYTES) is Reason.TOO_LARGE


async def test_forty_megabytes_are_left_after_the_limit() -> None:
    stream = Pieces(b" " * (40 * 1_048_576))
    assert await refused(stream) is Reason.TOO_LARGE
    assert stream.read <= MOST_ANSWER_BYTES + stream.size


async def test_a_declared_size_is_enough_to_refuse() -> None:
    stream = Pieces(b"x")
    assert await refused(stream, content_length=str(40 * 1_048_576)) is Reason.TOO_LARGE
    assert stream.read == 0


async def test_a_bomb_of_a_few_bytes_takes_no_more_than_the_limit() -> None:
    bomb = gzip.compress(b" " * (64 * 1_048_576))
    tracemalloc.start()
    assert await refused(Pieces(bomb), content_encoding="gzip", most=1_048_576) is Reason.TOO_LARGE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1_048_576


async def test_every_piece_is_counted_against_the_call() -> None:
    spent: list[int] = []
    body = os.urandom(1000)
    answer = httpx.Response(200, stream=Pieces(body, 300))
    assert await content_of(answer, most=5000, spend=spent.append) == body
    assert spent == [300, 300, 300, 100]
