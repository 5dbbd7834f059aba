"""Knowledge -> plain values, whole: what `GET /knowledge` gives as JSON, and what two versions are compared by."""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from trd.knowledge.sourced import Source
from trd.knowledge.types import Knowledge, Review

LEFT_OUT: Final = frozenset({"codes", "units", "hash", "version", "sources", "safety", "crosswalk", "reviews"})
"""Code tables are published by those who own them; the others are given here in a form of their own."""

DOI: Final = "https://doi.org/"
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b(?![-/])")


def publish(knowledge: Knowledge) -> dict[str, Any]:
    """All knowledge as JSON can hold it; an entry stands under its id, a figure names its source by id."""
    entries = {field.name: getattr(knowledge, field.name) for field in fields(knowledge)}
    told = {_camel(name): plain_value(value) for name, value in entries.items() if name not in LEFT_OUT}
    return {
        "version": knowledge.version,
        "hash": knowledge.hash,
        "draft": knowledge.draft,
        **told,
        "safetyRows": {row.id: plain_value(row) for row in knowledge.safety},
        "sources": {name: _reference(source) for name, source in knowledge.sources.items()},
        "reviews": {name: _review(found) for name, found in knowledge.reviews.of.items() if found.signature},
    }


def plain_value(value: Any) -> Any:
    """A value of the domain as text, number, list or mapping; equal values give equal plain values."""
    match value:
        case Source():
            return value.id
        case Enum():
            return value.value
        case Fraction():
            return str(value)
        case Decimal() | str() | bool() | int() | None:
            return value
        case date():
            return value.isoformat()
        case Mapping():
            return {_key(name): plain_value(entry) for name, entry in value.items()}
        case frozenset():
            return sorted((plain_value(entry) for entry in value), key=str)
        case Collection():
            return [plain_value(entry) for entry in value]
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no plain form")
    return {_camel(field.name): plain_value(getattr(value, field.name)) for field in fields(value)}


def _key(name: Any) -> str:
    """Pairs of agents are written with an arrow: "fluoxetine → sertraline"."""
    if isinstance(name, tuple):
        return " → ".join(str(part) for part in name)
    return str(plain_value(name))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _review(found: Review) -> dict[str, Any]:
    """Who decided what of an entry, and whether it still holds."""
    return {"state": found.state.value, **plain_value(found.signature)}


def _reference(source: Source) -> dict[str, Any]:
    """A publication with its title, its year where the citation names one alone, and its DOI or address."""
    years = sorted(set(YEAR.findall(source.citation.partition("http")[0])))
    return {
        "id": source.id,
        "citation": source.citation,
        "year": int(years[0]) if len(years) == 1 else None,
        "doi": source.url.removeprefix(DOI) if source.url and source.url.startswith(DOI) else None,
        "url": source.url,
        "accessed": source.accessed.isoformat() if source.accessed else None,
        "seen": source.seen,
        "supports": source.supports,
    }
