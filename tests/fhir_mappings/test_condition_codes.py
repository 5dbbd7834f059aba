"""Every row that matches a code counts: exact, by prefix, by pattern."""

import pytest

from tests.fhir_mappings.records import WORDS
from trd.codes import Code, CodeSystem


def concepts(*codes: tuple[CodeSystem, str]) -> set[str]:
    found = WORDS.conditions.read(Code(system, value) for system, value in codes)
    return set(found.concepts) if found is not None else set()


CM, WHO, NEW = CodeSystem.ICD_10_CM, CodeSystem.ICD_10, CodeSystem.ICD_11


SECONDARY = "parkinsonism-secondary"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param((WHO, "G20"), {"parkinson"}, id="Parkinson's disease"),
        pytest.param((WHO, "G21.0"), {"nms"}, id="neuroleptic malignant syndrome"),
        pytest.param((CM, "G21.0"), {"nms"}, id="neuroleptic malignant syndrome, ICD-10-CM"),
        pytest.param((CM, "G21.11"), {"extrapyramidal"}, id="by a neuroleptic"),
        pytest.param((CM, "G21.4"), {SECONDARY}, id="of the vessels"),
        pytest.param((CodeSystem.ICD_9_CM, "332.1"), {SECONDARY}, id="ICD-9-CM"),
        pytest.param((NEW, "8A00.24"), {SECONDARY, "extrapyramidal"}, id="ICD-11"),
        pytest.param((NEW, "8A00.0"), {"parkinson"}, id="Parkinson's disease, ICD-11"),
        pytest.param((CodeSystem.SNOMED, "230296006"), {SECONDARY}, id="of the vessels, SNOMED CT"),
    ],
)
def test_parkinsonism_of_another_cause_is_not_parkinsons_disease(code: tuple[CodeSystem, str], found: set[str]) -> None:
    assert concepts(code) == found


@pytest.mark.parametrize(
    "code",
    [
        *((system, value) for system in (CM, WHO) for value in ("Z37.0", "O80", "O82", "O84.1")),
        *((CodeSystem.SNOMED, "11466000"), (CodeSystem.ICD_10_PCS, "10E0XZZ"), (NEW, "JB22.0")),
    ],
    ids=str,
)
def test_a_delivery_begins_the_time_after_it(code: tuple[CodeSystem, str]) -> None:
    assert "postpartum-period" in concepts(code)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param((CM, "F33.1"), {"mdd-recurrent-moderate"}, id="exact"),
        pytest.param((CM, "G40.A01"), {"seizure-epilepsy"}, id="by prefix"),
        pytest.param((CM, "T43.222A"), {"poisoning-antidepressant", "suicide-attempt"}, id="by pattern"),
        pytest.param((CM, "T43.22"), set[str](), id="a pattern needs its whole length"),
        pytest.param((CM, "Q00"), set[str](), id="unknown"),
    ],
)
def test_a_code_by_each_kind_of_row(code: tuple[CodeSystem, str], found: set[str]) -> None:
    assert concepts(code) == found


def test_one_system_is_never_looked_up_in_the_rows_of_another() -> None:
    assert concepts((WHO, "Z95.0")) != concepts((CM, "Z95.0"))
    assert concepts((CodeSystem.LOINC, "F33.1")) == set()
    assert concepts((CodeSystem.SNOMED, "F33.1")) == set()


def test_the_codes_of_one_diagnosis_add_up() -> None:
    assert concepts((CM, "F33.1"), (CM, "G40.909")) == {"mdd-recurrent-moderate", "seizure-epilepsy"}


def test_an_extension_code_means_something_only_beside_a_stem() -> None:
    alone, beside = concepts((NEW, "XS25")), concepts((NEW, "6A70.1"), (NEW, "XS25"))
    assert alone == set()
    assert "mdd-single-moderate" in beside


def test_what_several_rows_say_is_joined() -> None:
    found = WORDS.conditions.read([Code(CM, "F33.41"), Code(CM, "F33.2")])
    assert found is not None
    assert (found.remission, found.severity, found.episode) == ("in-partial-remission", "severe", "recurrent")
