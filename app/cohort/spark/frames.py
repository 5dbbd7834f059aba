"""What stands between reading and judging in Spark: records by whom they belong to, as rows of Arrow.

The same frames as in a spilled file of one machine; keys stay bytes, so that order and hash are those of the bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from app.cohort.export import ExportFile, Unit
from app.cohort.scan import scan_into
from app.cohort.spill import Channel, Frame
from app.cohort.tally import Tally

TALLY = 1 + max(Channel)
"""The channel of what was counted on the way: one row a unit."""
AT_ONCE = 4 * 1024 * 1024
"""Bytes of records that a task holds before Spark takes them."""
FRAMES_SQL = "channel int, key binary, url binary, source int, data binary"
_FRAMES = pa.schema(
    [
        ("channel", pa.int32()),
        ("key", pa.binary()),
        ("url", pa.binary()),
        ("source", pa.int32()),
        ("data", pa.binary()),
    ]
)

Batches = Iterable[Any]
Task = Callable[[Batches], Iterator[Any]]


class Sheet:
    """Takes the records of one unit and gives them on as batches: it is emptied as it fills."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.size = 0
        self._rows: list[tuple[int, bytes, bytes | None, int, bytes]] = []

    def put(self, channel: Channel, key: str, data: bytes, full_url: str | None = None, source: int = 0) -> None:
        """File one record under its key."""
        url = full_url.encode("utf-8", "surrogatepass") if full_url else None
        self._rows.append((int(channel), key.encode("utf-8", "surrogatepass"), url, source, data))
        self.size += len(data) + 32

    def batch(self) -> Any:
        """What was put since the last time."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(_FRAMES)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, _FRAMES, strict=True)]
        self._rows, self.size = [], 0
        return pa.RecordBatch.from_arrays(arrays, schema=_FRAMES)

    def last(self) -> Any:
        """What is left, and the tally."""
        self._rows.append((TALLY, b"", None, 0, msgspec.json.encode(self.tally)))
        return self.batch()


def reading(folder: Path, files: tuple[ExportFile, ...], units: tuple[Unit, ...]) -> Task:
    """The task that reads units by their number; every machine must find the folder under the same name."""

    def read(batches: Batches) -> Iterator[Any]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from _read(folder, files, units[number])

    return read


def _read(folder: Path, files: tuple[ExportFile, ...], unit: Unit) -> Iterator[Any]:
    sheet = Sheet()
    for _ in scan_into(folder, files, unit, sheet):
        if sheet.size > AT_ONCE:
            yield sheet.batch()
    yield sheet.last()


def patients_in(batches: Batches) -> Iterator[tuple[bytes, list[Frame]]]:
    """Each patient with all frames, of rows sorted by key: no more is held than one patient and one batch."""
    own, name = None, ""
    frames: list[Frame] = []
    for batch in batches:
        for key, url, source, data in zip(*(batch.column(each).to_pylist() for each in _OF_A_FRAME), strict=True):
            if key != own:
                if own is not None:
                    yield own, frames
                own, name, frames = key, key.decode("utf-8", "surrogatepass"), []
            frames.append(Frame(name, url.decode("utf-8", "surrogatepass") if url else None, source, data))
    if own is not None:
        yield own, frames


_OF_A_FRAME = ("key", "url", "source", "data")
