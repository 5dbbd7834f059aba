"""One question to a FHIR server: a GET with the caller's token, its answer streamed up to a limit, asked again where
that is worth it."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Final

import httpcore
import httpx
import stamina

from app.fetching.addresses import Place
from app.fetching.contents import content_of
from app.fetching.reasons import NotHad, Passing, Reason
from app.metrics.fetching import count_question

AT_ONCE: Final = 80
"""Questions that one server is asked at the same time by this process: a slow one must not hold every connection."""
ATTEMPTS: Final = 3
FIRST_WAIT: Final = 0.05

LACKING: Final = frozenset({400, 404, 405, 406, 410, 422, 501})
"""The server knows no such type or parameter."""
BEARER: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")


@dataclass(slots=True)
class Asking:
    """What the questions of one call have in common."""

    http: httpx.AsyncClient
    server: Place
    until: float
    """The deadline, by the loop's clock."""
    bytes_left: int
    token: str | None = field(default=None, repr=False)
    client: str = ""
    """Id of the entry for whose call we ask."""
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)
    """Of this server, shared by all calls."""
    answered: bool = False
    """The server gave an answer of any kind."""

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.until - asyncio.get_running_loop().time())

    def spend(self, size: int) -> None:
        """Take note of bytes that came; raises `NotHad` when it is too many for one call."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise NotHad(Reason.TOO_LARGE)


def is_bearer(token: str) -> bool:
    """A token of RFC 6750: nothing that could end the header and begin another."""
    return BEARER.fullmatch(token) is not None


async def ask(asking: Asking, address: str) -> bytes:
    """The body of one answer; raises `NotHad`. Only what may be over the next moment is asked again."""

    def worth_it(error: Exception) -> bool | float:
        if not isinstance(error, Passing):
            return False
        wait = error.wait if error.wait is not None else 0.0
        if wait >= asking.seconds_left:
            return False
        return wait or True

    async for attempt in stamina.retry_context(
        on=worth_it,
        attempts=ATTEMPTS,
        timeout=None,
        wait_initial=FIRST_WAIT,
        wait_max=0.5,
        wait_jitter=FIRST_WAIT,
    ):
        with attempt:
            async with asking.turns:
                return await _ask_once(asking, address)
    raise AssertionError("an attempt returns or raises")  # pragma: no cover


async def _ask_once(asking: Asking, address: str) -> bytes:
    headers = {} if asking.token is None else {"Authorization": f"Bearer {asking.token}"}
    started, status = time.perf_counter(), 0
    try:
        async with asking.http.stream("GET", address, headers=headers) as answer:
            status = answer.status_code
            asking.answered = asking.answered or answer.status_code < 500
            _refuse(answer)
            return await content_of(answer, most=asking.bytes_left, spend=asking.spend)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.CloseError):
        raise Passing(Reason.UNREACHABLE) from None
    except (httpx.TimeoutException, httpcore.TimeoutException):
        raise NotHad(Reason.DEADLINE) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, OSError):
        raise NotHad(Reason.UNREACHABLE) from None
    finally:
        inside = address.removeprefix(f"{asking.server.base}/")
        count_question(asking.client, inside, status, time.perf_counter() - started)


def _refuse(answer: httpx.Response) -> None:
    """Raise what the status says; an answer without content is an answer without FHIR."""
    status = answer.status_code
    if status == 200:
        return
    if status in (429, 503):
        raise Passing(Reason.BUSY, status=status, wait=_retry_after(answer))
    if status in (401, 403):
        raise NotHad(Reason.REFUSED, status=status)
    if status in LACKING:
        raise NotHad(Reason.NOT_OFFERED, status=status)
    if 300 <= status < 400:
        raise NotHad(Reason.REDIRECTED, status=status)
    raise NotHad(Reason.SERVER_ERROR if status >= 500 else Reason.NOT_FHIR, status=status)


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds; a date is longer than any deadline of ours."""
    value = answer.headers.get("Retry-After", "").strip()
    if not value:
        return None
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else float("inf")
