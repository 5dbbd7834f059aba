"""Tests that go with a treatment: wanted before it unless a usable result lies in the look-back (R-F40)."""

from typing import Any

import pytest

from tests.builders import condition, finding, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, taken
from trd.intervals import plus
from trd.knowledge.loading import load
from trd.knowledge.monitoring_types import MonitoringRow
from trd.safety import missing_tests
from trd.terms import Sex

KNOWLEDGE = load()
MONITORING = KNOWLEDGE.monitoring
BEFORE = [row for row in MONITORING.rows if row.before]


def wanted(subject: str, *facts: Any, **told: Any) -> tuple[str, ...]:
    return missing_tests(subject, Told(facts=list(facts), **told).read(KNOWLEDGE))


def row_id(row: MonitoringRow) -> str:
    return f"{row.named}: {row.test}"


def reads(row: MonitoringRow) -> str:
    return sorted(row.about)[0]


OLD_WITH_EVERYTHING: dict[str, Any] = {
    "age": None,
    "sex": Sex.FEMALE,
    "exposures": [taken("amiodarone", LONG_AGO, AS_OF)],
}
"""An age that is not known and a QT drug: every circumstance holds or may hold."""


@pytest.mark.parametrize("row", BEFORE, ids=row_id)
def test_each_test_is_wanted_where_nothing_is_on_record(row: MonitoringRow) -> None:
    assert row.test in wanted(reads(row), condition("heart-failure"), **OLD_WITH_EVERYTHING)


@pytest.mark.parametrize("row", [row for row in BEFORE if MONITORING.tests[row.test].answered_by], ids=row_id)
def test_a_result_inside_the_look_back_answers_and_one_a_day_older_does_not(row: MonitoringRow) -> None:
    days = MONITORING.days(reads(row), row.test)
    for concept in MONITORING.tests[row.test].answered_by:
        fresh = measurement(concept, 1, plus(AS_OF, -days))
        old = measurement(concept, 1, plus(AS_OF, -days - 1))
        assert row.test not in wanted(reads(row), condition("heart-failure"), fresh, **OLD_WITH_EVERYTHING)
        assert row.test in wanted(reads(row), condition("heart-failure"), old, **OLD_WITH_EVERYTHING)


@pytest.mark.parametrize(
    ("subject", "told", "tests"),
    [
        pytest.param("lithium", {"age": 40, "sex": Sex.MALE}, ("creatinine", "tsh", "calcium", "sodium"), id="a man"),
        pytest.param(
            "lithium",
            {"age": 40},
            ("creatinine", "tsh", "calcium", "sodium", "hcg"),
            id="a woman who may be pregnant",
        ),
        pytest.param("lithium", {"age": 60}, ("creatinine", "tsh", "calcium", "sodium", "ecg"), id="a woman of sixty"),
        pytest.param(
            "aripiprazole",
            {"age": 40},
            ("weight", "waist", "blood-pressure", "hba1c", "lipids", "aims"),
            id="an antipsychotic",
        ),
        pytest.param(
            "quetiapine",
            {"age": 40},
            ("weight", "waist", "blood-pressure", "hba1c", "lipids", "aims", "ecg"),
            id="quetiapine, always an ECG",
        ),
        pytest.param("liothyronine", {"age": 40}, ("tsh", "free-t4"), id="liothyronine"),
        pytest.param("clomipramine", {"age": 39}, (), id="a tricyclic at thirty-nine"),
        pytest.param("clomipramine", {"age": 40}, ("ecg",), id="a tricyclic at forty"),
        pytest.param("venlafaxine", {"age": 64}, ("blood-pressure",), id="an SNRI at sixty-four"),
        pytest.param("venlafaxine", {"age": 65}, ("blood-pressure", "sodium"), id="an SNRI at sixty-five"),
        pytest.param("sertraline", {"age": 64}, (), id="an SSRI at sixty-four"),
        pytest.param("citalopram", {"age": 65}, ("sodium", "ecg", "potassium", "magnesium"), id="citalopram at 65"),
        pytest.param("bupropion", {}, ("blood-pressure",), id="bupropion"),
        pytest.param("agomelatine", {}, ("alt", "ast"), id="agomelatine"),
        pytest.param("duloxetine", {}, ("blood-pressure", "alt"), id="duloxetine"),
        pytest.param("esketamine", {}, ("blood-pressure", "drug-screen"), id="esketamine"),
        pytest.param(
            "procedure:ect",
            {"sex": Sex.MALE},
            ("ecg", "potassium", "sodium", "creatinine", "haemoglobin"),
            id="the work-up of ECT",
        ),
        pytest.param("procedure:rtms", {}, (), id="TMS has no test"),
        pytest.param("vortioxetine", {}, (), id="a drug without a row"),
    ],
)
def test_who_is_offered_which_tests(subject: str, told: dict[str, Any], tests: tuple[str, ...]) -> None:
    assert wanted(subject, **told) == tests


def test_a_diuretic_or_a_qt_drug_asks_what_the_age_does_not() -> None:
    diuretic = [taken("hydrochlorothiazide", LONG_AGO, AS_OF)]
    qt_drug = [taken("amiodarone", LONG_AGO, AS_OF)]
    assert wanted("sertraline", age=40, exposures=diuretic) == ("sodium",)
    assert "ecg" in wanted("escitalopram", age=40, exposures=qt_drug)
    assert "ecg" in wanted("aripiprazole", age=40, exposures=qt_drug)


def test_a_pregnancy_that_is_known_asks_for_no_test() -> None:
    assert "hcg" not in wanted("lithium", condition("pregnancy", onset=plus(AS_OF, -60)))
    assert "hcg" not in wanted("lithium", finding("hcg", "negative", plus(AS_OF, -14)))
    assert "hcg" in wanted("lithium", finding("hcg", "negative", plus(AS_OF, -31)))


def test_a_value_that_could_not_be_read_is_no_result() -> None:
    assert "sodium" in wanted("lithium", measurement("sodium", None, AS_OF))


def test_every_row_is_wanted_before_or_told_of_later() -> None:
    assert len(MONITORING.rows) == 41
    assert all(row.before or row.later for row in MONITORING.rows)
