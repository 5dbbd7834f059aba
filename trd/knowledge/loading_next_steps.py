"""`modifiers.toml` and `switching.toml` -> Modifiers, Switching; an unknown agent, class or cell stops the service."""

from collections.abc import Mapping
from typing import Any

from trd.knowledge.next_step_types import Circumstance, Modifier, Modifiers, Switching, SwitchMethod, TrialPoints
from trd.knowledge.safety_grammar import of_class, of_set, parse_codes
from trd.knowledge.types import Agent

METHODS = frozenset({"direct", "cross-taper", "taper", "washout"})
SELECTORS = {"class": of_class, "set": of_set}


def read_modifiers(table: Mapping[str, Any], agents: Mapping[str, Agent]) -> Modifiers:
    """Read `modifiers.toml`; classes are expanded, and an agent's own points beat those of its class."""
    history = dict(table["history"])
    history["new_mechanism"] = tuple(history["new_mechanism"])
    return Modifiers(
        trials=TrialPoints(**history),
        all=tuple(_modifier(id_, entry, agents) for id_, entry in table["modifier"].items()),
    )


def _modifier(id_: str, entry: Mapping[str, Any], agents: Mapping[str, Agent]) -> Modifier:
    plain = {name: points for name, points in entry["points"].items() if not name.endswith("@add")}
    added = {name: points for name, points in entry["points"].items() if name.endswith("@add")}
    return Modifier(
        id=id_,
        words=entry["words"],
        when=tuple(_circumstance(id_, when) for when in entry["when"]),
        points=_expanded(id_, plain, agents),
        added=_expanded(id_, {name.removesuffix("@add"): points for name, points in added.items()}, agents),
    )


def _circumstance(id_: str, entry: Mapping[str, Any]) -> Circumstance:
    circumstance = Circumstance(**entry)
    given = [circumstance.codes, circumstance.answer, circumstance.score, circumstance.fact]
    if sum(map(bool, given)) != 1:
        raise ValueError(f"{id_}: a circumstance names exactly one fact")
    if circumstance.codes:
        parse_codes(circumstance.codes)
    return circumstance


def _expanded(id_: str, points: Mapping[str, int], agents: Mapping[str, Agent]) -> dict[str, int]:
    expanded: dict[str, int] = {}
    for name in sorted(points, key=lambda name: ":" not in name):
        sort, _, word = name.partition(":")
        members = SELECTORS[sort](word, agents) if sort in SELECTORS else {name}
        if not members or not members <= set(agents):
            raise ValueError(f"{id_}: {name!r} names no agent")
        expanded.update(dict.fromkeys(members, points[name]))
    return expanded


def read_switching(table: Mapping[str, Any], agents: Mapping[str, Agent]) -> Switching:
    """Read `switching.toml`; an agent id beats its class."""
    groups = _groups(table["groups"], agents)
    names = set(table["groups"].values())
    cells = {
        (old, new): _method(f"{old} to {new}", cell) for old, row in table["from"].items() for new, cell in row.items()
    }
    unknown = {name for pair in cells for name in pair} - names
    if unknown:
        raise ValueError(f"switching: unknown group {sorted(unknown)}")
    pairs = {}
    for pair, cell in table["pair"].items():
        old, _, new = pair.partition(">")
        if old not in agents or new not in agents:
            raise ValueError(f"switching: {pair!r} names no two agents")
        pairs[old, new] = _method(pair, cell)
    return Switching(group=groups, cells=cells, pairs=pairs)


def _groups(table: Mapping[str, str], agents: Mapping[str, Agent]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for name in sorted(table, key=lambda name: ":" not in name):
        members = of_class(name.removeprefix("class:"), agents) if name.startswith("class:") else {name}
        if not members or not members <= set(agents):
            raise ValueError(f"switching: {name!r} names no agent")
        groups.update(dict.fromkeys(members, table[name]))
    return groups


def _method(where: str, cell: str) -> SwitchMethod:
    method, days, words = cell.split("|")
    if method not in METHODS:
        raise ValueError(f"switching, {where}: unknown method {method!r}")
    return SwitchMethod(method=method, days=int(days), words=words)
