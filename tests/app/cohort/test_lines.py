"""Each line once, whatever the pieces; a file that is cut off gives what came before."""

import gzip
from pathlib import Path

import pytest

from app.cohort.export import ExportFile, Piece, find_files, share_out
from app.cohort.lines import CUT_OFF_ZIP, TOO_LONG, UNREADABLE, read_lines


def read(path: Path, piece: Piece, *, zipped: bool = False) -> tuple[list[bytes], list[tuple[int, str]]]:
    faults: list[tuple[int, str]] = []
    told = list(read_lines(path, piece, zipped=zipped, told=lambda line, what: faults.append((line, what))))
    return [line for _, line, _ in told], faults


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 100])
@pytest.mark.parametrize("end", [b"", b"\n"], ids=["without a last break", "with a last break"])
def test_every_line_stands_in_one_piece_alone(tmp_path: Path, step: int, end: bytes) -> None:
    lines = [b"{1}", b"", b"{22}", b"{333}", b"{4}"]
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\r\n".join(lines) + end)
    units = share_out((ExportFile(name="a", size=path.stat().st_size, changed=0, zipped=False),), step)
    found = [line for unit in units for piece in unit for line in read(path, piece)[0]]
    assert found == lines


def test_a_zipped_file_that_is_cut_off_gives_the_lines_before_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson.gz"
    data = gzip.compress(b"\n".join(b'{"id":"%d"}' % number for number in range(50_000)))
    path.write_bytes(data[: len(data) * 2 // 3])
    lines, faults = read(path, Piece(file=0, start=0, end=len(data)), zipped=True)
    assert lines[:2] == [b'{"id":"0"}', b'{"id":"1"}']
    assert len(lines) > 10_000
    assert faults == [(len(lines) + 1, CUT_OFF_ZIP)]


def test_a_line_that_is_too_long_is_named_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cohort.lines.LONGEST_LINE", 10)
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"x" * 35 + b"\n{1}\n" + b"y" * 9 + b"\n" + b"z" * 10 + b"\n")
    lines, faults = read(path, Piece(file=0, start=0, end=path.stat().st_size))
    assert lines == [b"{1}", b"y" * 9]
    assert faults == [(1, TOO_LONG), (4, TOO_LONG)]


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    assert read(tmp_path / "no", Piece(file=0, start=0, end=5)) == ([], [(0, UNREADABLE)])


def test_files_are_found_below_the_folder_but_not_hidden_ones_the_output_and_the_log_of_a_client(
    tmp_path: Path,
) -> None:
    left_out = (".hidden/c.ndjson", "out/d.ndjson", "readme.txt", "log.ndjson")
    for name in ("b.ndjson", "in/a.NDJSON.gz", "e.jsonl", *left_out):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(b"{}") if name.startswith("b") else b"{}")
    found = find_files(tmp_path, leave_out=tmp_path / "out")
    assert [(file.name, file.zipped) for file in found] == [
        ("b.ndjson", True),
        ("e.jsonl", False),
        ("in/a.NDJSON.gz", False),
    ]


def test_many_small_files_are_one_unit_and_a_large_one_is_many_but_a_zipped_one_is_never_cut() -> None:
    small = [ExportFile(name=str(number), size=10, changed=0, zipped=False) for number in range(5)]
    large = ExportFile(name="large", size=250, changed=0, zipped=False)
    zipped = ExportFile(name="zipped", size=250, changed=0, zipped=True)
    empty = ExportFile(name="empty", size=0, changed=0, zipped=False)
    units = share_out((*small, large, zipped, empty), 100)
    assert [[(piece.file, piece.start, piece.end) for piece in unit] for unit in units] == [
        [*((number, 0, 10) for number in range(5)), (5, 0, 100)],
        [(5, 100, 200)],
        [(5, 200, 250), (6, 0, 250)],
    ]
