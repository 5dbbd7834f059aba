"""What became of one partition, as it is kept beside the work: a run that is started again does not judge it twice."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.cohort.burden.counts import Counts

RESULTS = "results"
"""The folder of the whole results."""


class Done(msgspec.Struct):
    """What became of one partition."""

    patients: int = 0
    rows: dict[str, int] = {}
    twice: int = 0
    """Patients with more than one Patient record that differ."""
    twice_named: list[str] = []
    without_patient: int = 0
    """Patients of whom other records came, and no Patient record."""
    failed: dict[str, str] = {}
    """Patients who could not be judged, and the kind of error: all of them, or the first."""
    not_judged: int = 0
    """How many they are."""
    largest: int = 0
    """Records of the patient with most of them."""


def burden_at(work: Path, number: int) -> Path:
    """Where a partition keeps what the report on the burden of cards counts: apart, so that no process holds all."""
    return work / f"part-{number:05d}.burden"


def burden_in(work: Path, partitions: int) -> Iterator[Counts]:
    """The counts of each partition, one at a time."""
    for number in range(partitions):
        yield msgspec.msgpack.decode(burden_at(work, number).read_bytes(), type=Counts)


def done_in(work: Path, number: int) -> Done | None:
    """What became of a partition of an earlier start; `None`: it is still to be judged."""
    try:
        return msgspec.json.decode((work / f"part-{number:05d}.json").read_bytes(), type=Done)
    except (OSError, msgspec.DecodeError):
        return None
