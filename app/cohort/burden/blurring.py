"""Counts with few patients behind them are withheld, and others with them where a sum would give them away.

A number is withheld when one to four patients stand behind it. If that leaves a single unknown in a sum that is told,
or unknowns that can only all be one or all be four, the smallest other part of that sum is withheld too, else the sum.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from app.cohort.burden.counts import Counts

USUAL: Final = 5

Name = tuple[str, ...]


class Cell(NamedTuple):
    number: int
    patients: int


class Blurred:
    """The counts as they may be told; `None` is withheld."""

    def __init__(self, counts: Counts, under: int = USUAL) -> None:
        self.counts, self.under = counts, under
        self._more: dict[Name, Cell] = {}
        self._sums: list[tuple[Name, ...]] = []
        self._withheld: set[Name] = set()
        self._settled = False

    def exact(self, *name: str) -> Cell:
        """The count itself, which does not leave this room."""
        return self._more[name] if name in self._more else Cell(*self.counts.get(*name))

    def put(self, name: Name, number: int, patients: int) -> Name:
        """A count that is made of others, such as the rest of a sum."""
        self._more[name] = Cell(number, patients)
        return name

    def add_up(self, total: Name, parts: Iterable[Name]) -> None:
        """The parts make up the total, and anyone can work that out."""
        self._sums.append((*parts, total))
        self._settled = False

    def told(self, *name: str) -> int | None:
        """The count; `None`: withheld."""
        if not self._settled:
            self._settle()
        cell = self.exact(*name)
        return None if name in self._withheld or self.few(cell.patients) else cell.number

    def few(self, patients: int) -> bool:
        """So few stand behind it that it is not told."""
        return 0 < patients < self.under

    def _settle(self) -> None:
        self._withheld = {name for sum_ in self._sums for name in sum_ if self.few(self.exact(*name).patients)}
        changed = True
        while changed:
            changed = False
            for sum_ in self._sums:
                if self._gives_away(sum_) and (more := self._next(sum_)) is not None:
                    self._withheld.add(more)
                    changed = True
        self._settled = True

    def _gives_away(self, sum_: tuple[Name, ...]) -> bool:
        hidden = [name for name in sum_ if name in self._withheld]
        if len(hidden) < 2:
            return bool(hidden)
        cells = [self.exact(*name) for name in hidden]
        if sum_[-1] in hidden or not all(self.few(cell.patients) for cell in cells):
            return False
        people = sum(cell.patients for cell in cells)
        return people in (len(cells), len(cells) * (self.under - 1))

    def _next(self, sum_: tuple[Name, ...]) -> Name | None:
        *parts, total = sum_
        left = [name for name in parts if name not in self._withheld and self.exact(*name).number]
        if left:
            return min(left, key=lambda name: (self.exact(*name).patients, name))
        return total if total not in self._withheld else None


def per(number: int | None, base: int | None, many: float = 100) -> float | None:
    """A rate with one place; `None`: withheld, or of nothing."""
    return None if number is None or not base else round(number / base * many, 1)
