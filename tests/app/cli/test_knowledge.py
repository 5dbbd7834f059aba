"""`trd-cds knowledge`: printed, checked, compared, written out; and the exit codes of the contract."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import cli
from trd.knowledge.loading import PACKAGED, load

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def invoke(*words: str, **settings: str) -> Result:
        for name, value in {"COLUMNS": "200", **settings}.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli, ["knowledge", *words])

    return invoke


@pytest.fixture
def copy(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    assert run("export", str(folder)).exit_code == 0
    return folder


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_without_a_word_it_prints_everything(run: Run) -> None:
    told = run()
    assert told.exit_code == 0
    assert "# Clinical knowledge, version 2026.11" in told.stdout
    assert json.loads(run("--json").stdout)["hash"] == load().hash


def test_the_shipped_knowledge_passes_its_check(run: Run) -> None:
    told = run("check")
    assert told.exit_code == 0, told.output
    assert "0 faults" in told.stderr
    assert "have not been signed by a clinician" in told.stdout


def test_strictly_a_draft_is_no_pass(run: Run) -> None:
    assert run("check", "--strict").exit_code == 1


def test_a_broken_rule_is_exit_1_and_named(run: Run, copy: Path) -> None:
    change(copy, "countries.toml", 'checked = "2026-11"', 'checked = "2024-01"')
    told = run("check", str(copy))
    assert told.exit_code == 1
    assert "✗ country US: availability was looked at in 2024-01" in told.stdout


def test_what_the_loader_refuses_is_a_fault_with_its_file(run: Run, copy: Path) -> None:
    change(copy, "agents.toml", 'source = "MGH"', 'source = "NOBODY"')
    found = run("check", str(copy), "--json")
    assert found.exit_code == 1
    (fault,) = json.loads(found.stdout)
    assert fault["fault"] is True
    assert "agents.toml" in fault["says"]
    assert "unknown source 'NOBODY'" in fault["says"]


def test_a_product_that_rxnorm_does_not_know_is_a_fault(run: Run, copy: Path) -> None:
    change(copy, "orders.toml", '"283672"', '"1"')
    told = run("check", str(copy))
    assert told.exit_code == 1
    assert "1 is no clinical drug of citalopram" in told.stdout


def test_an_export_is_the_same_knowledge(copy: Path) -> None:
    assert load(copy).hash == load().hash
    assert list(copy.rglob("*.py")) == []


def test_an_export_never_overwrites(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    told = run("export", str(tmp_path))
    assert told.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_folder_of_the_settings_is_the_one_in_force(run: Run, copy: Path) -> None:
    change(copy, "agents.toml", 'version = "2026.11"', 'version = "2027.01"')
    assert "version 2027.01" in run(TRD_KNOWLEDGE=str(copy)).stdout


def test_a_difference_is_told_in_sentences(run: Run, copy: Path) -> None:
    change(copy, "agents.toml", 'version = "2026.11"', 'version = "2027.01"')
    change(copy, "codes/class_words.csv", "\n", "\nanother antidepressant\n")
    told = run("diff", str(PACKAGED), str(copy), "--no-vignettes")
    assert told.exit_code == 0, told.output
    assert "0 of 11 sample patients" in told.stderr
    assert told.stdout.splitlines() == [
        "Version: 2026.11 → 2027.01.",
        "codes/class_words.csv: 1 lines are new, 0 are gone.",
    ]


def test_a_difference_names_the_patients_who_are_answered_otherwise(run: Run, copy: Path) -> None:
    old = 'min = { value = 50, unit = "mg/d", source = "MGH", where = "form, sertraline"'
    change(copy, "agents.toml", f"start = 50\n{old}", f"start = 25\n{old.replace('50', '25')}")
    found = json.loads(run("diff", str(PACKAGED), str(copy), "--no-vignettes", "--json").stdout)
    assert found["sentences"] == ["Sertraline: first dose 50 → 25.", "Sertraline: least adequate dose 50 → 25 mg/day."]
    assert {"dose-too-low", "refill-of-a-low-dose"} <= {one["patient"] for one in found["patients"]}
    assert run("diff", str(PACKAGED), str(copy), "--no-patients").stdout.splitlines() == found["sentences"]


def test_nothing_differs_from_itself(run: Run, copy: Path) -> None:
    told = run("diff", str(PACKAGED), str(copy))
    assert (told.exit_code, told.stdout) == (0, "")
    assert json.loads(run("diff", str(PACKAGED), str(copy), "--json").stdout) == {"sentences": [], "patients": []}


@pytest.mark.parametrize("words", [("diff",), ("diff", "{there}", "{nowhere}"), ("check", "{nowhere}")])
def test_what_can_not_be_read_is_exit_3_and_wrong_use_exit_2(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    filled = [word.format(there=PACKAGED, nowhere=tmp_path / "nowhere") for word in words]
    assert run(*filled).exit_code == (2 if len(words) == 1 else 3)


def test_a_wrong_setting_is_exit_4(run: Run) -> None:
    assert run("check", TRD_KNOWLEDGE="/nowhere/at/all").exit_code == 4
