"""Codes of the right form, and their check digits."""

import pytest

from trd.codes import CodeSystem
from trd.knowledge.check_digits import has_form, is_concept_id, loinc_digit, verhoeff


@pytest.mark.parametrize(
    ("system", "code", "good"),
    [
        (CodeSystem.RXNORM, "36437", True),
        (CodeSystem.RXNORM, "036437", False),
        (CodeSystem.ATC, "N06AB06", True),
        (CodeSystem.ATC, "N05AN", True),
        (CodeSystem.ATC, "N06AB6", False),
        (CodeSystem.ICD_10_CM, "F33.41", True),
        (CodeSystem.ICD_10_CM, "F3341", False),
        (CodeSystem.ICD_10, "F33.4", True),
        (CodeSystem.ICD_10, "F33.411", False),
        (CodeSystem.ICD_11, "6A70.1", True),
        (CodeSystem.LOINC, "44261-6", True),
        (CodeSystem.LOINC, "LA6568-5", True),
        (CodeSystem.SNOMED, "35489007", True),
        (CodeSystem.SNOMED, "0354890", False),
        (CodeSystem.TEXT, "PHQ-9 ", False),
    ],
)
def test_a_code_has_the_form_of_its_system(system: CodeSystem, code: str, good: bool) -> None:
    assert has_form(system, code) is good


@pytest.mark.parametrize(
    ("code", "good"), [("35489007", True), ("35489008", False), ("1771581000000100", True), ("23835007", True)]
)
def test_the_last_digit_of_a_snomed_ct_id_is_checked(code: str, good: bool) -> None:
    assert verhoeff(code) is good


def test_a_description_id_is_no_concept_id() -> None:
    assert is_concept_id("35489007")
    assert verhoeff("59212011")
    assert not is_concept_id("59212011")


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("44261-6", True),
        ("44261-7", False),
        ("79715-9", True),
        ("79715-6", False),
        ("LA6568-5", True),
        ("LA6568-6", False),
        ("LL358-3", True),
        ("44261", False),
    ],
)
def test_the_digit_after_the_hyphen_of_a_loinc_code_is_checked(code: str, good: bool) -> None:
    assert loinc_digit(code) is good
