"""Run every test that a table names as proof: `python -m scripts.proofs hazards` or `conformance`."""

import subprocess
import sys

from scripts.conformance import requirements
from scripts.evidence_data import ROOT
from scripts.hazards import hazards


def named(table: str) -> list[str]:
    """The tests of a table, each once, in its order."""
    if table == "hazards":
        found = [node for hazard in hazards() for control in hazard.controls for node in control.tests]
    else:
        found = [node for row in requirements() for node in row.tests]
    return list(dict.fromkeys(found))


def main(arguments: list[str]) -> int:
    """Pytest's own exit code."""
    if arguments not in (["hazards"], ["conformance"]):
        print("Usage: python -m scripts.proofs hazards|conformance", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *named(arguments[0])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
