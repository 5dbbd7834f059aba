"""Whom the knowledge is tried on, and what is said where the worked cases are not there."""

from pathlib import Path

import pytest

from app.demo import TELLS
from app.demo.orders import CALLS
from app.review import patients as module
from app.review.patients import patients
from trd.knowledge.loading import load


def test_the_samples_and_their_orders_are_always_there() -> None:
    found = patients(vignettes=False)
    assert [patient.name for patient in found.every] == [*TELLS, *CALLS]
    assert found.told == f"{len(found.every)} sample patients; no vignettes: they were not asked for"


def test_in_the_source_tree_the_worked_cases_are_patients_too() -> None:
    found = patients()
    names = {patient.name for patient in found.every if not patient.sample}
    assert {"W01", "W33", "N01", "N50a"} <= names
    assert len(names) == len(found.every) - len(TELLS) - len(CALLS)
    assert found.missing is None
    assert found.told.endswith(f"and {len(names)} vignettes")


def test_a_worked_case_is_judged_as_its_own_test_judges_it() -> None:
    (case,) = [patient for patient in patients().every if patient.name == "N50a"]
    assert case.answer(load())["add lithium"] == "set aside (S315)"


def test_in_an_installed_package_it_says_that_they_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "ROOT", tmp_path)
    found = patients()
    assert all(patient.sample for patient in found.every)
    assert found.missing == "this is an installed package, the worked cases stand in the source tree"


def test_without_the_tools_of_the_tests_it_says_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'pytest'", name="pytest")

    monkeypatch.setattr(module, "import_module", missing)
    assert patients().missing == "the source tree is there, pytest is not installed"
