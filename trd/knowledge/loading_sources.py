"""`sources.toml` -> the publications that figures rest on."""

from datetime import date
from typing import Any

from trd.knowledge.reading import Entry
from trd.knowledge.types import Source

FILE = "sources.toml"


def read_sources(table: dict[str, Any]) -> dict[str, Source]:
    """Read every source; one that supports nothing has no place here."""
    return {name: _source(name, values) for name, values in table.items()}


def _source(name: str, values: object) -> Source:
    entry = Entry(FILE, name, values)
    accessed = entry.raw("accessed")
    if accessed is not None and not isinstance(accessed, date):
        raise entry.fault("accessed must be a date")
    source = Source(
        id=name,
        citation=entry.text("citation"),
        url=entry.maybe_text("url"),
        accessed=accessed,
        seen=entry.flag("seen", True),
        supports=entry.text("supports"),
    )
    entry.close()
    if source.url is not None and not source.url.startswith("https://"):
        raise entry.fault("url must start with https://")
    return source
