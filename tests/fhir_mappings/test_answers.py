"""The points of an answer in every form that it comes in."""

from decimal import Decimal
from typing import Any

import pytest

from tests.fhir_mappings.observed import DAY, quantity, read
from tests.fhir_mappings.records import coded
from trd.history import ItemAnswer
from trd.terms import GapCode


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ({"valueCodeableConcept": coded("loinc|LA6571-9")}, 3),
        ({"valueInteger": 2}, 2),
        ({"valueQuantity": quantity(1)}, 1),
        ({"valueCodeableConcept": coded(text="Nearly every day")}, 3),
        ({"valueString": "not at all"}, 0),
        (
            {
                "valueCodeableConcept": coded(
                    "urn:local|A3",
                    extension=[{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}],
                )
            },
            3,
        ),
    ],
    ids=["LOINC answer", "integer", "quantity", "words", "text", "ordinal value"],
)
def test_the_suicide_item_in_every_form(value: dict[str, Any], points: int) -> None:
    (answer,) = read("loinc|44260-8", **value)
    assert answer == ItemAnswer(
        instrument="phq-9", item="9", value=Decimal(points), day=DAY, evidence=("Observation/1",)
    )


def test_an_answer_without_a_known_score_is_no_answer() -> None:
    other = [{"url": "http://example.org/other", "valueDecimal": 3}]
    empty = [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight"}]
    whole = [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueInteger": 2}]
    for extension, said in ((other, []), (empty, []), (whole, [2])):
        found = read("loinc|44255-8", valueCodeableConcept=coded("urn:local|A", extension=extension))
        assert [fact.value for fact in found] == said


def test_an_answer_to_the_columbia_screen_in_a_local_code_is_not_guessed() -> None:
    (gap,) = read("loinc|93246-7", valueCodeableConcept=coded("urn:local|maybe"))
    assert "item 1" in gap.what
    assert read("loinc|93246-7", valueString="maybe")[0].code is GapCode.SCORE_UNREADABLE


def test_words_are_points_only_of_scales_that_print_them() -> None:
    (gap,) = read(coded(text="MADRS item 10"), valueString="several days")
    assert gap.code is GapCode.SCORE_UNREADABLE
