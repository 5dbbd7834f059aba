"""`equivalences.toml` -> doses that are written in another way than their agent's table counts them (§1.6)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from trd.knowledge.equivalences import Equivalence, Equivalences
from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import Entry, KnowledgeError
from trd.knowledge.sourced import Source

FILE = "equivalences.toml"


def read_equivalences(
    table: Mapping[str, Any], sources: Mapping[str, Source], agents: Mapping[str, object]
) -> Equivalences:
    """Read `equivalences.toml`; an unknown agent or key stops the service."""
    unknown = set(table) - {"salt", "drops", "weekly", "patch"}
    if unknown:
        raise KnowledgeError(FILE, "file", f"unknown key {', '.join(sorted(unknown))}")

    def rows(name: str) -> dict[str, Equivalence]:
        found = [
            _row(Entry(FILE, f"{name}[{place}]", values, sources), agents)
            for place, values in enumerate(table.get(name, []))
        ]
        if len({row.agent for row in found}) != len(found):
            raise KnowledgeError(FILE, name, "an agent stands twice")
        return {row.agent: row for row in found}

    return Equivalences(salts=rows("salt"), drops=rows("drops"), weekly=rows("weekly"), patches=rows("patch"))


def _row(entry: Entry, agents: Mapping[str, object]) -> Equivalence:
    agent = entry.text("agent")
    if agent not in agents:
        raise entry.fault(f"unknown agent {agent!r}")
    row = Equivalence(
        agent=agent,
        words=frozenset(map(fold_drug_name, entry.texts("words"))),
        factor=(_fraction(entry, "multiply") or Fraction(1)) / (_fraction(entry, "divide") or Fraction(1)),
        mg_per_drop=_fraction(entry, "mg_per_drop"),
        intake=_fraction(entry, "intake"),
        daily=_fraction(entry, "daily"),
        contents=_contents(entry),
        source=entry.source(),
        where=entry.text("where"),
        mark=entry.mark(),
    )
    entry.close()
    return row


def _fraction(entry: Entry, key: str) -> Fraction | None:
    value = entry.decimal(key)
    if value is not None and value <= 0:
        raise entry.fault(f"{key} must be above zero")
    return Fraction(value) if value is not None else None


def _contents(entry: Entry) -> dict[Fraction, Fraction]:
    pairs = entry.raw("contents", [])
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise entry.fault("contents must be pairs")
    found: dict[Fraction, Fraction] = {}
    for held, given in pairs:
        held_mg, given_mg = entry.exact("contents", held), entry.exact("contents", given)
        if held_mg is None or given_mg is None or not 0 < given_mg < held_mg:
            raise entry.fault("a patch gives less than it holds")
        found[Fraction(held_mg)] = Fraction(given_mg)
    return found
