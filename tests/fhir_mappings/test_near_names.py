"""Misspelt and empty names: what may be an antidepressant is a gap, other drugs are not."""

import pytest

from fhir_mappings.near_names import NearNames, is_empty_name
from tests.fhir_mappings.drug_orders import order, read
from tests.fhir_mappings.records import KNOWLEDGE, coded
from trd.terms import GapCode

NEAR = NearNames.of(KNOWLEDGE)


@pytest.mark.parametrize(
    "text", ["sertaline 50 mg", "FLUOXITINE 20MG CAPS", "venlaflaxine ER", "Mirtazipine", "Cymbalte 60"]
)
def test_a_name_that_is_misspelt_by_one_letter_is_a_gap_and_no_drug(text: str) -> None:
    found = read(order({"medicationCodeableConcept": coded(text=text)}))
    assert found.records == ()
    assert [gap.code for gap in found.gaps] == [GapCode.UNKNOWN_DRUG]


@pytest.mark.parametrize(
    "text", ["fluoxymesterone 10 mg", "metformin", "sertaconazole cream", "piroxicam", "Celebrex 200 mg"]
)
def test_another_drug_with_a_name_like_it_is_no_gap(text: str) -> None:
    found = read(order({"medicationCodeableConcept": coded(text=text)}))
    assert found.gaps == ()


def test_two_slips_and_short_words_are_not_near() -> None:
    assert not NEAR.holds("sertelyne")
    assert not NEAR.holds("Zolof")


@pytest.mark.parametrize("text", ["Medication, not listed", "00093-7198-56", "NON FORMULARY TABLET", "unknown"])
def test_words_that_name_nothing_may_be_any_drug(text: str) -> None:
    assert is_empty_name(text)
    found = read(order({"medicationCodeableConcept": coded("http://hl7.org/fhir/sid/ndc|00093-7198-56", text=text)}))
    assert [gap.code for gap in found.gaps] == [GapCode.UNKNOWN_DRUG]


def test_a_name_among_empty_words_is_a_name() -> None:
    assert not is_empty_name("amoxicillin tablet, outside medication")
