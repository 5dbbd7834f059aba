"""The pictures of the report as places and lengths, made of told numbers alone; the template writes them as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.cohort.burden.reading_told import ALMOST_NONE, NEARLY_ALL
from cds_hooks.composition import INDICATORS

LONG: Final = 100
"""Units of a bar in a table."""
HIGH, STEP = 100, 12
"""Units of a column over time, and from one to the next."""
DOT, ROW, HEAD, BAR = 22, 24, 26, 100
"""Of the picture of who is resistant by which: columns, rows, the letters above, the longest bar."""
MOST_ROWS: Final = 15
STATUSES: Final = ("resistant", "oneFailure", "indeterminate", "none", "noActiveDepression")
WITHHELD: Final = "withheld"


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar or a column."""

    kind: str
    at: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One day."""

    x: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One row: those who are resistant by these definitions and by no other."""

    y: int
    dots: tuple[tuple[int, bool], ...]
    line: tuple[int, int]
    bar: float
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpSet:
    """Definitions as columns, combinations as rows with their length."""

    width: int
    height: int
    letters: tuple[tuple[int, str], ...]
    rows: tuple[Combination, ...]
    bars_at: int


def letters_of(report: Mapping[str, Any]) -> dict[str, str]:
    """A letter for each definition: names are too long for the head of a column."""
    return {one["definition"]: chr(ord("A") + place) for place, one in enumerate(report["byDefinition"])}


def up_set(report: Mapping[str, Any]) -> UpSet | None:
    """Who is resistant by which, the largest groups; `None`: there is nothing to draw."""
    found = report["resistantBy"]["combinations"][:MOST_ROWS]
    if not found:
        return None
    letters = letters_of(report)
    places = {name: DOT * place + DOT // 2 for place, name in enumerate(letters)}
    most, bars_at = found[0]["patients"], DOT * len(letters) + 8
    rows = []
    for place, one in enumerate(found):
        own = [places[name] for name in one["definitions"]]
        rows.append(
            Combination(
                y=HEAD + ROW * place,
                dots=tuple((x, x in own) for x in places.values()),
                line=(min(own), max(own)),
                bar=max(1.0, round(one["patients"] / most * BAR, 1)),
                patients=one["patients"],
            )
        )
    return UpSet(
        width=bars_at + BAR + 44,
        height=HEAD + ROW * len(rows),
        letters=tuple((places[name], letter) for name, letter in letters.items()),
        rows=tuple(rows),
        bars_at=bars_at,
    )


def stacked(parts: Sequence[tuple[str, int | None]], whole: int | None) -> tuple[Part, ...]:
    """Parts of a whole side by side; what is withheld is one part at the end."""
    if not whole:
        return ()
    found, at = [], 0.0
    for kind, number in parts:
        if number:
            size = number / whole * LONG
            found.append(Part(kind, round(at, 2), round(size, 2)))
            at += size
    rest = LONG - at
    if rest > 0.1 and any(number is None for _, number in parts):
        found.append(Part(WITHHELD, round(at, 2), round(rest, 2)))
    return tuple(found)


def statuses(report: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[Part, ...]:
    """The patients in care under one definition."""
    return stacked([(status, one[status]) for status in STATUSES], report["patients"]["inCare"])


def by_indicator(one: Mapping[str, Any], most: int | None) -> tuple[Part, ...]:
    """The cards of a topic, as long as they are of the topic with most."""
    if one["shown"] is None or not most:
        return ()
    parts = stacked([(name, one[name]) for name in INDICATORS], one["shown"])
    scale = one["shown"] / most
    return tuple(Part(part.kind, round(part.at * scale, 2), round(part.size * scale, 2)) for part in parts)


def whole(kind: str, number: int | None, of: int | None) -> tuple[Part, ...]:
    """One part of a whole by itself."""
    return stacked([(kind, number)], of) if number else ()


def columns(report: Mapping[str, Any]) -> tuple[Column, ...]:
    """Cards per 100 openings over time, the loudest at the foot."""
    days = report["overTime"]
    most = highest(report)
    found = []
    for place, day in enumerate(days):
        parts: list[Part] = []
        if day["per100Openings"] and most:
            at = 0.0
            for part in stacked([(name, day[name]) for name in INDICATORS], day["shown"]):
                size = part.size / LONG * day["per100Openings"] / most * HIGH
                parts.append(Part(part.kind, round(HIGH - at - size, 2), round(size, 2)))
                at += size
        found.append(Column(x=STEP * place, parts=tuple(parts)))
    return tuple(found)


def highest(report: Mapping[str, Any]) -> float:
    """Of the rates over time."""
    return max((day["per100Openings"] or 0 for day in report["overTime"]), default=0)


def length(number: float | None, most: float | None) -> float | None:
    """A bar as a share of the longest."""
    return None if number is None or not most else round(number / most * LONG, 1)


def share(told: int | str | None) -> int | None:
    """A share as a length, one said in words too."""
    if told == NEARLY_ALL:
        return LONG - 1
    if told == ALMOST_NONE:
        return 1
    return told if isinstance(told, int) else None
