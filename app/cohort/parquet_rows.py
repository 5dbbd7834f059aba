"""FHIR kept as Parquet, read row by row as lines of an export: nested as JSON is, or JSON in a column of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.cohort.export import Piece
from app.cohort.lines import UNREADABLE, Moved, Told

ENDING = ".parquet"
NO_RESOURCES = "the table has no column resourceType, and none that holds resources as JSON"
COLUMNS = ("resource", "json", "value")
"""Names under which tables keep a resource as JSON; a table of one column needs none of them."""
ROWS_AT_ONCE = 500


def read_rows(
    path: Path, piece: Piece, *, told: Told, moved: Moved = lambda _: None
) -> Iterator[tuple[int, bytes, bool]]:
    """Each row of the row groups that begin in the piece, as `read_lines` tells lines."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            column = _column(file.schema_arrow)
            if column is None and "resourceType" not in file.schema_arrow.names:
                told(0, NO_RESOURCES)
                return
            groups = [each for each in range(file.num_row_groups) if piece.start <= _start(file, each) < piece.end]
            columns = None if column is None else [column]
            for batch in file.iter_batches(ROWS_AT_ONCE, row_groups=groups, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield number, _json(row) if column is None else _bytes(row[column]), True
            moved(piece.end - piece.start)
    except (OSError, pa.ArrowException):
        told(number, UNREADABLE)


def _column(schema: Any) -> str | None:
    """The column that holds whole resources as JSON."""
    import pyarrow.types as types

    texts = [
        field.name
        for field in schema
        if types.is_string(field.type) or types.is_large_string(field.type) or types.is_binary(field.type)
    ]
    if len(schema) == 1 and texts and texts[0] != "resourceType":
        return str(texts[0])
    return next((name for name in COLUMNS if name in texts), None)


def _start(file: Any, group: int) -> int:
    """Where a row group begins in its file."""
    first = file.metadata.row_group(group).column(0)
    offset: int = first.dictionary_page_offset if first.has_dictionary_page else first.data_page_offset
    return offset


def _bytes(value: str | bytes | None) -> bytes:
    return b"" if value is None else value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def _told_as_text(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


_ENCODE = msgspec.json.Encoder(decimal_format="number", enc_hook=_told_as_text).encode


def _json(row: dict[str, Any]) -> bytes:
    return _ENCODE(_without_nothing(row))


def _without_nothing(value: Any) -> Any:
    """A column that a resource does not have is null: it is not told; 14.0 of a column of floats is 14 again."""
    if isinstance(value, dict):
        members = ((name, _without_nothing(member)) for name, member in value.items())
        return {name: member for name, member in members if member not in (None, {}, [])} or None
    if isinstance(value, list):
        items = [_without_nothing(item) for item in value]
        return items if any(item is not None for item in items) else None
    return int(value) if isinstance(value, float) and value.is_integer() else value
