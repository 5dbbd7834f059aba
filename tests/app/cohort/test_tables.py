"""The published schema: readable in one line by the tools that analysts have, its number in every file."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import orjson
import polars
import pyarrow.parquet as pq
import pytest

from app.cohort.columns import SCHEMA, TABLES
from app.cohort.local import Run, run
from app.cohort.rows import figure
from app.cohort.tables import schema_of
from tests.app.cohort.conftest import Lines, results_in


@pytest.fixture
def out(lines: Lines, tmp_path: Path, job: Callable[..., Run]) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/all.ndjson").write_bytes(b"\n".join(line for own in lines.values() for line in own))
    run(job(tmp_path / "in"))
    return tmp_path / "out"


def test_polars_reads_every_table_in_one_line_with_the_rows_of_the_results(out: Path) -> None:
    results = {patient: orjson.loads(told) for patient, told in results_in(out).items()}
    patients = polars.read_parquet(f"{out}/patients/*.parquet")
    assert dict(patients.select("patient", "resistance").iter_rows()) == {
        patient: told["resistance"]["status"] for patient, told in results.items()
    }
    for table in ("trials", "recommendations", "gaps"):
        rows = polars.read_parquet(f"{out}/{table}/*.parquet")
        assert len(rows) == sum(len(told[table]) for told in results.values())
        assert rows.columns == [column.name for column in TABLES[table]]
        assert patients[table].sum() == len(rows)


def test_duckdb_reads_a_table_in_one_line_figures_exact(out: Path) -> None:
    found = duckdb.sql(f"SELECT patient, peak_daily_dose FROM '{out}/trials/*.parquet'")
    assert found is not None
    told = found.fetchall()
    results = {patient: orjson.loads(line) for patient, line in results_in(out).items()}
    doses = [(name, each["peakDailyDose"]) for name, result in results.items() for each in result["trials"]]
    want = [(name, None if dose is None else Decimal(str(dose)).quantize(Decimal("0.0001"))) for name, dose in doses]
    assert sorted(told, key=str) == sorted(want, key=str)


@pytest.mark.parametrize("table", list(TABLES))
def test_the_number_of_the_schema_stands_in_every_file(out: Path, table: str) -> None:
    for part in (out / table).iterdir():
        schema = pq.read_schema(part)
        assert schema.metadata[b"trd-cds.schema"] == SCHEMA.encode()
        assert schema.equals(schema_of(table))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(None, None, id="not on record"),
        pytest.param(50, Decimal("50.0000"), id="a whole number"),
        pytest.param(Decimal("12.3"), Decimal("12.3000"), id="a decimal"),
        pytest.param(Decimal(10) ** 13, None, id="more than a column holds"),
        pytest.param(Decimal(10) ** 13 - 1, Decimal("9999999999999.0000"), id="the most that it holds"),
    ],
)
def test_a_figure_is_exact_or_empty(value: Decimal | int | None, told: Decimal | None) -> None:
    assert figure(value) == told
