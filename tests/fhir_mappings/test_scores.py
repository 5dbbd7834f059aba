"""Totals and items of symptom scales, and the Columbia screen (R-O1, §6.9)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.fhir_mappings.observed import DAY, PHQ9, quantity, read
from tests.fhir_mappings.records import coded
from trd.history import Score
from trd.terms import GapCode


@pytest.mark.parametrize(
    ("code", "instrument"),
    [
        pytest.param("loinc|44261-6", "phq-9", id="PHQ-9 by LOINC"),
        pytest.param(coded(text="PHQ-9"), "phq-9", id="by name"),
        pytest.param(coded(text="phq 9 total score"), "phq-9", id="by name and ending"),
        pytest.param(coded(text="PHQ-9 depression screening score"), "phq-9", id="name first, score last"),
        pytest.param(coded("urn:local|PHQ9"), "phq-9", id="a local code that is the name"),
        pytest.param(coded(text="MADRS"), "madrs", id="MADRS"),
        pytest.param(coded(text="QIDS"), "qids-sr16", id="QIDS without its version"),
        pytest.param(coded(text="HAM-D17"), "hamd-17", id="HAM-D17"),
        pytest.param("loinc|71354-5", "epds", id="EPDS by the form's code"),
        pytest.param("loinc|99046-5", "epds", id="EPDS by the total's code"),
    ],
)
def test_a_total_is_known_by_code_or_by_name(code: Any, instrument: str) -> None:
    assert read(code, valueQuantity=quantity(19)) == [
        Score(instrument=instrument, value=Decimal(19), day=DAY, evidence=("Observation/1",))
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": quantity(19)},
        {"valueQuantity": {"value": 19}},
        {"valueInteger": 19},
        {"valueString": "19"},
        {"valueQuantity": quantity(19.0)},
    ],
    ids=["quantity", "no unit", "integer", "a number as text", "19.0 is whole"],
)
def test_a_total_in_every_type_of_value(value: dict[str, Any]) -> None:
    (score,) = read(PHQ9, **value)
    assert (score.value, score.day) == (19, DAY)


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": quantity(28)},
        {"valueQuantity": quantity(-1)},
        {"valueQuantity": quantity(12.5)},
        {"valueQuantity": quantity(19, comparator=">")},
        {"valueString": "about 19"},
        {"dataAbsentReason": coded("c|not-performed")},
        {"valueRange": {"low": {"value": 5}, "high": {"value": 9}}},
    ],
    ids=["one too high", "negative", "a fraction", "comparator", "words", "absent", "a range"],
)
def test_a_total_that_cannot_be_used_is_said(value: dict[str, Any]) -> None:
    (gap,) = read(PHQ9, **value)
    assert (gap.code, gap.evidence) == (GapCode.SCORE_UNREADABLE, ("Observation/1",))
    assert gap.what.startswith("PHQ-9 of 2026-11-02")


@pytest.mark.parametrize("limit", [0, 27])
def test_the_ends_of_the_range_are_in_it(limit: int) -> None:
    assert read(PHQ9, valueInteger=limit)[0].value == limit


def test_a_t_score_may_have_a_fraction() -> None:
    (score,) = read("loinc|77861-3", valueQuantity=quantity("55.3"))
    assert (score.instrument, score.value) == ("promis-dep-t", Decimal("55.3"))


def test_a_name_without_its_version_is_not_scored_and_said() -> None:
    (gap,) = read(coded(text="GDS"), valueInteger=7)
    assert (gap.code, "version" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


@pytest.mark.parametrize("value", [{"valueInteger": 4}, {"valueString": "declined"}])
def test_a_suicide_item_that_cannot_be_read_is_said(value: dict[str, Any]) -> None:
    (gap,) = read("loinc|44260-8", **value)
    assert (gap.code, "item 9" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


def test_another_item_that_cannot_be_read_is_no_alarm() -> None:
    assert read("loinc|44255-8", valueString="declined") == []


@pytest.mark.parametrize(
    ("code", "value", "item", "points"),
    [
        ("loinc|93246-7", {"valueCodeableConcept": coded("loinc|LA33-6")}, "1", 1),
        ("loinc|93250-9", {"valueCodeableConcept": coded("loinc|LA32-8")}, "5", 0),
        ("loinc|93249-1", {"valueBoolean": True}, "4", 1),
        ("loinc|93269-9", {"valueCodeableConcept": coded("snomed|373066001")}, "6a", 1),
        ("loinc|93267-3", {"valueString": "No"}, "6", 0),
        ("loinc|93293-9", {"valueCodeableConcept": coded("loinc|LA30374-5")}, "", 5),
        ("loinc|93293-9", {"valueInteger": 0}, "", 0),
        ("loinc|93294-7", {"valueCodeableConcept": coded("loinc|LA30373-7")}, "lifetime", 4),
    ],
)
def test_the_columbia_screen(code: str, value: dict[str, Any], item: str, points: int) -> None:
    (answer,) = read(code, **value)
    assert (answer.instrument, answer.item, answer.value) == ("c-ssrs", item, points)


def test_a_screen_result_that_cannot_be_read_is_said() -> None:
    assert read("loinc|93293-9", valueInteger=6)[0].code is GapCode.SCORE_UNREADABLE
    assert read("loinc|93293-9") == []


def test_a_screening_total_without_bands_is_a_number_to_compare() -> None:
    (found,) = read("loinc|75626-2", valueInteger=9)
    assert (found.concept, found.low) == ("audit-c", 9)


def test_an_item_without_a_number_and_points_that_are_none() -> None:
    assert read("loinc|93271-5", valueInteger=1) == []
    assert read("loinc|44255-8", valueQuantity=quantity("1.5")) == []
    assert read("loinc|44255-8", valueInteger=-1) == []


def test_a_negative_screening_total_is_none() -> None:
    assert read("loinc|75626-2", valueInteger=-2) == []
    assert read("loinc|75626-2", valueString="n/a") == []
