"""docs/evidence.md: page and data agree, every command exists, and a figure that nobody made says so."""

import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from scripts import described, evidence, fuzz, proofs
from scripts.evidence import counted, run_short
from scripts.evidence_data import DATA, FULL, ROOT, SHORT, Run, keep, runs
from scripts.evidence_measures import MEASURES, Measure, command_line
from scripts.evidence_page import NEVER, anchor, evidence_page, full_runs, of_page, told

PAGE = ROOT / "docs" / "evidence.md"
RUN = Run(
    command="python -m scripts.fuzz --count 7 --seed 1",
    made="2026-11-25",
    commit="abc123456",
    software="0.1.0",
    knowledge="2026.11",
    machine="2 cores, load 0.1; Python 3.11.7",
    seconds=3.2,
    held=True,
    figures={"mutated requests": "7", "faults": "0"},
)
COMMANDS = sorted(
    {command_line(command) for one in MEASURES for command in (one.full, one.short) if command}
    | {run.command for kept in runs().values() for run in kept.values()}
    | {run.command for one in MEASURES for run in full_runs(one, {})}
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_makes_a_figure_exists(command: str) -> None:
    python, flag, module, *arguments = command.split()
    assert (python, flag) == ("python", "-m")
    spec = find_spec(module)
    assert spec is not None, module
    if module == "pytest":
        paths = [each.partition("::")[0] for each in arguments if each.startswith("tests")]
        assert all((ROOT / path).exists() for path in paths)
        return
    found = [find_spec(f"{module}.__main__") if spec.submodule_search_locations else spec]
    source = "".join(Path(each.origin).read_text("utf-8") for each in found if each and each.origin)
    assert all(f'"{option}"' in source for option in arguments if option.startswith("--"))


def test_each_kind_of_evidence_that_is_asked_for_is_there() -> None:
    assert {one.id for one in MEASURES} >= {
        *("accuracy", "vignettes", "mutants", "conformance", "fuzz", "described", "load", "pages", "cohort", "equity"),
    }
    assert all(one.full or one.short for one in MEASURES)
    assert all((ROOT / "docs" / one.told_in).is_file() for one in MEASURES if one.told_in)


def test_what_is_kept_stands_on_the_page_with_command_day_and_commit() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for run in [run for kept in runs().values() for run in kept.values()]:
        assert f"`{run.command}`, {run.made}, at {run.commit}," in page
        assert all(f"  - {name}: {value}" in page for name, value in run.figures.items())


def test_the_file_holds_nothing_that_no_measure_names() -> None:
    named = {one.id for one in MEASURES}
    assert all(set(kept) <= named for kept in runs(DATA).values())


def test_a_figure_that_nobody_made_says_so(tmp_path: Path) -> None:
    page = evidence_page(tmp_path / "none.json")
    for one in MEASURES:
        section = page.partition(f"\n## {one.title}\n")[2].partition("\n## ")[0]
        if one.short:
            assert f"- short, `{command_line(one.short)}`: **{NEVER}**" in section
        if one.id in ("fuzz", "described", "mutants", "pages", "tests"):
            assert f"- full, `{command_line(one.full)}`: **{NEVER}**" in section


def test_a_run_stands_in_its_section_and_in_the_list(tmp_path: Path) -> None:
    keep("fuzz", RUN, path=tmp_path / "evidence.json")
    keep("fuzz", replace(RUN, held=False, made="2026-11-26"), size=SHORT, path=tmp_path / "evidence.json")
    page = evidence_page(tmp_path / "evidence.json")
    assert "| held, 2026-11-25 | **failed**, 2026-11-26 |" in page
    assert "- full, `python -m scripts.fuzz --count 7 --seed 1`, 2026-11-25, at abc123456, software 0.1.0" in page
    assert "3 s): **Failed.**" in page
    assert page.count("  - mutated requests: 7") == 2


def test_a_run_takes_the_place_of_its_like_alone(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    keep("described", RUN, path=path)
    keep("fuzz", RUN, path=path)
    keep("fuzz", replace(RUN, made="2026-12-01"), path=path)
    kept = runs(path)
    assert (kept[FULL]["fuzz"].made, kept[FULL]["described"].made) == ("2026-12-01", "2026-11-25")
    assert kept[SHORT] == {}


def test_every_line_of_the_list_leads_to_its_section() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for one in MEASURES:
        assert f"[{one.title}](#{anchor(one.title)})" in page
        assert f"\n## {one.title}\n" in page


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        pytest.param("120 passed in 3.10s", {"passed": "120"}, id="all well"),
        pytest.param(
            "1 failed, 1200 passed, 2 skipped in 63.1s (0:01:03)", {"failed": "1", "passed": "1,200"}, id="not"
        ),
        pytest.param("no tests ran in 0.01s", {}, id="none"),
    ],
)
def test_figures_of_a_test_run_are_those_of_its_last_line(line: str, figures: dict[str, str]) -> None:
    found = counted(f"....\n3 passed in my dreams\n{line}\n\nNot tested: x\n")
    assert figures.items() <= found.items()
    assert bool(found) == bool(figures)


