"""What an observation measures: by code, else by the whole of a name."""

from decimal import Decimal

import pytest

from fhir_mappings.reading.elements import CodeableConcept, Coding
from tests.fhir_mappings.observed import quantity, read
from tests.fhir_mappings.records import WORDS, coded


def test_a_short_name_inside_a_sentence_is_not_searched() -> None:
    assert read(coded(text="Ultrasound ISI follow-up of PHQ"), valueQuantity=quantity(3)) == []


def test_ionised_calcium_is_not_calcium_and_qt_is_not_qtc() -> None:
    assert read("loinc|1995-0", valueQuantity=quantity("1.2", "mmol/L")) == []
    assert read("loinc|8634-8", valueQuantity=quantity(400, "ms")) == []


def test_an_unknown_code_is_none_of_our_business() -> None:
    assert read("loinc|9279-1", valueQuantity=quantity(16, "/min")) == []
    assert read("urn:local|xyz", valueInteger=3) == []


def test_an_answer_is_read_with_its_instrument() -> None:
    nearly_every_day = CodeableConcept(coding=(Coding(system="http://loinc.org", code="LA6571-9"),))
    codes = WORDS.observations
    for instrument in ("phq-9", "gad-7"):
        found = codes.answer(nearly_every_day, instrument, "1")
        assert found is not None
        assert found.concept == instrument
        assert found.score == Decimal(3)
    assert codes.answer(nearly_every_day, "madrs", "1") is None
    assert codes.answer(None, "phq-9", "9") is None


def test_a_name_told_twice_is_one_name() -> None:
    assert len(WORDS.observations.of_name("PHQ-9")) == len(WORDS.observations.of_name("phq 9")) == 1
    assert WORDS.observations.of_name("nothing of ours") == ()


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("QTc (Fridericia)", "qtc-interval"),
        ("QTc interval", "qtc-interval"),
        ("eGFR", "egfr"),
        ("serum sodium", "sodium"),
        ("Thyroid stimulating hormone", "tsh"),
        ("Lithium level", "lithium-level"),
        ("SGPT", "alt"),
        ("Hemoglobin A1c", "hba1c"),
        ("Platelet count", "platelets"),
    ],
)
def test_a_value_that_a_treatment_hangs_on_is_known_by_its_usual_name(name: str, concept: str) -> None:
    assert [code.concept for code in WORDS.observations.of_name(name)] == [concept]


@pytest.mark.parametrize("name", ["QT interval", "urine sodium", "sodium", "ionized calcium", "TSH receptor antibody"])
def test_a_name_that_may_mean_another_value_is_not_read(name: str) -> None:
    assert WORDS.observations.of_name(name) == ()
