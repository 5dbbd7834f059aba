"""Recorded reactions: which drug, allergy or intolerance, how severe (R-Z17)."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.allergies import read_allergy
from fhir_mappings.reading.clinical_resources import AllergyIntolerance
from tests.fhir_mappings.records import WORDS, coded, resource
from trd.history import AllergyFact
from trd.intervals import DayInterval


def read(code: dict[str, Any] | None = None, **elements: Any) -> AllergyFact | None:
    return read_allergy(resource(AllergyIntolerance, code=code or coded("rxnorm|36437"), **elements), WORDS)


def fact(code: dict[str, Any] | None = None, **elements: Any) -> AllergyFact:
    found = read(code, **elements)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "agent"),
    [
        pytest.param(coded("rxnorm|36437"), "sertraline", id="ingredient"),
        pytest.param(coded("rxnorm|312941"), "sertraline", id="product"),
        pytest.param(coded(text="Zoloft"), "sertraline", id="brand, in words"),
        pytest.param(coded("snomed|999", text="Allergy to sertraline"), "sertraline", id="in a sentence"),
        pytest.param(coded(text="SSRI"), "escitalopram", id="a class names each of its drugs"),
        pytest.param(coded(text="Tricyclic antidepressants"), "nortriptyline", id="tricyclics"),
        pytest.param(coded(text="Codeine"), "codeine", id="an interacting drug"),
    ],
)
def test_the_drug_of_an_entry(code: dict[str, Any], agent: str) -> None:
    assert agent in fact(code).agents


@pytest.mark.parametrize(
    "code", [coded("snomed|716186003", text="No known allergies"), coded(text="Peanuts"), coded(text="Penicillin")]
)
def test_no_known_allergies_and_other_things_are_none_of_our_business(code: dict[str, Any]) -> None:
    assert read(code) is None


@pytest.mark.parametrize(
    "elements",
    [
        {"verificationStatus": coded("c|refuted")},
        {"verificationStatus": coded("c|entered-in-error")},
        {"clinicalStatus": coded("c|resolved")},
        {"clinicalStatus": "inactive"},
        {"status": "entered-in-error"},
    ],
)
def test_what_is_refuted_or_over_is_no_record(elements: dict[str, Any]) -> None:
    assert read(**elements) is None


def test_unconfirmed_and_active_entries_stand() -> None:
    assert read(verificationStatus=coded("c|unconfirmed"), clinicalStatus=coded("c|active")) is not None
    assert read(status="confirmed") is not None


@pytest.mark.parametrize(
    ("kind", "intolerance"),
    [("allergy", False), ("intolerance", True), (coded("c|intolerance"), True), (None, None)],
)
def test_allergy_or_intolerance(kind: Any, intolerance: bool | None) -> None:
    assert fact(type=kind).intolerance is intolerance


@pytest.mark.parametrize(
    ("elements", "severe"),
    [
        ({}, False),
        ({"criticality": "high"}, True),
        ({"criticality": "low"}, False),
        ({"reaction": [{"severity": "severe"}]}, True),
        ({"reaction": [{"severity": "moderate"}]}, False),
    ],
)
def test_how_severe_it_was(elements: dict[str, Any], severe: bool) -> None:
    assert fact(**elements).severe is severe


@pytest.mark.parametrize(
    "manifestation",
    [coded(text="Serotonin syndrome"), {"concept": coded("icd-10-cm|G90.81")}],
    ids=["words", "R5, coded"],
)
def test_a_serotonin_syndrome_is_told(manifestation: dict[str, Any]) -> None:
    assert "serotonin-syndrome" in fact(reaction=[{"manifestation": [manifestation]}]).reactions


def test_the_dates_of_an_entry() -> None:
    found = fact(onsetDateTime="2025-03-01", recordedDate="2025-04")
    assert (found.onset, found.recorded) == (DayInterval.on(date(2025, 3, 1)), date(2025, 4, 30))
    reaction = fact(reaction=[{"onset": "2024-05-06"}, {"onset": "2024-01-02"}])
    assert reaction.onset == DayInterval.on(date(2024, 1, 2))


def test_the_label_is_clean_and_the_substance_of_dstu2_is_read() -> None:
    assert fact(coded("rxnorm|36437", text="<b>Sertraline</b>\n!!")).label == "Sertraline"
    found = read_allergy(resource(AllergyIntolerance, substance=coded("rxnorm|36437")), WORDS)
    assert found is not None
    assert "sertraline" in found.agents


def test_a_reaction_may_name_the_drug() -> None:
    found = fact(coded(text="Drug allergy"), reaction=[{"substance": coded("rxnorm|36437")}])
    assert "sertraline" in found.agents
