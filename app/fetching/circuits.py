"""A circuit for each server: one that is out of order is left alone for a while, so that no call waits for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

CALLS_TO_OPEN = 3
"""So many calls one after the other without any answer open the circuit."""
FIRST_REST = 5.0
LONGEST_REST = 60.0


@dataclass(slots=True)
class Circuit:
    """Closed (asked), open (resting), half open (one call tries); a call counts once, however much it asked."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    rest: float = FIRST_REST
    resting_until: float | None = None
    trying: bool = False

    @property
    def is_open(self) -> bool:
        """True while the server is left alone, the call that tries it again included."""
        return self.resting_until is not None

    def admits(self) -> bool:
        """True when this call may ask; of the calls after a rest only the first."""
        if self.resting_until is None:
            return True
        if self.trying or self.clock() < self.resting_until:
            return False
        self.trying = True
        return True

    def answered(self) -> None:
        """The server gave any answer at all: it is in order."""
        self.failures, self.rest, self.resting_until, self.trying = 0, FIRST_REST, None, False

    def failed(self) -> None:
        """Nothing came of a whole call."""
        self.failures += 1
        if self.trying or self.failures >= CALLS_TO_OPEN:
            self.rest = min(self.rest * 2, LONGEST_REST) if self.trying else self.rest
            self.resting_until = self.clock() + self.rest
        self.trying = False

    def given_up(self) -> None:
        """The caller went away before anything could be told: the next call may try."""
        self.trying = False
