"""What was met on the way through an export: counts, and by name what was broken; all of it goes into the manifest."""

from collections.abc import Iterable

import msgspec

MOST_NAMED = 20
"""So many faults of one kind are named of a piece, and so many patients of a partition; all are counted."""


class Fault(msgspec.Struct, frozen=True):
    """One line or file that could not be used; never its content."""

    file: int
    line: int
    """From 1, counted from the start of its piece; 0: the file as a whole."""
    what: str


class Passage(msgspec.Struct, frozen=True):
    """One piece of a file that was read: its lines are what later pieces count from."""

    file: int
    start: int
    lines: int
    faults: tuple[Fault, ...] = ()
    faulty: int = 0


class Tally(msgspec.Struct):
    """Counts of one unit of work; they add up."""

    lines: int = 0
    records: int = 0
    """Filed under a patient."""
    medications: int = 0
    wanted: int = 0
    """References of records to `Medication` records of their own."""
    kinds: dict[str, int] = {}
    """Records filed, by type."""
    unread: dict[str, int] = {}
    """Records of types that no rule reads, by type."""
    ownerless: dict[str, int] = {}
    """Records that name no patient, by type."""
    others: dict[str, int] = {}
    """Records of a Group, a Device and the like, by type."""
    bundles: int = 0
    outcomes: int = 0
    """OperationOutcomes: what the exporting server says went wrong."""
    missing: int = 0
    """References to Medications that are not in the export."""
    passages: list[Passage] = []

    def count(self, where: dict[str, int], name: str) -> None:
        """One more of this name."""
        where[name] = where.get(name, 0) + 1


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    total = Tally()
    for tally in tallies:
        for name in ("lines", "records", "medications", "wanted", "bundles", "outcomes", "missing"):
            setattr(total, name, getattr(total, name) + getattr(tally, name))
        for name in ("kinds", "unread", "ownerless", "others"):
            counts = getattr(total, name)
            for kind, count in getattr(tally, name).items():
                counts[kind] = counts.get(kind, 0) + count
        total.passages += tally.passages
    return total
