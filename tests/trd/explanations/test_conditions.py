"""Coded conditions of §7: at any time, while active, or in the last year."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import condition, depression, score, statement
from tests.explained import AS_OF, BASE, TRIAL, codes, look, of, the
from trd.terms import FactList


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


@given(days=st.integers(0, 400))
def test_a_less_exact_date_never_shows_more(days) -> None:
    day = AS_OF - timedelta(days=days)
    for concept in ("bereavement", "psychosocial", "menopause"):
        exact = of(condition(concept, onset=day, clinical=None))
        blurred = of(condition(concept, onset=f"{day:%Y-%m}", clinical=None))
        assert set(blurred) <= set(exact)
