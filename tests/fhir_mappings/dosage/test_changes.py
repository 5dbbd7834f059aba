"""A change of the dose after told days is a step; one that hangs on a condition or a date is not read."""

import pytest

from tests.fhir_mappings.dosage.test_sigs import read, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 mg daily, increase to 100 mg after 2 weeks", "14x50;*x100"),
        ("50 mg daily. After 2 weeks, increase to 100 mg daily.", "14x50;*x100"),
        ("50 mg daily, in 1 week increase to 100 mg", "7x50;*x100"),
        ("2 tablets daily. Decrease to 1 tablet daily after 10 days.", "10x100;*x50"),
        ("50 mg daily for 1 week, increase to 100 mg daily thereafter", "7x50;*x100"),
        ("50 mg x 7 days, then 100 mg daily", "7x50;*x100"),
        ("50 mg daily for 1-2 weeks then 100 mg daily", "50-100"),
    ],
)
def test_a_change_after_told_days_is_a_step(text: str, expected: str) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "50 mg daily, increase to 100 mg",
        "50 mg daily, increase to 100 mg in 1 week if tolerated",
        "50 mg daily for 2 weeks; if tolerating, 100 mg daily",
        "50 mg daily x 2 weeks, if no better increase to 100 mg daily",
        "50 mg daily until 3/1 then 100 mg daily",
        "50 mg daily; increase on 3/1 to 100 mg",
        "on Monday increase to 100 mg daily",
        "25 mg daily, increase to 50 mg after 1 week and to 100 mg after 2 weeks",
        "50 mg daily, increase to 100 mg after 1-2 weeks",
        "1 tablet daily, recheck after 2 weeks, 50 mg tablets",
        "Stop if rash, otherwise increase to 2 tabs daily after 2 weeks. 1 tab daily",
    ],
)
def test_a_change_without_a_sure_day_is_not_read(text: str) -> None:
    assert told(read(text)) == ""


@pytest.mark.parametrize(
    "text", ["1 tablet daily if anxious", "If anxious, take 1 tablet daily", "1 tablet daily when low"]
)
def test_a_dose_that_hangs_on_a_condition_is_not_certain(text: str) -> None:
    assert told(read(text)) == ""


@pytest.mark.parametrize("text", ["1 tablet daily. Call if a rash appears.", "1 tab daily, stop taking if rash"])
def test_advice_for_the_case_of_trouble_changes_no_dose(text: str) -> None:
    assert told(read(text)) == "50"
