"""A body that is slow, packed or too large ties nothing up."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app import bodies

CALL = "/cds-services/trd-patient-view"


async def drip() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.02)


async def flood() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65_536


async def test_a_body_that_drips_is_given_up(
    serving: Callable[..., httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)
    answer = await serving().post(CALL, content=drip())
    assert answer.status_code == 400
    assert "did not arrive" in answer.json()["issue"][0]["diagnostics"]


async def test_a_body_without_end_is_cut_at_the_limit(serving: Callable[..., httpx.AsyncClient]) -> None:
    answer = await serving(max_body_mb=1).post(CALL, content=flood())
    assert answer.status_code == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, identity"])
async def test_a_packed_body_is_not_unpacked_whatever_it_would_grow_to(
    serving: Callable[..., httpx.AsyncClient], encoding: str
) -> None:
    bomb = gzip.compress(b" " * (64 << 20), 9)
    answer = await serving(max_body_mb=1).post(CALL, content=bomb, headers={"Content-Encoding": encoding})
    assert answer.status_code == 415
