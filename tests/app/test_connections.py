"""A connection whose headers take too long is given up; one that is kept has its time for each request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from app import connections
from app.connections import Connection


async def well(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"well"})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server that gives headers a fifth of a second."""
    config = uvicorn.Config(well, http=Connection, ws="none", lifespan="off", log_config=None, server_header=False)
    state = uvicorn.Server(config).server_state
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "], ids=["silence", "half a header"])
async def test_headers_that_never_end_are_given_up(begun: bytes) -> None:
    async with connected() as (reader, writer):
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 3) == b""


async def test_a_drop_now_and_then_wins_no_time() -> None:
    async with connected() as (reader, writer):
        began = asyncio.get_running_loop().time()
        writer.write(b"GET / HTTP/1.1\r\n")
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"X-A: b\r\n")
            try:
                await asyncio.wait_for(reader.read(1), 0.05)
            except (TimeoutError, ConnectionError):
                continue
        assert asyncio.get_running_loop().time() - began < 2


async def test_a_connection_that_is_kept_has_its_time_for_each_request() -> None:
    async with connected() as (reader, writer):
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"well")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.3)
        writer.write(b"GET / HTTP/1.1\r\n")
        assert await asyncio.wait_for(reader.read(), 3) == b""


async def test_what_can_not_be_parsed_is_told_as_an_operation_outcome() -> None:
    async with connected() as (reader, writer):
        writer.write(b"nonsense\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 3)
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"OperationOutcome" in answer
        assert b"x-request-id: " in answer.lower()
