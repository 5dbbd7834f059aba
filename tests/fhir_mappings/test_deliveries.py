"""A delivery by a procedure, so that the year after it is seen (G15)."""

from typing import Any

import pytest

from fhir_mappings.deliveries import read_delivery
from fhir_mappings.reading.clinical_resources import Procedure
from tests.fhir_mappings.records import WORDS, coded, resource


def delivered(code: dict[str, Any], **elements: Any):
    elements = {"status": "completed", "performedDateTime": "2026-09-25"} | elements
    return read_delivery(resource(Procedure, code=code, **elements), WORDS)


@pytest.mark.parametrize(
    ("code", "by_text"),
    [
        (coded("snomed|66348005"), False),
        (coded("icd-10-pcs|10D00Z1"), False),
        (coded(text="Caesarean section"), True),
        (coded(text="Spontaneous vaginal delivery"), True),
    ],
)
def test_a_delivery_has_its_day(code: dict[str, Any], by_text: bool) -> None:
    found = delivered(code)
    assert found is not None
    assert (found.concepts, found.by_text) == ({"postpartum-period"}, by_text)
    assert found.onset is not None
    assert found.onset.earliest.isoformat() == "2026-09-25"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (coded(text="Planned caesarean section"), "completed"),
        (coded(text="Caesarean section"), "not-done"),
        (coded(text="Delivery of oxygen"), "completed"),
        (coded("snomed|23835007"), "completed"),
    ],
)
def test_other_procedures_and_what_was_not_done_are_no_delivery(code: dict[str, Any], status: str) -> None:
    assert delivered(code, status=status) is None
