"""The content of an answer: streamed, unpacked where it was packed, and never larger than it may be."""

import zlib
from collections.abc import Callable
from typing import Final

import httpx

from app.fetching.reasons import NotHad, Reason

MOST_ANSWER_BYTES: Final = 16 * 1_048_576
"""Of one page, unpacked; the sizes of all pages of a call are limited too."""


async def content_of(answer: httpx.Response, *, most: int, spend: Callable[[int], None]) -> bytes:
    """Read an answer to its end; raises `NotHad` as soon as it is too large, or where it is packed in another way.

    A packed answer is a tenth of the bytes on a slow line; it is unpacked by the piece, since a few packed bytes may
    stand for gigabytes.
    """
    unpack = _unpacking(answer.headers.get("content-encoding", "identity").strip().lower())
    most = min(most, MOST_ANSWER_BYTES)
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise NotHad(Reason.TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    async for packed in answer.stream:  # as it came: httpx would unpack without a limit
        piece = packed if unpack is None else _unpacked(unpack, packed, most - size + 1)
        size += len(piece)
        if size > most:
            raise NotHad(Reason.TOO_LARGE)
        spend(len(piece))
        pieces.append(piece)
    if unpack is not None and not unpack.eof:
        raise NotHad(Reason.NOT_FHIR)
    return b"".join(pieces)


def _unpacking(encoding: str) -> "zlib._Decompress | None":
    if encoding == "identity":
        return None
    if encoding not in ("gzip", "x-gzip"):
        raise NotHad(Reason.NOT_FHIR)
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


def _unpacked(unpack: "zlib._Decompress", packed: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(packed, most)
    except zlib.error:
        raise NotHad(Reason.NOT_FHIR) from None
