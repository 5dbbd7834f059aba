"""The tables as Parquet: Arrow's schema of each, and a writer of row groups.

https://parquet.apache.org/docs/
"""

import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from app.cohort.columns import DOSE, SCHEMA, TABLES
from app.cohort.rows import PatientRows, Row

ROWS_AT_ONCE = 4_000
"""Rows of one table that are held before they are written: a row group."""

_SCALARS: dict[str, Any] = {
    "text": pa.string(),
    "date": pa.date32(),
    "int": pa.int32(),
    "bool": pa.bool_(),
    DOSE: pa.decimal128(18, 4),
}


def schema_of(table: str) -> Any:
    """Arrow's schema of one table, with the number of the published schema in its metadata."""
    fields = [pa.field(column.name, _type(column.kind)) for column in TABLES[table]]
    return pa.schema(fields, metadata={"trd-cds.table": table, "trd-cds.schema": SCHEMA})


def _type(kind: str) -> Any:
    if inner := re.fullmatch(r"list<(?:\{(.*)\}|(.*))>", kind):
        return pa.list_(_type(inner[2]) if inner[2] else _struct(inner[1]))
    return _SCALARS[kind]


def _struct(members: str) -> Any:
    named = (member.split(": ") for member in members.split(", "))
    return pa.struct([pa.field(name, _type(kind)) for name, kind in named])


def batch_of(table: str, rows: Iterable[Row]) -> Any:
    """Rows of one table as an Arrow record batch."""
    return pa.RecordBatch.from_pylist(list(rows), schema=schema_of(table))


class TableWriter:
    """Writes the four tables of one partition, a row group at a time."""

    def __init__(self, folder: Path) -> None:
        self._writers = {
            table: pq.ParquetWriter(folder / f"{table}.parquet", schema_of(table), compression="zstd")
            for table in TABLES
        }
        self._held: dict[str, list[Row]] = {table: [] for table in TABLES}
        self.rows = dict.fromkeys(TABLES, 0)

    def write(self, rows: PatientRows) -> None:
        """Take the rows of one patient."""
        for table, held in self._held.items():
            held += getattr(rows, table)
            if len(held) >= ROWS_AT_ONCE:
                self._flush(table)

    def _flush(self, table: str) -> None:
        held = self._held[table]
        if held:
            self._writers[table].write_batch(batch_of(table, held))
            self.rows[table] += len(held)
            self._held[table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        for table, writer in self._writers.items():
            if kind is None:
                self._flush(table)
            writer.close()
