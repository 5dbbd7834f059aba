"""`figures.toml`, `conditions.toml` -> numbers, sets of concepts, and reasons for a drug."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import Entry, KnowledgeError
from trd.knowledge.types import CodeTables, Source, Threshold
from trd.terms import CourseKind


def read_figures(table: dict[str, Any], sources: Mapping[str, Source]) -> dict[str, Threshold]:
    """Numbers that belong to no single entry."""
    whole = Entry("figures.toml", "file", table, sources)
    return {name: figure for name in whole if (figure := whole.threshold(name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Sets of concepts, and reasons for a drug."""

    concept_sets: Mapping[str, frozenset[str]]
    depressive: frozenset[str]
    other: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    anxiety: frozenset[str]


def read_reasons(table: dict[str, Any], codes: CodeTables) -> Reasons:
    """Read `conditions.toml`; a concept that no code carries is a spelling mistake."""
    file, known = "conditions.toml", known_concepts(codes)
    listed = Entry(file, "concepts", table.pop("concepts", {}))
    sets = {name: frozenset(listed.texts(name)) for name in listed}
    for name, concepts in sets.items():
        if not concepts or not concepts <= known:
            raise KnowledgeError(file, f"concepts.{name}", f"unknown concept {sorted(concepts - known)}")
    entry = Entry(file, "depressive", table.pop("depressive", {}))
    depressive = frozenset[str]().union(*(sets[name] for name in entry.texts("concepts")))
    entry.close()
    other: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    anxiety: set[str] = set()
    for name, values in table.pop("indication", {}).items():
        reason = Entry(file, f"indication.{name}", values)
        other[name] = reason.text("said")
        words[name] = tuple(_folded(phrase) for phrase in reason.texts("words"))
        if reason.flag("anxiety"):
            anxiety.add(name)
        reason.close()
    Entry(file, "file", table).close()
    return Reasons(
        concept_sets=MappingProxyType(sets),
        depressive=depressive,
        other=MappingProxyType(other),
        words=MappingProxyType(words),
        anxiety=frozenset(anxiety),
    )


def _folded(phrase: str) -> str:
    return fold_drug_name(phrase) + ("*" if phrase.endswith("*") else "")


def known_concepts(codes: CodeTables) -> set[str]:
    """Every concept of a condition or a procedure that some code carries."""
    tables = (codes.conditions_exact.values(), codes.condition_prefixes.values())
    found = {concept for table in tables for code in table for concept in code.concepts}
    found |= {concept for _, code in codes.condition_patterns for concept in code.concepts}
    return found | known_procedures(codes)


def known_procedures(codes: CodeTables) -> set[str]:
    """Every procedure concept that some code or printed name carries; what only a licensed code carries too."""
    tables = (codes.procedures.values(), codes.procedure_prefixes.values(), codes.procedure_names.values())
    return {procedure.concept for table in tables for procedure in table} | {kind.value for kind in CourseKind}


def known_observations(codes: CodeTables) -> set[str]:
    """Every observation concept that some code or printed name carries."""
    tables = (codes.observations.values(), codes.observation_names.values())
    return {found.concept for table in tables for listed in table for found in listed}
