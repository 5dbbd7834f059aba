"""Counts of many patients: under each name how much, and how many patients are behind it. They add up."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

BETWEEN: Final = "\t"
MOST_SOURCES: Final = 200
OTHERS: Final = "others"
SOURCE: Final = "source"
BURDEN: Final = "burden.json"
"""The exact counts of a run in its output, where the report was asked for: as confidential as the tables."""

Own = Mapping[tuple[str, ...], int]
"""The counts of one patient."""


class Counts(msgspec.Struct):
    """Sums, and the patients behind each."""

    sums: dict[str, tuple[int, int]] = {}
    systems: dict[str, bool] = {}
    """Those with names of their own: a record that names one of its own must not make the memory grow."""

    def add(self, own: Own) -> None:
        """One more patient."""
        for name, number in own.items():
            self._put(name, number, 1)

    def join(self, others: "Counts") -> None:
        """Those of other patients."""
        for text, (number, patients) in others.sums.items():
            self._put(tuple(text.split(BETWEEN)), number, patients)

    def _put(self, name: tuple[str, ...], number: int, patients: int) -> None:
        if name[0] == SOURCE and name[1] not in self.systems:
            if len(self.systems) < MOST_SOURCES:
                self.systems[name[1]] = True
            else:
                name = (SOURCE, OTHERS, *name[2:])
        text = BETWEEN.join(name)
        had, people = self.sums.get(text, (0, 0))
        self.sums[text] = had + number, people + patients

    def get(self, *name: str) -> tuple[int, int]:
        """The sum, and the patients behind it."""
        return self.sums.get(BETWEEN.join(name), (0, 0))

    def under(self, *name: str) -> list[str]:
        """The next parts of all names that begin so, in a fixed order."""
        start = BETWEEN.join(name) + BETWEEN
        return sorted({text[len(start) :].split(BETWEEN, 1)[0] for text in self.sums if text.startswith(start)})


def joined(all_: Iterable[Counts]) -> Counts:
    """All of them together, in a fixed order."""
    total = Counts()
    for counts in all_:
        total.join(counts)
    return Counts(sums=dict(sorted(total.sums.items())), systems=dict(sorted(total.systems.items())))
