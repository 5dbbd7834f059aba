"""The files of a bulk export, and how their bytes are shared out: pieces that can be read one without the other.

https://hl7.org/fhir/uv/bulkdata/export.html, https://github.com/ndjson/ndjson-spec
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

ENDINGS = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz", ".parquet")
PIECE_BYTES = 64 * 1024 * 1024
LOGS = ("log.ndjson",)
"""What clients of bulk exports write beside the records about their own work."""
_GZIP = b"\x1f\x8b"


class ExportFile(msgspec.Struct, frozen=True):
    """One file as it was found; another size or time of change is another input."""

    name: str
    """Relative to the folder, with `/`."""
    size: int
    changed: int
    """Nanoseconds, as the disk says."""
    zipped: bool
    """By its first bytes, whatever its name."""
    readable: bool = True


class Piece(msgspec.Struct, frozen=True):
    """The lines that begin in `start` … `end` of a file; a zipped file is one piece."""

    file: int
    start: int
    end: int


Unit = tuple[Piece, ...]
"""Pieces that one process reads in one go: a large file is many units, a hundred small files are one."""


def find_files(folder: Path, leave_out: Path | None = None) -> tuple[ExportFile, ...]:
    """Every file of an export in the folder and below, in a fixed order; no hidden ones, output and clients' logs."""
    found = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        inside = leave_out is not None and path.is_relative_to(leave_out)
        if hidden or inside or path.name in LOGS or not path.name.lower().endswith(ENDINGS) or not path.is_file():
            continue
        found.append(_file(path, relative.as_posix()))
    return tuple(found)


def _file(path: Path, name: str) -> ExportFile:
    try:
        stat = path.stat()
        with path.open("rb") as opened:
            start = opened.read(2)
    except OSError:
        return ExportFile(name=name, size=0, changed=0, zipped=False, readable=False)
    return ExportFile(name=name, size=stat.st_size, changed=stat.st_mtime_ns, zipped=start == _GZIP)


def share_out(files: Iterable[ExportFile], piece_bytes: int = PIECE_BYTES) -> tuple[Unit, ...]:
    """Units of about `piece_bytes`, in the order of the files."""
    units: list[Unit] = []
    small: list[Piece] = []
    for number, file in enumerate(files):
        if not file.readable or not file.size:
            continue
        whole = file.zipped or file.size <= piece_bytes
        step = file.size if whole else piece_bytes
        for start in range(0, file.size, step):
            small.append(Piece(file=number, start=start, end=min(start + step, file.size)))
            if sum(piece.end - piece.start for piece in small) >= piece_bytes:
                units.append(tuple(small))
                small = []
    return (*units, tuple(small)) if small else tuple(units)
