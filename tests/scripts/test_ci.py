"""CI runs the README's own commands; what is not there is said, and nothing is installed behind anybody's back."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts of a fresh clone, and a `make` that only says how it was called."""
    project = tmp_path / "project"
    for name in (".ci/run", "scripts/system_packages.sh", "scripts/third_party_data.sh", "tests/npm/package-lock.json"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, project / name)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "dirname", "cmp", "id"):
        (commands / name).symlink_to(Path(shutil.which(name) or name))
    (commands / "make").write_text('#!/bin/bash\necho "make $*; records: ${THIRD_PARTY_DATA:-none}"\n')
    (commands / "make").chmod(0o755)
    return project


def run(script: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = str(script.parents[2] / "bin")
    return subprocess.run(
        [script],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_it_checks_and_tests_and_does_nothing_else(clone: Path) -> None:
    assert run(clone / ".ci" / "run").stdout == "make check test; records: none\n"


def test_records_that_lie_beside_the_project_are_used(clone: Path) -> None:
    records = clone.parent / "shared" / "data" / "fhir"
    records.mkdir(parents=True)
    assert run(clone / ".ci" / "run").stdout == f"make check test; records: {os.path.realpath(records)}\n"


def test_records_that_were_named_win(clone: Path) -> None:
    (clone.parent / "shared" / "data" / "fhir").mkdir(parents=True)
    answer = run(clone / ".ci" / "run", THIRD_PARTY_DATA="elsewhere")
    assert answer.stdout == "make check test; records: elsewhere\n"


def test_without_npm_the_missing_command_is_said_and_the_run_goes_on(clone: Path) -> None:
    answer = run(clone / "scripts" / "third_party_data.sh")
    assert answer.returncode == 0
    assert "sudo apt-get install npm" in answer.stderr


def test_a_failing_check_fails_the_run(clone: Path) -> None:
    (clone.parent / "bin" / "make").write_text("#!/bin/bash\nexit 2\n")
    assert run(clone / ".ci" / "run").returncode == 2
