"""What CDS Hooks demands of a service: each requirement, its tests, and the change that makes them fail."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "conformance.toml"

BEGINNING = """\
# Conformance

Made from `conformance.toml` (`make fix`). What CDS Hooks 2.0.1 demands of a service, and what 3.0 adds that older
clients pass over, in our words; the section is that of the [specification](https://cds-hooks.hl7.org/2.0/). Ids that
begin with R are those of the requirement set `cds-hooks_2.0` of Inferno's Da Vinci CRD test kit.

Each row has a test, and names a change of the code that makes it fail: each change was made once, and the test failed.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row."""

    id: str
    section: str
    strength: str
    says: str
    tests: tuple[str, ...]
    change: str
    inferno: tuple[str, ...] = ()


def requirements(path: Path = TABLE) -> tuple[Requirement, ...]:
    """Every row, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["requirement"]
    return tuple(_read(row) for row in rows)


def _read(row: Mapping[str, object]) -> Requirement:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Requirement(**{**row, **lists})  # type: ignore[arg-type]


def conformance_page() -> str:
    """The page: one table a section."""
    parts = [BEGINNING]
    sections: dict[str, list[Requirement]] = {}
    for row in requirements():
        sections.setdefault(row.section, []).append(row)
    for section, rows in sections.items():
        parts += [
            f"\n## {section}\n",
            "\n| id | demands | strength | tests | fails when |\n| --- | --- | --- | --- | --- |\n",
        ]
        parts += [_line(row) for row in rows]
    return "".join(parts)


def _line(row: Requirement) -> str:
    named = " ".join((row.id, *row.inferno))
    tests = " ".join(f"`{node}`" for node in row.tests)
    return "| " + " | ".join((named, row.says, row.strength, tests, row.change)) + " |\n"
