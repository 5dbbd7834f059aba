"""`strategies.toml`, `candidates.csv`, `countries.toml` -> the ways forward, the decision table, what is where."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from trd.choices import COUNTRIES
from trd.knowledge.reading import Entry, KnowledgeError, number, read_csv
from trd.knowledge.safety_grammar import of_class
from trd.knowledge.types import Agent, Availability, CountryDose, MainRow, Source, Strategy, StrategyAgent
from trd.terms import Topic

LINES = frozenset({"first", "second", "third", "specialist"})
LEVELS = range(1, 5)
OFFERS = frozenset({"yes", "off-label", "specialist", "off-label-specialist", "no"})
ENTRIES = ("tms", "esketamine", "iv-ketamine", "ect")
ASKED = frozenset(
    (
        *("alcohol", "alt-ast", "blood-count", "blood-pressure", "calcium", "dementia", "diet", "drug-list"),
        *("eating-disorder", "ecg", "egfr", "heart-disease", "liver", "orthostasis", "pregnancy", "seizure"),
        *("sodium", "tsh", "washout", "weight"),
    )
)
"""Facts that a candidate may ask for before a draft (`required`)."""

COLUMNS = (
    "strategy agent points start target maximum line least_failures required titration specialist_only text_only "
    "partners source where mark note"
)


def read_strategies(
    folder: Path, table: dict[str, Any], sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> tuple[dict[str, Strategy], dict[str, MainRow]]:
    """Read the strategies with their candidates, and the main rows D1 to D24."""
    file, candidates = "strategies.toml", _candidates(folder / "candidates.csv", sources, agents)
    strategies = {
        name: _strategy(Entry(file, f"strategy.{name}", values, sources), name, candidates.pop(name, ()), sources)
        for name, values in table.pop("strategy", {}).items()
    }
    if candidates:
        raise KnowledgeError("candidates.csv", ", ".join(candidates), "no such strategy")
    rows = {
        name: _main_row(Entry(file, f"row.{name}", values, sources), name, sources)
        for name, values in table.pop("row", {}).items()
    }
    Entry(file, "file", table).close()
    return strategies, rows


def _strategy(
    entry: Entry, name: str, candidates: tuple[StrategyAgent, ...], sources: Mapping[str, Source]
) -> Strategy:
    strategy = Strategy(
        id=name,
        topic=entry.one_of("topic", Topic),
        label=entry.text("label"),
        candidates=candidates,
        citations=_citations(entry, sources),
    )
    entry.close()
    return strategy


def _citations(entry: Entry, sources: Mapping[str, Source]) -> tuple[str, ...]:
    found = entry.texts("citations")
    if unknown := [name for name in found if name not in sources]:
        raise entry.fault(f"unknown source {', '.join(unknown)}")
    return found


def _main_row(entry: Entry, name: str, sources: Mapping[str, Source]) -> MainRow:
    values = entry.raw("topics", {})
    known = {topic.value: topic for topic in Topic}
    if not isinstance(values, dict) or not set(values) <= set(known) or not set(values.values()) <= set(LEVELS):
        raise entry.fault(f"topics are {values}, not topic = level 1 to 4")
    row = MainRow(
        id=name,
        state=entry.text("state"),
        topics=tuple((known[topic], level) for topic, level in values.items()),
        why=entry.text("why"),
        citations=_citations(entry, sources),
    )
    entry.close()
    return row


def _candidates(
    path: Path, sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> dict[str, tuple[StrategyAgent, ...]]:
    found: dict[str, list[StrategyAgent]] = defaultdict(list)
    for strategy, *cells in read_csv(path, COLUMNS):
        found[strategy].append(_candidate(path.name, strategy, len(found[strategy]) + 1, cells, sources, agents))
    return {name: tuple(listed) for name, listed in found.items()}


def _candidate(
    file: str, strategy: str, place: int, cells: list[str], sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> StrategyAgent:
    agent, points, start, target, maximum, line, least, required, titration, specialist, text, partners, *rest = cells
    source, where, mark, note = rest
    name = f"{strategy}, {agent}"
    base = tuple(int(part) for part in points.split() if part.isdigit())
    doses = tuple(number(file, name, cell) if cell else None for cell in (start, target, maximum))
    with_ = frozenset(partners.split())
    faults = {
        f"unknown agent {agent!r}": agent not in agents,
        f"unknown source {source!r}": source not in sources,
        f"points are {points!r}": len(base) != 3 or points.split() != [str(part) for part in base],
        f"doses {start}, {target}, {maximum} are out of order": not _rising(doses),
        f"line is {line!r}": line not in LINES,
        f"required {required!r} asks an unknown fact": not set(required.split()) <= ASKED,
        "specialist_only and text_only are yes or no": not {specialist, text} <= {"yes", "no"},
        f"unknown partner in {partners!r}": not all(_is_partner(partner, agents) for partner in with_),
        f"mark is {mark!r}": mark not in ("V", "M", "P"),
        "where is missing": not where,
        f"least_failures is {least!r}": not least.isdigit(),
    }
    if wrong := [fault for fault, is_so in faults.items() if is_so]:
        raise KnowledgeError(file, name, "; ".join(wrong))
    return StrategyAgent(
        agent=agent,
        place=place,
        points=(base[0], base[1], base[2]),
        start=doses[0],
        target=doses[1],
        maximum=doses[2],
        line=line,
        required=tuple(required.split()),
        titration=titration,
        specialist_only=specialist == "yes",
        text_only=text == "yes",
        partners=with_,
        least_failures=int(least),
        source=sources[source],
        where=where,
        mark=mark,
        note=note,
    )


def _rising(doses: tuple[Decimal | None, ...]) -> bool:
    stated = [dose for dose in doses if dose is not None]
    return stated == sorted(stated) and all(dose > 0 for dose in stated)


def _is_partner(name: str, agents: Mapping[str, Agent]) -> bool:
    return bool(of_class(name.removeprefix("class:"), agents)) if name.startswith("class:") else name in agents


def read_countries(
    table: dict[str, Any], sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> dict[str, Availability]:
    """Read what may be suggested where; every country the settings know has its entry."""
    file = "countries.toml"
    countries = {
        name: _country(Entry(file, f"country.{name}", values, sources), name, agents, sources)
        for name, values in table.pop("country", {}).items()
    }
    Entry(file, "file", table).close()
    if set(countries) != COUNTRIES:
        raise KnowledgeError(file, "file", f"countries differ by {sorted(set(countries) ^ COUNTRIES)}")
    return countries


def _country(entry: Entry, name: str, agents: Mapping[str, Agent], sources: Mapping[str, Source]) -> Availability:
    offers, notes, doses, least = (entry.table(key) for key in ("agents", "notes", "doses", "entry"))
    unknown = {*offers, *notes, *doses} - set(agents)
    if unknown:
        raise entry.fault(f"unknown agent {', '.join(sorted(unknown))}")
    offered = {agent: offers.text(agent) for agent in offers}
    if not set(offered.values()) <= OFFERS:
        raise entry.fault(f"agents are one of {sorted(OFFERS)}")
    country = Availability(
        country=name,
        agents=offered,
        entry={option: least.whole(option) for option in ENTRIES},
        crisis_text=entry.text("crisis_text"),
        crisis_source=entry.source("crisis_source"),
        doses={agent: _dose(doses.table(agent)) for agent in doses},
        notes={agent: notes.text(agent) for agent in notes},
        citations=_citations(entry, sources),
        checked=entry.text("checked"),
    )
    least.close()
    entry.close()
    return country


def _dose(entry: Entry) -> CountryDose:
    maximum, older, age = entry.decimal("maximum"), entry.decimal("older_maximum"), entry.whole("older_from")
    if maximum is None or maximum <= 0 or (older is None) != (age is None) or (older or maximum) > maximum:
        raise entry.fault("maximum, and for older adults no higher one with its age")
    dose = CountryDose(maximum=maximum, older_maximum=older, older_from=age, older_start=entry.decimal("older_start"))
    entry.close()
    return dose
