"""The end of the process: readiness goes down first, then nothing new is taken, then calls in flight are answered.

What is told here and what comes after it: `docs/operators/install.md`, "Stopping".
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType
from typing import Any

from fastapi import FastAPI

from app.logs import log
from app.shell import Shell

Life = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Stop:
    """SIGTERM is held back for a while; what the server had to do about it is done then, or at a second signal."""

    def __init__(self, before: Callable[[int, FrameType | None], Any], seconds: float) -> None:
        self._before = before
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self.begun = False
        """True from the first signal on: not ready, and no connection is kept for another request."""

    def told(self) -> None:
        """What happens at the signal."""
        if self._timer is not None or self._seconds == 0:
            self._go_on()
            return
        self.begun = True
        log.info("stopping: no longer ready; calls are taken until the balancer knows", seconds=self._seconds)
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._go_on)

    def _go_on(self) -> None:
        self.begun = True
        if self._timer is not None:
            self._timer.cancel()
        self._before(signal.SIGTERM, None)


def is_stopping(app: FastAPI | None) -> bool:
    """True once the process was told to stop."""
    stop: Stop | None = getattr(app.state, "stop", None) if app is not None else None
    return stop is not None and stop.begun


def stopping(inner: Life) -> Life:
    """The part of the application's life that hears SIGTERM before the server does."""

    @asynccontextmanager
    async def listening(app: FastAPI) -> AsyncIterator[None]:
        before = signal.getsignal(signal.SIGTERM)
        shell: Shell = app.state.shell
        taken = callable(before) and _listen(app, Stop(before, shell.settings.drain_seconds))
        try:
            async with inner(app):
                yield
        finally:
            if taken:
                signal.signal(signal.SIGTERM, before)

    return listening


def _listen(app: FastAPI, stop: Stop) -> bool:
    loop = asyncio.get_running_loop()
    try:
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.told))
    except ValueError:  # not the main thread: whoever runs us there stops us otherwise
        return False
    app.state.stop = stop
    return True
