"""What an EHR sends all day: every service, records of many sizes, feedback, and calls that bring nothing along."""

import asyncio
import itertools
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from app.demo import hook_request
from app.demo.orders import CALLS
from bench.requests import irrelevant, request
from bench.soak.ehr import Ehr

INSTANCE = b"b6b9f3f4-9d3e-4b59-a2d1-3f0f6f0c2a11"
FEEDBACK = "feedback"
COMPLETION = "patient-view, fetched"


@dataclass(slots=True)
class Tally:
    """What clients saw in one phase."""

    statuses: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    answered: int = 0
    """Hook calls answered 200."""
    wrong: list[str] = field(default_factory=list)
    """5xx that are no 503 with Retry-After."""
    lasted: float = 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds."""
        times = sorted(self.seconds)
        return times[min(int(len(times) * share), len(times) - 1)] * 1000 if times else 0.0


class Traffic:
    """Closed loop: each connection sends its next call when the last one is answered."""

    def __init__(self, ehr: Ehr, base: str, today: date, *, connections: int, rate: float | None) -> None:
        self.ehr, self.base = ehr, base
        self.port = int(base.rsplit(":", 1)[1])
        self.tally = Tally()
        self._connections = connections
        self._pause = connections / rate if rate else 0.0
        self._kinds = kinds(ehr, today)
        self._tasks: list[asyncio.Task[None]] = []
        self._rsa = itertools.cycle((False, True))

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._send_on(random.Random(n))) for n in range(self._connections)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def phase(self, seconds: float) -> Tally:
        """What is seen in the next seconds."""
        tally = self.tally = Tally()
        started = time.monotonic()
        await asyncio.sleep(seconds)
        tally.lasted = time.monotonic() - started
        return tally

    async def _send_on(self, chance: random.Random) -> None:
        line = Line(self.port)
        names, weights = [kind[0] for kind in self._kinds], [kind[1] for kind in self._kinds]
        by_name = {kind[0]: kind for kind in self._kinds}
        while True:
            name = chance.choices(names, weights)[0]
            _, _, path, body = by_name[name]
            card = str(uuid.uuid4())
            if name == FEEDBACK:
                body = orjson.dumps(
                    {"feedback": [{"card": card, "outcome": chance.choice(("accepted", "overridden"))}]}
                )
            else:
                body = body.replace(INSTANCE, card.encode())
            tally, started = self.tally, time.perf_counter()
            status, retry = await line.post(path, body, self.ehr.token(self.base + path, rsa=next(self._rsa)))
            tally.seconds.append(time.perf_counter() - started)
            note(tally, name, status, retry, card)
            if self._pause or status == 0:
                await asyncio.sleep(max(self._pause - (time.perf_counter() - started), 0.05 if status == 0 else 0))


def note(tally: Tally, name: str, status: int, retry: bool, card: str) -> None:
    """One answer; status 0 is a connection that broke."""
    tally.statuses[str(status) if status else "broken"] += 1
    tally.by_kind[name] += 1
    if status == 200 and name == FEEDBACK:
        tally.acknowledged.add(card)
    elif status == 200:
        tally.answered += 1
    if status >= 500 and not (status == 503 and retry):
        tally.wrong.append(f"{name}: {status}")


def kinds(ehr: Ehr, today: date) -> list[tuple[str, int, str, bytes]]:
    """Name, weight, address and body of each kind of call."""
    hook = "/cds-services/trd-patient-view"
    made: list[tuple[str, int, str, bytes]] = [
        ("patient-view, 25 resources", 20, hook, request(25, today)),
        ("patient-view, 100 resources", 20, hook, request(100, today)),
        ("patient-view, 500 resources", 5, hook, request(500, today)),
        ("patient-view, 2000 resources", 1, hook, request(2000, today)),
        ("patient-view, no depression", 20, hook, irrelevant(50, today)),
        (FEEDBACK, 15, f"{hook}/feedback", b""),
    ]
    lacking: dict[str, Any] = orjson.loads(request(25, today))
    lacking |= {"prefetch": {"patient": lacking["prefetch"]["patient"]}, "fhirServer": ehr.base}
    lacking["fhirAuthorization"] = {
        "access_token": "soak",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "",
        "subject": "s",
    }
    made.append((COMPLETION, 8, hook, orjson.dumps(lacking)))
    for name, call in sorted(CALLS.items()):
        body = hook_request(name, today)
        body["hookInstance"] = INSTANCE.decode()
        if call.service != "trd-medication-prescribe":
            made.append((f"{call.service}: {name}", 4, f"/cds-services/{call.service}", orjson.dumps(body)))
    return made


class Line:
    """One kept connection; as little work as possible, since it shares the machine with what it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, token: str) -> tuple[int, bool]:
        """Status, and whether it came with Retry-After; 0 when the connection broke."""
        try:
            async with asyncio.timeout(60):
                return await self._post(path, body, token)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            self.close()
            return 0, False

    async def _post(self, path: str, body: bytes, token: str) -> tuple[int, bool]:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answer[9:12])
        length = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        if b"connection: close" in answer:
            self.close()
        return status, b"retry-after:" in answer

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
