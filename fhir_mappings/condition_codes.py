"""Diagnosis codes -> concepts: every row that matches counts, exact, by prefix and by pattern."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from trd.codes import Code, CodeSystem
from trd.knowledge.types import CodeTables, ConditionCode

FULL: Final = "in-full-remission"
PARTIAL: Final = "in-partial-remission"
UNSPECIFIED: Final = "unspecified-remission"

LONGEST_CODE: Final = 40
"""Longer than any diagnosis code: such a text is none."""
_DISTINCT_CODES: Final = 20_000
"""So many answers are kept; the codes of a population are far fewer than its records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesRead:
    """What the codes of one diagnosis say together."""

    concepts: frozenset[str]
    severity: str | None = None
    psychotic: bool | None = None
    remission: str | None = None
    episode: str | None = None


class ConditionCodes:
    """The diagnosis tables, asked once per distinct code."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        self._patterns: dict[CodeSystem, list[tuple[str, ConditionCode]]] = {}
        for code, row in tables.condition_patterns:
            self._patterns.setdefault(code.system, []).append((code.value, row))
        self._rows = lru_cache(maxsize=_DISTINCT_CODES)(self._find)

    def read(self, codes: Iterable[Code]) -> CodesRead | None:
        """All concepts of all codes; None where no table knows any of them.

        ICD-11 extension codes (`XS25`) mean something only beside a stem code.
        """
        codes = tuple(code for code in codes if len(code.value) <= LONGEST_CODE)
        stems = any(code.system is CodeSystem.ICD_11 and not code.value.startswith("X") for code in codes)
        rows = [row for code in codes if stems or not _is_extension(code) for row in self._rows(code)]
        return _together(rows) if rows else None

    def _find(self, code: Code) -> tuple[ConditionCode, ...]:
        return tuple(self._matches(code.system, code.value))

    def _matches(self, system: CodeSystem, value: str) -> Iterator[ConditionCode]:
        exact = self._tables.conditions_exact.get(Code(system, value))
        if exact is not None:
            yield exact
        if system is not CodeSystem.SNOMED:
            for end in range(1, len(value) + 1):
                row = self._tables.condition_prefixes.get(Code(system, value[:end]))
                if row is not None:
                    yield row
            for pattern, row in self._patterns.get(system, ()):
                if _fits(pattern, value):
                    yield row


def _is_extension(code: Code) -> bool:
    return code.system is CodeSystem.ICD_11 and code.value.startswith("X")


def _fits(pattern: str, value: str) -> bool:
    """A pattern is a prefix in which `?` stands for any one character."""
    return len(value) >= len(pattern) and all(
        wanted in ("?", found) for wanted, found in zip(pattern, value, strict=False)
    )


def _together(rows: list[ConditionCode]) -> CodesRead:
    concepts = frozenset(concept for row in rows for concept in row.concepts)
    return CodesRead(
        concepts=concepts,
        severity=next((row.severity for row in rows if row.severity), None),
        psychotic=next((row.psychotic for row in rows if row.psychotic is not None), None),
        remission=_remission(concepts) or next((row.remission for row in rows if row.remission), None),
        episode=next((row.episode for row in rows if row.episode), None),
    )


def _remission(concepts: frozenset[str]) -> str | None:
    """Full, partial and unspecified remission are told apart by the concept (R-P7)."""
    for ending, word in (("-full-remission", FULL), ("-partial-remission", PARTIAL)):
        if any(concept.endswith(ending) for concept in concepts):
            return word
    return UNSPECIFIED if "mdd-recurrent-remission-unspecified" in concepts else None
