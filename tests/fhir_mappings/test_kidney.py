"""Kidney function from creatinine, where none was sent (CKD-EPI 2021)."""

from datetime import date
from decimal import Decimal

import pytest

from fhir_mappings.kidney import ckd_epi_2021, estimated
from tests.fhir_mappings.records import coded, history
from trd.history import Measurement, PatientFact
from trd.intervals import DayInterval
from trd.knowledge.loading import load
from trd.terms import Sex

FIGURES = load().figures
DAY = date(2026, 11, 2)
WOMAN = PatientFact(birth=DayInterval.on(date(1976, 1, 1)), sex=Sex.FEMALE)


def value(concept: str, number: str, day: date = DAY) -> Measurement:
    exact = Decimal(number)
    return Measurement(concept=concept, low=exact, high=exact, day=day, evidence=("Observation/1",))


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "egfr"),
    [
        pytest.param("0.7", 50, Sex.FEMALE, 105, id="a woman at the knot of the curve"),
        pytest.param("1.0", 50, Sex.FEMALE, 69, id="a woman above it"),
        pytest.param("1.0", 50, Sex.MALE, 92, id="a man above it"),
        pytest.param("0.8", 50, Sex.MALE, 108, id="a man below it"),
        pytest.param("2.5", 70, Sex.MALE, 27, id="poor kidneys"),
        pytest.param("0.9", 55, Sex.FEMALE, 76, id="a published worked example"),
    ],
)
def test_the_equation_gives_the_published_values(creatinine: str, age: int, sex: Sex, egfr: int) -> None:
    assert round(ckd_epi_2021(Decimal(creatinine), age, sex, FIGURES)) == egfr


def test_an_estimate_is_marked_and_rests_on_the_creatinine() -> None:
    (found,) = estimated([value("creatinine", "1.0")], WOMAN, FIGURES)
    assert (found.concept, found.estimated, found.day, found.evidence) == ("egfr", True, DAY, ("Observation/1",))
    assert found.low == found.high == Decimal("68.6")


def test_a_value_of_the_laboratory_stands() -> None:
    assert estimated([value("creatinine", "1.0"), value("egfr", "55")], WOMAN, FIGURES) == ()
    older = value("egfr", "55", date(2026, 1, 1))
    assert len(estimated([value("creatinine", "1.0"), older], WOMAN, FIGURES)) == 1


@pytest.mark.parametrize(
    "patient",
    [
        PatientFact(birth=WOMAN.birth),
        PatientFact(sex=Sex.FEMALE),
        PatientFact(birth=WOMAN.birth, sex=Sex.OTHER),
        PatientFact(birth=DayInterval.on(date(2008, 11, 3)), sex=Sex.MALE),
    ],
    ids=["sex unknown", "birth unknown", "other sex", "one day short of 18"],
)
def test_without_sex_or_adult_age_nothing_is_estimated(patient: PatientFact) -> None:
    assert estimated([value("creatinine", "1.0")], patient, FIGURES) == ()


def test_the_eighteenth_birthday_counts() -> None:
    adult = PatientFact(birth=DayInterval.on(date(2008, 11, 2)), sex=Sex.MALE)
    assert len(estimated([value("creatinine", "1.0")], adult, FIGURES)) == 1


def test_a_partial_birth_date_gives_an_interval() -> None:
    unsure = PatientFact(birth=DayInterval(earliest=date(1976, 1, 1), latest=date(1976, 12, 31)), sex=Sex.FEMALE)
    (found,) = estimated([value("creatinine", "1.0")], unsure, FIGURES)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.high


def test_an_interval_and_an_impossible_creatinine_are_not_used() -> None:
    above = Measurement(concept="creatinine", low=Decimal(1), high=None, day=DAY, evidence=("Observation/1",))
    assert estimated([above, value("creatinine", "0"), value("sodium", "140")], WOMAN, FIGURES) == ()


def test_the_history_holds_the_estimate() -> None:
    told = history(
        {"resourceType": "Patient", "id": "p", "birthDate": "1976-01-01", "gender": "female"},
        {
            "resourceType": "Observation",
            "id": "c",
            "status": "final",
            "code": coded("loinc|14682-9"),
            "effectiveDateTime": "2026-11-02",
            "valueQuantity": {"value": "88.42", "unit": "umol/L"},
        },
    )
    assert [(fact.concept, fact.low) for fact in told.measurements if fact.estimated] == [("egfr", Decimal("68.6"))]
