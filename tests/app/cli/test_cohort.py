"""`trd-cds cohort` as an operator meets it: exit codes, one sentence for what is wrong, the manifest on request."""

import os
from pathlib import Path

import orjson
import polars
import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from app.clients import Client, Clients
from bench.population import Population, write_export

run = CliRunner()


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("TRD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRD_STATE_DIR", str(tmp_path / "state"))
    write_export(Population(patients=4, records=20, depressed=1, seed=5), tmp_path / "export")
    return tmp_path / "export"


def called(export: Path, *more: str, out: str = "out") -> tuple[int, str, str]:
    asked = ["cohort", str(export), "--out", str(export.parent / out), "--workers", "1", "--as-of", "2026-11-23", *more]
    told = run.invoke(cli, asked)
    return told.exit_code, told.stdout, " ".join(told.stderr.split())


def test_the_manifest_is_the_answer_in_json_and_the_summary_stays_on_standard_error(export: Path) -> None:
    code, stdout, stderr = called(export, "--json")
    assert code == 0
    assert orjson.loads(stdout)["output"]["patients"] == 4
    assert "4 patients" in stderr
    assert orjson.loads(stdout) == orjson.loads((export.parent / "out" / "manifest.json").read_bytes())


def test_quiet_says_nothing(export: Path) -> None:
    assert called(export, "--quiet") == (0, "", "")


@pytest.mark.parametrize(
    ("more", "code", "sentence"),
    [
        (("--definition", "mine"), 2, "There is no definition 'mine'"),
        (("--client", "nobody"), 2, "There is no client 'nobody'"),
        (("--keys", "--results"), 2, "--results holds the ids"),
        (("--master", "spark://host:7077"), 2, "it goes with --engine spark"),
        (("--from", "2026-01-01"), 2, "they go with --report"),
        (("--report", "r", "--every", "monthly"), 2, "write days or weeks"),
        (("--report", "r", "--to", "2026-11-24"), 2, "is after the day for which"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(export: Path, more: tuple[str, ...], code: int, sentence: str) -> None:
    told = called(export, *more)
    assert told[0] == code
    assert sentence in told[2]


def test_no_folder_and_no_export_in_it_can_not_be_read(export: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert called(tmp_path / "no")[0] == 3
    code, _, stderr = called(tmp_path / "empty")
    assert code == 3
    assert ".ndjson" in stderr


def test_another_question_in_the_same_folder_is_refused_and_anew_begins_again(export: Path) -> None:
    assert called(export)[0] == 0
    code, _, stderr = called(export, "--definition", "athf-sf")
    assert code == 2
    assert "the definition, the clinical choices changed" in stderr
    assert called(export, "--definition", "athf-sf", "--anew")[0] == 0


def test_without_pyspark_the_engine_says_what_to_install(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.cohort.find_spec", lambda _: None)
    code, _, stderr = called(export, "--engine", "spark")
    assert code == 4
    assert "pip install 'trd-cds[spark]'" in stderr


def test_a_wrong_setting_is_a_wrong_configuration(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRD_MIN_AGE", "young")
    code, _, stderr = called(export)
    assert code == 4
    assert "TRD_MIN_AGE" in stderr


def test_the_switches_of_a_client_hold_and_the_definition_asked_for_over_them(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = Client(id="north", definition="athf-sf", topics_off=frozenset({"augmentation"}))
    monkeypatch.setattr("app.main.admit", lambda *_, **__: Clients((north,)))
    code, stdout, _ = called(export, "--client", "north", "--json")
    assert code == 0
    manifest = orjson.loads(stdout)
    assert manifest["definition"] == "athf-sf"
    assert "topics_off=augmentation" in manifest["settings"]["choices"]
    code, stdout, _ = called(export, "--client", "north", "--definition", "default", "--json", out="other")
    assert orjson.loads(stdout)["definition"] == "default"


def test_with_keys_neither_tables_nor_manifest_hold_an_id(export: Path) -> None:
    code, _, _ = called(export, "--keys")
    assert code == 0
    told = [polars.read_parquet(f"{export.parent}/out/{table}/*.parquet") for table in ("patients", "trials", "gaps")]
    assert not any("p5-" in str(table.to_dicts()) for table in told)
    assert b'"p5-' not in (export.parent / "out" / "manifest.json").read_bytes()


def test_the_report_is_made_from_the_same_pass_and_told_anew_without_judging_again(export: Path) -> None:
    folder = export.parent / "report"
    asked = ("--report", str(folder), "--from", "2026-10-24", "--every", "30d")
    code, _, stderr = called(export, *asked)
    assert code == 0
    assert f"to be opened in a browser: {folder / 'report.html'}" in stderr
    blurred = orjson.loads((folder / "report.json").read_bytes())
    assert [day["day"] for day in blurred["overTime"]] == ["2026-10-24", "2026-11-23"]
    assert (blurred["patients"]["judged"], blurred["replay"]["maxCards"]) == (None, 4)
    tables = {path: path.stat().st_mtime_ns for path in (export.parent / "out").rglob("*.parquet")}
    assert called(export, *asked, "--blur-under", "1")[0] == 0
    assert orjson.loads((folder / "report.json").read_bytes())["patients"]["judged"] == 4
    assert {path: path.stat().st_mtime_ns for path in tables} == tables


def test_the_limit_of_cards_of_the_report_is_that_of_the_site(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRD_MAX_CARDS", "2")
    folder = tmp_path / "report"
    assert called(export, "--report", str(folder), "--from", "2026-11-23")[0] == 0
    assert orjson.loads((folder / "report.json").read_bytes())["replay"]["maxCards"] == 2
