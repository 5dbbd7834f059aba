"""Two versions by the patients whose answers differ."""

from decimal import Decimal

from app.review.comparing import changed_patients, sentence
from app.review.hanging import Changed
from app.review.patients import sample_patients
from trd.knowledge.loading import load
from trd.knowledge.moving import moved

KNOWLEDGE = load()
PATIENTS = [patient for patient in sample_patients() if patient.name in ("dose-too-low", "getting-well")]


def test_a_lower_dose_makes_a_trial_of_fifteen_weeks_on_it_and_nobody_else_changes() -> None:
    lower = moved(KNOWLEDGE, ("agents", "sertraline", "minimum", "value"), Decimal(25))
    (found,) = changed_patients(PATIENTS, KNOWLEDGE, lower)
    assert found.patient == "dose-too-low"
    assert "failed trials: 0 → 1" in found.changes


def test_the_same_knowledge_answers_everybody_alike() -> None:
    assert changed_patients(PATIENTS, KNOWLEDGE, KNOWLEDGE) == ()


def test_a_patient_is_told_in_one_line_and_what_is_left_out_is_counted() -> None:
    changed = Changed(patient="W01", title="A case", sample=False, changes=("a: 1 → 2", "b", "c", "d", "e", "f"))
    assert sentence(changed) == "Case W01 (A case): a: 1 → 2; b; c; d; and 2 more"
