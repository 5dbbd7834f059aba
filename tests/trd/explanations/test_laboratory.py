"""Laboratory values, vital signs and screening totals of §7, each with its limit and its look-back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import condition, finding, measurement, patient, score
from tests.explained import BASE, look, of, the
from trd.explanations import Explanation


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
