"""Rows as CSV (RFC 4180) that a spreadsheet opens and never computes."""

import csv
from collections.abc import Iterable
from io import StringIO

COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet, and codes of reasons are what a client sent."""


def sheet(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A head and its rows; `None` is an empty cell."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(COMPUTED) else value
