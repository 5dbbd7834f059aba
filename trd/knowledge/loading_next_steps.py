"""`modifiers.toml` and `switching.toml` -> Modifiers, Switching; an unknown agent, class or cell stops the service."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trd.knowledge.next_step_types import Circumstance, Modifier, Modifiers, Switching, SwitchMethod, TrialPoints
from trd.knowledge.reading import Entry
from trd.knowledge.safety_checks import LIMITS, TESTS
from trd.knowledge.safety_grammar import of_class, of_set, parse_codes
from trd.knowledge.types import Agent, Source
from trd.knowledge.vocabulary import Vocabulary, is_known

METHODS = frozenset({"direct", "cross-taper", "taper", "washout"})
SELECTORS = {"class": of_class, "set": of_set}
FACTS = frozenset(
    {
        "opioid-90-days",
        "qids-sleep",
        "recurrent-without-lithium",
        "sexual-dysfunction",
        "two-pain-drugs",
        "weight-gain",
    }
)
"""Facts of the modifiers that are rules of their own."""

MOST_POINTS = 6
"""No modifier moves an agent further than the clip of the sum (M-R1)."""


def read_modifiers(table: dict[str, Any], sources: Mapping[str, Source], words: Vocabulary) -> Modifiers:
    """Read `modifiers.toml`; classes are expanded, and an agent's own points beat those of its class."""
    whole = Entry("modifiers.toml", "file", table, sources)
    _origin(whole)
    history, listed = whole.table("history"), whole.table("modifier")
    whole.close()
    trials = _trial_points(history)
    return Modifiers(trials=trials, all=tuple(_modifier(id_, listed.table(id_), words) for id_ in listed))


def _origin(whole: Entry) -> None:
    """Source, place and mark that hold for the whole file."""
    whole.source()
    whole.text("where")
    whole.mark()


def _trial_points(entry: Entry) -> TrialPoints:
    new = entry.raw("new_mechanism")
    if not isinstance(new, list) or len(new) != 3 or not all(isinstance(points, int) for points in new):
        raise entry.fault("new_mechanism is three numbers: n = 0, n = 1, n >= 2")
    points = {name: _points(entry, name) for name in (*_TRIAL_POINTS, "clip")}
    entry.close()
    return TrialPoints(new_mechanism=(new[0], new[1], new[2]), **points)


_TRIAL_POINTS = (
    *("prior_response", "not_tolerated", "not_tolerated_class", "failed_earlier_episode", "class_failed_twice"),
    *("failed_relative", "failed_tricyclic_relative", "never_fair"),
    *("other_class_after_intolerance", "same_class_after_intolerance"),
)


def _points(entry: Entry, name: str) -> int:
    found = entry.whole(name)
    if found is None or not -MOST_POINTS <= found <= MOST_POINTS:
        raise entry.fault(f"{name} is a number from -{MOST_POINTS} to {MOST_POINTS}")
    return found


def _modifier(id_: str, entry: Entry, words: Vocabulary) -> Modifier:
    points = entry.table("points")
    given = {name: _points(points, name) for name in points}
    modifier = Modifier(
        id=id_,
        words=entry.text("words"),
        when=tuple(_circumstance(when, words) for when in entry.tables("when")),
        points=_expanded(
            entry, {name: sum_ for name, sum_ in given.items() if not name.endswith("@add")}, words.agents
        ),
        added=_expanded(
            entry,
            {name.removesuffix("@add"): sum_ for name, sum_ in given.items() if name.endswith("@add")},
            words.agents,
        ),
    )
    entry.close()
    if not modifier.when or not given:
        raise entry.fault("a modifier has a circumstance and moves somebody")
    return modifier


def _circumstance(entry: Entry, words: Vocabulary) -> Circumstance:
    circumstance = Circumstance(
        codes=entry.text("codes", ""),
        test=entry.text("test", ""),
        answer=entry.text("answer", ""),
        score=entry.text("score", ""),
        fact=entry.text("fact", ""),
        at_least=entry.whole("at_least", 0) or 0,
        days=entry.whole("days"),
    )
    entry.close()
    given = (circumstance.codes, circumstance.answer, circumstance.score, circumstance.fact)
    if sum(map(bool, given)) != 1:
        raise entry.fault("a circumstance names exactly one fact")
    if circumstance.fact and circumstance.fact not in FACTS:
        raise entry.fault(f"unknown fact {circumstance.fact!r}")
    measured = circumstance.score or circumstance.answer.partition(":")[0]
    if measured and measured not in words.observations:
        raise entry.fault(f"unknown instrument {measured!r}")
    if circumstance.codes:
        _check_codes(circumstance, entry, words)
    return circumstance


