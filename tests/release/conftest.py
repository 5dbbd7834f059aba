"""The release built of the commit, and installed where nothing is: once for all tests of this folder."""

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = (Path(sys.executable).parent / "uv", "--quiet")
PYTHON = os.environ.get("RELEASE_PYTHON", sys.executable)
"""Into whose environment it is installed: another one tries another version of Python."""
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
NAME = f"trd_cds-{VERSION}"


def built(folder: Path, **environment: str) -> Path:
    subprocess.run(
        [ROOT / "scripts" / "release.sh", folder],
        env={**os.environ, "PYTHON": sys.executable, **environment},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("release") / "dist")


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment that holds the release and the locked packages; an empty home, an empty folder."""

    environment: Path
    home: Path

    @property
    def variables(self) -> dict[str, str]:
        return {"PATH": f"{self.environment / 'bin'}:/usr/bin:/bin", "HOME": str(self.home), "COLUMNS": "100"}

    def run(self, *command: str, sent: str | None = None) -> str:
        done = subprocess.run(
            [self.environment / "bin" / command[0], *command[1:]],
            cwd=self.home,
            env=self.variables,
            input=sent,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def installed(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    environment, home = folder / "venv", folder / "home"
    home.mkdir()
    wheel = release / f"{NAME}-py3-none-any.whl"
    into = ("--python", str(environment / "bin" / "python"))
    subprocess.run([*UV, "venv", "--python", PYTHON, environment], check=True, timeout=120)
    locked = ("--require-hashes", "-r", str(ROOT / "requirements.lock"))
    subprocess.run([*UV, "pip", "install", *into, *locked], check=True, timeout=300)
    subprocess.run([*UV, "pip", "install", *into, "--no-deps", "--offline", wheel], check=True, timeout=120)
    return Installed(environment, home)
