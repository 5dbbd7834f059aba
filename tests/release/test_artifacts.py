"""What is released: the same bytes of the same commit; the packages with their data, and nothing else."""

import json
import re
import subprocess
import tarfile
import zipfile
from email import message_from_string
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.release.conftest import NAME, ROOT, Installed, built

FLOORS = ("app", "cds_hooks", "fhir_mappings", "trd")

pytestmark = pytest.mark.xdist_group("release")


def in_sdist(release: Path) -> set[str]:
    with tarfile.open(release / f"{NAME}.tar.gz") as archive:
        return {member.name.removeprefix(f"{NAME}/") for member in archive.getmembers() if member.isfile()}


def in_wheel(release: Path) -> set[str]:
    with zipfile.ZipFile(release / f"{NAME}-py3-none-any.whl") as archive:
        return set(archive.namelist())


def committed() -> set[str]:
    command = ["git", "ls-tree", "-r", "-z", "--name-only", "HEAD", *FLOORS]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return set(listed.split("\0")) - {""}


class TestWhatIsReleased:
    def test_the_same_commit_gives_the_same_bytes(self, release: Path, tmp_path: Path) -> None:
        again = built(tmp_path / "elsewhere", TZ="Pacific/Auckland", PYTHONHASHSEED="7")
        assert (again / "SHA256SUMS").read_text() == (release / "SHA256SUMS").read_text()

    def test_every_file_is_in_the_list_of_hashes(self, release: Path) -> None:
        told = dict(line.split()[::-1] for line in (release / "SHA256SUMS").read_text().splitlines())
        found = {path.name: sha256(path.read_bytes()).hexdigest() for path in release.iterdir()}
        assert found.pop("SHA256SUMS")
        assert told == found
        assert set(found) == {f"{NAME}.tar.gz", f"{NAME}-py3-none-any.whl", f"{NAME}.cdx.json", "requirements.lock"}

    def test_the_wheel_is_the_four_floors_with_their_data_and_nothing_else(self, release: Path) -> None:
        about = {name for name in in_wheel(release) if name.startswith(f"{NAME}.dist-info/")}
        assert in_wheel(release) - about == committed()
        assert f"{NAME}.dist-info/licenses/NOTICE" in about

    def test_the_sdist_is_what_the_wheel_is_made_of(self, release: Path) -> None:
        beside = in_sdist(release) - committed()
        assert in_sdist(release) >= committed()
        assert beside == {
            "CHANGELOG.md",
            "LICENSE",
            "NOTICE",
            "PKG-INFO",
            "README.md",
            "pyproject.toml",
            ".gitignore",
        }

    def test_every_floor_is_typed(self, release: Path) -> None:
        assert {f"{floor}/py.typed" for floor in FLOORS} <= in_wheel(release)

    def test_extras_and_pythons_are_told(self, release: Path) -> None:
        with zipfile.ZipFile(release / f"{NAME}-py3-none-any.whl") as archive:
            told = message_from_string(archive.read(f"{NAME}.dist-info/METADATA").decode())
        assert told.get_all("Provides-Extra") == ["cohort", "otel", "postgres", "spark"]
        assert told["Requires-Python"] == ">=3.11"
        assert told["License-Expression"] == "Apache-2.0"
        needed = [line for line in told.get_all("Requires-Dist", []) if "extra ==" not in line]
        assert not [line for line in needed if re.match(r"polars|pyarrow|pyspark|pytest|mypy|hatchling", line)]


@pytest.fixture(scope="module")
def bill(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / f"{NAME}.cdx.json").read_text(encoding="utf-8"))
    return found


class TestBillOfMaterials:
    def test_everything_that_is_installed_is_in_it_with_hash_and_licence(
        self, bill: dict[str, Any], installed: Installed
    ) -> None:
        told = {part["name"]: part for part in bill["components"] if part["purl"].startswith("pkg:pypi/")}
        script = "import importlib.metadata as m; print(*{f'{d.name}=={d.version}' for d in m.distributions()})"
        named = [one.partition("==") for one in installed.run("python", "-c", script).split()]
        found = {re.sub(r"[-_.]+", "-", name).lower(): version for name, _, version in named}
        for_building = {"hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
        beside = {"trd-cds"} | for_building
        assert {name: version for name, version in found.items() if name not in beside} == {
            name: part["version"] for name, part in told.items() if name in found
        }
        assert not for_building & set(told)
        assert all(part["externalReferences"][0]["hashes"] for part in told.values())
        assert {name for name, part in told.items() if not part.get("licenses")} <= set(told) - set(found)

    def test_what_is_vendored_is_in_it(self, bill: dict[str, Any]) -> None:
        files = {part["bom-ref"] for part in bill["components"] if part["purl"].startswith("pkg:npm/")}
        assert files == {name for name in committed() if name.endswith(".min.js")}

    def test_only_an_extras_own_packages_are_optional(self, bill: dict[str, Any]) -> None:
        optional = {part["name"] for part in bill["components"] if part.get("scope") == "optional"}
        assert "asyncpg" in optional
        assert "fastapi" not in optional

    def test_it_is_one_graph_from_the_service_down(self, bill: dict[str, Any]) -> None:
        needs = {part["ref"]: part.get("dependsOn", []) for part in bill["dependencies"]}
        reached, more = set(), {"trd-cds"}
        while more:
            reached |= more
            more = {below for one in more for below in needs[one]} - reached
        assert reached == {"trd-cds", *(part["bom-ref"] for part in bill["components"])}
