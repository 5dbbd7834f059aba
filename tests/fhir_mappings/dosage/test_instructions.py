"""Several instructions together: doses that add up, steps in order, as needed, text beside structure (R-D1 … R-D10)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import daily, dosage, drug, mg, order, record, repeat, shown
from trd.terms import GapCode

CAPSULE = drug("venlafaxine XR 75 mg capsule")


def steps(*dosages: dict[str, Any], **more: Any) -> list[tuple[int | None, str | None]]:
    return [(step.days, shown(step.low)) for step in record(order(None, *dosages, **more)).steps]


def lasting(days: int, dose: Any, sequence: int | None = None) -> dict[str, Any]:
    bounds: dict[str, Any] = {"boundsDuration": {"value": days, "unit": "d", "code": "d"}}
    return dosage(mg(dose), repeat(1, **bounds), **({"sequence": sequence} if sequence else {}))


def test_w07_a_titration_in_sequence_is_steps_with_their_lengths() -> None:
    assert steps(lasting(7, 25, 1), lasting(28, 50, 2), lasting(21, 100, 3)) == [(7, "25"), (28, "50"), (21, "100")]


def test_the_sequence_decides_and_not_the_place_in_the_list() -> None:
    assert steps(lasting(28, 50, 2), lasting(7, 25, 1)) == [(7, "25"), (28, "50")]


def test_the_last_step_may_have_no_end() -> None:
    assert steps(lasting(7, 25, 1), dosage(mg(50), repeat(), sequence=2)) == [(7, "25"), (None, "50")]


def test_after_a_step_without_a_length_nothing_is_known() -> None:
    assert steps(dosage(mg(25), repeat(), sequence=1), lasting(28, 50, 2)) == [(None, None)]


def test_concurrent_doses_add_up_and_one_unknown_makes_the_sum_unknown() -> None:
    assert steps(dosage(mg(50), repeat(), sequence=1), dosage(mg(100), repeat(), sequence=1)) == [(None, "150")]
    assert steps(dosage(mg(50), repeat()), dosage({"value": 1, "unit": "furlong"}, repeat())) == [(None, None)]


def test_the_same_instruction_twice_is_certainly_one_and_possibly_two() -> None:
    assert daily(order(None, dosage(mg(50), repeat()), dosage(mg(50), repeat()))) == ("50", "100")


def test_instructions_with_dates_of_their_own_follow_each_other() -> None:
    def dated(start: str, end: str, dose: int) -> dict[str, Any]:
        return dosage(mg(dose), repeat(1, boundsPeriod={"start": start, "end": end}))

    found = record(order(None, dated("2026-02-01", "2026-03-01", 100), dated("2026-01-05", "2026-01-31", 50))).steps
    assert [(shown(step.low), step.start and step.start.earliest.isoformat()) for step in found] == [
        ("50", "2026-01-05"),
        ("100", "2026-02-01"),
    ]
    overlapping = record(order(None, dated("2026-01-05", "2026-02-10", 50), dated("2026-02-01", "2026-03-01", 100)))
    assert not any(step.low for step in overlapping.steps)
    assert GapCode.DOSE_CONFLICT in {gap.code for gap in overlapping.gaps}


def test_w13_the_text_is_read_where_there_is_no_structure() -> None:
    assert daily(order(CAPSULE, dosage(text="2 capsules by mouth once daily"))) == ("150", "150")
    assert daily(order(CAPSULE, dosage(text="1-2 capsules daily"))) == ("75", "150")


def test_a_structured_dose_takes_its_frequency_from_the_text() -> None:
    assert daily(order(CAPSULE, dosage(mg(75), text="twice daily"))) == ("150", "150")


def test_a_structured_timing_takes_its_dose_from_the_text() -> None:
    assert daily(order(CAPSULE, dosage(None, repeat(2), text="Take 1 capsule"))) == ("150", "150")


def test_text_that_contradicts_the_structure_is_told() -> None:
    found = record(order(None, dosage(mg(50), repeat(), text="Take 2 tablets (100 mg total) by mouth daily")))
    assert [gap.code for gap in found.gaps] == [GapCode.DOSE_CONFLICT]


def test_the_patients_text_is_read_where_the_other_says_nothing() -> None:
    found = dosage(text="As per protocol 7B", patientInstruction="Take 1 tablet twice a day")
    assert daily(order(None, found)) == ("100", "100")


def test_a_taper_in_the_text_tells_more_than_the_one_step_in_the_structure() -> None:
    taper = "Take 1 tablet (50 mg total) by mouth daily for 7 days, THEN 2 tablets (100 mg total) daily."
    assert steps(dosage(mg(50), repeat(), text=taper)) == [(7, "50"), (None, "100")]


def test_then_stop_is_an_end_and_no_dose_of_zero() -> None:
    found = record(order(None, dosage(text="50 mg daily for 2 weeks then stop")))
    assert [(step.days, shown(step.low)) for step in found.steps] == [(14, "50")]


def test_r5_may_render_all_instructions_in_one_text() -> None:
    assert daily(order(None, renderedDosageInstruction="Take 1 tablet twice a day")) == ("100", "100")


@pytest.mark.parametrize(
    "needed",
    [
        pytest.param({"asNeededBoolean": True}, id="R4"),
        pytest.param({"asNeeded": True}, id="R5"),
        pytest.param({"asNeededCodeableConcept": {"text": "sleep"}}, id="for a reason"),
        pytest.param({"asNeededFor": [{"text": "sleep"}]}, id="R5, for a reason"),
        pytest.param({"text": "Take 1 tablet daily as needed"}, id="in the words alone"),
    ],
)
def test_w12_as_needed_has_no_lower_dose(needed: dict[str, Any]) -> None:
    found = record(order(None, dosage(mg(50), repeat(), **needed)))
    assert found.as_needed
    assert [(step.low, shown(step.high)) for step in found.steps] == [(None, "50")]


def test_as_needed_without_a_frequency_has_no_upper_dose_either_but_for_a_stated_maximum() -> None:
    bare = dosage(mg(50), asNeededBoolean=True)
    assert record(order(None, bare)).steps[0].high is None
    most = {"maxDosePerPeriod": {"numerator": mg(150), "denominator": {"value": 1, "unit": "d", "code": "d"}}}
    assert shown(record(order(None, bare | most)).steps[0].high) == "150"
    in_r5 = {"maxDosePerPeriod": [most["maxDosePerPeriod"]]}
    assert shown(record(order(None, bare | in_r5)).steps[0].high) == "150"


@pytest.mark.parametrize(("most", "high"), [(100, "100"), (50, "50"), (25, "25")])
def test_the_stated_maximum_of_an_as_needed_dose_stands_before_frequency_times_dose(most: int, high: str) -> None:
    ratio = {"numerator": mg(most), "denominator": {"value": 1, "unit": "d", "code": "d"}}
    once = dosage(mg(50), repeat(), asNeededBoolean=True, maxDosePerPeriod=ratio)
    assert [(step.low, shown(step.high)) for step in record(order(None, once)).steps] == [(None, high)]


def test_a_maximum_is_never_the_dose() -> None:
    most = {"maxDosePerPeriod": {"numerator": mg(150), "denominator": {"value": 1, "unit": "d", "code": "d"}}}
    assert not any(step.low for step in record(order(None, most)).steps)


def test_a_fixed_dose_with_an_extra_one_as_needed_is_a_range() -> None:
    extra = dosage(mg(50), repeat(), asNeededBoolean=True)
    found = record(order(None, dosage(mg(100), repeat()), extra))
    assert not found.as_needed
    assert [(shown(step.low), shown(step.high)) for step in found.steps] == [("100", "150")]


def test_a_single_dose_is_no_treatment() -> None:
    assert not any(step.low for step in record(order(None, dosage(mg(50), {"repeat": {"count": 1}}))).steps)


def test_not_taking_in_the_words_of_epic_leaves_the_order_possible_only() -> None:
    text = "Take 1 tablet (50 mg total) by mouth daily. (Patient not taking: Reported on 11/3/2025)"
    found = record(order(None, dosage(text=text)))
    assert found.only_possible
    assert found.steps == ()


def test_a_text_that_cannot_be_read_is_said_and_no_number_is_made_of_it() -> None:
    found = record(order(None, dosage(text="Take as per schedule 7B")))
    assert found.steps == ()
    assert [gap.code for gap in found.gaps] == [GapCode.DOSE_TEXT]
