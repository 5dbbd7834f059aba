"""Where the time of a call goes: a stopwatch that is told when a stage is over."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passed:
    """One stage, by the watch's clock."""

    stage: str
    begun: float
    ended: float


@dataclass(slots=True)
class Stages:
    """The stages of one call in their order; what lies between `passed` and `begin` is of none."""

    clock: Callable[[], float] = time.perf_counter
    passages: list[Passed] = field(default_factory=list)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.since = self.clock()

    def begin(self) -> None:
        """What was since the last stage was waiting."""
        self.since = self.clock()

    def passed(self, stage: str) -> None:
        """This stage is over."""
        at = self.clock()
        self.passages.append(Passed(stage, self.since, at))
        self.since = at

    @property
    def taken(self) -> dict[str, float]:
        """Seconds by stage; one that was passed twice counts together."""
        found: dict[str, float] = {}
        for one in self.passages:
            found[one.stage] = found.get(one.stage, 0.0) + one.ended - one.begun
        return found
