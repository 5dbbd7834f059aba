"""One unit of an export: each line decoded once, what no rule reads dropped, the rest spilled by patient."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.cohort.export import ExportFile, Piece, Unit
from app.cohort.lines import CUT_OFF, read_lines
from app.cohort.linkage import Placed, Stray, place
from app.cohort.parquet_rows import ENDING, read_rows
from app.cohort.spill import Channel, Spill
from app.cohort.tally import MOST_NAMED, Fault, Passage, Tally
from fhir_mappings.reading.narrow import narrow

BROKEN = "the line holds no FHIR resource that can be read"
_MOST_REMEMBERED = 50_000
_MARK = b"\xef\xbb\xbf"

Moved = Callable[[int], None]


class Sink(Protocol):
    """What takes the records of a unit: a file of this machine, or rows of another engine."""

    tally: Tally

    def put(self, channel: Channel, key: str, data: bytes, full_url: str | None = None, source: int = 0) -> None:
        """File one record under its key."""


def scan(
    folder: Path,
    files: tuple[ExportFile, ...],
    unit: Unit,
    into: Path,
    partitions: int,
    moved: Moved = lambda _: None,
) -> None:
    """Read the pieces of one unit into one spilled file."""
    with Spill(into, partitions) as spill:
        for _ in scan_into(folder, files, unit, spill, moved):
            pass


def scan_into(
    folder: Path, files: tuple[ExportFile, ...], unit: Unit, sink: Sink, moved: Moved = lambda _: None
) -> Iterator[None]:
    """Read the pieces of one unit into a sink, a line at a time: after each, the sink may be emptied."""
    wanted: set[tuple[str, str]] = set()
    for piece in unit:
        yield from _scan_piece(folder, files[piece.file], piece, sink, wanted, moved)


def _scan_piece(
    folder: Path, file: ExportFile, piece: Piece, spill: Sink, wanted: set[tuple[str, str]], moved: Moved
) -> Iterator[None]:
    faults: list[Fault] = []
    tally, faulty, lines = spill.tally, 0, 0

    def told(line: int, what: str) -> None:
        nonlocal faulty
        faulty += 1
        if len(faults) < MOST_NAMED:
            faults.append(Fault(file=piece.file, line=line, what=what))

    path = folder / file.name
    if file.name.lower().endswith(ENDING):
        lines_of = read_rows(path, piece, told=told, moved=moved)
    else:
        lines_of = read_lines(path, piece, zipped=file.zipped, told=told, moved=moved)
    for number, line, whole in lines_of:
        lines = number
        if number == 1 and not piece.start:
            line = line.removeprefix(_MARK)
        if not line.strip():
            continue
        tally.lines += 1
        for found in place(line):
            if isinstance(found, Placed):
                _file(found, piece.file, spill, wanted)
            elif found.why == "broken":
                told(number, BROKEN if whole else CUT_OFF)
            else:
                _count(found, tally)
        yield
    tally.passages.append(Passage(file=piece.file, start=piece.start, lines=lines, faults=tuple(faults), faulty=faulty))


def _file(found: Placed, source: int, spill: Sink, wanted: set[tuple[str, str]]) -> None:
    data = narrow(found.resource)
    tally = spill.tally
    if not found.patients:
        tally.medications += 1
        own = str(found.resource.id)
        spill.put(Channel.MEDICATION, own, data, found.full_url, source)
        for part in found.wanted:
            spill.put(Channel.PARTS, own, part.encode("utf-8", "surrogatepass"))
        return
    tally.records += len(found.patients)
    tally.count(tally.kinds, found.resource.resource_type)
    for patient in found.patients:
        spill.put(Channel.PATIENT, patient, data, found.full_url, source)
        for medication in found.wanted:
            if (medication, patient) not in wanted:
                if len(wanted) >= _MOST_REMEMBERED:
                    wanted.clear()
                wanted.add((medication, patient))
                tally.wanted += 1
                spill.put(Channel.WANTED, medication, patient.encode("utf-8", "surrogatepass"))


def _count(found: Stray, tally: Tally) -> None:
    match found.why:
        case "outcome":
            tally.outcomes += 1
        case "bundle":
            tally.bundles += 1
        case "unread":
            tally.count(tally.unread, found.kind)
        case "ownerless":
            tally.count(tally.ownerless, found.kind)
        case _:
            tally.count(tally.others, found.kind)
