"""Setting up: it finds a Python that is new enough, or says clearly that there is none."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of commands as a fresh machine has them: a shell, and no Python."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "dirname", "id", "env"):
        (commands / name).symlink_to(Path(shutil.which(name) or name))
    return commands


def put(commands: Path, name: str, script: str) -> None:
    (commands / name).write_text(f"#!/bin/bash\n{script}\n")
    (commands / name).chmod(0o755)


def set_up(commands: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "set_up.sh", target],
        env={"PATH": str(commands), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_python_it_says_what_is_needed_and_how_to_get_it(bare: Path, tmp_path: Path) -> None:
    answer = set_up(bare, tmp_path / "venv")
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_a_python_that_is_too_old_is_no_python(bare: Path, tmp_path: Path) -> None:
    put(bare, "python3", "exit 1")
    answer = set_up(bare, tmp_path / "venv")
    assert answer.returncode == 1
    assert not (tmp_path / "venv").exists()


def test_a_newer_python_is_found_behind_one_that_is_too_old(bare: Path, tmp_path: Path) -> None:
    put(bare, "python3", "exit 1")
    put(bare, "python3.12", '[ "$1" = -c ] && exit 0; [ "$1" = --version ] && echo Python 3.12.0 && exit; exit 7')
    put(bare, "rm", "exit 0")
    answer = set_up(bare, tmp_path / "venv")
    assert "with Python 3.12.0" in answer.stdout
    assert answer.returncode == 7  # the stand-in's own, from `-m venv`


def test_the_python_that_was_named_is_the_only_one_tried(bare: Path, tmp_path: Path) -> None:
    put(bare, "python3", "exit 0")
    put(bare, "python3.old", "exit 1")
    answer = set_up(bare, tmp_path / "venv", PYTHON="python3.old")
    assert answer.returncode == 1
    assert "none in PYTHON=python3.old" in answer.stderr


def test_system_packages_are_named_never_installed_outside_ci(bare: Path) -> None:
    put(bare, "apt-get", "echo installed")
    answer = subprocess.run(
        [ROOT / "scripts" / "system_packages.sh", "npm"],
        env={"PATH": str(bare)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "sudo apt-get install npm" in answer.stderr


def test_make_does_nothing_when_the_environment_is_newer_than_the_locks(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock", "scripts/set_up.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    stamp = tmp_path / ".venv" / ".set-up"
    stamp.parent.mkdir()
    stamp.touch()
    question = ["make", "--question", "--directory", str(tmp_path), "setup"]
    assert subprocess.run(question, capture_output=True, check=False).returncode == 0

    lock = tmp_path / "requirements-dev.lock"
    os.utime(lock, (stamp.stat().st_mtime + 10,) * 2)
    assert subprocess.run(question, capture_output=True, check=False).returncode == 1
