"""A scheduled dose with one as needed beside it: certain below, wider above (R-D9)."""

import pytest

from tests.fhir_mappings.dosage.test_sigs import read, told
from tests.fhir_mappings.drug_orders import daily, dosage, mg, order, record, repeat, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take 50 mg nightly, may take an extra 25 mg as needed", "50-75"),
        ("Take 1 tablet nightly. May take an additional 1-2 tablets as needed.", "50-150"),
        ("Take 1 tablet daily and 1 tablet as needed", "50-"),
        ("Take 1 tablet in the morning. Take 1 tablet in the evening as needed.", "50-100"),
        ("50 mg qhs scheduled and 50 mg qhs prn", "50-100"),
        ("Take 1 tablet at bedtime; may repeat once if needed", "50-100"),
        ("Take 1 tablet at bedtime, may repeat every 4 hours if needed", "50-"),
        ("Take 1 tablet daily and 1 tablet as needed, max 3 tablets per day", "50-150"),
    ],
)
def test_the_scheduled_dose_is_certain_and_the_extra_only_widens(text: str, expected: str) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Take 1 tablet every morning and 1 tablet at bedtime as needed",
        "Take 1 tablet at bedtime. 1 tablet at bedtime as needed",
        "Take 1 tablet in the morning. Take 1 tablet in the evening. Use as needed.",
        "Take 1 tablet as needed and 1 tablet at bedtime",
    ],
)
def test_as_needed_that_may_mean_all_of_it_leaves_nothing_certain(text: str) -> None:
    assert read(text).as_needed


@pytest.mark.parametrize(
    "text", ["1 tab daily, extra tab on bad days", "50 mg in AM and an additional 25 mg at bedtime"]
)
def test_an_extra_dose_that_is_not_as_needed_has_no_certain_place(text: str) -> None:
    assert told(read(text)) == ""


def test_an_extra_that_only_the_words_tell_raises_the_upper_end_of_the_elements() -> None:
    words = "Take 1 tablet nightly. May take an extra tablet as needed."
    assert daily(order(None, dosage(mg(50), repeat(), text=words))) == ("50", "100")


def test_an_instruction_as_needed_beside_a_titration_widens_each_step() -> None:
    titration = "Take 1 tablet (50 mg) daily for 7 days, THEN 2 tablets (100 mg) daily"
    extra = dosage(mg(25), repeat(), asNeededBoolean=True)
    found = record(order(None, dosage(text=titration), extra))
    assert [(shown(step.low), shown(step.high)) for step in found.steps] == [("50", "75"), ("100", "125")]
    assert not found.as_needed
