"""Other drugs that explain: causes of depression, inducers, prodrugs."""

from dataclasses import replace

import pytest

from tests.builders import (
    condition,
    depression,
    finding,
    order,
    score,
    statement,
)
from tests.explained import BASE, codes, judged, look, of, the
from trd.terms import Confidence

CARBAMAZEPINE = statement("carbamazepine", 400, "2026-01-05", "2026-03-05", indications={"seizure-epilepsy"})


def test_an_inducer_over_the_trial_lowers_its_confidence() -> None:
    found = look(*BASE, CARBAMAZEPINE, condition("seizure-epilepsy"))  # W102
    assert codes(found) == ["other-neurological", "inducer"]
    assert found.lowered == {"t1"}
    assert the(found, "inducer").what == "Carbamazepine during sertraline (5 Jan 2026 to 5 Mar 2026)"


def test_an_inducer_leaves_the_trial_failed_and_makes_it_less_sure() -> None:
    trial = statement("sertraline", 50, "2026-07-05", "2026-09-02")
    scores = score("phq-9", 20, "2026-07-04"), score("phq-9", 19, "2026-09-02")
    drug = replace(CARBAMAZEPINE, start=trial.start, end=trial.end)
    (alone,) = judged(depression(), trial, *scores).trials
    (beside,) = judged(depression(), trial, *scores, drug, condition("seizure-epilepsy")).trials
    assert (alone.failed, alone.confidence) == (True, Confidence.HIGH)
    assert (beside.failed, beside.confidence) == (True, Confidence.MODERATE)  # W102


def test_an_inducer_without_a_reason_is_also_a_hint_of_bipolar_disorder() -> None:
    assert of(replace(CARBAMAZEPINE, indications=frozenset())) == ["bipolarity", "inducer"]  # W103


def test_an_inducer_outside_the_trial_lowers_nothing() -> None:
    found = look(*BASE, statement("rifampicin", 600, "2026-03-06", "2026-04-06"))
    assert (codes(found), found.lowered) == ([], frozenset())


@pytest.mark.parametrize(
    ("drug", "answer", "expected"),
    [
        pytest.param("duloxetine", "449868002", ["inducer"], id="duloxetine and a daily smoker"),
        pytest.param("duloxetine", "266919005", [], id="never smoked"),
        pytest.param("venlafaxine", "449868002", [], id="not a drug of CYP1A2"),
    ],
)
def test_smoking_matters_for_drugs_of_cyp1a2(drug, answer, expected) -> None:
    trial = statement(drug, 150, "2026-01-05", "2026-03-05")
    found = look(depression(), trial, finding("smoking-status", answer, "2026-02-01"))
    assert codes(found) == expected
    assert found.lowered == ({"t1"} if expected else frozenset())


def test_a_prodrug_beside_an_inhibitor_is_a_note_only() -> None:
    trial = statement("paroxetine", 20, "2026-01-05", "2026-03-05")
    found = look(depression(), trial, statement("tamoxifen", 20, "2026-01-01", "2026-02-01"))
    assert the(found, "prodrug-inhibited").note_only
    assert "prodrug-inhibited" not in of(statement("codeine", 60, "2026-01-05", "2026-01-10")), "sertraline is none"


@pytest.mark.parametrize(
    ("drug", "expected", "oldest", "too_old"),
    [
        ("interferon-beta-1a", "drug-interferon", "2025-11-23", "2025-11-22"),
        ("isotretinoin", "drug-isotretinoin", "2025-11-23", "2025-11-22"),
        ("levetiracetam", "drug-anticonvulsant", "2025-11-23", "2025-11-22"),
        ("montelukast", "drug-montelukast", "2025-11-23", "2025-11-22"),
        ("finasteride", "drug-finasteride", "2025-11-23", "2025-11-22"),
        ("leuprorelin", "drug-hormonal", "2025-11-23", "2025-11-22"),
        ("medroxyprogesterone", "drug-hormonal", "2025-11-23", "2025-11-22"),
        ("varenicline", "drug-varenicline", "2026-05-27", "2026-05-26"),
        ("reserpine", "drug-other", "2025-11-23", "2025-11-22"),
        ("propranolol", "drug-other", "2025-11-23", "2025-11-22"),
    ],
)
def test_a_drug_that_can_cause_depression_counts_in_its_look_back(drug, expected, oldest, too_old) -> None:
    assert of(statement(drug, 10, "2025-10-01", oldest)) == [expected]
    assert of(statement(drug, 10, "2025-10-01", too_old)) == []


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(statement("isotretinoin", None, "2026-08-01", "2026-10-01", route="topical"), id="a gel"),
        pytest.param(
            statement("drospirenone", 3, "2026-08-01", "2026-10-01", ingredients=("drospirenone", "ethinyl-estradiol")),
            id="the combined pill",
        ),
        pytest.param(statement("interferon-gamma-1b", None, "2026-08-01", "2026-10-01"), id="interferon gamma"),
        pytest.param(statement("atenolol", 50, "2026-08-01", "2026-10-01"), id="a beta-blocker that stays out"),
    ],
)
def test_what_hardly_reaches_the_brain_is_no_cause(taken) -> None:
    assert of(taken) == []


