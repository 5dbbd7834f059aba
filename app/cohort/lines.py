"""Lines of a piece of an export, plain or zipped: a file that is cut off gives what came before."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from app.cohort.export import Piece

LONGEST_LINE = 32 * 1024 * 1024
"""No record that is read comes near it; what is longer is no line of an export, and must not fill the memory."""
CUT_OFF = "the file ends in the middle of a record"
CUT_OFF_ZIP = "the zipped file is cut off or damaged from here on"
TOO_LONG = f"the line is longer than {LONGEST_LINE // 1024 // 1024} MB"
UNREADABLE = "the file can't be read"

Told = Callable[[int, str], None]
"""Told of a fault: the line, from 1 within the piece (0: all of it), and what it is."""
Moved = Callable[[int], None]
"""Told how many bytes of the file were read since the last time."""


def read_lines(
    path: Path, piece: Piece, *, zipped: bool, told: Told, moved: Moved = lambda _: None
) -> Iterator[tuple[int, bytes, bool]]:
    """Each line that begins in the piece: its number from 1, its bytes, and whether a line break ends it."""
    try:
        opened: IO[bytes] = path.open("rb", buffering=1024 * 1024)
    except OSError:
        told(0, UNREADABLE)
        return
    with opened:
        if zipped:
            yield from _zipped(opened, piece, told, moved)
        else:
            yield from _plain(opened, piece, told, moved)


def _plain(opened: IO[bytes], piece: Piece, told: Told, moved: Moved) -> Iterator[tuple[int, bytes, bool]]:
    at = piece.start
    try:
        if at:  # the line that began in the piece before belongs to that one
            opened.seek(at - 1)
            at += _rest(opened) - 1
        number, marked = 0, piece.start
        while at < piece.end:
            number += 1
            line, length, whole = _line(opened)
            if not length:
                break
            at += length
            if line is None:
                told(number, TOO_LONG)
            else:
                yield number, line, whole
            if at - marked > 1024 * 1024:
                moved(at - marked)
                marked = at
        moved(max(0, piece.end - marked))
    except OSError:
        told(0, UNREADABLE)


def _zipped(opened: IO[bytes], piece: Piece, told: Told, moved: Moved) -> Iterator[tuple[int, bytes, bool]]:
    number, marked = 0, 0
    with gzip.open(opened) as unzipped:
        while True:
            try:
                line, length, whole = _line(unzipped)  # type: ignore[arg-type]
            except (OSError, EOFError, zlib.error):
                told(number + 1, CUT_OFF_ZIP)
                break
            if not length:
                break
            number += 1
            if line is None:
                told(number, TOO_LONG)
            else:
                yield number, line, whole
            if number % 1000 == 0:
                at = opened.tell()
                moved(at - marked)
                marked = at
    moved(max(0, piece.end - marked))


def _line(opened: IO[bytes]) -> tuple[bytes | None, int, bool]:
    """The next line without its break, its length with it, and whether it had one; `None` for what is too long."""
    line = opened.readline(LONGEST_LINE)
    if len(line) < LONGEST_LINE or line.endswith(b"\n"):
        return line.rstrip(b"\r\n"), len(line), line.endswith(b"\n")
    length = len(line)
    while line and not line.endswith(b"\n"):
        line = opened.readline(LONGEST_LINE)
        length += len(line)
    return None, length, True


def _rest(opened: IO[bytes]) -> int:
    """The length of what is left of a line."""
    length = 0
    while part := opened.readline(LONGEST_LINE):
        length += len(part)
        if part.endswith(b"\n"):
            break
    return length
