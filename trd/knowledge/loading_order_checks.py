"""`order_checks.toml` -> what the order checks look at; an unknown agent, group, row or test stops the service."""

from collections.abc import Mapping, Set
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from trd.knowledge.order_check_types import OrderChecks, WantedTests
from trd.knowledge.reading import Entry
from trd.knowledge.safety_grammar import of_class, of_set
from trd.knowledge.types import Agent, CodeTables, Monitoring, SafetyRow, Source
from trd.knowledge.vocabulary import Vocabulary

FILE = "order_checks.toml"
SELECTORS = {"class": of_class, "set": of_set}
LEVELS = ("critical", "warning", "info")


def read_order_checks(
    table: Mapping[str, Any],
    sources: Mapping[str, Source],
    agents: Mapping[str, Agent],
    codes: CodeTables,
    rows: tuple[SafetyRow, ...],
    words: Vocabulary,
    monitoring: Monitoring,
) -> OrderChecks:
    """Read the file; classes, sets and groups are expanded once."""
    whole = Entry(FILE, "file", table, sources)
    whole.source()
    whole.text("where")
    whole.mark()
    figures, lists, drugs = whole.table("figures"), whole.table("agents"), whole.table("ingredients")
    doses, steps = whole.table("doses"), whole.table("titration")
    kept_rows, taper, wanted = whole.table("rows"), whole.table("taper"), whole.tables("monitoring")
    whole.close()
    known = {row.id for row in rows}
    return OrderChecks(
        figures=MappingProxyType({name: found for name in figures if (found := figures.threshold(name)) is not None}),
        agents=MappingProxyType({name: _agents(lists, lists.texts(name), agents) for name in lists}),
        ingredients=MappingProxyType({name: _ingredients(drugs, drugs.texts(name), codes) for name in drugs}),
        doses=MappingProxyType({name: _doses(doses.table(name), agents) for name in doses}),
        titration=MappingProxyType({name: _steps(steps, name, agents) for name in steps}),
        rows=MappingProxyType({name: _rows(kept_rows, kept_rows.texts(name), known) for name in kept_rows}),
        taper=MappingProxyType(_taper(taper, agents)),
        monitoring=tuple(_wanted(entry, agents, words.observations | set(monitoring.tests)) for entry in wanted),
    )


def _agents(entry: Entry, names: tuple[str, ...], agents: Mapping[str, Agent]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        sort, _, word = name.partition(":")
        members = SELECTORS[sort](word, agents) if sort in SELECTORS else {name}
        if not members or not members <= set(agents):
            raise entry.fault(f"{name!r} names no agent")
        found |= members
    return frozenset(found)


def _ingredients(entry: Entry, names: tuple[str, ...], codes: CodeTables) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        sort, _, word = name.partition(":")
        members: Set[str] = codes.groups.get(word, frozenset()) if sort == "group" else {name}
        if not members or not members <= set(codes.ingredients):
            raise entry.fault(f"{name!r} names no ingredient")
        found |= members
    return frozenset(found)


def _doses(entry: Entry, agents: Mapping[str, Agent]) -> Mapping[str, Decimal]:
    found = {}
    for agent in entry:
        dose = entry.decimal(agent)
        if agent not in agents or dose is None or dose <= 0:
            raise entry.fault(f"{agent!r} is no agent with a dose")
        found[agent] = dose
    return MappingProxyType(found)


def _steps(entry: Entry, agent: str, agents: Mapping[str, Agent]) -> tuple[Decimal, ...]:
    steps = entry.decimals(agent)
    if agent not in agents or list(steps) != sorted(set(steps)) or not steps:
        raise entry.fault(f"{agent!r} is no agent with rising steps")
    return steps


def _rows(entry: Entry, names: tuple[str, ...], known: set[str]) -> frozenset[str]:
    if not names or not set(names) <= known:
        raise entry.fault(f"unknown row {sorted(set(names) - known)}")
    return frozenset(names)


def _taper(entry: Entry, agents: Mapping[str, Agent]) -> dict[str, str]:
    found = {name: entry.text(name) for name in entry}
    if "default" not in found or not set(found) - {"default"} <= set(agents):
        raise entry.fault("a default, and agents")
    return found


def _wanted(entry: Entry, agents: Mapping[str, Agent], known: frozenset[str]) -> WantedTests:
    found = WantedTests(
        about=_agents(entry, entry.texts("about"), agents),
        tests=entry.texts("tests"),
        days=entry.whole("days") or 0,
        first_year_days=entry.whole("first_year_days"),
        level=entry.text("level"),
    )
    entry.close()
    unknown = set(found.tests) - known
    if unknown or not found.tests or found.days <= 0 or found.level not in LEVELS:
        raise entry.fault(f"tests, days or level are none of its words {sorted(unknown)}")
    return found
