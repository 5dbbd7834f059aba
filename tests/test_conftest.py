"""A run that could not test something ends by saying so, with the cure, however many processes ran it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

TESTS = """
def test_third_party_records_are_read(third_party_data):
    assert third_party_data.is_dir()

def test_published_examples_are_read(npm_fhir_examples):
    assert npm_fhir_examples("hl7.fhir.r4.examples").is_dir()
"""


def run(folder: Path, *arguments: str, **environment: str) -> list[str]:
    suite = folder / "tests"
    suite.mkdir()
    shutil.copy(CONFTEST, suite)
    (suite / "test_records.py").write_text(TESTS)
    kept = {name: value for name, value in os.environ.items() if name not in {"THIRD_PARTY_DATA", "PYTEST_ADDOPTS"}}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        *arguments,
        str(suite),
    ]
    answer = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    return answer.stdout.splitlines()


@pytest.mark.parametrize("arguments", [(), ("-n", "2"), ("-q",)], ids=["one process", "two processes", "quiet"])
def test_the_last_lines_name_what_was_not_tested(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    *_, examples, records, totals = run(tmp_path, *arguments)
    assert (
        examples == "NOT TESTED: reading hl7.fhir.r4.examples. To test it: scripts/third_party_data.sh (it needs npm)"
    )
    assert records.startswith("NOT TESTED: reading third-party records. To test it: THIRD_PARTY_DATA=")
    assert "2 skipped" in totals


def test_nothing_is_said_of_what_was_tested(tmp_path: Path) -> None:
    (tmp_path / ".cache" / "npm" / "node_modules" / "hl7.fhir.r4.examples").mkdir(parents=True)
    lines = run(tmp_path, THIRD_PARTY_DATA=str(tmp_path))
    assert "2 passed" in lines[-1]
    assert not [line for line in lines if "NOT TESTED" in line]


def test_a_wrong_folder_is_an_error_and_not_skipped(tmp_path: Path) -> None:
    assert "1 error" in run(tmp_path, THIRD_PARTY_DATA=str(tmp_path / "nowhere"))[-1]
