"""Diagnosis codes -> concepts: every row that matches counts, exact, by prefix and by pattern."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from trd.codes import Code, CodeSystem
from trd.knowledge.types import CodeTables, ConditionCode

ICD: Final = frozenset({CodeSystem.ICD_9_CM, CodeSystem.ICD_10, CodeSystem.ICD_10_CM, CodeSystem.ICD_11})
DOTTED: Final = frozenset({CodeSystem.ICD_10, CodeSystem.ICD_10_CM})
FULL: Final = "in-full-remission"
PARTIAL: Final = "in-partial-remission"
UNSPECIFIED: Final = "unspecified-remission"

_SUFFIXES: Final = "+*!-† "
_CATEGORY: Final = 3
"""Characters of an ICD-10 category, before the dot."""


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
        self._rows = lru_cache(maxsize=20_000)(self._find)

    def read(self, codes: Iterable[Code]) -> CodesRead | None:
        """All concepts of all codes; None where no table knows any of them."""
        rows = [row for code in codes for row in self._rows(code)]
        return _together(rows) if rows else None

    def _find(self, code: Code) -> tuple[ConditionCode, ...]:
        return tuple(row for value in _parts(code) for row in self._of_system(code.system, value))

    def _of_system(self, system: CodeSystem, value: str) -> tuple[ConditionCode, ...]:
        rows = tuple(self._matches(system, value))
        if not rows and system is CodeSystem.ICD_10 and _only_in_cm(value):
            return tuple(self._matches(CodeSystem.ICD_10_CM, value))
        return rows

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


def normal_code(code: Code) -> str:
    """An ICD code with its dot and in upper case, without the marks of the German edition (`F32.1+`, `f321`)."""
    if code.system not in ICD:
        return code.value.strip()
    value = code.value.strip().upper().rstrip(_SUFFIXES)
    if code.system in DOTTED and "." not in value and len(value) > _CATEGORY:
        return f"{value[:_CATEGORY]}.{value[_CATEGORY:]}"
    if code.system is CodeSystem.ICD_9_CM and "." not in value:
        before = 4 if value.startswith("E") else _CATEGORY
        return f"{value[:before]}.{value[before:]}" if len(value) > before else value
    return value.rstrip(".")


def _parts(code: Code) -> list[str]:
    """An ICD-11 cluster is its parts (`6A70.1&XS25`); extension codes mean something only with a stem."""
    value = normal_code(code)
    if code.system is not CodeSystem.ICD_11:
        return [value]
    parts = [part for part in value.replace("/", "&").split("&") if part]
    return [part for part in parts if not part.startswith("X") or len(parts) > 1]


def _only_in_cm(value: str) -> bool:
    """Whether a code cannot be of ICD-10 (WHO): more than one character, or a letter, after the dot."""
    after = value.partition(".")[2]
    return len(after) > 1 or after.isalpha()


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
