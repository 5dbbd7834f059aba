"""The list of the specification's worked cases and what became of each, read from the vignettes of the tests."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRIALS, NEXT_STEPS = 118, 60
"""W01 … W118 (trials, adequacy, outcome, resistance) and N01 … N60 (next steps, safety, orders)."""

EXAMPLES = {
    "E4": "N34",
    "E5": "N35",
    "E6": "N36",
    "E8": "N38",
    "E9": "N19",
    "E11": "N07",
    "E12": "N04",
}
"""The worked examples of the next steps (E1 … E16) that are the same patient as a worked case."""
EXAMPLES_TOLD = 16

IN_TESTS = {
    "W15": "tests/fhir_mappings/dosage/test_counting.py",
    "W116": "tests/test_vignettes.py",
    "N60": "tests/trd/order_checks/test_order_laws.py",
}
"""Cases that are no patient: a test names them."""

CASE = re.compile(r"([WNE]\d+)[a-z]?\d?")


@dataclass(frozen=True)
class Told:
    """One vignette: its id, what it is about, and what is wrong with it or missing."""

    id: str
    title: str
    disputed: str = ""
    not_yet: str = ""


def vignettes(folder: Path) -> Iterator[Told]:
    """Every vignette of the tests, in the order of its files."""
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, why in table.pop("not_yet", {}).items():
            yield Told(name, "", not_yet=why)
        for name, case in table.items():
            yield Told(name, case["title"], disputed=_inherited(name, table, "disputed"))
    for path in sorted((folder / "nextsteps").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield Told(case["id"], case["title"], case.get("disputed", ""), case.get("not_yet", ""))


def _inherited(name: str, table: Mapping[str, Any], key: str) -> str:
    """What a case says, or the one that it is like."""
    case = table.get(name, {})
    if key in case:
        return str(case[key])
    return _inherited(case["like"], table, key) if "like" in case else ""


def base(name: str) -> str:
    """The worked case that a vignette is a part of: `N50b1` is of N50; another rule's vignette is of itself."""
    found = CASE.fullmatch(name)
    return found[1] if found else name


def expected_ids() -> list[str]:
    """Every id of the specification."""
    trials = [f"W{number:02}" for number in range(1, TRIALS + 1)]
    steps = [f"N{number:02}" for number in range(1, NEXT_STEPS + 1)]
    return [*trials, *steps, *(f"E{number}" for number in range(1, EXAMPLES_TOLD + 1))]


def state(parts: list[Told]) -> str:
    """`holds`, `disputed` or `not yet`, with the reason; the worst of its parts decides."""
    for part in parts:
        if part.not_yet:
            return f"**not yet**: {part.not_yet}"
    disputed = [part for part in parts if part.disputed]
    if disputed:
        return "; ".join(f"**disputed** ({part.id}): {part.disputed}" for part in disputed)
    return "holds"


def rows(root: Path) -> Iterator[tuple[str, str, str]]:
    """Id, what it is about, state."""
    parts: dict[str, list[Told]] = {}
    for told in vignettes(root / "tests" / "vignettes"):
        parts.setdefault(base(told.id), []).append(told)
    for name in expected_ids():
        if name in parts:
            yield name, "; ".join(part.title for part in parts[name] if part.title), state(parts[name])
        elif EXAMPLES.get(name) in parts:
            yield name, f"the patient of {EXAMPLES[name]}", state(parts[EXAMPLES[name]])
        elif name in IN_TESTS and _is_told(name, root / IN_TESTS[name]):
            yield name, f"`{IN_TESTS[name]}`", "holds"
        else:
            yield name, "", "**not yet**: no vignette and no test"


def _is_told(name: str, test: Path) -> bool:
    return test.exists() and name in test.read_text(encoding="utf-8")


PREFACE = (
    "# Worked cases",
    "",
    "Made from the vignettes (`make fix`). The specification tells patients with the answer that is due to each; they",
    "stand in `tests/vignettes/`, and every `make test` runs them by their id.",
    "",
    "- *holds*: the answer is that of the specification",
    "- *disputed*: we believe that the specification contradicts itself; the vignette says why",
    "- *not yet*: it needs something that is not built",
    "",
    "What a case says of cards and drafts is tested in `tests/acceptance/` and `tests/cds_hooks/`.",
    "",
)

HEADS = {
    "W": "Trials, adequacy, outcome, resistance",
    "N": "Next steps, safety, cards, orders",
    "E": "The short examples of the next steps",
}


def worked_cases_page(root: Path) -> str:
    """The page `docs/worked-cases.md`."""
    found = list(rows(root))
    count = {word: len([row for row in found if word in row[2]]) for word in ("holds", "disputed", "not yet")}
    lines = [*PREFACE, f"{len(found)} cases: {', '.join(f'{number} {word}' for word, number in count.items())}."]
    for letter, head in HEADS.items():
        lines += ["", f"## {head}", "", "| id | patient | state |", "| --- | --- | --- |"]
        lines += [f"| {' | '.join(escaped(part) for part in row)} |" for row in found if row[0][0] == letter]
    return "\n".join(lines) + "\n"


def escaped(cell: str) -> str:
    """A cell of a table in Markdown."""
    return cell.replace("|", "\\|")
