"""Where the pure work is done: small records at once, large ones beside the loop, so that nobody waits for them."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")

INLINE_BYTES = 512 * 1024
"""About 260 resources: below this the hop to a thread costs more than it spares."""

_limiter: CapacityLimiter | None = None


async def work(task: Callable[[], T], *, size: int) -> T:
    """Do `task`: inline for a small body, else in one of two threads of this worker."""
    if size <= INLINE_BYTES:
        return task()
    return await to_thread.run_sync(task, limiter=_two_at_a_time())


def _two_at_a_time() -> CapacityLimiter:
    global _limiter
    if _limiter is None:
        _limiter = CapacityLimiter(2)
    return _limiter
