"""Mutants of the core: each is one change that can be run, drawn from a seed, and noticed or named."""

import ast
from pathlib import Path

import pytest

from scripts.mutants import Mutant, drawn, made, nearest_tests, noticed_by, places_of

SOURCE = '''
def old_enough(age: int, least: int = 18) -> bool:
    """Not a number: 18."""
    if age is None or not least:
        return False
    return age >= least and age + 1 != 4
'''
"""One of each kind that the tool knows."""


def changes() -> list[Mutant]:
    return [made(place, SOURCE) for place in places_of("trd/age.py", SOURCE)]


@pytest.mark.parametrize(
    "what",
    [
        *("18 made 19", "IsNot for Is", "And for Or", "not taken away", "False turned", "Gt for GtE", "Or for And"),
        *("Sub for Add", "Eq for NotEq", "1 made 2", "4 made 5"),
    ],
)
def test_each_kind_of_change_is_made_once(what: str) -> None:
    found = [mutant for mutant in changes() if mutant.what == what]
    assert len(found) == 1
    assert ast.unparse(ast.parse(SOURCE)) != found[0].text


def test_nothing_else_is_changed_and_every_change_can_be_run() -> None:
    found = changes()
    assert len(found) == 11
    for mutant in found:
        compile(mutant.text, mutant.file, "exec")
        assert '"""Not a number: 18."""' in mutant.text


def test_the_same_seed_draws_the_same_changes_from_the_room_that_is_asked_for() -> None:
    first, again, other = drawn(6, 1, "trd/adequacy/"), drawn(6, 1, "trd/adequacy/"), drawn(6, 2, "trd/adequacy/")
    assert first == again != other
    assert all(mutant.file.startswith("trd/adequacy/") for mutant in first)


def test_the_nearest_tests_the_room_are_run_first() -> None:
    assert "tests/trd/adequacy" in nearest_tests("trd/adequacy/days.py")
    assert nearest_tests("trd/intervals.py") == ("tests/trd/test_intervals.py",)


def test_a_change_is_noticed_or_survives_and_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trd").mkdir()
    module = tmp_path / "trd" / "age.py"
    module.write_text(SOURCE, encoding="utf-8")
    seen = []

    def passes(tests: tuple[str, ...], copy: Path) -> bool:
        seen.append(module.read_text(encoding="utf-8") == mutant.text)
        return tests != ("tests/trd",) or survives

    monkeypatch.setattr("scripts.mutants._passes", passes)
    mutant = changes()[0]
    for survives in (True, False):
        assert noticed_by(mutant, tmp_path) == (None if survives else "tests/trd")
        assert module.read_text(encoding="utf-8") == SOURCE
    assert all(seen)
