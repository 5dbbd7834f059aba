"""What a clinician signs: the knowledge in entries, each small enough to be read with its source in hand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from trd.knowledge.publication import plain_value
from trd.knowledge.types import Knowledge

NOT_SIGNED: Final = frozenset({"version", "hash", "sources", "codes", "reviews"})
"""Sources are signed where they are cited, by id. Code systems are published by others: their tables are compared line
by line when they change (`trd-cds knowledge diff`)."""

NOT_OF_THE_FIGURES: Final = frozenset({"mark"})
"""How a figure was found is told beside it: that somebody looked it up since changes nothing of what was signed."""

DIGITS_SHOWN: Final = 12


def entries(knowledge: Knowledge) -> dict[str, Any]:
    """Everything that is signed, by name (`agent sertraline`, `safety S001`), in the order of the knowledge."""
    return {f"{kind} {name}": value for kind, read in KINDS.items() for name, value in read(knowledge).items()}


def digest_of(value: Any) -> str:
    """One digest over the figures and words of an entry, their sources and places.

    A member that is empty counts as one that is not there, so that a new member of the software lets no signature lapse
    that it says nothing about.
    """
    told = json.dumps(_canonical(plain_value(value)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(told.encode()).hexdigest()}"


def short(digest: str) -> str:
    """The beginning of a digest, as a pack prints it and a person types it."""
    return digest.removeprefix("sha256:")[:DIGITS_SHOWN]


def find_entry(knowledge: Knowledge, asked: str) -> tuple[str, ...]:
    """The names that are meant: the whole name, or an id that stands in one kind alone ("sertraline", "S001")."""
    every = entries(knowledge)
    if asked in every:
        return (asked,)
    return tuple(name for name in every if name.partition(" ")[2].casefold() == asked.casefold())


def _canonical(value: Any) -> Any:
    match value:
        case dict():
            kept = {name: _canonical(part) for name, part in value.items() if name not in NOT_OF_THE_FIGURES}
            return {name: part for name, part in kept.items() if part is not None and part not in ("", [], {})}
        case list():
            return [_canonical(part) for part in value]
        case Decimal():
            return format(value.normalize(), "f")
    return value


def _agents(knowledge: Knowledge) -> Mapping[str, Any]:
    """A drug with what its genotypes change and the products of its orders: read together, from one label."""
    return {
        name: {"agent": agent, "genotypes": knowledge.genotypes.get(name), "products": knowledge.orders.get(name)}
        for name, agent in knowledge.agents.items()
    }


def _modifiers(knowledge: Knowledge) -> Mapping[str, Any]:
    if knowledge.modifiers is None:
        return {}
    return {"trials": knowledge.modifiers.trials, **{each.id: each for each in knowledge.modifiers.all}}


def _switches(knowledge: Knowledge) -> Mapping[str, Any]:
    """From one group of drugs to all others, with the pairs that differ; and how a drug is left and begun."""
    switching = knowledge.switching
    if switching is None:
        return {}
    told: dict[str, Any] = {}
    for group in dict.fromkeys(switching.group.values()):
        members = {agent for agent, own in switching.group.items() if own == group}
        told[f"from-{group}"] = {
            "agents": frozenset(members),
            "to": {new: method for (old, new), method in switching.cells.items() if old == group},
            "pairs": {pair: method for pair, method in switching.pairs.items() if pair[0] in members},
        }
    kept = ("low_starts", "low_start_days", "tapered", "may_stop")
    told["tapers-and-low-starts"] = {name: getattr(switching, name) for name in kept}
    return told


def _tests(knowledge: Knowledge) -> Mapping[str, Any]:
    rows = knowledge.monitoring.rows
    return {
        name: {"test": test, "with": [row for row in rows if row.test == name]}
        for name, test in knowledge.monitoring.tests.items()
    }


def _order_checks(knowledge: Knowledge) -> Mapping[str, Any]:
    checks = knowledge.order_checks
    lists = {field.name: getattr(checks, field.name) for field in fields(checks) if field.name != "figures"}
    return {**checks.figures, **{f"list-{name}": value for name, value in lists.items()}}


def _tables(knowledge: Knowledge) -> Mapping[str, Any]:
    """What is read whole: indications and sets of conditions, products that are no trial, equivalents, conversions."""
    reasons = (
        *("depressive_indications", "other_indications", "anxiety_indications", "indication_words"),
        "concept_sets",
    )
    return {
        "indications": {name: getattr(knowledge, name) for name in reasons},
        "products-never-a-trial": knowledge.trap_products,
        "equivalences": knowledge.equivalences,
        "scores-of-other-scales": [[value, ranges] for value, ranges in knowledge.crosswalk],
        "units": knowledge.units,
        "never-checked": knowledge.checks,
    }


KINDS: Final[Mapping[str, Callable[[Knowledge], Mapping[str, Any]]]] = {
    "agent": _agents,
    "definition": lambda knowledge: knowledge.definitions,
    "scale": lambda knowledge: knowledge.scales,
    "strategy": lambda knowledge: knowledge.strategies,
    "safety": lambda knowledge: {row.id: row for row in knowledge.safety},
    "row": lambda knowledge: knowledge.main_rows,
    "explanation": lambda knowledge: knowledge.explanations,
    "figure": lambda knowledge: knowledge.figures,
    "modifier": _modifiers,
    "switch": _switches,
    "test": _tests,
    "order-check": _order_checks,
    "country": lambda knowledge: knowledge.countries,
    "table": _tables,
}
"""Kind -> its entries by id."""
