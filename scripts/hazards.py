"""What can go wrong for a patient: each hazard, its controls, the tests that show them, and what remains."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "safety" / "hazards.toml"

SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS = ("very-low", "low", "medium", "high", "very-high")

RISKS: Mapping[str, tuple[int, ...]] = {
    "very-high": (3, 4, 4, 5, 5),
    "high": (2, 3, 3, 4, 5),
    "medium": (2, 2, 3, 3, 4),
    "low": (1, 2, 2, 3, 4),
    "very-low": (1, 1, 2, 2, 3),
}
"""Likelihood by severity, from minor to catastrophic: the form that the guidance to DCB0129 gives."""

BEGINNING = """\
# Hazard log

Made from `hazards.toml` (`make fix`). Each hazard: what causes it, how it harms, what this service does against it with
the test that fails when it no longer does, what the site has to do, and what remains. That each named test exists is
itself tested; all of them run with `make test`. Controls of the gravest hazards are [broken on purpose](broken.toml),
to see that the named tests fail then: [what came out](../evidence.md#controls-broken-on-purpose).

**State: drawn up by the developers. No clinical safety officer has signed it**, and severity and likelihood are their
judgement, not measured. A site that uses the service makes it its own: other workflow, other likelihoods.

"""


@dataclass(frozen=True, slots=True)
class Control:
    """What the service does against a hazard, and the tests that show it."""

    says: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard; `before` and `after` the controls are words of the scale of likelihood."""

    id: str
    name: str
    cause: str
    harm: str
    severity: str
    before: str
    after: str
    site: tuple[str, ...]
    residual: str
    controls: tuple[Control, ...]

    @property
    def risk_before(self) -> int:
        """1 to 5, were there no control."""
        return risk(self.severity, self.before)

    @property
    def risk_after(self) -> int:
        """1 to 5, with the controls."""
        return risk(self.severity, self.after)


def risk(severity: str, likelihood: str) -> int:
    """The cell of the matrix, 1 to 5."""
    return RISKS[likelihood][SEVERITIES.index(severity)]


def hazards(path: Path = TABLE) -> tuple[Hazard, ...]:
    """Every hazard, in the order of the file."""
    return tuple(_hazard(row) for row in _table(path)["hazard"])


def scale(path: Path = TABLE) -> Mapping[str, Mapping[str, str]]:
    """What the words of severity, likelihood and risk mean."""
    told: Mapping[str, Mapping[str, str]] = _table(path)["scale"]
    return told


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _hazard(row: Mapping[str, Any]) -> Hazard:
    controls = tuple(Control(one["says"], tuple(one["tests"])) for one in row["control"])
    plain = {name: value for name, value in row.items() if name != "control"}
    return Hazard(**{**plain, "site": tuple(row["site"]), "controls": controls})


def hazards_page() -> str:
    """The page: the list, the scale, then each hazard."""
    found = hazards()
    return BEGINNING + "\n".join([*_list(found), *_scale(), *(line for hazard in found for line in _section(hazard))])


def _list(found: tuple[Hazard, ...]) -> list[str]:
    rows = [
        f"| [{hazard.id}](#{hazard.id.lower()}) | {hazard.name} | {hazard.severity} "
        f"| {_words(hazard.before)} → {_words(hazard.after)} | {hazard.risk_before} → **{hazard.risk_after}** |"
        for hazard in found
    ]
    return ["| id | hazard | severity | likelihood | risk |", "| --- | --- | --- | --- | --- |", *rows, ""]


def _scale() -> list[str]:
    told = scale()
    meaning = (
        "Severity is that of the worst harm that can be expected; likelihood is how often the hazard would arise, "
        "without the controls and with them. The risk is read off the matrix."
    )
    lines = ["## The scale", "", meaning, ""]
    for name in ("severity", "likelihood", "risk"):
        lines += [f"| {name} | |", "| --- | --- |"]
        lines += [f"| {_words(word)} | {said} |" for word, said in told[name].items()] + [""]
    lines += ["| likelihood | " + " | ".join(SEVERITIES) + " |", "| --- |" + " --- |" * len(SEVERITIES)]
    lines += [f"| {_words(word)} | " + " | ".join(map(str, RISKS[word])) + " |" for word in reversed(LIKELIHOODS)]
    return [*lines, "", "## The hazards", ""]


def _section(hazard: Hazard) -> list[str]:
    lines = [
        f'<a id="{hazard.id.lower()}"></a>',
        "",
        f"### {hazard.id} {hazard.name}",
        "",
        f"- **Cause**: {hazard.cause}",
        f"- **Harm**: {hazard.harm}",
        f"- **Risk**: {hazard.severity}; {_words(hazard.before)} ({hazard.risk_before}) before, "
        f"{_words(hazard.after)} ({hazard.risk_after}) with the controls",
        f"- **Remains**: {hazard.residual}",
        f"- **For the site**: {' '.join(hazard.site)}",
        "",
        "| control | tests |",
        "| --- | --- |",
    ]
    lines += [f"| {one.says} | {' '.join(f'`{node}`' for node in one.tests)} |" for one in hazard.controls]
    return [*lines, ""]


def _words(word: str) -> str:
    return word.replace("-", " ")
