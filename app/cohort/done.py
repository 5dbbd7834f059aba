"""What became of one partition, as it is kept beside the work: a run that is started again does not judge it twice."""

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
    burden: Counts = msgspec.field(default_factory=Counts)
    """What the report on the burden of cards counts, where it was asked for."""


def done_in(work: Path, number: int) -> Done | None:
    """What became of a partition of an earlier start; `None`: it is still to be judged."""
    try:
        return msgspec.json.decode((work / f"part-{number:05d}.json").read_bytes(), type=Done)
    except (OSError, msgspec.DecodeError):
        return None
