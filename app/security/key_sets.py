"""The clients' public keys: pinned beside the clients' file, or fetched from `jwks_uri`, kept, and fetched again."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from app.clients import Client
from app.logs import log
from app.security.public_keys import KeySetError, PublicKey, read_key_set
from app.security.tls import trusted_authorities
from app.security.tokens import Refusal, TokenRefused

FRESH_SECONDS = 600
"""A key that was withdrawn is believed no longer than this while its address answers."""
STALE_SECONDS = 3600
"""And no longer than this while it does not."""
PAUSE_SECONDS = 30
"""Between two requests to one address, whatever the tokens ask for: an invented `kid` or a dead server costs one."""
FETCH_SECONDS = 2.0
MOST_BYTES = 256 * 1024


@dataclass(slots=True)
class Kept:
    """What is known of one address."""

    keys: tuple[PublicKey, ...] = ()
    fetched: float | None = None
    asked: float | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class KeySets:
    """The keys of every client, for the life of one reading of the clients' file."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pinned: dict[str, tuple[PublicKey, ...]] = {}
        self._kept: dict[str, Kept] = {}

    def pin(self, client: Client) -> None:
        """Read the client's file once; it is read again when the clients' file is. Raises `OSError`, `KeySetError`."""
        if client.jwks_file is not None:
            self._pinned[client.id] = read_key_set(client.jwks_file.read_bytes())

    async def named(self, client: Client, key_id: str) -> tuple[PublicKey, ...]:
        """The client's keys of this `kid`; raises `TokenRefused` when there is none or none can be had."""
        if client.jwks_file is not None:
            return _of_name(self._pinned.get(client.id, ()), key_id) or _refuse(Refusal.UNKNOWN_KEY)
        assert client.jwks_uri is not None  # an issuer has one of the two
        kept = self._kept.setdefault(client.jwks_uri, Kept())
        if not self._younger(kept, FRESH_SECONDS) or not _of_name(kept.keys, key_id):
            await self._renew(client, kept, key_id)
        if not self._younger(kept, STALE_SECONDS):
            raise TokenRefused(Refusal.NO_KEYS)
        return _of_name(kept.keys, key_id) or _refuse(Refusal.UNKNOWN_KEY)

    async def _renew(self, client: Client, kept: Kept, key_id: str) -> None:
        """One request at a time, and none within the pause; who waited finds what the first one brought."""
        async with kept.lock:
            at = self._clock()
            if kept.asked is not None and at - kept.asked < PAUSE_SECONDS:
                return
            if self._younger(kept, FRESH_SECONDS) and _of_name(kept.keys, key_id):
                return
            kept.asked = at
            assert client.jwks_uri is not None
            try:
                kept.keys = await fetch_key_set(client.jwks_uri)
                kept.fetched = at
            except KeySetError as error:
                log.warning("key set not fetched", client=client.id, reason=str(error))

    def _younger(self, kept: Kept, seconds: int) -> bool:
        return kept.fetched is not None and self._clock() - kept.fetched < seconds


def _of_name(keys: tuple[PublicKey, ...], key_id: str) -> tuple[PublicKey, ...]:
    return tuple(key for key in keys if key.kid == key_id)


def _refuse(reason: Refusal) -> tuple[PublicKey, ...]:
    raise TokenRefused(reason)


async def fetch_key_set(address: str) -> tuple[PublicKey, ...]:
    """Ask one listed address; raises `KeySetError` for a redirect, a slow, large or compressed answer, or no keys."""
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            return read_key_set(await _body_of(address))
    except TimeoutError:
        raise KeySetError("does not answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise KeySetError(f"can't be reached ({type(error).__name__})") from None


async def _body_of(address: str) -> bytes:
    asking = httpx.AsyncClient(
        verify=trusted_authorities(), trust_env=False, follow_redirects=False, timeout=FETCH_SECONDS
    )
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with asking, asking.stream("GET", address, headers=headers) as answer:
        if answer.status_code != 200:
            raise KeySetError(f"answers {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise KeySetError("is compressed, though we asked for it plain")
        body = bytearray()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > MOST_BYTES:
                raise KeySetError(f"is larger than {MOST_BYTES // 1024} kB")
    return bytes(body)
