"""`trd-cds knowledge review` and `sign`: a clinician reads, decides, and the decision stands in the data."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import knowledge_review
from app.cli.main import cli
from trd.knowledge.entries import digest_of, entries, short
from trd.knowledge.loading import load

Run = Callable[..., Result]
DIGEST = short(digest_of(entries(load())["agent sertraline"]))
READER = ("--reviewer", "Dr A. Smith", "--date", "2026-11-24")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "knowledge"
    assert CliRunner().invoke(cli, ["knowledge", "export", str(place)]).exit_code == 0
    return place


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def invoke(*words: str, knowledge: Path | None = None) -> Result:
        monkeypatch.setenv("COLUMNS", "200")
        if knowledge is not None:
            monkeypatch.setenv("TRD_KNOWLEDGE", str(knowledge))
        load.__globals__["_load"].cache_clear() if knowledge is not None else None
        return CliRunner().invoke(cli, ["knowledge", *words])

    return invoke


def test_a_pack_is_printed_with_who_was_tried(run: Run) -> None:
    told = run("review", "--entry", "S405", "--no-vignettes", "--workers", "1")
    assert told.exit_code == 0, told.output
    assert "## S405: cochlear implant → procedure:rtms" in told.stdout
    assert "- without it: sample patient four-failed-trials" in told.stdout
    assert "Tried on 11 sample patients; no vignettes" in told.stderr


def test_all_about_a_drug_is_its_entry_and_its_rows() -> None:
    found = knowledge_review.wanted_of(load(), [], [], "lithium")
    assert found[0] == "agent lithium"
    assert {"safety S315", "safety S350"} <= set(found)
    assert "safety S405" not in found


def test_without_a_word_all_entries_are_meant() -> None:
    assert knowledge_review.wanted_of(load(), [], [], None) == list(entries(load()))
    kinds = {name.partition(" ")[0] for name in knowledge_review.wanted_of(load(), ["sertraline"], ["scale"], None)}
    assert kinds == {"agent", "scale"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--entry", "nothing"), "There is no entry 'nothing'"),
        (("--kind", "drug"), "There is no kind 'drug'"),
        (("--about", "aspirin"), "There is no drug 'aspirin'"),
    ],
)
def test_what_is_not_there_is_wrong_use(run: Run, words: tuple[str, ...], told: str) -> None:
    found = run("review", *words)
    assert found.exit_code == 2
    assert told in found.stderr


def test_signed_the_entry_is_no_draft_and_changed_afterwards_it_is_one_again(run: Run, folder: Path) -> None:
    told = run("sign", "sertraline", "--figures", DIGEST, *READER, "--folder", str(folder))
    assert told.exit_code == 0, told.output
    assert f"agent sertraline: accept, Dr A. Smith, 2026-11-24, figures {DIGEST}" in told.stdout
    assert "95 have not been signed" in run("check", knowledge=folder).stdout

    agents = folder / "agents.toml"
    text = agents.read_text(encoding="utf-8")
    old = 'usual_max = { value = 200, unit = "mg/d", source = "EMP", where = "table of usual doses, sertraline"'
    agents.write_text(text.replace(old, old.replace("200", "150"), 1), encoding="utf-8")
    found = run("check", knowledge=folder).stdout
    assert "96 have not been signed" in found
    assert "agent sertraline: has changed since it was signed (Dr A. Smith, 2026-11-24)" in found

    agents.write_text(text, encoding="utf-8")
    assert "95 have not been signed" in run("check", knowledge=folder).stdout


def test_what_is_signed_is_left_out_of_the_next_pack(run: Run, folder: Path) -> None:
    run("sign", "S405", *READER, "--folder", str(folder))
    told = run("review", "--entry", "S405", "--unsigned", "--no-vignettes", knowledge=folder)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "Nothing is left to sign." in told.stderr


def test_figures_that_changed_since_they_were_read_are_not_signed(run: Run, folder: Path) -> None:
    before = (folder / "reviews.toml").read_bytes()
    told = run("sign", "sertraline", "--figures", "0123456789ab", *READER, "--folder", str(folder))
    assert told.exit_code == 1
    assert f"its figures are {DIGEST} now" in told.stderr
    assert (folder / "reviews.toml").read_bytes() == before


def test_a_decision_against_is_kept_with_its_reason_and_leaves_a_draft(run: Run, folder: Path) -> None:
    words = ("--decision", "change", "--note", "usual most 150", *READER, "--folder", str(folder))
    assert run("sign", "sertraline", *words).exit_code == 0
    found = run("check", knowledge=folder).stdout
    assert "agent sertraline: is to be changed (Dr A. Smith, 2026-11-24): usual most 150" in found
    assert "96 have not been signed" in found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--reviewer", " "), "A signature has a name."),
        (("--reviewer", "A", "--date", "2999-01-01"), "2999-01-01 is still to come"),
        (("--reviewer", "A", "--decision", "reject"), "say by --note what is wrong"),
        (("lithium", "--reviewer", "A", "--figures", DIGEST), "the digest of one entry"),
    ],
)
def test_a_signature_that_is_none_is_wrong_use(run: Run, folder: Path, words: tuple[str, ...], told: str) -> None:
    found = run("sign", "sertraline", *words, "--folder", str(folder))
    assert found.exit_code == 2
    assert told in found.stderr


def test_the_installed_package_is_not_signed_in_place(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_review, "PACKAGED", folder)
    told = run("sign", "sertraline", *READER, "--folder", str(folder))
    assert told.exit_code == 2
    assert "trd-cds knowledge export FOLDER" in told.stderr
