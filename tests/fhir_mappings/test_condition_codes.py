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


SNOMED = CodeSystem.SNOMED


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param((SNOMED, "75544000"), "opioid-use", id="opioid dependence"),
        pytest.param((SNOMED, "31956009"), "stimulant-use", id="cocaine dependence"),
        pytest.param((SNOMED, "231473004"), "sedative-use", id="benzodiazepine dependence"),
        pytest.param((SNOMED, "191480000"), "alcohol-withdrawal", id="alcohol withdrawal"),
        pytest.param((SNOMED, "31722008"), "torsades", id="torsades de pointes"),
        pytest.param((SNOMED, "48867003"), "bradycardia", id="bradycardia"),
        pytest.param((SNOMED, "254837009"), "breast-cancer", id="breast cancer"),
        pytest.param((SNOMED, "85898001"), "cardiomyopathy", id="cardiomyopathy"),
        pytest.param((SNOMED, "328383001"), "liver-disease-other", id="chronic liver disease"),
        pytest.param((SNOMED, "371089000"), "serotonin-syndrome", id="serotonin syndrome"),
        pytest.param((SNOMED, "6273006"), "priapism", id="priapism"),
        pytest.param((SNOMED, "233985008"), "aneurysm", id="abdominal aortic aneurysm"),
        pytest.param((SNOMED, "308546005"), "aneurysm", id="dissection of the aorta"),
        pytest.param((SNOMED, "128609009"), "aneurysm-cerebral", id="intracranial aneurysm"),
        pytest.param((SNOMED, "302835009"), "phaeochromocytoma", id="phaeochromocytoma"),
        pytest.param((SNOMED, "443325000"), "icd-defibrillator", id="implanted defibrillator"),
        pytest.param((SNOMED, "63467002"), "heart-block", id="left bundle branch block"),
        pytest.param((SNOMED, "90935002"), "bleeding-disorder", id="haemophilia"),
        pytest.param((SNOMED, "102449007"), "tardive-dyskinesia", id="tardive dyskinesia"),
    ],
)
def test_what_the_safety_matrix_looks_for_is_known_in_snomed_too(code: tuple[CodeSystem, str], found: str) -> None:
    assert found in concepts(code)


@pytest.mark.parametrize(
    ("code", "remission"),
    [
        pytest.param((CM, "F10.21"), "in-remission", id="alcohol dependence in remission"),
        pytest.param((CM, "F10.20"), None, id="alcohol dependence"),
        pytest.param((CM, "F11.91"), "in-remission", id="opioid use in remission"),
        pytest.param((CM, "F19.11"), "in-remission", id="other abuse in remission"),
        pytest.param((CodeSystem.ICD_9_CM, "303.93"), "in-remission", id="alcohol dependence in remission, ICD-9-CM"),
        pytest.param((CodeSystem.ICD_9_CM, "304.23"), "in-remission", id="cocaine dependence in remission, ICD-9-CM"),
        pytest.param((CodeSystem.ICD_9_CM, "304.20"), None, id="cocaine dependence, ICD-9-CM"),
    ],
)
def test_a_use_disorder_that_is_over_says_so_in_its_code(code: tuple[CodeSystem, str], remission: str | None) -> None:
    read = WORDS.conditions.read([Code(*code)])
    assert read is not None
    assert read.remission == remission


@pytest.mark.parametrize("code", ["1255014000", "191871005"])
def test_a_dependence_without_opioids_is_no_opioid_use(code: str) -> None:
    assert "opioid-use" not in concepts((SNOMED, code))


@pytest.mark.parametrize(
    "code", [(CM, "K76.0"), (WHO, "K76.0"), (NEW, "DB92.0"), (CodeSystem.ICD_9_CM, "571.8"), (SNOMED, "197321007")]
)
def test_a_fatty_liver_is_a_liver_disease_and_known_as_such(code: tuple[CodeSystem, str]) -> None:
    assert concepts(code) == {"liver-disease-other", "fatty-liver"}


def test_another_liver_disease_is_no_fatty_liver() -> None:
    assert concepts((CM, "K76.6")) == {"liver-disease-other"}
    assert concepts((CM, "K75.4")) == {"liver-disease-other"}