def _check_codes(circumstance: Circumstance, entry: Entry, words: Vocabulary) -> None:
    if circumstance.test not in TESTS - LIMITS:
        raise entry.fault(f"unknown test {circumstance.test!r}")
    try:
        codes = parse_codes(circumstance.codes)
    except ValueError as error:
        raise entry.fault(str(error)) from error
    for term in (term for alternative in codes.alternatives for term in alternative):
        if not is_known(term, words):
            raise entry.fault(f"unknown {term.sort} {term.id!r}")


def _expanded(entry: Entry, points: Mapping[str, int], agents: Mapping[str, Agent]) -> dict[str, int]:
    expanded: dict[str, int] = {}
    for name in sorted(points, key=lambda name: ":" not in name):
        sort, _, word = name.partition(":")
        members = SELECTORS[sort](word, agents) if sort in SELECTORS else {name}
        if not members or not members <= set(agents):
            raise entry.fault(f"{name!r} names no agent")
        expanded.update(dict.fromkeys(members, points[name]))
    return expanded


def read_switching(table: dict[str, Any], sources: Mapping[str, Source], agents: Mapping[str, Agent]) -> Switching:
    """Read `switching.toml`; an agent id beats its class."""
    whole = Entry("switching.toml", "file", table, sources)
    _origin(whole)
    listed, rows, pairs = whole.table("groups"), whole.table("from"), whole.table("pair")
    low, taper = whole.table("low_start"), whole.table("taper")
    whole.close()
    named = {name: listed.text(name) for name in listed}
    cells = {(old, new): _method(row, new) for old, row in ((old, rows.table(old)) for old in rows) for new in row}
    unknown = {name for pair in cells for name in pair} - set(named.values())
    if unknown:
        raise whole.fault(f"unknown group {sorted(unknown)}")
    return Switching(
        group=_groups(listed, named, agents),
        cells=cells,
        pairs={_pair(pairs, pair, agents): _method(pairs, pair) for pair in pairs},
        low_start_days=low.whole("days") or 0,
        low_starts=_low_starts(low, agents),
        tapered=_tapered(taper, agents),
        may_stop=_low_starts(taper.table("may_stop"), agents),
    )


def _low_starts(entry: Entry, agents: Mapping[str, Agent]) -> dict[str, Decimal]:
    starts = {}
    for agent in (name for name in entry if name != "days"):
        dose = entry.decimal(agent)
        if agent not in agents or dose is None or dose <= 0:
            raise entry.fault(f"{agent!r} is no agent with a first dose")
        starts[agent] = dose
    return starts


def _tapered(entry: Entry, agents: Mapping[str, Agent]) -> frozenset[str]:
    found: set[str] = set()
    for name in entry.texts("agents"):
        members = of_class(name.removeprefix("class:"), agents) if name.startswith("class:") else {name} & set(agents)
        if not members:
            raise entry.fault(f"{name!r} names no agent")
        found |= members
    return frozenset(found)


def _pair(entry: Entry, pair: str, agents: Mapping[str, Agent]) -> tuple[str, str]:
    old, _, new = pair.partition(">")
    if old not in agents or new not in agents:
        raise entry.fault(f"{pair!r} names no two agents")
    return old, new


def _groups(entry: Entry, named: Mapping[str, str], agents: Mapping[str, Agent]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for name in sorted(named, key=lambda name: ":" not in name):
        members = of_class(name.removeprefix("class:"), agents) if name.startswith("class:") else {name}
        if not members or not members <= set(agents):
            raise entry.fault(f"{name!r} names no agent")
        groups.update(dict.fromkeys(members, named[name]))
    return groups


def _method(entry: Entry, key: str) -> SwitchMethod:
    cell = entry.text(key)
    parts = cell.split("|")
    if len(parts) != 3 or parts[0] not in METHODS or not parts[1].isdigit() or not parts[2]:
        raise entry.fault(f"{key}: {cell!r} is not method|days|words")
    return SwitchMethod(method=parts[0], days=int(parts[1]), words=parts[2])
