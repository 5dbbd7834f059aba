"""The list of worked cases says no more than the vignettes do."""

from pathlib import Path

import pytest

from scripts.worked_cases import Told, base, expected_ids, rows, state

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "of"),
    [("W18b", "W18"), ("N50b1", "N50"), ("E7", "E7"), ("N16a", "N16"), ("N-D2", "N-D2"), ("M10b", "M10b")],
)
def test_a_vignette_is_a_part_of_its_worked_case(name: str, of: str) -> None:
    assert base(name) == of


def test_one_part_that_is_missing_or_disputed_decides_the_case() -> None:
    fine, other = Told("N01a", "one"), Told("N01b", "two", disputed="the page adds up wrongly")
    assert state([fine]) == "holds"
    assert state([fine, other]) == "**disputed** (N01b): the page adds up wrongly"
    assert state([fine, other, Told("N01c", "three", not_yet="no orders yet")]) == "**not yet**: no orders yet"


def test_every_case_of_the_specification_has_a_row_once() -> None:
    assert [name for name, _, _ in rows(ROOT)] == expected_ids()


def test_a_case_without_a_vignette_is_not_said_to_hold(tmp_path: Path) -> None:
    (tmp_path / "tests/vignettes/nextsteps").mkdir(parents=True)
    (tmp_path / "tests/vignettes/one.toml").write_text('[W01]\ntitle = "Six weeks"\n[not_yet]\nW02 = "no clock"\n')
    (tmp_path / "tests/test_vignettes.py").write_text("")
    (tmp_path / "tests/fhir_mappings/dosage").mkdir(parents=True)
    (tmp_path / "tests/fhir_mappings/dosage/test_counting.py").write_text("")
    found = {name: said for name, _, said in rows(tmp_path)}
    assert (found["W01"], found["W02"]) == ("holds", "**not yet**: no clock")
    assert {found[name] for name in ("W03", "W15", "N01", "E4")} == {"**not yet**: no vignette and no test"}
