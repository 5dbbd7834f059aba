"""Which FHIR version a server speaks, by its metadata; asked once, told for an hour.

https://hl7.org/fhir/R4/http.html#capabilities
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from app.fetching.questions import Asking, ask
from app.fetching.reasons import NotHad
from fhir_mappings.reading.searchsets import fhir_version_of

KEPT_SECONDS: Final = 3600.0
NOT_AGAIN_SECONDS: Final = 60.0
"""After metadata that could not be had."""
ASKED_SECONDS: Final = 10.0
"""A large CapabilityStatement may take longer than one call: it is finished for the next."""


@dataclass(slots=True)
class Version:
    """What is known of one server."""

    clock: Callable[[], float] = time.monotonic
    known: str | None = None
    until: float = 0.0
    asking: asyncio.Task[None] | None = field(default=None, repr=False)

    def ask_along(self, asking: Asking) -> None:
        """Begin to ask beside the call's own questions, unless it is known or being asked; without the token, which
        metadata need not."""
        if self.clock() < self.until or (self.asking is not None and not self.asking.done()):
            return
        until = asyncio.get_running_loop().time() + ASKED_SECONDS
        self.asking = asyncio.create_task(self._ask(replace(asking, token=None, until=until)))

    async def told(self, seconds: float) -> str | None:
        """The version, waited for so long at most; `None` where the server doesn't tell."""
        if self.known is None and self.asking is not None and not self.asking.done():
            await asyncio.wait({self.asking}, timeout=seconds)
        return self.known

    def stop_asking(self) -> None:
        """Nobody waits any more."""
        if self.asking is not None:
            self.asking.cancel()

    async def _ask(self, asking: Asking) -> None:
        try:
            found = fhir_version_of(await ask(asking, f"{asking.server.base}/metadata"))
        except NotHad:
            found = None
        self.known = found or self.known
        self.until = self.clock() + (KEPT_SECONDS if found else NOT_AGAIN_SECONDS)
