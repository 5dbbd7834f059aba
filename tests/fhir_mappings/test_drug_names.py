"""Names in words: whole words only, the longest first (R-E0)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import order, read
from tests.fhir_mappings.records import SYSTEMS, WORDS, coded


def agents(medication: dict[str, Any], *beside: dict[str, Any]) -> list[str]:
    return [found.agent for found in read(order(medication), *beside).records]


def concept(*codes: str, text: str | None = None) -> dict[str, Any]:
    codings = [coding for code in codes for coding in coded(code)["coding"]]
    return {"medicationCodeableConcept": {"coding": codings} | ({"text": text} if text else {})}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Effexor XR 150mg caps", "venlafaxine"),
        ("DESVENLAFAXINE SUCCINATE ER 50 MG PO TB24", "desvenlafaxine"),
        ("escitalopram oxalate 10 mg", "escitalopram"),
        ("Cipralex", "escitalopram"),
        ("St. John's Wort 300 mg", "st-johns-wort"),
        ("buPROPion XL 150 mg/24 hours oral tablet, extended release", "bupropion"),
        ("ESKETAMINE 28 MG NASAL SPRAY", "esketamine"),
        ("lithium carbonate ER 450 mg", "lithium"),
        ("nortriptyline", "nortriptyline"),
    ],
)
def test_a_name_is_found_as_a_whole_word_and_the_longest_wins(text: str, expected: str) -> None:
    assert agents(concept(text=text)) == [expected]


@pytest.mark.parametrize("text", ["Amoxicillin 500 mg", "desertraline", "sertralinexyz", "Vitamin C", "lithiumgrease"])
def test_a_name_inside_another_word_is_no_name(text: str) -> None:
    assert agents(concept(text=text)) == []
    assert not read(order(concept(text=text))).gaps


@pytest.mark.parametrize("text", ["sertraline 50 mg (replaces citalopram)", "Sertraline, switched from escitalopram"])
def test_the_drug_that_was_replaced_is_not_taken(text: str) -> None:
    assert agents(concept(text=text)) == ["sertraline"]


def test_names_in_any_text_for_allergies_and_reasons() -> None:
    assert "sertraline" in WORDS.drugs.named_in("rash on Zoloft")
    assert WORDS.drugs.named_in("rash on penicillin") == frozenset()
    assert SYSTEMS["rxnorm"].startswith("http")
