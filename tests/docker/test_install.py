"""The steps of the image, run in a clean virtual environment: an image can't be built everywhere, its steps can."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("app", "cds_hooks", "fhir_mappings", "trd")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("image")]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as docker/install.sh leaves it."""
    folder = tmp_path_factory.mktemp("image") / "trd-cds"
    subprocess.run(
        [ROOT / "docker" / "install.sh", folder], env={**os.environ, "PYTHON": sys.executable}, check=True, timeout=300
    )
    return folder


def site_packages(image: Path) -> Path:
    (found,) = image.glob("lib/python*/site-packages")
    return found


def in_image(image: Path, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [image / "bin" / command[0], *command[1:]],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "TRD_STATE_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def files(folder: Path) -> set[str]:
    """What a package holds, data included, but for what a run leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for floor in FLOORS
        for path in (folder / floor).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_the_four_floors_and_no_other(image: Path) -> None:
    assert files(site_packages(image)) == files(ROOT)


def test_only_locked_packages_are_installed_and_none_that_builds(image: Path, tmp_path: Path) -> None:
    script = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    installed = json.loads(in_image(image, "python", "-c", script, folder=tmp_path).stdout)
    names = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in installed.items()}
    locked = dict(re.findall(r"(?m)^([a-z0-9-]+)(?:\[[^]]*\])?==([^\s;]+)", (ROOT / "requirements.lock").read_text()))
    assert names.pop("trd-cds")
    assert {name: version for name, version in names.items() if locked.get(name) != version} == {}
    assert not {"pip", "setuptools", "hatchling", "packaging", "tomlkit", "pluggy"} & set(names)


def test_every_module_is_compiled_since_the_service_cannot_write_there(image: Path) -> None:
    packages = site_packages(image)
    sources = [path for floor in FLOORS for path in (packages / floor).rglob("*.py")]
    bare = [path for path in sources if not list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))]
    assert sources
    assert bare == []


def test_the_command_answers_from_anywhere(image: Path, tmp_path: Path) -> None:
    answer = in_image(image, "trd-cds", "--help", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "demo" in answer.stdout


def test_the_knowledge_is_there_and_cards_are_written(image: Path, tmp_path: Path) -> None:
    answer = in_image(image, "trd-cds", "demo", "--once", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "two-failed-trials" in answer.stdout


def test_the_health_check_says_no_while_nothing_serves(image: Path, tmp_path: Path) -> None:
    (command,) = re.findall(r"(?m)^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE)
    assert in_image(image, *json.loads(command), folder=tmp_path).returncode == 5


def test_every_step_of_the_dockerfile_is_a_script_that_is_tested_here() -> None:
    steps = re.findall(r"(?m)^RUN (.+)$", DOCKERFILE)
    assert steps == ["docker/install.sh /opt/trd-cds && mkdir -m 0700 /data"]


def test_the_image_runs_as_a_numeric_user_that_is_not_root() -> None:
    assert re.findall(r"(?m)^USER (\S+)$", DOCKERFILE) == ["65532:65532"]


def test_what_the_installation_needs_reaches_the_build() -> None:
    let_in = re.findall(r"(?m)^!(.+?)/?$", (ROOT / ".dockerignore").read_text())
    assert {*FLOORS, "docker", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", "NOTICE"} <= set(let_in)


def test_the_version_on_the_label_is_the_projects() -> None:
    (label,) = re.findall(r'image\.version="([^"]+)"', DOCKERFILE)
    (version,) = re.findall(r'(?m)^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text())
    assert label == version