@pytest.mark.parametrize(
    ("drug", "expected"),
    [("oxycodone", "opioids-long-term"), ("lorazepam", "drug-benzodiazepine"), ("zopiclone", "drug-benzodiazepine")],
)
def test_opioids_and_benzodiazepines_count_from_90_days(drug, expected) -> None:
    assert of(statement(drug, 5, "2026-08-26", "2026-11-23")) == [expected], "90 days"
    assert of(statement(drug, 5, "2026-08-27", "2026-11-23")) == [], "89 days"
    assert of(statement(drug, 5, "2026-01-01", "2026-08-23")) == [], "89 days in the last 180"


def test_only_what_was_taken_in_the_look_back_is_named() -> None:
    older = statement("diazepam", 5, "2025-01-01", "2025-03-01")
    found = look(*BASE, older, statement("lorazepam", 1, "2026-08-01", "2026-11-23"))
    assert the(found, "drug-benzodiazepine").what == "Lorazepam (1 Aug 2026 to 23 Nov 2026)"


def test_two_benzodiazepines_one_after_the_other_count_together() -> None:
    first = statement("lorazepam", 1, "2026-08-01", "2026-09-20")
    assert of(first, statement("diazepam", 5, "2026-09-21", "2026-10-31")) == ["drug-benzodiazepine"]


@pytest.mark.parametrize(
    ("drug", "dose", "expected"),
    [
        ("prednisolone", "7.5", ["drug-corticosteroid"]),
        ("prednisolone", 7, []),
        ("methylprednisolone", 6, ["drug-corticosteroid"]),
        ("dexamethasone", "1.2", ["drug-corticosteroid"]),
        ("dexamethasone", "1.1", []),
        ("hydrocortisone", 30, ["drug-corticosteroid"]),
        ("hydrocortisone", 20, []),
        ("prednisolone", None, []),
    ],
)
def test_a_corticosteroid_counts_from_its_dose(drug, dose, expected) -> None:
    assert of(statement(drug, dose, "2026-02-01", "2026-02-14")) == expected


@pytest.mark.parametrize(
    ("first", "last", "more", "expected"),
    [
        pytest.param("2026-02-01", "2026-02-14", {}, ["drug-corticosteroid"], id="14 days in the trial"),
        pytest.param("2026-02-01", "2026-02-13", {}, [], id="13 days"),
        pytest.param("2026-03-06", "2026-04-20", {}, [], id="after the trial"),
        pytest.param("2026-03-05", "2026-04-20", {}, ["drug-corticosteroid"], id="from the last day of the trial"),
        pytest.param("2026-02-01", "2026-02-14", {"route": "inhalation"}, [], id="inhaled"),
    ],
)
def test_a_corticosteroid_counts_for_two_weeks_and_during_a_trial(first, last, more, expected) -> None:
    assert of(statement("prednisolone", 10, first, last, **more)) == expected


def test_two_pain_drugs_at_present_are_chronic_pain() -> None:
    one = statement("gabapentin", 900, "2026-10-01", asserted="2026-11-23")
    two = statement("naproxen", 500, "2026-11-01", asserted="2026-11-23")
    assert of(one) == []
    assert of(one, two) == ["chronic-pain"]
    assert of(one, statement("naproxen", 500, "2026-09-01", "2026-10-25")) == [], "one is over for 29 days"
    assert of(one, statement("acetylsalicylic-acid", 100, "2026-11-01", asserted="2026-11-23")) == []


def test_a_drug_that_was_only_ordered_long_ago_is_not_certain() -> None:
    stale = order("montelukast", 10, "2024-01-01")
    assert of(stale) == []
