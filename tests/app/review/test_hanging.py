"""What hangs on a figure is found by judging again, and by nothing else."""

from collections.abc import Mapping

import pytest

from app.review.hanging import Hanging, Tried, looked_for, said, try_out
from app.review.patients import sample_patients
from trd.knowledge.entry_figures import figures_of
from trd.knowledge.loading import load

KNOWLEDGE = load()


@pytest.fixture(scope="module")
def tried() -> Tried:
    wanted = ("two-failed-trials", "dose-too-low", "psychotic-and-suicidal", "four-failed-trials")
    return try_out(KNOWLEDGE, tuple(patient for patient in sample_patients() if patient.name in wanted))


@pytest.fixture(scope="module")
def least(tried: Tried) -> Hanging:
    """The least adequate dose of sertraline, alone: an entry has many figures."""
    figure = next(each for each in figures_of(KNOWLEDGE, "agent sertraline") if each.says == "least adequate dose")
    return tried.hanging_on("agent sertraline", figure)


def counts(found: tuple[Hanging, ...]) -> Mapping[str, dict[str, set[str]]]:
    """Figure -> step -> who is answered otherwise."""
    return {
        each.figure.says if each.figure else "": {step.to: {one.patient for one in step.changed} for step in each.steps}
        for each in found
    }


def test_the_least_adequate_dose_decides_whether_a_starting_dose_was_a_trial(least: Hanging) -> None:
    found = counts((least,))["least adequate dose"]
    assert "dose-too-low" in found["25 mg/day"], "its fifteen weeks on 25 mg are a trial then"
    assert least.most == max(len(step.changed) for step in least.steps)


def test_the_change_is_told_as_a_clinician_would_see_it(least: Hanging) -> None:
    (low,) = [one for one in least.steps[0].changed if one.patient == "dose-too-low"]
    assert low.sample
    assert "failed trials: 0 → 1" in low.changes
    assert any(part.startswith("first way forward: dose change of sertraline → ") for part in low.changes)


def test_two_failures_are_two_and_not_one_or_three(tried: Tried) -> None:
    figure = next(each for each in figures_of(KNOWLEDGE, "definition default") if each.path[-1] == "failures")
    found = counts((tried.hanging_on("definition default", figure),))["failures for resistant"]
    assert "two-failed-trials" in found["3 trials"]
    assert "psychotic-and-suicidal" in found["1 trial"]


def test_a_row_that_a_rule_names_is_not_left_out() -> None:
    ordered = tuple(patient for patient in sample_patients() if patient.name == "linezolid-with-venlafaxine")
    assert all(each.figure is not None for each in try_out(KNOWLEDGE, ordered).hanging("safety S025"))


def test_without_its_row_the_cochlear_implant_no_longer_holds_tms_back(tried: Tried) -> None:
    found = counts(tried.hanging("safety S405"))[""]
    assert found == {"without it": {"four-failed-trials"}}


def test_a_drug_that_nobody_takes_or_is_offered_changes_nobody(tried: Tried) -> None:
    assert all(each.most == 0 for each in tried.hanging("agent mianserin"))


def test_every_patient_is_asked_again_whose_answer_could_change(tried: Tried) -> None:
    """Against the slow way: everybody judged anew."""
    entry = "figure remission-boundary-days"
    quick = counts(tried.hanging(entry))
    everybody = {name: frozenset({("figures", "remission-boundary-days", "value")}) for name in tried.reads}
    slow = Tried(
        knowledge=KNOWLEDGE,
        patients=tried.patients,
        answers=tried.answers,
        reads=everybody,
        on_record=tried.on_record,
    )
    assert counts(slow.hanging(entry)) == quick


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("S001", frozenset({"fluoxetine"})),
        ("S405", frozenset({"cochlear-implant"})),
        ("S315", frozenset({"egfr", "creatinine"})),
    ],
)
def test_a_row_concerns_whom_its_facts_are_on_record_of(row: str, wanted: frozenset[str]) -> None:
    (found,) = [each for each in KNOWLEDGE.safety if each.id == row]
    assert looked_for(found, KNOWLEDGE) == wanted


def test_a_row_about_pregnancy_concerns_everybody() -> None:
    (found,) = [each for each in KNOWLEDGE.safety if each.id == "S246"]
    assert looked_for(found, KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (75, "mg/d", "75 mg/day"),
        (1, "trials", "1 trial"),
        ((8, 7, 6), "points", "8 / 7 / 6 points"),
        (4, "{score}", "4"),
    ],
)
def test_a_step_is_said_in_words(value: object, unit: str, told: str) -> None:
    assert said(value, unit) == told
