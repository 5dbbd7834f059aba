"""Where the time of a call goes: a stopwatch that is told when a stage is over."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stages:
    """Seconds by stage, in the order in which they were passed."""

    clock: Callable[[], float] = time.perf_counter
    taken: dict[str, float] = field(default_factory=dict)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.since = self.clock()

    def begin(self) -> None:
        """What was since the last stage was waiting, and of none."""
        self.since = self.clock()

    def passed(self, stage: str) -> None:
        """This stage is over; passed twice, it adds up."""
        at = self.clock()
        self.taken[stage] = self.taken.get(stage, 0.0) + at - self.since
        self.since = at
