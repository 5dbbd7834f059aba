"""A FHIR server on a real socket that serves the sample patients, well or as badly as a test asks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import orjson

from app.demo.records import UnknownType, records
from tests.app.conftest import DAY

Fault = Callable[[str, asyncio.StreamWriter], Awaitable[bool]]
"""Writes its own answer to this path and says True, or False: answer well."""


@dataclass
class Ehr:
    port: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    def answer(self, target: str) -> tuple[int, dict[str, object]]:
        """As a server should."""
        parts = urlsplit(target)
        path = parts.path.removeprefix("/fhir/").split("/")
        if path == ["metadata"]:
            return 200, {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}
        if len(path) == 2:
            found = records(DAY).read(*path)
            return (200, found) if found else (404, {"resourceType": "OperationOutcome", "issue": []})
        try:
            return 200, records(DAY).search(path[0], parse_qsl(parts.query), base=self.base)
        except UnknownType:
            return 404, {"resourceType": "OperationOutcome", "issue": []}


def response(status: int, body: bytes, kind: str = "application/fhir+json", extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{extra}"
    return f"{head}\r\n".encode() + body


@asynccontextmanager
async def serving_records(fault: Fault | None = None) -> AsyncIterator[Ehr]:
    """The server, for as long as the test needs it."""
    ehr = Ehr()
    open_connections: set[asyncio.StreamWriter] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_connections.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            target = head.split(" ")[1]
            ehr.asked.append(target)
            ehr.headers.append(head)
            if fault is None or not await fault(target, writer):
                status, body = ehr.answer(target)
                writer.write(response(status, orjson.dumps(body)))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            open_connections.discard(writer)
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    ehr.port = server.sockets[0].getsockname()[1]
    try:
        yield ehr
    finally:
        server.close()
        for writer in open_connections:
            writer.close()
