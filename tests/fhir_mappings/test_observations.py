"""Which observations count, on which day, and what their panels hold (R-O2, R-O3)."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.observations import instant
from tests.fhir_mappings.observed import DAY, PHQ9, quantity, read
from tests.fhir_mappings.records import coded
from trd.history import Gap, ItemAnswer, Score
from trd.terms import GapCode

# ---- totals


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_usable_statuses(status: str) -> None:
    assert len(read(PHQ9, valueInteger=9, status=status)) == 1


@pytest.mark.parametrize("status", ["preliminary", "registered", "cancelled", "entered-in-error", "unknown"])
def test_other_statuses_do_not_count(status: str) -> None:
    assert read(PHQ9, valueInteger=9, status=status) == []


def test_a_missing_status_counts() -> None:
    assert len(read(PHQ9, valueInteger=9, status=None)) == 1


@pytest.mark.parametrize(
    ("when", "day"),
    [
        pytest.param({"effectiveDateTime": "2026-11-02T23:30:00-05:00"}, DAY, id="the local day"),
        pytest.param({"effectivePeriod": {"start": "2026-10-01", "end": "2026-11-02"}}, DAY, id="end of the period"),
        pytest.param({"issued": "2026-11-02T08:00:00Z"}, DAY, id="issued, if nothing else"),
        pytest.param({"effectiveInstant": "2026-11-02T08:00:00Z"}, DAY, id="an instant"),
    ],
)
def test_the_day_of_a_score(when: dict[str, Any], day: date) -> None:
    (score,) = read(PHQ9, valueInteger=9, **({"effectiveDateTime": None} | when))
    assert score.day == day


@pytest.mark.parametrize("when", [{"effectiveDateTime": "2026-11"}, {"effectiveDateTime": None}])
def test_a_score_without_a_day_is_not_used_and_said(when: dict[str, Any]) -> None:
    (gap,) = read(PHQ9, valueInteger=9, **when)
    assert (gap.code, "day" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


def test_two_totals_of_one_day_can_be_ordered_by_when_they_were_issued() -> None:
    (early,) = read(PHQ9, valueInteger=9, issued="2026-11-02T10:00:00+02:00")
    (late,) = read(PHQ9, valueInteger=9, issued="2026-11-02T09:00:00Z")
    assert early.issued < late.issued


@pytest.mark.parametrize("text", ["2026-11-02", "", None, "2026-11-02T25:00"])
def test_a_mere_day_has_no_instant(text: str | None) -> None:
    assert instant(text) is None


# ---- items and panels


ITEMS = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
ANSWERS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def panel(points: list[int], **more: Any) -> list[Any]:
    components = [
        {"code": coded(f"loinc|{item}"), "valueCodeableConcept": coded(f"loinc|{ANSWERS[point]}")}
        for item, point in zip(ITEMS, points, strict=False)
    ]
    return read("loinc|44249-1", component=[*components, *more.pop("extra", [])], **more)


def test_items_in_components_make_the_total_when_all_are_there() -> None:
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2, 1])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [17]
    assert len([fact for fact in facts if isinstance(fact, ItemAnswer)]) == 9


def test_a_panel_with_a_missing_item_is_not_prorated() -> None:
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2])
    assert not [fact for fact in facts if isinstance(fact, Score)]
    assert [fact.code for fact in facts if isinstance(fact, Gap)] == [GapCode.SCORE_UNREADABLE]


def test_the_total_that_was_sent_counts_and_a_difference_is_said() -> None:
    total = {"code": coded(PHQ9), "valueInteger": 18}
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2, 1], extra=[total])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [18]
    assert [fact.code for fact in facts if isinstance(fact, Gap)] == [GapCode.SCORE_MISMATCH]


def test_a_total_beside_missing_items_is_taken_as_it_is() -> None:
    facts = panel([2, 2], extra=[{"code": coded(PHQ9), "valueInteger": 18}])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [18]
    assert not [fact for fact in facts if isinstance(fact, Gap)]


def test_a_total_under_the_code_of_the_form_is_the_total() -> None:
    (score,) = read("loinc|44249-1", valueQuantity=quantity(20))
    assert (score.instrument, score.value, score.day) == ("phq-9", 20, DAY)
    (mood,) = read("loinc|85102-2", valueInteger=8)
    assert (mood.concept, mood.low) == ("mdq", 8)


@pytest.mark.parametrize("value", [{"valueInteger": 28}, {"valueString": "see note"}, {"valueInteger": -1}])
def test_a_value_of_the_form_that_is_no_total_is_said(value: dict[str, Any]) -> None:
    (gap,) = read("loinc|44249-1", **value)
    assert gap.code is GapCode.SCORE_UNREADABLE


def test_a_remark_on_a_form_with_its_items_is_no_unreadable_total() -> None:
    assert [type(fact) for fact in panel([2] * 9, valueString="moderately severe")][-1] is Score
    assert read("loinc|44249-1") == []


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Suicidal intent with specific plan", "5"),
        ("Suicidal Intent (without Specific Plan)", "4"),
        ("Suicidal thoughts with method", "3"),
        ("Wish to be dead", "1"),
        ("Suicide behavior question", "6"),
    ],
)
def test_questions_of_the_columbia_screen_are_known_by_their_words(text: str, item: str) -> None:
    (answer,) = read(coded("loinc|93373-9"), component=[{"code": coded(text=text), "valueBoolean": True}])
    assert (answer.instrument, answer.item, answer.value) == ("c-ssrs", item, 1)


# ---- C-SSRS


# ---- values


def test_a_blood_pressure_panel_gives_both_values_and_their_time() -> None:
    components = [
        {"code": coded("loinc|8480-6"), "valueQuantity": quantity(182, "mm[Hg]")},
        {"code": coded("loinc|8462-4"), "valueQuantity": quantity("13.33224", "kPa")},
    ]
    upper, lower = read("loinc|85354-9", component=components, effectiveDateTime="2026-11-02T08:00:00Z")
    assert (upper.concept, upper.low) == ("bp-systolic", 182)
    assert lower.concept == "bp-diastolic"
    assert round(lower.low) == 100
    assert upper.issued == lower.issued == "2026-11-02T08:00:00.000000"


def test_a_blood_pressure_without_a_time_has_none_even_if_it_was_issued() -> None:
    (found,) = read("loinc|8480-6", valueQuantity=quantity(182, "mm[Hg]"), issued="2026-11-03T08:00:00Z")
    assert found.issued is None


# ---- findings and phenotypes
