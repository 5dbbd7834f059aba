"""Values at their limits, look-backs, and how high a dose may go (§3.0, R-Z6, R-Z11)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import condition, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, ago, forbidding, judged, rows_of, taken
from trd.knowledge.loading import load
from trd.safety import Judgement
from trd.terms import Effect, Sex, Topic

KNOWLEDGE = load()
MAN: dict[str, Any] = {"sex": Sex.MALE}


# Values at their limits.


@pytest.mark.parametrize(
    ("value", "row"),
    [("29.9", "S315"), ("30", "S317"), ("44", "S317"), ("45", None), ("60", None)],
)
def test_lithium_and_kidney_function_at_each_limit(value: str, row: str | None) -> None:
    kidney = measurement("egfr", value, "2026-11-13")
    assert forbidding(judged("lithium", kidney, topic=Topic.AUGMENTATION, **MAN)) == row


def test_kidney_function_of_45_costs_a_point_and_60_none() -> None:
    def cautions(value: str) -> set[str]:
        return rows_of(judged("lithium", measurement("egfr", value, "2026-11-13"), topic=Topic.AUGMENTATION, **MAN))

    assert "S318" in cautions("45")
    assert not cautions("60")


@pytest.mark.parametrize(
    ("value", "sex", "row", "caution"),
    [
        ("449", Sex.MALE, None, None),
        ("450", Sex.MALE, "S040", "S038"),
        ("469", Sex.FEMALE, None, None),
        ("470", Sex.FEMALE, "S040", "S039"),
        ("450", None, "S040", "S038"),
        ("499", Sex.FEMALE, "S040", "S039"),
        ("500", Sex.FEMALE, "S037", None),
    ],
)
def test_the_qt_interval_at_each_limit(value: str, sex: Sex | None, row: str | None, caution: str | None) -> None:
    ecg = measurement("qtc-interval", value, "2026-11-13")
    judgement = judged("escitalopram", ecg, sex=sex)
    assert forbidding(judgement) == row
    assert caution is None or caution in rows_of(judgement)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "effect"),
    [(139, 89, None), (140, 89, Effect.CHECK_FIRST), (139, 90, Effect.CHECK_FIRST), (180, 80, Effect.CONTRAINDICATED)],
)
def test_esketamine_and_blood_pressure(systolic: int, diastolic: int, effect: Effect | None) -> None:
    pressure = [measurement("bp-systolic", systolic, ago(5)), measurement("bp-diastolic", diastolic, ago(5))]
    judgement = judged("esketamine", *pressure, topic=Topic.KETAMINE_REFERRAL, **MAN)
    assert judgement.worst is effect


def test_liver_enzymes_are_multiples_of_the_limit_that_was_sent_and_of_40_without_one() -> None:
    def row(value: str, limit: str | None) -> str | None:
        known = measurement("alt", value, ago(5), upper_limit=None if limit is None else Decimal(limit))
        return forbidding(judged("agomelatine", known, **MAN))

    assert row("150", "50") is None
    assert row("150.5", "50") == "S156"
    assert row("120", None) is None
    assert row("120.1", None) == "S156"


def test_a_value_older_than_the_look_back_is_no_value() -> None:
    def outcome(days: int) -> tuple[str | None, bool]:
        judgement = judged("lithium", measurement("egfr", 20, ago(days)), topic=Topic.AUGMENTATION, **MAN)
        return forbidding(judgement), any(row.unknown == "kidney function" for row in judgement.unknowns)

    assert outcome(180) == ("S315", False)
    assert outcome(181) == (None, True)


@pytest.mark.parametrize(
    ("known", "row", "asked"),
    [
        pytest.param([("egfr", 95)], None, False, id="eGFR alone"),
        pytest.param([("creatinine-clearance", 60)], None, False, id="creatinine clearance alone"),
        pytest.param([("egfr", 95), ("creatinine-clearance", 29)], "S164", False, id="the two disagree"),
        pytest.param([], None, True, id="neither"),
    ],
)
def test_of_two_measures_of_the_kidney_one_answers_for_both(
    known: list[tuple[str, int]], row: str | None, asked: bool
) -> None:
    judgement = judged("duloxetine", *(measurement(name, value, ago(5)) for name, value in known), **MAN)
    assert forbidding(judgement) == row
    assert any(row.unknown == "kidney function" for row in judgement.unknowns) == asked


def test_two_values_of_one_day_count_as_the_worse_for_the_row() -> None:
    same_day = [measurement("potassium", "4.1", ago(5)), measurement("potassium", "2.9", ago(5))]
    assert forbidding(judged("citalopram", *same_day, **MAN)) == "S050"
    newer = [measurement("potassium", "2.9", ago(5)), measurement("potassium", "4.1", ago(4))]
    assert forbidding(judged("citalopram", *newer, **MAN)) is None


def test_a_comparator_is_an_interval_that_must_lie_wholly_on_one_side() -> None:
    def kidney(low: str | None, high: str | None) -> Judgement:
        return judged(
            "lithium", measurement("egfr", (low, high), ago(5), low_open=True), topic=Topic.AUGMENTATION, **MAN
        )

    assert kidney("60", None).forbidden is None
    assert not any(row.unknown == "kidney function" for row in kidney("60", None).unknowns)
    assert any(row.unknown == "kidney function" for row in kidney("15", None).unknowns)


# Limits (R-Z11).


def test_the_lowest_limit_counts() -> None:
    omeprazole = taken("omeprazole", LONG_AGO, AS_OF)
    assert judged("escitalopram", age=70, sex=Sex.MALE).cap == 10
    assert judged("citalopram", exposures=[omeprazole], **MAN).cap == 20
    assert judged("citalopram", **MAN).cap == 40


@pytest.mark.parametrize(("age", "cap"), [(59, 40), (60, 20)])
def test_citalopram_is_limited_from_60(age: int, cap: int) -> None:
    assert judged("citalopram", age=age, sex=Sex.MALE).cap == cap


def test_an_unknown_age_takes_the_older_limit_since_the_lower_dose_is_safe() -> None:
    assert judged("citalopram", age=None, sex=Sex.MALE).cap == 20


def test_a_factor_is_taken_of_the_label_maximum() -> None:
    cirrhosis = condition("cirrhosis", onset="2024-01-01")
    assert judged("venlafaxine", cirrhosis, **MAN).cap == Decimal("112.5")
    label = KNOWLEDGE.agents["sertraline"].label_maximum
    assert label is not None
    assert judged("sertraline", cirrhosis, **MAN).cap == label.value / 2


def test_the_pair_of_a_fixed_combination_is_read_part_by_part() -> None:
    kidney = measurement("egfr", 45, ago(5))
    assert judged("dextromethorphan-bupropion", kidney, **MAN).cap == 105
