"""The lines that cards about drugs share (§7.2)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.wording import drug_lines
from cds_hooks.wording.drug_lines import not_measured, watch
from cds_hooks.wording.drugs import write_augmentation, write_switch
from tests.builders import measurement
from tests.cds_hooks.patient_a import assessment, augmentation, telling
from tests.cds_hooks.wording.test_drugs import running_sertraline, switch
from trd.diagnosis import Person
from trd.knowledge.loading import load
from trd.suicide_risk import SuicideRisk
from trd.terms import RiskLevel, Sex


def test_without_a_reason_the_missing_draft_is_said_all_the_same() -> None:
    worded = write_augmentation(augmentation(draft=False), telling())
    assert "- No order is drafted until this is answered." in worded.detail


def test_an_older_adult_on_a_serotonergic_drug_is_watched_for_low_sodium() -> None:
    older = Person(age=65, age_low=65, age_high=65, sex=Sex.MALE)
    option = switch("escitalopram")
    assert (
        "sodium after 2–4 weeks"
        in write_switch(option, telling(assessment(trials=(running_sertraline(),), person=older))).detail
    )
    younger = Person(age=64, age_low=64, age_high=64, sex=Sex.MALE)
    assert (
        "sodium" not in write_switch(option, telling(assessment(trials=(running_sertraline(),), person=younger))).detail
    )


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("venlafaxine", "blood pressure at each dose step"),
        ("aripiprazole", "weight at 4, 8 and 12 weeks"),
        ("lithium", "an NSAID, ACE inhibitor or diuretic started later raises the level"),
        ("amitriptyline", "drug level 5 days after the last change"),
    ],
)
def test_what_to_watch_is_that_of_the_drug_or_its_class(agent: str, said: str) -> None:
    line = drug_lines.watch(agent, telling())
    assert line is not None
    assert said in line.text


def test_the_first_thing_to_watch_with_these_drugs_is_restlessness_and_suicidal_thoughts() -> None:
    for agent in ("sertraline", "venlafaxine", "aripiprazole", "brexpiprazole"):
        line = drug_lines.watch(agent, telling())
        assert line is not None
        assert line.text.startswith("Watch: new restlessness or agitation in weeks 1–4: ask about suicidal thoughts")


def test_a_drug_without_an_entry_has_no_line_to_watch() -> None:
    assert drug_lines.watch("nobody", telling()) is None


def test_a_dose_in_words_has_the_unit_of_its_agent() -> None:
    assert drug_lines.spoken_dose(Decimal(25), "ug/d", "liothyronine", telling()) == "25 micrograms/day"
    assert drug_lines.spoken_dose(None, "mg/d", "sertraline", telling()) is None


def pressure(systolic: str, diastolic: str, on: str) -> list[Any]:
    return [measurement("bp-systolic", systolic, on), measurement("bp-diastolic", diastolic, on)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(
            [*pressure("150", "95", "2026-10-01"), *pressure("128", "82", "2026-11-01")],
            "blood pressure at each dose step (last 128/82, 1 Nov 2026)",
            id="the newest",
        ),
        pytest.param(pressure("128", "82", "2025-11-22"), "blood pressure at each dose step;", id="too old"),
        pytest.param([], "blood pressure at each dose step;", id="none"),
        pytest.param(
            [measurement("bp-systolic", "128", "2026-11-01"), measurement("bp-diastolic", "82", "2026-10-01")],
            "blood pressure at each dose step;",
            id="of two days",
        ),
    ],
)
def test_the_patients_own_pressure_stands_beside_what_is_watched(values: list[Any], said: str) -> None:
    known = assessment()
    judged = replace(known, history=replace(known.history, measurements=tuple(values)))
    line = watch("venlafaxine", telling(judged))
    assert line is not None
    assert said in line.text


def test_the_tests_that_go_with_a_drug_are_named_where_no_question_names_them() -> None:
    told = replace(telling(), knowledge=replace(telling().knowledge, monitoring=load().monitoring))
    option = augmentation(tests=("weight", "hba1c", "lipids", "aims"), unknowns=("glucose or HbA1c",))
    line = not_measured(option, told)
    assert line is not None
    assert line.text == "Not on record: weight, lipids, involuntary movements (AIMS)."
    assert not_measured(augmentation(), told) is None


def test_no_more_than_four_tests_are_named() -> None:
    told = replace(telling(), knowledge=replace(telling().knowledge, monitoring=load().monitoring))
    line = not_measured(augmentation(tests=("weight", "waist", "blood-pressure", "lipids", "aims")), told)
    assert line is not None
    assert line.text == "Not on record: weight, waist, blood pressure, lipids."


@pytest.mark.parametrize(
    ("age", "risk", "early"),
    [
        pytest.param(25, RiskLevel.NONE, True, id="twenty-five"),
        pytest.param(26, RiskLevel.NONE, False, id="twenty-six"),
        pytest.param(47, RiskLevel.PRESENT, True, id="a risk on record"),
        pytest.param(47, RiskLevel.UNKNOWN, False, id="a risk not known"),
    ],
)
def test_the_young_and_those_at_risk_are_seen_after_a_week(age: int, risk: RiskLevel, early: bool) -> None:
    person = Person(age=age, age_low=age, age_high=age, sex=Sex.FEMALE)
    judged = assessment(person=person, suicide_risk=SuicideRisk(level=risk))
    line = watch("mirtazapine", telling(judged))
    assert line is not None
    assert ("first visit within 7 days" in line.text) is early
