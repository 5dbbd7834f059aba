"""Codes by system, whatever the system is called and however the code is spelled."""

import pytest

from fhir_mappings.codings import codes_of, codings_of, local_codes, system_of, words_of
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference, Coding
from trd.codes import Code, CodeSystem


@pytest.mark.parametrize(
    ("uri", "system"),
    [
        ("http://www.nlm.nih.gov/research/umls/rxnorm", CodeSystem.RXNORM),
        ("https://www.nlm.nih.gov/research/umls/rxnorm/", CodeSystem.RXNORM),
        ("urn:oid:2.16.840.1.113883.6.88", CodeSystem.RXNORM),
        ("2.16.840.1.113883.6.88", CodeSystem.RXNORM),
        ("http://snomed.info/sct", CodeSystem.SNOMED),
        ("http://snomed.info/sct|2025", CodeSystem.SNOMED),
        ("http://snomed.info/sct/731000124108/version/20250301", CodeSystem.SNOMED),
        ("urn:oid:2.16.840.1.113883.6.96", CodeSystem.SNOMED),
        ("http://loinc.org", CodeSystem.LOINC),
        ("urn:oid:2.16.840.1.113883.6.1", CodeSystem.LOINC),
        ("http://hl7.org/fhir/sid/icd-10", CodeSystem.ICD_10),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", CodeSystem.ICD_10),
        ("http://hl7.org/fhir/sid/icd-10-cm", CodeSystem.ICD_10_CM),
        ("urn:oid:2.16.840.1.113883.6.90", CodeSystem.ICD_10_CM),
        ("http://hl7.org/fhir/sid/icd-9-cm", CodeSystem.ICD_9_CM),
        ("http://id.who.int/icd/release/11/2024-01/mms", CodeSystem.ICD_11),
        ("http://www.whocc.no/atc", CodeSystem.ATC),
        ("http://www.ama-assn.org/go/cpt", CodeSystem.CPT),
        ("urn:oid:2.16.840.1.113883.2.1.3.2.4.16.9", CodeSystem.OPCS_4),
        ("urn:oid:1.2.3.4", None),
        ("", None),
        (None, None),
    ],
)
def test_a_system_is_known_by_each_of_its_names(uri: str | None, system: CodeSystem | None) -> None:
    assert system_of(uri) is system


@pytest.mark.parametrize(
    ("system", "value", "expected"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm", "f331", [("icd-10-cm", "F33.1")]),
        ("http://hl7.org/fhir/sid/icd-10-cm", " F33.1 ", [("icd-10-cm", "F33.1")]),
        ("http://hl7.org/fhir/sid/icd-10", "F33.1", [("icd-10", "F33.1")]),
        ("http://hl7.org/fhir/sid/icd-10", "F32.A", [("icd-10-cm", "F32.A")]),
        ("http://hl7.org/fhir/sid/icd-10", "R45.851", [("icd-10-cm", "R45.851")]),
        ("http://hl7.org/fhir/sid/icd-10", "F33", [("icd-10", "F33")]),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "F32.1+", [("icd-10", "F32.1")]),
        ("http://hl7.org/fhir/sid/icd-9-cm", "29630", [("icd-9-cm", "296.30")]),
        ("http://hl7.org/fhir/sid/icd-9-cm", "E9500", [("icd-9-cm", "E950.0")]),
        ("http://id.who.int/icd/release/11/mms", "6A70.1&XS25", [("icd-11", "6A70.1"), ("icd-11", "XS25")]),
        ("http://id.who.int/icd/release/11/mms", "PB80/XE97V", [("icd-11", "PB80"), ("icd-11", "XE97V")]),
        ("http://www.nlm.nih.gov/research/umls/rxnorm", "036437", [("rxnorm", "36437")]),
        ("http://loinc.org", "44261-6", [("loinc", "44261-6")]),
        ("http://snomed.info/sct", "370143000", [("snomed", "370143000")]),
        ("urn:oid:1.2.3", "x", []),
        ("http://snomed.info/sct", " ", []),
    ],
)
def test_a_code_is_spelled_as_the_tables_spell_it(system: str, value: str, expected: list[tuple[str, str]]) -> None:
    found = codes_of(Coding(system=system, code=value))
    assert found == tuple(Code(CodeSystem(name), code) for name, code in expected)


def test_a_concept_gives_its_codes_once_and_its_words_in_order() -> None:
    one = Coding(system="http://loinc.org", code="44261-6", display="PHQ-9 total")
    concept = CodeableConcept(coding=(one, one, Coding(code="LOCAL", display=" ")), text="Score")
    assert codes_of(concept) == (Code(CodeSystem.LOINC, "44261-6"),)
    assert words_of(concept) == ("Score", "PHQ-9 total")
    assert local_codes(concept) == ("44261-6", "44261-6", "local")


def test_a_reference_of_r5_is_read_by_its_concept() -> None:
    concept = CodeableConcept(coding=(Coding(system="http://loinc.org", code="1-8"),), text="inner")
    reference = CodeableReference(concept=concept)
    assert codes_of(reference) == codes_of(concept)
    assert words_of(reference) == ("inner",)
    plain = CodeableReference(text="plain", coding=concept.coding)
    assert (codes_of(plain), words_of(plain)) == (codes_of(concept), ("plain",))
    assert codings_of(CodeableReference()) == ()
    assert (codes_of(None), words_of(None)) == ((), ())
