"""The task that judges: the records of each patient in, one row a patient out, the rows of the four tables inside."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import msgspec
import pyarrow as pa

from app.cohort.burden.counts import BETWEEN
from app.cohort.columns import TABLES, Column
from app.cohort.done import Done
from app.cohort.evaluation import Question, name_of
from app.cohort.partition import judged
from app.cohort.rows import PatientRows
from app.cohort.spark.frames import Batches, Task, patients_in
from app.cohort.tables import schema_of
from app.cohort.workers import knowledge_here

PATIENTS_AT_ONCE = 64
_KINDS = {"text": "string", "bool": "boolean"}
_TOLD = {
    "place": ("int", pa.int32()),
    "key": ("binary", pa.binary()),
    "name": ("string", pa.string()),
    "frames": ("int", pa.int32()),
    "twice": ("boolean", pa.bool_()),
    "without_patient": ("boolean", pa.bool_()),
    "error": ("string", pa.string()),
    "result": ("string", pa.string()),
    "burden": ("map<string, bigint>", pa.map_(pa.string(), pa.int64())),
}


def sql_of(columns: Sequence[Column]) -> str:
    """The columns of a table as Spark writes types."""
    return ", ".join(f"`{column.name}`: {_sql_of(column.kind)}" for column in columns)


def _sql_of(kind: str) -> str:
    if inner := re.fullmatch(r"list<(?:\{(.*)\}|(.*))>", kind):
        return f"array<{_sql_of(inner[2]) if inner[2] else _struct(inner[1])}>"
    return _KINDS.get(kind, kind)


def _struct(members: str) -> str:
    named = (member.split(": ") for member in members.split(", "))
    return "struct<" + ", ".join(f"`{name}`: {_sql_of(kind)}" for name, kind in named) + ">"


JUDGED_SQL = ", ".join(
    (
        *(f"{name} {kind}" for name, (kind, _) in _TOLD.items()),
        *(f"{table} array<struct<{sql_of(columns)}>>" for table, columns in TABLES.items()),
    )
)
"""One row a patient; the lists of the tables are empty where the patient could not be judged."""
_JUDGED = pa.schema(
    [
        *((name, kind) for name, (_, kind) in _TOLD.items()),
        *((table, pa.list_(pa.struct(list(schema_of(table))))) for table in TABLES),
    ]
)


def judging(question: Question, partitions: int) -> Task:
    """The task; rows come sorted by key, all of a patient in one partition."""

    def judge(batches: Batches) -> Iterator[Any]:
        knowledge = knowledge_here(question)
        rows: list[dict[str, Any]] = []
        for key, frames in patients_in(batches):
            done = Done()
            patient = frames[0].key
            told = judged(patient, frames, question, knowledge, done)
            name = name_of(patient, question)
            rows.append(
                {
                    "place": crc32(key) % partitions,
                    "key": key,
                    "name": name.encode("utf-8", "replace").decode(),
                    "frames": len(frames),
                    "twice": done.twice > 0,
                    "without_patient": done.without_patient > 0,
                    "error": done.failed.get(name),
                    **_tables(told),
                }
            )
            if len(rows) >= PATIENTS_AT_ONCE:
                yield pa.RecordBatch.from_pylist(rows, schema=_JUDGED)
                rows = []
        yield pa.RecordBatch.from_pylist(rows, schema=_JUDGED)

    return judge


def _tables(told: PatientRows | None) -> dict[str, Any]:
    if told is None:
        return {table: [] for table in TABLES}
    name = msgspec.json.encode(told.patients[0]["patient"])
    return {
        "result": (b'{"patient":%b,"result":%b}' % (name, told.result)).decode() if told.result else None,
        "burden": [(BETWEEN.join(names), number) for names, number in told.burden.items()],
        **{table: getattr(told, table) for table in TABLES},
    }
