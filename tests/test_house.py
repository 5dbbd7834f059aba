"""The law of the house, in one readable place. What it means and why: docs/decisions/0001-four-floors.md."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("app", "cds_hooks", "fhir_mappings", "trd")
BELOW_APP = ("cds_hooks", "fhir_mappings", "trd")

WORLD = {
    *("asyncio", "time"),
    *("ftplib", "http", "smtplib", "socket", "urllib.request"),
    *("os", "pathlib", "shelve", "shutil", "sqlite3", "tempfile"),
    *("multiprocessing", "subprocess", "threading"),
    *("random", "secrets"),
}
"""Modules of Python's own that lead to clock, disk, environment, network or chance."""

READS_ITS_OWN_DATA = "trd/knowledge/"
"""The one room below app that reads files: its own package data, once, at start-up."""

MOST_LINES = 400

COLLECTIONS = {*BELOW_APP, "knowledge", "strategies", "services", "staging"}
"""Rooms whose files are ideas of their own. Any other room is one module that was divided."""

NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "processor", "base", "misc", "shared", "lib"}


def tracked(*patterns: str) -> list[Path]:
    """Every file that is in the project, or would be with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def none(found: list[str]) -> bool:
    """Nothing was found; else all of it is told, one a line."""
    assert not found, "\n" + "\n".join(found)
    return True


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*floors: str) -> list[Path]:
    return sorted(path for floor in floors for path in tracked(f"{floor}/*.py"))


def test_stairs_lead_down_only_and_every_wall_stands() -> None:
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[answer.stdout.find("Contracts:") :] + answer.stderr


def test_a_room_that_is_built_stands_without_parentheses_in_the_walls() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == ["trd"])
    planned = re.findall(r"\((\w+)\)", " ".join(layers))
    built = [room for room in planned if (ROOT / "trd" / room).is_dir() or (ROOT / "trd" / f"{room}.py").is_file()]
    assert not built, "take the parentheses off in pyproject.toml"


def reads_the_world(path: Path) -> Iterator[str]:
    """Each line of a file that asks clock, disk, environment, network or chance."""
    allowed = {"pathlib", "pathlib.Path"} if name_of(path).startswith(READS_ITS_OWN_DATA) else set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                asked = {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names):
                asked = {module} | {f"{module}.{alias.name}" for alias in names}
            case ast.Attribute(attr="today" | "now" | "utcnow" | "fromtimestamp" as method):
                asked = {method}
            case ast.Call(func=ast.Name(id="open" | "input" | "print" as function)):
                asked = {function}
            case _:
                continue
        for name in sorted(asked - allowed):
            roots = {name, name.partition(".")[0]}
            if roots & WORLD or isinstance(node, ast.Attribute | ast.Call):
                yield f"{name_of(path)}:{node.lineno}: {name}"


def test_below_app_nobody_reads_the_clock_the_disk_the_environment_or_the_network() -> None:
    assert none([line for path in modules(*BELOW_APP) for line in reads_the_world(path)])


def test_the_clinical_core_is_python_alone() -> None:
    foreign = []
    for path in modules("trd"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            roots = {name.partition(".")[0] for name in names}
            foreign += [f"{name_of(path)}: {root}" for root in roots - set(sys.stdlib_module_names) - {"trd"}]
    assert none(foreign)


def test_no_file_is_over_400_lines() -> None:
    files = [path for path in tracked("*.py", "*.js", "*.css", "*.sh") if "vendor" not in path.parts]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert none([f"{name}: {length} lines" for name, length in lengths.items() if length > MOST_LINES])


def test_modules_are_nouns_of_the_field() -> None:
    named = [path for path in modules(*FLOORS) if set(path.relative_to(ROOT).with_suffix("").parts) & NO_NAMES]
    assert none([name_of(path) for path in named])


def mirror(module: Path) -> Path:
    """The test file of a module: trd/adequacy.py and trd/adequacy/__init__.py -> tests/trd/test_adequacy.py."""
    if module.name == "__init__.py":
        module = module.parent.with_suffix(".py")
    return ROOT / "tests" / module.relative_to(ROOT).with_name(f"test_{module.name}")


def does_something(module: Path) -> bool:
    """It has a function or a method; declarations alone say nothing that a test could doubt."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))))


def is_told(module: Path) -> bool:
    """It has its own test file; or it is part of a module that was divided, and the tests of that one tell of it."""
    if mirror(module).is_file():
        return True
    if module.parent.name in COLLECTIONS and module.name != "__init__.py":
        return False
    room = mirror(module.parent / "__init__.py")
    return room.is_file() or any((room.parent / module.parent.name).glob("test_*.py"))


@pytest.mark.parametrize("floor", BELOW_APP)
def test_every_module_below_app_has_its_test_file(floor: str) -> None:
    untold = [path for path in modules(floor) if does_something(path) and not is_told(path)]
    assert none([f"{name_of(path)} -> {name_of(mirror(path))}" for path in untold])


def test_tests_have_no_init_files() -> None:
    assert [name_of(path) for path in tracked("tests/*__init__.py")] == []


NOT_OURS = re.compile(
    "|".join(
        [
            r"(?<![\w.~/-])/(?:work|farm|root|home/\w+|tmp/team|Users/\w+)/",
            r"(?:pypi|npmjs|pythonhosted|debian)\.org/(?:simple|packages|debian)",
            r"registry\.npm" + r"js",
            r"index" + r"-url",
            r'"resolved":' + r' "http',
        ]
    )
)
"""Machine paths and registry addresses: they would make the project one machine's."""


def test_no_machine_path_and_no_registry_address_is_in_the_project() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = enumerate(text.splitlines(), start=1)
        found += [f"{name_of(path)}:{number}: {line[:120]}" for number, line in lines if NOT_OURS.search(line)]
    assert none(found)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-spark.lock"])
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^ *#.*\n", "", text).strip())
    bare = [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert entries
    assert bare == []


def test_both_locks_agree_and_hold_the_build_backend() -> None:
    locks = [
        dict(re.findall(r"(?m)^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    run, dev = locks
    (backend,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert backend in {f"{name}=={version}" for name, version in run.items()}
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_what_spark_needs_fits_to_what_the_tests_run_with() -> None:
    spark, dev = (
        dict(re.findall(r"(?m)^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text()))
        for name in ("requirements-spark.lock", "requirements-dev.lock")
    )
    assert "pyspark" in spark
    assert {name: version for name, version in spark.items() if dev.get(name, version) != version} == {}


def test_there_is_no_uv_lock_since_it_records_registry_addresses() -> None:
    assert tracked("uv.lock", "*/uv.lock") == []
