"""Knowledge that remembers what was read gives the same answers, and tells which figures they were made with."""

from decimal import Decimal

import pytest

from app.review.patients import Patient, sample_patients
from app.review.tracing import traced
from trd.knowledge.loading import load
from trd.knowledge.moving import moved

KNOWLEDGE = load()
PATIENTS = {patient.name: patient for patient in sample_patients()}


REMEMBERING, READS = traced(KNOWLEDGE)


@pytest.mark.parametrize("patient", PATIENTS.values(), ids=PATIENTS)
def test_the_answer_is_the_same(patient: Patient) -> None:
    assert patient.answer(REMEMBERING) == patient.answer(KNOWLEDGE)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        pytest.param(("agents", "sertraline", "minimum", "value"), True, id="the dose of a drug that was taken"),
        pytest.param(("definitions", "default", "days_at_dose", "value"), True, id="the days that decide"),
        pytest.param(("figures", "remission-boundary-days", "value"), True, id="a figure of its own"),
        pytest.param(("agents", "phenelzine", "minimum", "value"), False, id="the dose of a drug that is nowhere"),
        pytest.param(("scales", "madrs", "remission"), False, id="a scale that is not on record"),
    ],
)
def test_it_tells_which_figures_were_read(path: tuple[str, ...], read: bool) -> None:
    remembering, reads = traced(KNOWLEDGE)
    PATIENTS["dose-too-low"].answer(remembering)
    assert (path in reads.taken()) is read
    assert reads.taken() == frozenset()


def test_a_figure_that_was_not_read_changes_nothing() -> None:
    patient = PATIENTS["two-failed-trials"]
    remembering, reads = traced(KNOWLEDGE)
    before = patient.answer(remembering)
    unread = ("agents", "mianserin", "minimum", "value")
    assert unread not in reads.taken()
    assert patient.answer(moved(KNOWLEDGE, unread, Decimal(1))) == before
