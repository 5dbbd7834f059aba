"""Which days are replayed, and under which limit of cards: a part of the question, as plain values."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAYS_A_MONTH: Final = 30.4375
MOST_DAYS: Final = 400
USUAL_STEP: Final = 30
USUAL_STEPS: Final = 12
_UNITS: Final = {"d": 1, "w": 7}


class NoReplay(ValueError):
    """The days can't be had as they were asked for; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Every patient's chart is opened on each of these days."""

    days: tuple[date, ...]
    """Ascending; the last one may be the day of the tables."""
    every: int
    """Days between two of them."""
    max_cards: int
    """As the client is shown."""

    @property
    def a_month(self) -> float:
        """Openings of a chart in a month, at one on each day."""
        return DAYS_A_MONTH / self.every

    @property
    def told(self) -> str:
        """In one word, for the plan of a run."""
        return f"{self.days[0]}/{self.days[-1]}/{self.every}d/{self.max_cards}"


def read_step(text: str) -> int:
    """Days of a step such as `30d` or `4w`; raises `NoReplay`."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*([dw]?)\s*", text.lower())
    step = int(found[1]) * _UNITS[found[2] or "d"] if found else 0
    if not step:
        raise NoReplay(f"--every {text}: write days or weeks, such as 30d or 4w.")
    return step


def replay_of(*, as_of: date, first: date | None, last: date | None, every: int, max_cards: int) -> Replay:
    """The days from the last one backwards; a year of steps unless the first is given; raises `NoReplay`."""
    last = last or as_of
    if last > as_of:
        raise NoReplay(f"--to {last} is after the day for which the records are judged, {as_of}.")
    steps = USUAL_STEPS if first is None else (last - first).days // every
    if steps < 0:
        raise NoReplay(f"--from {first} is after --to {last}.")
    if steps >= MOST_DAYS:
        raise NoReplay(f"That makes {steps + 1:,} days to replay; at most {MOST_DAYS} are. Choose a longer --every.")
    days = tuple(last - timedelta(days=every * step) for step in range(steps, -1, -1))
    return Replay(days=days, every=every, max_cards=max_cards)
