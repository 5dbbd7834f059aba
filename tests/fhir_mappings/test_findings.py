"""Tests that are positive or negative, smoking, metaboliser phenotypes (R-X1)."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.observed import DAY, quantity, read
from tests.fhir_mappings.records import coded
from trd.history import CodedFinding, Phenotype


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"valueCodeableConcept": coded("loinc|LA6576-8")}, "positive"),
        ({"valueCodeableConcept": coded("snomed|10828004")}, "positive"),
        ({"valueCodeableConcept": coded("snomed|260385009")}, "negative"),
        ({"valueString": "Positive"}, "positive"),
        ({"valueString": "negative"}, "negative"),
        ({"interpretation": [coded("c|NEG")]}, "negative"),
    ],
)
def test_a_pregnancy_test_says_positive_or_negative(value: dict[str, Any], said: str) -> None:
    assert read("loinc|2106-3", **value) == [
        CodedFinding(concept="hcg", value=said, day=DAY, evidence=("Observation/1",))
    ]


@pytest.mark.parametrize(
    "value", [{"valueString": "indeterminate"}, {"valueCodeableConcept": coded(text="invalid")}, {}]
)
def test_an_unclear_test_is_no_result(value: dict[str, Any]) -> None:
    assert read("loinc|2106-3", **value) == []


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (coded("snomed|449868002"), "449868002"),
        (coded("loinc|LA18976-3"), "449868002"),
        (coded(text="Former smoker"), "8517006"),
        (coded("snomed|266919005"), "266919005"),
    ],
)
def test_smoking_status_is_its_snomed_answer(value: dict[str, Any], answer: str) -> None:
    (found,) = read("loinc|72166-2", valueCodeableConcept=value)
    assert (found.concept, found.value) == ("smoking-status", answer)


def test_unknown_if_ever_smoked_is_no_answer() -> None:
    assert read("loinc|72166-2", valueCodeableConcept=coded("snomed|266927001")) == []


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("loinc|79715-9", coded("loinc|LA9657-3"), ("CYP2D6", "poor")),
        ("loinc|79714-2", coded("loinc|LA10315-2"), ("CYP2C19", "ultrarapid")),
        ("loinc|79714-2", coded(text="Extensive metabolizer"), ("CYP2C19", "normal")),
        (coded(text="CYP2B6 phenotype"), coded(text="Poor Metaboliser"), ("CYP2B6", "poor")),
    ],
)
def test_a_metaboliser_phenotype(code: Any, value: dict[str, Any], expected: tuple[str, str]) -> None:
    gene, phenotype = expected
    assert read(code, valueCodeableConcept=value) == [
        Phenotype(gene=gene, value=phenotype, day=DAY, evidence=("Observation/1",))
    ]


def test_a_phenotype_may_stand_in_a_component_or_in_a_sentence() -> None:
    part = {"code": coded("loinc|79715-9"), "valueCodeableConcept": coded("loinc|LA9657-3")}
    (found,) = read("loinc|51963-7", component=[part])
    assert (found.gene, found.value) == ("CYP2D6", "poor")
    (said,) = read("loinc|79715-9", valueString="CYP2D6 Poor Metabolizer")
    assert (said.gene, said.value) == ("CYP2D6", "poor")


@pytest.mark.parametrize(
    "sentence",
    ["CYP2C19 poor metabolizer", "CYP2D6 poor metabolizer, was rapid metabolizer", "likely poor metabolizer"],
)
def test_a_sentence_about_another_gene_or_of_two_minds_is_no_phenotype(sentence: str) -> None:
    assert read("loinc|79715-9", valueString=sentence) == []


@pytest.mark.parametrize("text", ["Likely poor metabolizer", "*1/*4", "Indeterminate", "Poor/intermediate metabolizer"])
def test_a_genotype_or_a_guess_is_no_phenotype(text: str) -> None:
    assert read("loinc|79715-9", valueCodeableConcept=coded(text=text)) == []


def test_a_genomics_report_names_its_gene_in_a_component() -> None:
    gene = {"code": coded("loinc|48018-6"), "valueCodeableConcept": coded("http://www.genenames.org|HGNC:2625")}
    effect = {"code": coded("loinc|53040-2"), "valueCodeableConcept": coded("loinc|LA9657-3")}
    whole = read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA9657-3"), component=[gene])
    part = read(coded(text="CYP2D6 gene analysis"), component=[gene, effect])
    assert [(fact.gene, fact.value) for fact in (*whole, *part)] == [("CYP2D6", "poor"), ("CYP2D6", "poor")]


def test_a_phenotype_without_an_exact_day_keeps_the_last_day_it_can_mean() -> None:
    (found,) = read("loinc|79715-9", valueCodeableConcept=coded("loinc|LA9657-3"), effectiveDateTime="2019")
    assert found.day == date(2019, 12, 31)


def test_a_gene_is_known_by_its_words_too() -> None:
    gene = {"code": coded("loinc|48018-6"), "valueCodeableConcept": coded(text="CYP2C19")}
    other = {"code": coded("loinc|81252-9"), "valueCodeableConcept": coded(text="rs123")}
    found = read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA10315-2"), component=[other, gene])
    assert [(fact.gene, fact.value) for fact in found] == [("CYP2C19", "ultrarapid")]
    assert read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA10315-2"), component=[other]) == []


def test_a_screen_may_say_positive_in_place_of_a_number() -> None:
    assert read(coded(text="ASRS"), valueCodeableConcept=coded(text="Positive")) == [
        CodedFinding(concept="asrs", value="positive", day=DAY, evidence=("Observation/1",))
    ]


def test_a_viral_load_is_positive_by_the_laboratorys_own_word() -> None:
    viral_load = quantity(125000, "[IU]/mL")
    assert read("loinc|11011-4", valueQuantity=viral_load) == []
    (found,) = read("loinc|11011-4", valueQuantity=viral_load, interpretation=[coded("c|POS")])
    assert (found.concept, found.value) == ("hcv-rna", "positive")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param({"valueCodeableConcept": coded("loinc|LA15173-0")}, ["positive"], id="pregnant"),
        pytest.param({"valueCodeableConcept": coded("snomed|77386006")}, ["positive"], id="pregnant, SNOMED CT"),
        pytest.param({"valueCodeableConcept": coded("loinc|LA26683-5", text="Not pregnant")}, [], id="no test"),
        pytest.param({"valueCodeableConcept": coded("loinc|LA4489-6", text="Unknown")}, [], id="unknown"),
    ],
)
def test_a_pregnancy_status_is_read_where_it_says_pregnant(value: dict[str, Any], said: list[str]) -> None:
    assert [fact.value for fact in read("loinc|82810-3", **value)] == said


def test_a_pregnancy_test_is_known_by_its_words() -> None:
    (fact,) = read(coded(text="Urine pregnancy test"), valueString="Positive")
    assert (fact.concept, fact.value) == ("hcg", "positive")
