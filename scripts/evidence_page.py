"""docs/evidence.md: what is known of the service, each figure with its command, its day and what it was made of."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.conformance import requirements
from scripts.evidence_data import DATA, FULL, ROOT, SHORT, Run, runs
from scripts.evidence_measures import MEASURES, Measure, command_line, measure
from scripts.hazards import hazards
from scripts.worked_cases import rows, vignettes

DOCS = ROOT / "docs"
NEVER = "nobody has run it"
NOT_NOTED = "a commit not noted"

BEGINNING = """\
# Evidence

What is known of this service, and how. **Each figure has the command that makes it, the day on which it was made and
the commit that was measured**; one that nobody made says so. Nothing here was measured on real patients, and no figure
says that the clinical knowledge is right: no clinician has signed it.

Made from [evidence.json](evidence.json), and from the pages that the larger measurements write. `make evidence` runs
what ends in minutes (*short*) and rewrites this page; the *full* runs are made by hand, since they take longer, and
keep their figures themselves. A commit with a + had changes that were not in it. Times of a busy machine say little.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A run as the page tells it."""

    command: str
    made: str
    commit: str
    beside: str
    """The machine, and how long it took."""
    held: bool
    lines: tuple[str, ...]
    falls_short: str = ""
    """Of a full run: what it lacks of that."""


def evidence_page(data: Path = DATA) -> str:
    """The page."""
    kept = runs(data)
    full = {one.id: full_runs(one, kept[FULL]) for one in MEASURES if one.full}
    short = {name: told(run) for name, run in kept[SHORT].items()}
    lines = ["| evidence | full | short | |", "| --- | --- | --- | --- |"]
    for one in MEASURES:
        link = f"[{one.told_in.rpartition('/')[2]}]({one.told_in})" if one.told_in else ""
        cells = (_brief(full.get(one.id)), _brief([short[one.id]] if one.id in short else [] if one.short else None))
        lines.append(f"| [{one.title}](#{anchor(one.title)}) | {' | '.join(cells)} | {link} |")
    for one in MEASURES:
        lines += ["", *_section(one, full.get(one.id), short.get(one.id))]
    return BEGINNING + "\n".join(lines) + "\n"


def anchor(title: str) -> str:
    """As a forge makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _brief(found: list[Told] | None) -> str:
    """`None`: there is no run of this size."""
    if found is None:
        return "–"
    if not found:
        return NEVER
    state = "held" if all(each.held for each in found) else "**failed**"
    lacking = [each.falls_short for each in found if each.falls_short]
    return ", ".join([state, max(each.made for each in found), *lacking])


def _section(one: Measure, full: list[Told] | None, short: Told | None) -> Iterator[str]:
    yield from (f"## {one.title}", "", one.shows, "")
    for line in COUNTED.get(one.id, list)():
        yield f"- {line}"
    if full is not None and not full:
        yield f"- full, `{command_line(one.full)}`: **{NEVER}**"
    for each in full or []:
        yield from _run("full", each)
    if one.short and short is None:
        yield f"- short, `{command_line(one.short)}`: **{NEVER}**"
    if short is not None:
        yield from _run("short", short)
    if one.id == "accuracy":
        yield from ("", *by_mess())


def _run(size: str, each: Told) -> Iterator[str]:
    state = "" if each.held else " **Failed.**"
    yield f"- {size}, `{each.command}`, {each.made}, at {each.commit} ({each.beside}):{state}"
    yield from (f"  - {line}" for line in each.lines)


def told(run: Run) -> Told:
    """A run that was kept."""
    return Told(
        command=run.command,
        made=run.made,
        commit=f"{run.commit}, software {run.software}, knowledge {run.knowledge}",
        beside="; ".join([run.machine, *([f"{run.seconds:.0f} s"] if run.seconds else [])]),
        held=run.held,
        lines=tuple(f"{name}: {value}" for name, value in run.figures.items()),
    )


def full_runs(one: Measure, kept: Mapping[str, Run]) -> list[Told]:
    """The run of full size: as it was kept, or as its own page tells it."""
    if one.id in kept:
        return [told(kept[one.id])]
    return list(FROM_PAGES.get(one.id, lambda: iter(()))())


HEADED = re.compile(r"<!-- made by `(?P<command>[^`]+)`.*? at (?P<commit>[^;]+?) -->")


TARGET = re.compile(r"\*\*([\d.]+)\*\* \(target ([\d.]+)\)")


def _reached(value: float, target: float) -> bool:
    """A target of none at all, else the least that is asked for."""
    return value == 0 if target == 0 else value >= target


