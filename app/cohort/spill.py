"""Records on disk between reading and judging, by the hash of whom they belong to: one file a unit of work.

Blocks of frames; the index stands at the end, so a file without it was never finished. Names are given by renaming.
"""

import os
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from struct import Struct
from typing import BinaryIO, NamedTuple, Self
from zlib import crc32

import msgspec

from app.cohort.tally import Tally

BUFFER_BYTES = 4 * 1024 * 1024
_FRAME = Struct("<IIII")
_END = Struct("<Q8s")
_MARK = b"trdspil1"


class Channel(IntEnum):
    """What a block holds."""

    PATIENT = 0
    """Records, by patient."""
    MEDICATION = 1
    """`Medication` records, by their own id."""
    WANTED = 2
    """Patients who want a Medication, by its id."""
    PARTS = 3
    """Other Medications of which a Medication is made, by its id."""


class Frame(NamedTuple):
    """One record as it was put down."""

    key: str
    full_url: str | None
    source: int
    """The number of the file it came from."""
    data: bytes


class _Index(msgspec.Struct):
    tally: Tally
    blocks: dict[int, list[tuple[int, int]]]
    """Channel and partition as one number -> offset and length of each block."""


def partition_of(key: str, partitions: int) -> int:
    """Where everything that belongs to a patient or a Medication is gathered."""
    return crc32(key.encode("utf-8", "surrogatepass")) % partitions


class Spill:
    """Writes one file; it has its name only once `close` was reached."""

    def __init__(self, path: Path, partitions: int) -> None:
        self._path, self._partitions = path, partitions
        self._draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
        self._file: BinaryIO = self._draft.open("wb")
        self._buffers: dict[int, bytearray] = {}
        self._held = 0
        self._at = 0
        self._blocks: dict[int, list[tuple[int, int]]] = {}
        self.tally = Tally()

    def put(self, channel: Channel, key: str, data: bytes, full_url: str | None = None, source: int = 0) -> None:
        """File one record under its key."""
        name = key.encode("utf-8", "surrogatepass")
        url = full_url.encode("utf-8", "surrogatepass") if full_url else b""
        where = channel * self._partitions + crc32(name) % self._partitions
        buffer = self._buffers.get(where)
        if buffer is None:
            buffer = self._buffers[where] = bytearray()
        buffer += _FRAME.pack(len(name), len(url), len(data), source)
        buffer += name
        buffer += url
        buffer += data
        self._held += _FRAME.size + len(name) + len(url) + len(data)
        if self._held > BUFFER_BYTES:
            self._flush()

    def _flush(self) -> None:
        for where, buffer in sorted(self._buffers.items()):
            self._file.write(buffer)
            self._blocks.setdefault(where, []).append((self._at, len(buffer)))
            self._at += len(buffer)
        self._buffers, self._held = {}, 0

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._flush()
        self._file.write(msgspec.msgpack.encode(_Index(tally=self.tally, blocks=self._blocks)))
        self._file.write(_END.pack(self._at, _MARK))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
            return
        self._file.close()
        self._draft.unlink(missing_ok=True)


class Spilled:
    """Reads one finished file."""

    def __init__(self, path: Path, partitions: int) -> None:
        self._path, self._partitions = path, partitions
        with path.open("rb") as file:
            file.seek(-_END.size, os.SEEK_END)
            at, mark = _END.unpack(file.read(_END.size))
            if mark != _MARK:
                raise ValueError(f"{path.name} is no finished file of ours")
            file.seek(at)
            index = msgspec.msgpack.decode(file.read()[: -_END.size], type=_Index)
        self.tally, self._blocks = index.tally, index.blocks

    def size(self, channel: Channel, partition: int) -> int:
        """Bytes of a partition in this file."""
        return sum(length for _, length in self._blocks.get(channel * self._partitions + partition, ()))

    def blocks(self, channel: Channel, partition: int) -> Iterator[bytes]:
        """Its blocks, one at a time."""
        blocks = self._blocks.get(channel * self._partitions + partition, ())
        if not blocks:
            return
        with self._path.open("rb") as file:
            for offset, length in blocks:
                file.seek(offset)
                yield file.read(length)


def is_finished(path: Path) -> bool:
    """The file is there, whole."""
    try:
        with path.open("rb") as file:
            file.seek(-_END.size, os.SEEK_END)
            return file.read().endswith(_MARK)
    except OSError:
        return False


def keys_in(block: bytes | bytearray) -> Iterator[tuple[bytes, int, int]]:
    """Key, start and end of every frame, undecoded."""
    at, end, unpack, head = 0, len(block), _FRAME.unpack_from, _FRAME.size
    while at < end:
        name, url, data, _ = unpack(block, at)
        body = at + head
        after = body + name + url + data
        yield bytes(block[body : body + name]), at, after
        at = after


def frame_at(block: bytes | bytearray, at: int) -> Frame:
    """The frame that begins at this place."""
    name, url, data, source = _FRAME.unpack_from(block, at)
    at += _FRAME.size
    key = block[at : at + name].decode("utf-8", "surrogatepass")
    at += name
    full_url = block[at : at + url].decode("utf-8", "surrogatepass") if url else None
    at += url
    return Frame(key, full_url, source, bytes(block[at : at + data]))
