"""What Spark tells of an export is what one machine tells of it: every row, every result, every count and name."""

import gzip
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import orjson
import polars
import pytest

from app.cohort.columns import TABLES
from app.cohort.local import Run, run
from bench.population import Population, write_export
from tests.app.cohort.conftest import Lines

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.timeout(900)]

Job = Callable[..., Run]
OnSpark = Callable[..., dict[str, Any]]


def rows_in(out: Path, table: str) -> list[str]:
    return sorted(map(str, polars.read_parquet(f"{out}/{table}/*.parquet").rows()))


def results_of(out: Path) -> list[bytes]:
    return sorted(line for part in (out / "results").glob("part-*") for line in part.read_bytes().splitlines())


def the_same(one: Path, other: Path) -> bool:
    assert orjson.loads((one / "manifest.json").read_bytes()) == orjson.loads((other / "manifest.json").read_bytes())
    assert results_of(one) == results_of(other)
    for table in TABLES:
        schemas = [polars.read_parquet_schema(next((out / table).glob("*.parquet"))) for out in (one, other)]
        assert schemas[0] == schemas[1]
        assert rows_in(one, table) == rows_in(other, table), table
    return True


def broken_export(lines: Lines, folder: Path) -> Path:
    """All that an export can be wrong with, Medications that are shared, and one patient in two files."""
    folder.mkdir()
    chance = Random(5)
    own = {patient: list(told) for patient, told in lines.items()}
    twice = next(iter(own))
    person = next(line for line in own[twice] if b'"resourceType":"Patient"' in line)
    mixed = [line for told in own.values() for line in told]
    mixed.append(orjson.dumps(orjson.loads(person) | {"meta": {"lastUpdated": "2020-01-01T00:00:00Z"}}))
    order = {"resourceType": "MedicationRequest", "authoredOn": "2026-09-01", "status": "active"}
    for number, patient in enumerate((*own, "nobody-known", "\ud800")):
        wanted = "m" if number % 3 else "not-there"
        told = order | {"id": f"x{number}", "medicationReference": {"reference": f"Medication/{wanted}"}}
        line = orjson.dumps(told | {"subject": {"reference": "Patient/OWNER"}})
        mixed.append(line.replace(b"OWNER", patient.encode("ascii", "backslashreplace")))
    product = {"id": "m", "ingredient": [{"itemReference": {"reference": "Medication/part"}}]}
    for medication in (product, {"id": "part", "code": {"text": "sertraline"}}):
        mixed.append(orjson.dumps({"resourceType": "Medication"} | medication))
    mixed.append(orjson.dumps({"resourceType": "Observation", "id": "y", "subject": {"reference": "Group/1"}}))
    mixed.append(orjson.dumps({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}))
    mixed += [b"{no json", b"", b'{"resourceType":"Claim"}']
    chance.shuffle(mixed)
    (folder / "a.ndjson").write_bytes(b"\n".join(mixed[::3]) + b'\n{"resourceType":"Obs')
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(b"\r\n".join(mixed[1::3])))
    zipped = gzip.compress(b"\n".join(mixed[2::3]))
    (folder / "c.ndjson").write_bytes(zipped[: len(zipped) - len(zipped) // 4])
    return folder


def test_every_row_count_and_name_is_that_of_one_machine(
    lines: Lines, tmp_path: Path, job: Job, on_spark: OnSpark
) -> None:
    """Two hundred patients and one with most of the records; and a part of the export is broken."""
    folder = broken_export(lines, tmp_path / "in")
    write_export(Population(patients=200, records=8, depressed=0.2, seed=11), folder / "more")
    skewed = {"resourceType": "Observation", "subject": {"reference": "Patient/p11-1"}, "status": "final"}
    with (folder / "many.ndjson").open("wb") as file:
        for number in range(4000):
            file.write(orjson.dumps(skewed | {"id": f"many-{number}"}) + b"\n")
    asked = job(folder, tmp_path / "here", piece_bytes=400_000)
    manifest = run(asked)
    assert manifest["output"]["mostRecords"] > 4000
    assert manifest["broken"]["medicationsNotThere"]
    assert manifest["broken"]["parts"]["count"] >= 3
    assert manifest["broken"]["patientsTwice"]["count"] == 1
    on_spark(asked, tmp_path / "spark")
    assert the_same(tmp_path / "here", tmp_path / "spark")
    assert not (tmp_path / "spark" / ".unfinished").exists()


def test_a_stage_that_was_finished_is_not_done_again(
    lines: Lines, tmp_path: Path, job: Job, on_spark: OnSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.ndjson").write_bytes(b"\n".join(line for own in list(lines.values())[:4] for line in own))
    asked = job(tmp_path / "in", tmp_path / "here", partitions=2)
    run(asked)
    monkeypatch.setattr("app.cohort.spark.engine.manifest_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        on_spark(asked, tmp_path / "spark")
    monkeypatch.undo()
    left = {path: path.stat().st_mtime_ns for path in (tmp_path / "spark").rglob("part-*.parquet")}
    assert {"read", "judged"} <= {path.name for path in (tmp_path / "spark" / ".unfinished").iterdir()}
    (tmp_path / "spark" / "gaps" / "_SUCCESS").unlink()
    on_spark(asked, tmp_path / "spark")
    assert the_same(tmp_path / "here", tmp_path / "spark")
    assert all(path.stat().st_mtime_ns == left[path] for path in (tmp_path / "spark" / "trials").glob("*.parquet"))
    assert not {path for path in left if path.parent.name == "gaps" and path.exists()}