def of_page(name: str) -> Iterator[Told]:
    """A measurement that writes a page: its first comment, its day, and the list under it."""
    path = DOCS / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    head, day = HEADED.search(text), re.search(r"Made on (\d{4}-\d\d-\d\d)", text)
    if head is None or day is None:
        return
    top = text[: text.index("\n## ")]
    seconds = re.search(r"(\d+) s[,)]", top)
    yield Told(
        command=head["command"],
        made=day[1],
        commit=head["commit"],
        beside=f"{seconds[1]} s" if seconds else "",
        held=all(_reached(float(value), float(target)) for value, target in TARGET.findall(top)),
        lines=tuple(line.removeprefix("- ") for line in top.splitlines() if line.startswith("- ")),
    )


def of_soak() -> Iterator[Told]:
    """Each run of `python -m bench.soak` that was kept beside its page."""
    path = DOCS / "operators" / "load.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for run in found.values():
        faults = " --faults" if run["faults"] else ""
        store = {"SQLite": "sqlite", "PostgreSQL": "postgresql"}[run["store"]]
        load = run["load"]
        busy = ", others at work" if load["before"] > 0.5 * run["cores"] else ""
        minutes = f" --minutes {run['seconds'] / 60:.1f}"
        yield Told(
            command=f"python -m bench.soak{minutes} --workers {run['workers']} --store {store}{faults}",
            made=run["began"][:10],
            commit=run.get("commit", NOT_NOTED),
            beside=f"{run['cores']} cores, load {load['before']}{busy}",
            held=not run["wrong"] and run["acknowledged"] == run["on_disk"],
            lines=tuple(_soaked(run)),
            falls_short="" if run["faults"] else _too_short(run["seconds"] / 60),
        )


def _too_short(minutes: float) -> str:
    command = measure("load").full
    wanted = float(command[command.index("--minutes") + 1])
    return "" if minutes >= 0.95 * wanted else f"**only {minutes:.1f} of {wanted:g} minutes**"


def _soaked(run: Mapping[str, Any]) -> Iterator[str]:
    if run["faults"]:
        yield f"{len(run['rows'])} faults: {', '.join(row['fault'] for row in run['rows'])}"
    else:
        calls = run["calls"]
        yield f"{calls['number']:,} calls in {run['seconds'] / 60:.1f} min"
        yield f"time of a call: p50 {calls['p50']:.0f} ms, p99 {calls['p99']:.0f} ms"
    yield f"wrong answers: {run['wrong']}"
    yield f"feedback acknowledged: {run['acknowledged']:,}, on disk: {run['on_disk']:,}"


FROM_PAGES: Mapping[str, Callable[[], Iterator[Told]]] = {
    "accuracy": lambda: of_page("accuracy.md"),
    "equity": lambda: of_page("safety/equity.md"),
    "load": of_soak,
}


def by_mess() -> Iterator[str]:
    """The table of docs/accuracy.md, its middle columns left out."""
    text = (DOCS / "accuracy.md").read_text(encoding="utf-8").partition("## By kind of mess")[2]
    lines = [line for line in text.partition("\n\n**")[0].splitlines() if line.startswith("| ")]
    table = [line.strip("| ").split(" | ") for line in lines]
    names = ("mess", "charts", "κ adequacy", "of the knowable", "false failed (high)")
    wanted = [table[0].index(name) for name in names]
    yield "| mess | charts | κ adequacy | failed trials found, of the knowable | false failed (high confidence) |"
    yield "| --- | ---: | --- | --- | ---: |"
    yield from (f"| {' | '.join(row[place] for place in wanted)} |" for row in table[1:])


def cases() -> list[str]:
    """Worked cases by their state, and how many vignettes make them up."""
    found = [state for *_, state in rows(ROOT)]
    states = {word: sum(word in state for state in found) for word in ("holds", "disputed", "not yet")}
    told_so = ", ".join(f"{count} {word}" for word, count in states.items())
    named = list(vignettes(ROOT / "tests" / "vignettes"))
    return [f"{len(found)} worked cases of the specification: {told_so}; {len(named)} vignettes in all"]


def demands() -> list[str]:
    """Rows of the conformance table by how strongly they are demanded."""
    found = requirements()
    words = Counter(row.strength.partition(" (")[0] for row in found)
    by_strength = ", ".join(f"{count} {word}" for word, count in words.most_common())
    return [f"{len(found)} rows ({by_strength}), each with a test and with a change of the code that makes it fail"]


def controls() -> list[str]:
    """Hazards, their controls, and the tests of these."""
    found = hazards()
    every = [control for hazard in found for control in hazard.controls]
    nodes = {node for control in every for node in control.tests}
    return [f"{len(found)} hazards, {len(every)} controls, {len(nodes)} tests that are named as their proof"]


COUNTED: Mapping[str, Callable[[], list[str]]] = {"vignettes": cases, "conformance": demands, "hazards": controls}
"""What is counted in the tree as it stands."""
