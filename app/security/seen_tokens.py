"""Tokens that were used: a `jti` counts once, so a token that was overheard is worth nothing (protocol §1.8)."""

import heapq
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from app.clock import now
from app.logs import fault, log

MOST_PER_ISSUER = 100_000
"""Unexpired tokens of one issuer that a process remembers: far more than its rate limit lets through in an hour."""


class SeenTokens(Protocol):
    """Where used tokens are remembered."""

    async def first_seen(self, issuer: str, jti: str, expires: datetime) -> bool:
        """Remember the token until `expires` (UTC); True for the first who asks, False for every later one."""
        ...


class RememberedTokens:
    """In the memory of one process, bounded: it holds digests, and when an issuer's share is full it says no."""

    def __init__(self, *, most: int = MOST_PER_ISSUER, clock: Callable[[], datetime] = now) -> None:
        self._most = most
        self._clock = clock
        self._digests: dict[str, set[bytes]] = {}
        self._by_end: dict[str, list[tuple[float, bytes]]] = {}

    async def first_seen(self, issuer: str, jti: str, expires: datetime) -> bool:
        """Nothing here waits, so of two calls at once only one can be the first."""
        digests, by_end = self._digests.setdefault(issuer, set()), self._by_end.setdefault(issuer, [])
        at = self._clock().timestamp()
        while by_end and by_end[0][0] < at:
            digests.discard(heapq.heappop(by_end)[1])
        digest = blake2b(jti.encode(), digest_size=16).digest()
        if digest in digests:
            return False
        if len(digests) >= self._most:
            log.error("used tokens of one issuer fill the memory; its calls are refused", kept=len(digests))
            return False
        digests.add(digest)
        heapq.heappush(by_end, (expires.timestamp(), digest))
        return True


class SharedTokens:
    """A store that all workers share, behind the memory of this one.

    A store that fails never costs the clinician the answer: then this worker's memory alone decides, and the log
    says so.
    """

    def __init__(self, shared: SeenTokens, own: SeenTokens | None = None) -> None:
        self._shared = shared
        self._own = own or RememberedTokens()
        self._failing = False

    async def first_seen(self, issuer: str, jti: str, expires: datetime) -> bool:
        """False as soon as one of the two has seen it."""
        if not await self._own.first_seen(issuer, jti, expires):
            return False
        try:
            first = await self._shared.first_seen(issuer, jti, expires)
        except Exception as error:
            if not self._failing:  # told once, not at every call
                log.error("used tokens can't be shared with the other workers", **fault(error))
            self._failing = True
            return True
        if self._failing:
            log.info("used tokens are shared again")
            self._failing = False
        return first
