"""How often one caller may call: counted by caller and minute, in this worker process alone.

A count that all workers share would cost a write for every call. The limit is a guard against a client that runs away,
not a quota: with N workers it lets through N times as much at the most.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
MOST_CALLERS = 10_000
"""Callers that are counted at once; the one that was quiet longest is forgotten first."""


@dataclass(slots=True)
class Count:
    """The calls of this minute and of the one before it."""

    since: float
    now: int = 0
    before: int = 0


class RateLimits:
    """A sliding minute per caller: what the last minute let through, its older part weighed by what is left of it."""

    def __init__(self, *, most: int = MOST_CALLERS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._counts: OrderedDict[str, Count] = OrderedDict()

    def seconds_to_wait(self, caller: str, limit: int) -> int:
        """0 when the call is let through, and counted; else the whole seconds after which to try again."""
        if wait := self.seconds_left(caller, limit):
            return wait
        count = self._counts[caller]
        count.now += 1
        return 0

    def seconds_left(self, caller: str, limit: int) -> int:
        """The same without counting: 0 while there is room."""
        at = self._clock()
        count = self._counts.get(caller)
        if count is None:
            count = self._counts[caller] = Count(since=at)
            if len(self._counts) > self._most:
                self._counts.popitem(last=False)
        self._counts.move_to_end(caller)
        _roll(count, at)
        gone = at - count.since
        if count.now + count.before * (1 - gone / MINUTE) < limit:
            return 0
        return math.floor(_until_free(count, limit) - gone) + 1

    def __len__(self) -> int:
        return len(self._counts)


def _roll(count: Count, at: float) -> None:
    minutes = int((at - count.since) // MINUTE)
    if minutes > 0:
        count.before = count.now if minutes == 1 else 0
        count.now = 0
        count.since += minutes * MINUTE


def _until_free(count: Count, limit: int) -> float:
    """Seconds from the start of this minute until one more call has room."""
    if count.now < limit:
        return MINUTE * (1 - (limit - count.now) / count.before)
    return MINUTE * (2 - limit / count.now)


def network_of(address: str | None) -> str:
    """The address as it is counted: an IPv6 host owns 2^64 of them, so its network stands for all."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
