"""One question to an EHR's authorization server: small, quick, over the guarded connections, no redirect followed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx
import orjson

from app.fetching.contents import content_of
from app.fetching.network import listed_hosts
from app.fetching.reasons import NotHad

SECONDS: Final = 5.0
MOST_BYTES: Final = 256 * 1024
JSON: Final = {"Accept": "application/json"}


class Unanswered(Exception):
    """No answer that can be used; the word is for the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def members(self) -> dict[str, Any]:
        """The JSON object; raises `Unanswered` for anything else."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise Unanswered("no-json") from None
        if not isinstance(found, dict):
            raise Unanswered("no-json")
        return found


async def get(http: httpx.AsyncClient, address: str, *, hosts: frozenset[str]) -> Answer:
    """Ask for a public document; raises `Unanswered`."""
    return await _ask(http, "GET", address, hosts)


async def post(
    http: httpx.AsyncClient, address: str, form: Mapping[str, str], *, hosts: frozenset[str], seconds: float = SECONDS
) -> Answer:
    """Send a form; raises `Unanswered`."""
    return await _ask(http, "POST", address, hosts, form, seconds)


async def _ask(
    http: httpx.AsyncClient,
    method: str,
    address: str,
    hosts: frozenset[str],
    form: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Answer:
    listed_hosts.set(hosts)
    try:
        async with asyncio.timeout(seconds):
            async with http.stream(method, address, data=form, headers=JSON) as answer:
                if 300 <= answer.status_code < 400:
                    raise Unanswered("redirected")
                body = await content_of(answer, most=MOST_BYTES, spend=lambda size: None)
                return Answer(answer.status_code, body)
    except NotHad as error:
        raise Unanswered(error.reason.value) from None
    except (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException):
        raise Unanswered("deadline") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, OSError):
        raise Unanswered("unreachable") from None
