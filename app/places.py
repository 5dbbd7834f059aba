"""Places for calls in one worker: so many are worked on or wait, and who finds none free is told at once, never hung.

Health, metrics and pages need no place, so a worker that is full still says that it lives.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.metrics import series
from app.outcomes import Busy


class Places:
    """The calls of this process by client; counts alone, so that a call costs a microsecond."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self.taken = 0

    @contextmanager
    def one(self, client: str, *, most: int, of_one: int) -> Iterator[None]:
        """A place until the call is answered; raises `Busy` where `most` are taken, or `of_one` by this client."""
        if self.taken >= most or self._taken[client] >= of_one:
            raise Busy
        self._change(client, 1)
        try:
            yield
        finally:
            self._change(client, -1)

    def _change(self, client: str, by: int) -> None:
        self.taken += by
        self._taken[client] += by
        series.CALLS_IN_WORK.set(self.taken)