def of(*code: str, **more: object) -> Measure:
    return Measure(id="fuzz", title="T", shows="S.", short=("-c", "\n".join(code)), **more)  # type: ignore[arg-type]


def test_a_failing_run_is_kept_as_failed() -> None:
    run = run_short(of("import sys", "print('1 failed, 2 passed in 0.1s')", "sys.exit(1)"))
    assert run is not None
    assert (run.held, run.figures) == (False, {"failed": "1", "passed": "2"})


def test_a_run_that_takes_too_long_or_tells_nothing_is_no_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_short(of("import time", "time.sleep(30)", seconds=1)) is None
    assert run_short(of("print('nothing')")) is None
    assert "the earlier figure stays" in capsys.readouterr().out


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "evidence.json"
    monkeypatch.setattr("scripts.evidence.keep", lambda name, run, **more: keep(name, run, path=path, **more))
    return path


def test_a_figure_of_a_long_run_is_recorded_with_its_day_and_commit(elsewhere: Path) -> None:
    assert evidence.main(["record", "tests", "passed=21,000", "--made", "2026-11-24", "--commit", "0f0f0f0"]) == 0
    run = runs(elsewhere)[FULL]["tests"]
    assert (run.made, run.commit, run.figures) == ("2026-11-24", "0f0f0f0", {"passed": "21,000"})
    assert run.command == "python -m pytest -n auto --dist loadgroup"


def test_what_was_asked_for_is_run_and_a_failure_is_the_exit_code(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def run(one: Measure) -> Run:
        ran.append(one.id)
        return replace(RUN, held=False)

    monkeypatch.setattr("scripts.evidence.run_short", run)
    assert evidence.main(["fuzz"]) == 1
    assert ran == ["fuzz"]
    assert runs(elsewhere)[SHORT]["fuzz"].held is False


def test_a_fuzz_run_writes_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(count: int, seed: int, **_: object) -> fuzz.Run:
        found = fuzz.Run(seconds=[0.1] * count, cards=3)
        found.statuses[200] = count
        return found

    monkeypatch.setattr(fuzz, "fuzz", run)
    assert fuzz.main(["--count", "5", "--seed", "9", "--write", str(tmp_path / "e.json")]) == 0
    kept = runs(tmp_path / "e.json")[FULL]["fuzz"]
    assert kept.command == "python -m scripts.fuzz --count 5 --seed 9"
    assert kept.figures["mutated requests"] == "5"
    assert kept.held


def test_a_run_against_the_description_writes_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(described, "check", lambda *_, **__: described.Checked(requests={"coverage": 4}, found=["x"]))
    assert described.main(["--examples", "1", "--write", str(tmp_path / "e.json")]) == 1
    kept = runs(tmp_path / "e.json")[FULL]["described"]
    assert (kept.held, kept.figures["findings"], kept.figures["requests"]) == (False, "1", "4")


@pytest.mark.parametrize("table", ["hazards", "conformance"])
def test_proofs_are_each_named_once(table: str) -> None:
    named = proofs.named(table)
    assert len(named) == len(set(named)) > 50


def test_a_page_that_misses_its_target_did_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.evidence_page.DOCS", tmp_path)
    text = "<!-- made by `python -m x`; at abc -->\nMade on 2026-11-25 (12 s)\n"
    text += "- κ **{}** (target 0.95)\n- false **{}** (target 0)\n\n## Next\n"
    for kappa, false, held in (("0.96", "0", True), ("0.94", "0", False), ("0.96", "1", False)):
        (tmp_path / "page.md").write_text(text.format(kappa, false), encoding="utf-8")
        (run,) = of_page("page.md")
        assert (run.held, run.commit, run.beside, len(run.lines)) == (held, "abc", "12 s", 2)


def test_a_soak_that_was_too_short_is_no_full_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.evidence_page.DOCS", tmp_path)
    (tmp_path / "operators").mkdir()
    calls = {"number": 9, "p50": 1.0, "p99": 2.0}
    soak = {"store": "SQLite", "faults": False, "workers": 2, "cores": 2, "load": {"before": 0.1}, "calls": calls}
    soak |= {"began": "2026-11-25 12:43 UTC", "wrong": 0, "acknowledged": 3, "on_disk": 3}
    load = next(one for one in MEASURES if one.id == "load")
    for seconds, said in ((18, "only 0.3 of 30 minutes"), (1800, "")):
        (tmp_path / "operators" / "load.json").write_text(json.dumps({"sqlite": {**soak, "seconds": seconds}}), "utf-8")
        (run,) = full_runs(load, {})
        assert said in run.falls_short
        assert run.held


def test_seconds_of_a_run_are_told_beside_the_machine() -> None:
    assert told(RUN).beside == "2 cores, load 0.1; Python 3.11.7; 3 s"


def test_the_page_follows_the_projects_own_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten: list[str] = []
    monkeypatch.setattr("scripts.pages.rewrite", rewritten.append)
    keep("fuzz", RUN, path=tmp_path / "evidence.json")
    assert rewritten == []
    monkeypatch.setattr("scripts.evidence_data.DATA", tmp_path / "evidence.json")
    keep("fuzz", RUN, path=tmp_path / "evidence.json")
    assert rewritten == ["docs/evidence.md"]
