"""docs/safety/broken.toml: each change can be made today, takes away a control that is there, and is looked for."""

from pathlib import Path

import pytest

from scripts.broken import Broken, _named, broken, control_of, failing
from scripts.evidence_data import ROOT
from scripts.hazards import hazards

ROWS = broken()
each_change = pytest.mark.parametrize("one", ROWS, ids=[f"{one.hazard} {one.says}" for one in ROWS])


@each_change
def test_a_change_belongs_to_a_control_and_its_place_is_still_there(one: Broken) -> None:
    assert control_of(one).tests
    assert (ROOT / one.file).read_text(encoding="utf-8").count(one.old) == 1, (
        f"{one.file} has changed: mend broken.toml"
    )
    assert one.old != one.new
    assert one.says.endswith(".")


def test_every_catastrophic_hazard_has_each_of_its_controls_broken() -> None:
    done = {(one.hazard, control_of(one).says) for one in ROWS}
    wanted = {
        (hazard.id, control.says)
        for hazard in hazards()
        if hazard.severity == "catastrophic"
        for control in hazard.controls
    }
    assert wanted
    assert wanted <= done


def test_a_change_is_made_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    one = Broken(hazard="H01", control=ROWS[0].control, says="S.", file="a.py", old="x = 1", new="x = 2")
    seen = []

    class Done:
        stdout = ""

    def run(*_: object, cwd: Path, **__: object) -> Done:
        seen.append((cwd / "a.py").read_text(encoding="utf-8"))
        return Done()

    monkeypatch.setattr("scripts.broken.subprocess.run", run)
    assert failing(one, tmp_path) == frozenset()
    assert seen == ["x = 2\n"]
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "x = 1\n"


def test_a_place_that_is_gone_or_there_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n", encoding="utf-8")
    for old in ("x = 1", "y"):
        one = Broken(hazard="H01", control="", says="S.", file="a.py", old=old, new="z")
        with pytest.raises(ValueError, match="stands there"):
            one.made_in(tmp_path)


def test_a_failing_test_is_told_by_its_summary_whole_or_case_by_case() -> None:
    lines = [
        "FAILED tests/a.py::test_one - assert 1 == 2",
        "FAILED tests/a.py::test_two[a case] - x",
        "ERROR tests/b.py - ValueError",
        "5 passed, 3 failed in 1s",
    ]
    tests = ["tests/a.py::test_one", "tests/a.py::test_two", "tests/a.py::test_three", "tests/b.py::test_any"]
    assert list(_named(lines, tests)) == ["tests/a.py::test_one", "tests/a.py::test_two", "tests/b.py::test_any"]
