"""What else may explain that it did not help: the rows X1 to X57, each with its limit."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    allergy,
    condition,
    depression,
    finding,
    history,
    measurement,
    order,
    patient,
    phenotype,
    score,
    statement,
)
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.explanations import Explanation, Explanations
from trd.knowledge.loading import load
from trd.terms import Confidence, FactList, Outcome

AS_OF = date(2026, 11, 23)

TRIAL = statement("sertraline", 50, "2026-01-05", "2026-03-05")
"""The trial of W01: 60 days at the minimum dose."""
NOW = statement("sertraline", 50, "2026-09-01", asserted="2026-11-23")
"""The same drug, running."""


def look(*facts, **more) -> Explanations:
    return judged(*facts, **more).explanations


def judged(*facts, **more) -> Assessment:
    return assess(history(*facts, **more), load(), Choices(), as_of=AS_OF)


def codes(found: Explanations) -> list[str]:
    return [each.code for each in found.found]


def the(found: Explanations, code: str) -> Explanation:
    (only,) = [each for each in found.found if each.code == code]
    return only


BASE = (depression(), TRIAL)


def of(*facts, **more) -> list[str]:
    return codes(look(*BASE, *facts, **more))


def test_nothing_found_is_nothing_said() -> None:
    assert of() == []


# Laboratory values


@pytest.mark.parametrize(
    ("value", "day", "expected"),
    [
        pytest.param("11.0", "2026-06-01", ["hypothyroidism"], id="W98: 11"),
        pytest.param("11.0", "2025-11-22", [], id="W98: 366 days old"),
        pytest.param("11.0", "2025-11-23", ["hypothyroidism"], id="365 days old"),
        pytest.param("11.0", "2026-11-24", [], id="after the day we answer for"),
        pytest.param("10.01", "2026-06-01", ["hypothyroidism"], id="just above 10"),
        pytest.param("10", "2026-06-01", ["subclinical-hypothyroidism"], id="10 is not above 10"),
        pytest.param("6.0", "2026-06-01", ["subclinical-hypothyroidism"], id="W99: 6 alone"),
        pytest.param("4.5", "2026-06-01", [], id="4.5 is not above 4.5"),
        pytest.param("0.1", "2026-06-01", [], id="0.1 is not below 0.1"),
        pytest.param("0.09", "2026-06-01", ["hyperthyroidism"], id="suppressed"),
        pytest.param((10, None), "2026-06-01", ["subclinical-hypothyroidism"], id="10 or more may be 10"),
        pytest.param((None, "0.1"), "2026-06-01", [], id="0.1 or less may be 0.1"),
    ],
)
def test_a_tsh_speaks_by_its_limits(value, day, expected) -> None:
    assert of(measurement("tsh", value, day)) == expected


def test_a_comparator_counts_when_the_whole_interval_is_beyond() -> None:
    assert of(measurement("tsh", (10, None), "2026-06-01", low_open=True)) == ["hypothyroidism"]
    assert of(measurement("tsh", (None, "0.1"), "2026-06-01", high_open=True)) == ["hyperthyroidism"]


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        pytest.param(condition("hypothyroidism"), "hypothyroidism", id="W99: E03 active"),
        pytest.param(condition("hypothyroidism", clinical="resolved"), "subclinical-hypothyroidism", id="E03 over"),
        pytest.param(measurement("free-t4", "0.7", "2026-06-01"), "hypothyroidism", id="free T4 low"),
        pytest.param(
            measurement("free-t4", "0.8", "2026-06-01"), "subclinical-hypothyroidism", id="free T4 at its limit"
        ),
        pytest.param(
            measurement("free-t4", "0.85", "2026-06-01", lower_limit=1), "hypothyroidism", id="low by the range sent"
        ),
    ],
)
def test_a_slightly_raised_tsh_needs_a_second_fact(beside, expected) -> None:
    assert of(measurement("tsh", 6, "2026-06-01"), beside) == [expected]


def test_a_treated_thyroid_is_no_explanation() -> None:
    assert of(condition("hypothyroidism"), measurement("tsh", 2, "2026-06-01")) == []
    assert of(condition("hyperthyroidism")) == ["hyperthyroidism"]


def test_the_laboratorys_own_range_wins() -> None:
    assert of(measurement("tsh", 5, "2026-06-01", upper_limit="5.5")) == []
    assert of(measurement("tsh", "4.3", "2026-06-01", upper_limit=4)) == ["subclinical-hypothyroidism"]
    assert of(measurement("haemoglobin", "11.8", "2026-06-01", lower_limit="11.5")) == []
    assert of(measurement("b12", 220, "2026-06-01", lower_limit=250)) == ["b12-deficiency"]


def test_the_latest_value_counts_and_says_itself() -> None:
    older = measurement("tsh", 12, "2026-05-01", id="Observation/1")
    assert of(older, measurement("tsh", 2, "2026-06-01")) == []
    found = look(*BASE, older, measurement("tsh", "12.40", "2026-10-12", id="Observation/2"))
    assert the(found, "hypothyroidism") == Explanation(
        code="hypothyroidism",
        row="X3",
        what="TSH 12.4 mIU/L (12 Oct 2026)",
        advice="Treat or re-check the thyroid.",
        evidence=("Observation/2",),
    )


@pytest.mark.parametrize(
    ("value", "sex", "expected"),
    [
        pytest.param("11.9", "female", ["anaemia"], id="W100: woman, 11.9"),
        pytest.param("12.0", "female", [], id="W100: woman, 12.0"),
        pytest.param("12.9", "male", ["anaemia"], id="W100: man, 12.9"),
        pytest.param("13.0", "male", [], id="W100: man, 13.0"),
        pytest.param("12.9", None, [], id="sex not stated: not low for a woman"),
        pytest.param("11.9", None, ["anaemia"], id="sex not stated: low for both"),
        pytest.param("11.9", "other", ["anaemia"], id="other: low for both"),
    ],
)
def test_anaemia_has_a_limit_for_each_sex(value, sex, expected) -> None:
    assert of(measurement("haemoglobin", value, "2026-06-01"), who=patient(sex=sex)) == expected


@pytest.mark.parametrize(
    ("concept", "hit", "clear", "expected", "oldest", "too_old"),
    [
        ("ferritin", 14, 15, "iron-deficiency", "2025-11-23", "2025-11-22"),
        ("b12", 199, 200, "b12-deficiency", "2024-11-23", "2024-11-22"),
        ("folate", "2.9", 3, "folate-deficiency", "2024-11-23", "2024-11-22"),
        ("vitamin-d", "19.9", 20, "vitamin-d-deficiency", "2025-11-23", "2025-11-22"),
        ("hba1c", 9, "8.9", "diabetes-poor-control", "2026-05-27", "2026-05-26"),
        ("peth", 200, 199, "alcohol", "2025-11-23", "2025-11-22"),
        ("ahi", 15, "14.9", "sleep-apnoea", "2001-01-01", None),
        ("bmi", "17.4", "17.5", "eating-disorder", "2025-11-23", "2025-11-22"),
    ],
)
def test_each_value_has_its_limit_and_its_look_back(concept, hit, clear, expected, oldest, too_old) -> None:
    assert of(measurement(concept, hit, oldest)) == [expected]
    assert of(measurement(concept, clear, oldest)) == []
    if too_old is not None:
        assert of(measurement(concept, hit, too_old)) == []


@pytest.mark.parametrize(
    ("instrument", "hit", "clear", "expected", "oldest", "too_old"),
    [
        ("audit", 8, 7, "alcohol", "2025-11-23", "2025-11-22"),
        ("dast-10", 3, 2, "substance-use", "2025-11-23", "2025-11-22"),
        ("gad-7", 10, 9, "anxiety-ocd", "2025-11-23", "2025-11-22"),
        ("pcl-5", 33, 32, "ptsd", "2001-01-01", None),
        ("moca", 25, 26, "cognitive-impairment", "2024-11-23", "2024-11-22"),
        ("mmse", 23, 24, "cognitive-impairment", "2024-11-23", "2024-11-22"),
        ("mdq", 7, 6, "bipolarity", "2001-01-01", None),
    ],
)
def test_each_screen_has_its_limit_and_its_look_back(instrument, hit, clear, expected, oldest, too_old) -> None:
    assert of(score(instrument, hit, oldest)) == [expected]
    assert of(score(instrument, clear, oldest)) == []
    assert of(measurement(instrument, hit, oldest)) == [expected], "however the total was read"
    if too_old is not None:
        assert of(score(instrument, hit, too_old)) == []


@pytest.mark.parametrize(
    ("total", "sex", "expected"),
    [
        pytest.param(3, "female", ["alcohol"], id="W106: woman, 3"),
        pytest.param(2, "female", [], id="woman, 2"),
        pytest.param(3, "male", [], id="W106: man, 3"),
        pytest.param(4, "male", ["alcohol"], id="man, 4"),
        pytest.param(3, None, [], id="sex not stated, 3"),
        pytest.param(4, None, ["alcohol"], id="sex not stated, 4"),
    ],
)
def test_audit_c_has_a_limit_for_each_sex(total, sex, expected) -> None:
    assert of(score("audit-c", total, "2026-10-01"), who=patient(sex=sex)) == expected


@pytest.mark.parametrize(
    ("crp", "ferritin", "expected"),
    [
        pytest.param(6, 29, ["iron-deficiency"], id="inflamed: below 30 is low"),
        pytest.param(6, 30, [], id="inflamed: 30 is not"),
        pytest.param(5, 29, [], id="not inflamed"),
        pytest.param(5, 14, ["iron-deficiency"], id="low without inflammation"),
    ],
)
def test_inflammation_raises_the_limit_of_ferritin(crp, ferritin, expected) -> None:
    assert of(measurement("crp", crp, "2026-06-01"), measurement("ferritin", ferritin, "2026-06-01")) == expected


@pytest.mark.parametrize(
    ("values", "sex", "expected"),
    [
        pytest.param([(280, "2026-05-01"), (290, "2026-06-01")], "male", ["hypogonadism"], id="low twice"),
        pytest.param([(290, "2026-06-01")], "male", [], id="low once"),
        pytest.param([(280, "2026-06-01"), (290, "2026-06-01")], "male", [], id="twice on one day"),
        pytest.param([(280, "2026-05-01"), (300, "2026-06-01")], "male", [], id="the newest is not low"),
        pytest.param([(280, "2026-05-01"), (290, "2026-06-01")], "female", [], id="a woman"),
        pytest.param([(280, "2026-05-01"), (290, "2026-06-01")], None, [], id="sex not stated"),
        pytest.param([(280, "2025-11-22"), (290, "2026-06-01")], "male", [], id="the first is too old"),
    ],
)
def test_testosterone_must_be_low_twice_in_a_man(values, sex, expected) -> None:
    facts = [measurement("testosterone", value, day) for value, day in values]
    assert of(*facts, who=patient(sex=sex)) == expected


@pytest.mark.parametrize(
    ("calcium", "pth", "expected"),
    [
        pytest.param("10.6", 15, ["hyperparathyroidism"], id="raised, PTH not low"),
        pytest.param("10.6", 14, [], id="PTH low: another cause"),
        pytest.param("10.6", None, [], id="no PTH on record"),
        pytest.param("10.5", 60, [], id="not raised"),
    ],
)
def test_raised_calcium_needs_a_pth(calcium, pth, expected) -> None:
    facts = [measurement("calcium", calcium, "2026-06-01")]
    facts += [] if pth is None else [measurement("pth", pth, "2026-06-01")]
    assert of(*facts) == expected


def test_a_result_above_the_range_that_was_sent_is_positive() -> None:
    assert of(measurement("ttg-iga", 12, "2019-01-01", upper_limit=10)) == ["coeliac"]
    assert of(measurement("ttg-iga", 12, "2019-01-01")) == [], "without a range nobody can say"
    assert of(measurement("ttg-iga", (None, None), "2019-01-01", interpretation="H")) == ["coeliac"]


def test_the_laboratorys_word_counts_where_the_unit_is_not_known() -> None:
    assert of(measurement("haemoglobin", (None, None), "2026-06-01", interpretation="L")) == ["anaemia"]
    assert of(measurement("haemoglobin", (None, None), "2026-06-01", interpretation="H")) == []
    assert of(measurement("haemoglobin", (None, None), "2026-06-01")) == []


def test_a_coded_answer_counts_by_its_newest_value() -> None:
    assert of(finding("hcv-rna", "detected", "2019-01-01")) == ["hepatitis-c"]
    assert of(finding("hcv-rna", "260373001")) == ["hepatitis-c"], "without a date"
    assert of(finding("hcv-rna", "detected", "2019-01-01"), finding("hcv-rna", "negative", "2020-01-01")) == []
    assert of(finding("asrs", "positive", "2026-01-01")) == ["adhd"]


# Conditions


@pytest.mark.parametrize(
    ("concept", "expected", "ever"),
    [
        ("osa", "sleep-apnoea", True),
        ("insomnia", "insomnia", False),
        ("restless-legs", "restless-legs", False),
        ("alcohol-use", "alcohol", False),
        ("cannabis-use", "substance-use", False),
        ("stimulant-use", "substance-use", False),
        ("chronic-pain", "chronic-pain", False),
        ("ptsd", "ptsd", False),
        ("adhd", "adhd", True),
        ("gad", "anxiety-ocd", False),
        ("ocd", "anxiety-ocd", False),
        ("eating-disorder-bulimia", "eating-disorder", False),
        ("bpd", "personality-disorder", False),
        ("autism", "autism", True),
        ("intellectual-disability", "intellectual-disability", True),
        ("mild-cognitive-impairment", "cognitive-impairment", False),
        ("parkinson", "parkinsons", True),
        ("stroke", "stroke", True),
        ("seizure-epilepsy", "other-neurological", True),
        ("tbi", "other-neurological", True),
        ("cushing", "cushing", False),
        ("addison", "adrenal-insufficiency", False),
        ("hyperparathyroidism", "hyperparathyroidism", False),
        ("coeliac", "coeliac", True),
        ("hiv", "hiv", True),
        ("hepatitis-c", "hepatitis-c", True),
        ("syphilis", "syphilis", True),
        ("heart-failure", "heart-failure", False),
        ("copd", "copd", False),
        ("breast-cancer", "cancer", False),
        ("ckd-5", "kidney-failure", False),
        ("sle", "autoimmune", False),
    ],
)
def test_each_illness_counts_ever_or_while_active(concept, expected, ever) -> None:
    assert of(condition(concept)) == [expected]
    assert of(condition(concept, clinical=None)) == [expected]
    assert of(condition(concept, verification="refuted")) == []
    assert of(condition(concept, onset="2027-01-01")) == []
    assert of(condition(concept, clinical="resolved", onset="2001")) == ([expected] if ever else [])


def test_alcohol_use_in_remission_is_over() -> None:
    assert of(condition("alcohol-use", remission="in-remission")) == []


def test_what_is_not_confirmed_says_so() -> None:
    found = look(*BASE, condition("adhd", verification="differential", recorded="2026-10-02"))
    assert the(found, "adhd").what == "ADHD, not confirmed (2 Oct 2026)"


def test_several_facts_of_one_row_are_one_explanation_newest_first() -> None:
    facts = [
        condition("alcohol-use", onset="2020", id="Condition/5"),
        score("audit", 12, "2026-10-01", id="Observation/5"),
    ]
    for told in permutations(facts):
        alcohol = the(look(*BASE, *told), "alcohol")
        assert alcohol.what == "AUDIT 12 (1 Oct 2026); Alcohol use disorder (2020)"
        assert alcohol.evidence == ("Condition/5", "Observation/5")


def test_psychotic_features_are_those_of_an_active_depression() -> None:
    assert codes(look(depression("mdd-recurrent-severe-psychotic"), TRIAL)) == ["psychotic-features"]  # W86
    over = depression("mdd-single-severe-psychotic", clinical="resolved")
    assert codes(look(depression(), over, TRIAL)) == []


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        pytest.param(condition("bereavement", "grief", onset="2025-11-23"), ["grief"], id="365 days ago"),
        pytest.param(condition("bereavement", "grief", onset="2025-11-22"), [], id="366 days ago"),
        pytest.param(condition("grief", onset="2020-01-01"), ["grief"], id="prolonged grief, active"),
        pytest.param(condition("grief", onset="2020-01-01", clinical="resolved"), [], id="prolonged grief, over"),
        pytest.param(condition("psychosocial", recorded="2025-11-23"), ["psychosocial"], id="stressor this year"),
        pytest.param(condition("psychosocial", recorded="2025-11-22"), [], id="stressor of last year"),
        pytest.param(condition("psychosocial"), ["psychosocial"], id="active, without a date"),
        pytest.param(condition("psychosocial", clinical=None), [], id="no status, no date"),
        pytest.param(condition("menopause", onset="2026-05-01"), ["menopause-postpartum"], id="menopause"),
        pytest.param(condition("postpartum-period", recorded="2026-05-01"), ["menopause-postpartum"], id="delivery"),
        pytest.param(
            condition("pregnancy", onset="2025-09-01", abated="2026-05-20", clinical="resolved"),
            ["menopause-postpartum"],
            id="a pregnancy that ended this year",
        ),
    ],
)
def test_events_of_life_count_for_a_year(fact, expected) -> None:
    assert of(fact) == expected


@pytest.mark.parametrize("concept", ["bariatric-surgery", "malabsorption"])
def test_absorption_matters_with_a_slow_release_product(concept) -> None:
    slow = statement("venlafaxine", 150, "2026-03-10", "2026-06-10", form="xl")
    found = look(*BASE, slow, condition(concept))
    assert codes(found) == ["absorption"]
    assert the(found, "absorption").what.endswith("with slow-release venlafaxine")
    assert of(condition(concept)) == [], "the trial was of plain tablets"


def test_trials_without_a_depression_diagnosis_ask_for_the_diagnosis() -> None:
    assert codes(look(condition("adjustment-disorder-depressed"), TRIAL)) == ["wrong-diagnosis-none"]  # W80
    assert codes(look()) == []
    assert codes(look(depression(clinical="resolved"), TRIAL)) == [], "there was one"


def test_conditions_that_were_never_sent_are_not_a_missing_diagnosis() -> None:
    assert codes(look(TRIAL, delivered=[FactList.MEDICATIONS])) == []


# X1


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("bipolar-ii", verification="unconfirmed"), id="W75: bipolar considered"),
        pytest.param(condition("mania", verification="differential"), id="mania considered"),
        pytest.param(condition("cyclothymia"), id="cyclothymia"),
        pytest.param(condition("cyclothymia", clinical="resolved"), id="cyclothymia, once"),
        pytest.param(condition("mania-substance-or-organic"), id="hypomania by an antidepressant"),
        pytest.param(statement("citalopram", 20, "2026-04-01", "2026-05-01", stop_reason="mood-switch"), id="stopped"),
        pytest.param(allergy("citalopram", reactions=frozenset({"mania"})), id="as a drug reaction"),
        pytest.param(statement("lurasidone", 40, "2026-08-01", "2026-10-01"), id="lurasidone, no reason"),
        pytest.param(statement("lamotrigine", 100, "2026-08-01", "2026-10-01"), id="lamotrigine, no reason"),
        pytest.param(
            statement("valproate", 500, "2026-08-01", "2026-10-01", indications={"bipolar-i"}), id="valproate"
        ),
        pytest.param(statement("lithium", 600, "2026-08-01", "2026-10-01"), id="lithium, no antidepressant"),
    ],
)
def test_a_hint_of_bipolar_disorder_asks_to_screen_first(fact) -> None:
    assert "bipolarity" in of(fact)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([condition("bipolar-ii", verification="refuted")], id="refuted"),
        pytest.param([allergy("citalopram", reactions=frozenset({"rash"}))], id="another reaction"),
        pytest.param(
            [statement("carbamazepine", 400, "2026-04-01", "2026-05-01", indications={"neuropathic-pain"})], id="pain"
        ),
        pytest.param(
            [statement("valproate", 500, "2026-08-01", "2026-10-01"), condition("seizure-epilepsy")],
            id="epilepsy coded",
        ),
        pytest.param(
            [statement("lamotrigine", 100, "2026-08-01", "2026-10-01", indications={"seizure-epilepsy"})], id="a reason"
        ),
        pytest.param([NOW, statement("lithium", 600, "2026-10-01", asserted="2026-11-23")], id="lithium augmentation"),
    ],
)
def test_a_mood_stabiliser_with_another_reason_is_no_hint(facts) -> None:
    assert "bipolarity" not in of(*facts)


def test_a_confirmed_bipolar_disorder_is_a_gate_not_a_hint() -> None:
    assert of(condition("bipolar-i")) == []


# Drugs

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


# Genes


@pytest.mark.parametrize(
    ("gene", "value", "drug", "expected"),
    [
        pytest.param("CYP2C19", "ultrarapid", "escitalopram", ["cyp2c19-rapid"], id="W101: escitalopram"),
        pytest.param("CYP2C19", "ultrarapid", "sertraline", ["cyp2c19-rapid"], id="W101: sertraline"),
        pytest.param("CYP2C19", "rapid", "amitriptyline", ["cyp2c19-rapid"], id="a tertiary tricyclic"),
        pytest.param("CYP2C19", "rapid", "nortriptyline", [], id="a secondary tricyclic"),
        pytest.param("CYP2C19", "normal", "sertraline", [], id="normal"),
        pytest.param("CYP2D6", "ultrarapid", "vortioxetine", ["cyp2d6-ultrarapid"], id="vortioxetine"),
        pytest.param("CYP2D6", "ultrarapid", "nortriptyline", ["cyp2d6-ultrarapid"], id="a tricyclic"),
        pytest.param("CYP2D6", "ultrarapid", "sertraline", [], id="not a drug of CYP2D6"),
        pytest.param("CYP2D6", "poor", "venlafaxine", ["cyp-poor"], id="poor, venlafaxine"),
        pytest.param("CYP2B6", "poor", "sertraline", ["cyp-poor"], id="poor, sertraline"),
        pytest.param("CYP2C19", "poor", "citalopram", ["cyp-poor"], id="poor, citalopram"),
        pytest.param("CYP2C19", "poor", "bupropion", [], id="not a drug of CYP2C19"),
    ],
)
def test_a_phenotype_speaks_of_the_drugs_it_bears_on(gene, value, drug, expected) -> None:
    trial = statement(drug, 300, "2026-01-05", "2026-03-05")
    assert codes(look(depression(), trial, phenotype(gene, value, "2020-01-01"))) == expected


def test_a_phenotype_of_a_later_day_was_not_known() -> None:
    assert of(phenotype("CYP2C19", "ultrarapid", "2026-11-24")) == []


# The trials themselves


def test_a_dose_that_was_never_enough_is_under_dosing() -> None:
    found = look(depression(), statement("sertraline", 49, "2026-01-05", "2026-03-05"))  # W104
    assert codes(found) == ["under-dosing"]
    assert the(found, "under-dosing").what == "Sertraline: dose too low, at most 49 mg/d, 50 needed"


def test_a_low_dose_that_was_not_tolerated_is_no_under_dosing() -> None:
    trial = statement("sertraline", 49, "2026-01-05", "2026-03-05", stop_reason="adverse-effect")
    assessment = judged(depression(), trial)
    assert [each.outcome.outcome for each in assessment.trials] == [Outcome.INTOLERANCE]
    assert codes(assessment.explanations) == []


def test_two_trials_that_ended_early_are_short_trials() -> None:
    first = statement("sertraline", 50, "2026-01-05", "2026-02-03")
    second = statement("mirtazapine", 30, "2026-03-01", "2026-03-30")
    assert codes(look(depression(), first, second)) == ["short-trials"]  # W105
    assert codes(look(depression(), first)) == [], "one is none"
    running = statement("mirtazapine", 30, "2026-11-01", asserted="2026-11-23")
    assert codes(look(depression(), first, running)) == [], "one that runs is not too short yet"


def test_trials_of_an_earlier_episode_do_not_explain_this_one() -> None:
    early = statement("sertraline", 25, "2020-01-05", "2020-03-05")
    assert codes(look(depression(), early)) == []


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("adherence-problem", recorded="2026-02-20"), id="W109: coded during the trial"),
        pytest.param(condition("adherence-problem"), id="coded, active, no date"),
        pytest.param(statement("sertraline", 50, "2026-02-01", "2026-02-10", intake="not-taken"), id="stated"),
        pytest.param(
            statement("citalopram", 20, "2026-05-01", "2026-08-01", intake="not-as-directed"), id="of another drug"
        ),
    ],
)
def test_not_taking_it_comes_first(fact) -> None:
    assert "non-adherence" in of(fact)


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("adherence-problem", recorded="2020-02-20"), id="of another time"),
        pytest.param(statement("citalopram", 20, "2027-01-01", "2027-02-01", intake="not-taken"), id="in the future"),
        pytest.param(
            statement("metoprolol", 50, "2020-02-01", "2020-02-10", intake="not-taken"), id="no antidepressant"
        ),
    ],
)
def test_not_taking_something_else_is_no_explanation(fact) -> None:
    assert "non-adherence" not in of(fact)


@pytest.mark.parametrize(
    ("level", "day", "expected"),
    [
        pytest.param(49, "2026-02-10", ["low-level"], id="below 50"),
        pytest.param(50, "2026-02-10", [], id="at 50"),
        pytest.param(49, "2026-04-10", [], id="after the trial"),
    ],
)
def test_a_level_below_range_during_a_trial_explains_it(level, day, expected) -> None:
    trial = statement("nortriptyline", 75, "2026-01-05", "2026-03-05")
    found = look(depression(), trial, measurement("drug-level-nortriptyline", level, day))
    assert [code for code in codes(found) if code == "low-level"] == expected


# What was never checked


def test_checks_that_were_never_made_are_named() -> None:
    assert look(*BASE).not_on_record == ("TSH", "B12", "alcohol screen", "bipolar screen")
    made = [
        measurement("tsh", 2, "2026-01-01"),
        measurement("b12", 400, "2024-12-01"),
        score("audit-c", 0, "2026-01-01"),
        score("mdq", 0, "2015-01-01"),
    ]
    assert look(*BASE, *made).not_on_record == ()
    assert look(*BASE, measurement("tsh", 2, "2025-11-22"), *made[1:]).not_on_record == ("TSH",)


def test_of_a_list_that_was_never_sent_no_check_is_called_missing() -> None:
    sent = [FactList.CONDITIONS, FactList.MEDICATIONS]
    assert look(*BASE, delivered=sent).not_on_record == ()


def test_explanations_come_in_the_order_of_the_rows_whatever_the_order_of_the_record() -> None:
    facts = [
        condition("seizure-epilepsy", id="a"),
        measurement("tsh", 12, "2026-06-01", id="b"),
        condition("adhd", id="c"),
        score("audit", 10, "2026-06-01", id="d"),
    ]
    found = {look(*BASE, *told).found for told in permutations(facts)}
    assert len(found) == 1
    assert [each.row for each in found.pop()] == ["X3", "X12", "X17", "X25"]


def test_every_row_of_the_specification_has_its_entry() -> None:
    rows = {row.row for row in load().explanations.values()}
    assert rows == {f"X{number}" for number in range(1, 58)}


@given(
    value=st.decimals(0, 40, places=1),
    below=st.decimals(0, 10, places=1),
    above=st.decimals(0, 10, places=1),
    concept=st.sampled_from(["tsh", "haemoglobin", "ferritin", "vitamin-d", "hba1c", "calcium"]),
)
def test_a_less_exact_value_never_shows_more(value, below, above, concept) -> None:
    exact = set(of(measurement(concept, value, "2026-10-01")))
    blurred = set(of(measurement(concept, (value - below, value + above), "2026-10-01")))
    assert blurred <= exact | {"subclinical-hypothyroidism"}


@given(days=st.integers(0, 400))
def test_a_less_exact_date_never_shows_more(days) -> None:
    day = AS_OF - timedelta(days=days)
    for concept in ("bereavement", "psychosocial", "menopause"):
        exact = of(condition(concept, onset=day, clinical=None))
        blurred = of(condition(concept, onset=f"{day:%Y-%m}", clinical=None))
        assert set(blurred) <= set(exact)
