"""`figures.toml`, `conditions.toml` -> numbers, sets of concepts, and reasons for a drug."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import Entry, KnowledgeError
from trd.knowledge.types import Source, Threshold
from trd.knowledge.vocabulary import Vocabulary


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


def read_reasons(table: dict[str, Any], vocabulary: Vocabulary) -> Reasons:
    """Read `conditions.toml`; a concept that no code carries is a spelling mistake."""
    file, known = "conditions.toml", vocabulary.conditions | vocabulary.procedures
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
