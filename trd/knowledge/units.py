"""Units of laboratory values and vital signs: which are read, and how they become the row unit (§3.2)."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from trd.knowledge.reading import KnowledgeError, number, read_csv
from trd.knowledge.types import Conversion, MeasuredIn

COLUMNS = "concept row_unit unit factor divisor offset low high"

DRUG_LEVEL = "drug-level"
"""The row for every drug level that has no row of its own."""

_MARKS = re.compile(r"[\s\[\]{}*^_().×]+")
_SYNONYMS = {
    "x103/ul": "103/ul",
    "x10e3/ul": "103/ul",
    "10e3/ul": "103/ul",
    "k/ul": "103/ul",
    "k/mm3": "103/ul",
    "103/mm3": "103/ul",
    "thou/ul": "103/ul",
    "thousand/ul": "103/ul",
    "thousands/ul": "103/ul",
    "x109/l": "109/l",
    "x10e9/l": "109/l",
    "10e9/l": "109/l",
    "gpt/l": "109/l",
    "cells/ul": "/ul",
    "cells/mm3": "/ul",
    "#/ul": "/ul",
    "mcg/l": "ug/l",
    "mcg/dl": "ug/dl",
    "micromol/l": "umol/l",
    "mcmol/l": "umol/l",
    "gm/dl": "g/dl",
    "percent": "%",
    "msec": "ms",
    "milliseconds": "ms",
    "sec": "s",
    "seconds": "s",
    "lb": "lbav",
    "lbs": "lbav",
    "pounds": "lbav",
    "in": "ini",
    "inch": "ini",
    "inches": "ini",
    "kilogram": "kg",
    "kilograms": "kg",
    "centimeter": "cm",
    "ratio": "inr",
}
"""Folded spelling -> folded UCUM: how laboratories print what UCUM writes otherwise."""


def fold_unit(unit: str) -> str:
    """`mL/min/{1.73_m2}`, `mL/min/1.73 m²` -> `ml/min/173m2`; letters that look alike are one letter."""
    text = unicodedata.normalize("NFKC", unit).casefold().replace("μ", "u")
    folded = _MARKS.sub("", text)
    return _SYNONYMS.get(folded, folded)


def read_units(folder: Path) -> Mapping[str, MeasuredIn]:
    """`units.csv` -> concept -> its units; the first row of a concept holds the plausible range."""
    name = "units.csv"
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for row in read_csv(folder / name, COLUMNS):
        rows[row[0]].append(row)
    common = {unit: found for _, _, unit, *figures in rows.pop(DRUG_LEVEL) for found in [_conversion(name, figures)]}
    found: dict[str, MeasuredIn] = {}
    for concept, lines in rows.items():
        row_unit, (low, high) = lines[0][1], lines[0][-2:]
        if any(line[1] != row_unit for line in lines):
            raise KnowledgeError(name, concept, "two row units")
        units = {unit: _conversion(name, figures) for _, _, unit, *figures in lines}
        if concept.startswith(DRUG_LEVEL):
            units = common | units
        found[concept] = MeasuredIn(
            unit=row_unit,
            read=MappingProxyType({fold_unit(unit): conversion for unit, conversion in units.items()}),
            lowest=number(name, concept, low) if low else None,
            highest=number(name, concept, high) if high else None,
        )
    read = MappingProxyType({fold_unit(unit): conversion for unit, conversion in common.items()})
    found[DRUG_LEVEL] = MeasuredIn(unit="ng/mL", read=read)
    return MappingProxyType(found)


def _conversion(name: str, figures: list[str]) -> Conversion:
    factor, divisor, offset, *_ = (number(name, "row", text) if text else Decimal(0) for text in figures)
    if factor <= 0 or divisor <= 0:
        raise KnowledgeError(name, "row", "factor and divisor are positive")
    return Conversion(factor=factor, divisor=divisor, offset=offset)
