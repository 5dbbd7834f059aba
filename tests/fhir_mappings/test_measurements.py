"""What a value is called, and which row it belongs to."""

import pytest

from fhir_mappings.measurements import interpretation, measured_in, named
from fhir_mappings.reading.elements import CodeableConcept, Coding
from tests.fhir_mappings.records import KNOWLEDGE


@pytest.mark.parametrize(
    ("concept", "name"),
    [
        ("egfr", "eGFR"),
        ("creatinine", "Creatinine"),
        ("lithium-level", "Lithium level"),
        ("drug-level-sertraline", "Drug level of sertraline"),
    ],
)
def test_a_value_is_named_in_words(concept: str, name: str) -> None:
    assert named(concept) == name


def test_drug_levels_share_a_row_unless_they_have_their_own() -> None:
    shared, own = (measured_in(f"drug-level-{drug}", KNOWLEDGE) for drug in ("sertraline", "nortriptyline"))
    assert shared is not None
    assert own is not None
    assert len(own.read) == len(shared.read) + 1
    assert measured_in("heart-rate", KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [("HH", None, "H"), ("L", None, "L"), ("POS", None, "positive"), ("odd", "Low", "L"), ("odd", "odd", None)],
)
def test_the_laboratorys_own_word(code: str, text: str | None, said: str | None) -> None:
    first = CodeableConcept(coding=(Coding(code="?"),))
    assert interpretation([first, CodeableConcept(coding=(Coding(code=code),), text=text)]) == said
