"""What was measured, when and of what: docs/evidence.json, from which docs/evidence.md is made."""

import json
import os
import platform
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT / "docs" / "evidence.json"

FULL, SHORT = "full", "short"
"""A run of the size that a figure deserves, by hand; and the part of it that `make evidence` does in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: its command, when and of what it was made, whether all was as it should be, and its figures."""

    command: str
    made: str
    commit: str
    software: str
    knowledge: str
    machine: str
    seconds: float
    held: bool
    figures: Mapping[str, str] = field(default_factory=dict)


def stamped(command: str, *, seconds: float, held: bool, figures: Mapping[str, str]) -> Run:
    """A run of today, of the tree as it stands."""
    today = date.today()  # noqa: TID251 - the day on which it was measured
    software = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return Run(
        command=command,
        made=today.isoformat(),
        commit=commit(),
        software=str(software),
        knowledge=_knowledge(),
        machine=machine(),
        seconds=round(seconds, 1),
        held=held,
        figures=figures,
    )


def commit() -> str:
    """The commit, with a + where files that are kept in Git differ from it; without Git that is said."""
    named = _git("rev-parse", "--short=9", "HEAD")
    if named is None:
        return "a commit not noted"
    return named + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")


def _git(*arguments: str) -> str | None:
    try:
        told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return told.stdout.strip()


def _knowledge() -> str:
    agents = ROOT / "trd" / "knowledge" / "agents.toml"
    return str(tomllib.loads(agents.read_text(encoding="utf-8"))["version"])


def machine() -> str:
    """Cores and what else they did: a figure in seconds means little on a busy machine."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = ", others at work" if load > 1.5 * cores else ""
    return f"{cores} cores, load {load:.1f}{busy}; Python {platform.python_version()}"


def runs(path: Path = DATA) -> dict[str, dict[str, Run]]:
    """Every run that is kept: by size, then by the id of what was measured."""
    if not path.exists():
        return {FULL: {}, SHORT: {}}
    told: dict[str, dict[str, dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return {size: {name: Run(**run) for name, run in told.get(size, {}).items()} for size in (FULL, SHORT)}


def keep(name: str, run: Run, *, size: str = FULL, path: Path = DATA) -> None:
    """Put a run in the place of the earlier one of its size; the page follows where the file is the project's own."""
    kept = runs(path)
    kept[size][name] = run
    plain = {each: {key: asdict(kept[each][key]) for key in sorted(kept[each])} for each in (FULL, SHORT)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if path.resolve() == DATA:
        from scripts.pages import rewrite

        rewrite("docs/evidence.md")


def copied(folder: Path) -> Path:
    """The tree as it stands now, without what Git is told to ignore: for runs that change it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder
