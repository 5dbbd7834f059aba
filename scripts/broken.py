"""Break controls of the hazard log one by one and see whether the tests that are named as their proof fail.

`python -m scripts.broken [H01 …]`: in a copy, so that nobody's tree is touched; 1 when a control can be broken and none
of its tests fails, 2 when they do not pass as it is. `--write docs/evidence.json` keeps the figures for the page on
evidence.
"""

import argparse
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.evidence_data import ROOT, copied, keep, stamped
from scripts.hazards import Control, hazards

TABLE = ROOT / "docs" / "safety" / "broken.toml"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE", "--tb=no", "--continue-on-collection-errors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One change that takes a control away."""

    hazard: str
    control: str
    """How the sentence of the control begins."""
    says: str
    file: str
    old: str
    new: str

    def made_in(self, folder: Path) -> str:
        """Make the change; returns the file as it was."""
        path = folder / self.file
        before = path.read_text(encoding="utf-8")
        if before.count(self.old) != 1:
            raise ValueError(f"{self.file}: {self.old!r} stands there {before.count(self.old)} times")
        path.write_text(before.replace(self.old, self.new), encoding="utf-8")
        return before


def broken(path: Path = TABLE) -> tuple[Broken, ...]:
    """Every change, in the order of the file."""
    return tuple(Broken(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["broken"])


def control_of(one: Broken) -> Control:
    """The control of the hazard log that the change takes away."""
    found = [
        control
        for hazard in hazards()
        if hazard.id == one.hazard
        for control in hazard.controls
        if control.says.startswith(one.control)
    ]
    if len(found) != 1:
        raise ValueError(f"{one.hazard}: {len(found)} controls begin with {one.control!r}")
    return found[0]


def failing(one: Broken, copy: Path) -> frozenset[str]:
    """The named tests that fail once the control is broken."""
    before = one.made_in(copy)
    try:
        done = _tried(control_of(one).tests, copy)
    finally:
        (copy / one.file).write_text(before, encoding="utf-8")
    return frozenset(_named(done.stdout.splitlines(), control_of(one).tests))


def _tried(tests: Iterable[str], copy: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *PYTEST, *tests]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def _named(lines: Iterable[str], tests: Iterable[str]) -> Iterator[str]:
    """The tests that pytest's summary names; a file whose cases can't even be made names all of its tests."""
    told = [line.split()[1] for line in lines if line.startswith(("FAILED ", "ERROR ")) and len(line.split()) > 1]
    for test in tests:
        if any(each == test or each.startswith(f"{test}[") or each == test.partition("::")[0] for each in told):
            yield test


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m scripts.broken", description=__doc__)
    parser.add_argument("hazards", nargs="*", help="ids of the hazard log; default all that stand in broken.toml")
    parser.add_argument("--write", type=Path, help="keep the figures in this file, as docs/evidence.json has them")
    chosen = parser.parse_args(arguments)
    wanted = [one for one in broken() if not chosen.hazards or one.hazard in chosen.hazards]
    began, unnoticed = time.perf_counter(), []
    with TemporaryDirectory(prefix="broken-") as folder:
        copy = copied(Path(folder))
        whole = _tried(dict.fromkeys(test for one in wanted for test in control_of(one).tests), copy)
        if whole.returncode:
            print(f"the tests do not pass before anything is broken\n{whole.stdout[-2000:]}{whole.stderr[-500:]}")
            return 2
        for one in wanted:
            found = failing(one, copy)
            unnoticed += [] if found else [one]
            print(f"{one.hazard} {one.says} {'noticed by:' if found else 'NOT NOTICED'}", flush=True)
            for test in control_of(one).tests:
                print(f"  {'fails ' if test in found else 'passes'} {test}")
    figures = {
        "controls broken on purpose": f"{len(wanted)}, of {len({one.hazard for one in wanted})} hazards",
        "noticed by a test that the hazard log names": str(len(wanted) - len(unnoticed)),
        "not noticed": "; ".join(f"{one.hazard} {one.says}" for one in unnoticed) or "none",
    }
    if chosen.write is not None:
        command = " ".join(["python -m scripts.broken", *chosen.hazards])
        seconds = time.perf_counter() - began
        keep("broken", stamped(command, seconds=seconds, held=not unnoticed, figures=figures), path=chosen.write)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
