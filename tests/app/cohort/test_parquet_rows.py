"""FHIR in Parquet is read as the lines of the same records, nested or as JSON in a column."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.cohort.export import Piece
from app.cohort.lines import UNREADABLE
from app.cohort.local import Run, run
from app.cohort.parquet_rows import NO_RESOURCES, read_rows
from tests.app.cohort.conftest import Lines, results_in


def as_json(lines: Lines, folder: Path) -> None:
    own = [line.decode() for told in lines.values() for line in told]
    table = pa.table({"resource": own, "source": ["ehr"] * len(own)})
    pq.write_table(table, folder / "all.parquet", row_group_size=50)


def nested(lines: Lines, folder: Path) -> None:
    by_type: dict[str, list[bytes]] = {}
    for line in (line for told in lines.values() for line in told):
        by_type.setdefault(orjson.loads(line)["resourceType"], []).append(line)
    for kind, own in by_type.items():
        polars.read_ndjson(b"\n".join(own), infer_schema_length=None).write_parquet(folder / f"{kind}.parquet")


@pytest.mark.parametrize("written", [as_json, nested])
def test_records_in_parquet_are_judged_as_their_lines(
    lines: Lines, tmp_path: Path, job: Callable[..., Run], written: Callable[[Lines, Path], None]
) -> None:
    for folder in ("lines", "tables"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lines" / "all.ndjson").write_bytes(b"\n".join(line for own in lines.values() for line in own))
    written(lines, tmp_path / "tables")
    told = [
        run(job(tmp_path / folder, tmp_path / f"{folder}-out", piece_bytes=4_000)) for folder in ("lines", "tables")
    ]
    assert results_in(tmp_path / "tables-out") == results_in(tmp_path / "lines-out")
    assert told[0]["input"]["lines"] == told[1]["input"]["lines"]
    assert told[1]["broken"]["parts"]["count"] == 0


def read(path: Path, start: int = 0, end: int = 10**9) -> tuple[list[Any], list[tuple[int, str]]]:
    faults: list[tuple[int, str]] = []
    rows = list(read_rows(path, Piece(file=0, start=start, end=end), told=lambda *fault: faults.append(fault)))
    return rows, faults


def test_a_column_that_a_record_does_not_have_is_not_told_and_a_whole_number_is_whole_again(tmp_path: Path) -> None:
    record = {"resourceType": "Observation", "valueQuantity": {"value": 14.0, "unit": None}, "note": []}
    pq.write_table(pa.Table.from_pylist([record | {"x": 0.5}, record]), tmp_path / "a.parquet")
    rows, faults = read(tmp_path / "a.parquet")
    plain = {"resourceType": "Observation", "valueQuantity": {"value": 14}}
    assert [orjson.loads(line) for _, line, _ in rows] == [plain | {"x": 0.5}, plain]
    assert faults == []


def test_pieces_share_the_rows_out(tmp_path: Path) -> None:
    rows = [{"json": f'{{"resourceType":"Patient","id":"{number}"}}'} for number in range(300)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=100)
    size = (tmp_path / "a.parquet").stat().st_size
    told = [line for start in range(0, size, 700) for _, line, _ in read(tmp_path / "a.parquet", start, start + 700)[0]]
    assert told == [row["json"].encode() for row in rows]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param(pa.table({"a": [1], "b": ["x"]}), NO_RESOURCES, id="a table of something else"),
        pytest.param(b"PAR1 and no more", UNREADABLE, id="a file that is cut off"),
    ],
)
def test_a_file_that_holds_no_records_is_named(tmp_path: Path, data: Any, what: str) -> None:
    if isinstance(data, bytes):
        (tmp_path / "a.parquet").write_bytes(data)
    else:
        pq.write_table(data, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == ([], [(0, what)])
