"""Tables in one line each: what one machine wrote read by Spark and pandas, what Spark wrote by the others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cohort.columns import TABLES
from app.cohort.local import Run, run
from tests.app.cohort.conftest import Lines

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.timeout(900)]


def test_spark_and_pandas_read_a_table_of_one_machine_in_one_line(
    lines: Lines, tmp_path: Path, job: Callable[..., Run], spark: Any
) -> None:
    import pandas

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.ndjson").write_bytes(b"\n".join(line for own in lines.values() for line in own))
    manifest = run(job(tmp_path / "in"))
    out = tmp_path / "out"
    patients = spark.read.parquet(f"{out}/patients")
    assert patients.columns == [column.name for column in TABLES["patients"]]
    assert patients.count() == manifest["output"]["patients"]
    frame = pandas.read_parquet(f"{out}/trials")
    assert list(frame.columns) == [column.name for column in TABLES["trials"]]
    assert len(frame) == manifest["output"]["rows"]["trials"]
