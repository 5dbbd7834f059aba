"""Refills are read once in a request, and what only looks alike is read for itself."""

from decimal import Decimal

import pytest
from msgspec import Raw

from fhir_mappings.dosage.sigs import SigReader
from fhir_mappings.drug_products import NamedDrug
from fhir_mappings.known_drugs import KnownDrugs
from fhir_mappings.reading.drug_resources import MedicationStatement
from fhir_mappings.reading.elements import CodeableConcept, Dosage, Reference
from fhir_mappings.reading.resources import Resources
from tests.fhir_mappings.records import KNOWLEDGE, WORDS
from trd.history import Gap


@pytest.fixture
def known() -> KnownDrugs:
    return KnownDrugs(KNOWLEDGE, WORDS.drugs, Resources(), SigReader(WORDS.drugs.names))


def statement(name: str, words: str) -> MedicationStatement:
    return MedicationStatement(id=name, medication_codeable_concept=CodeableConcept(text=words))


def drug(known: KnownDrugs, words: str) -> NamedDrug:
    found = known.named(statement("s", words))
    assert isinstance(found, NamedDrug)
    return found


def test_a_refill_names_the_same_drug(known: KnownDrugs) -> None:
    first, refill = statement("1", "sertraline 50 MG Oral Tablet"), statement("2", "sertraline 50 MG Oral Tablet")
    assert known.named(first) is known.named(refill)
    assert known.named(statement("3", "sertraline 100 MG Oral Tablet")) != known.named(first)


def test_the_same_words_mean_another_dose_of_another_strength(known: KnownDrugs) -> None:
    dosages = (Dosage(text="Take 1 tablet daily"),)
    daily = []
    for words in ("sertraline 50 MG Oral Tablet", "sertraline 100 MG Oral Tablet"):
        named = drug(known, words)
        instruction = known.instruction(dosages, None, named, named.components[0])
        assert known.instruction(dosages, None, named, named.components[0]) is instruction
        counted = known.counted(instruction, named, named.components[0])
        assert known.counted(instruction, named, named.components[0]) is counted
        daily.append(counted.steps[0].low)
    assert daily == [Decimal(50), Decimal(100)]


def test_a_gap_names_its_own_record(known: KnownDrugs) -> None:
    gaps = [known.named(MedicationStatement(id=name)) for name in ("1", "2")]
    assert [gap.evidence for gap in gaps if isinstance(gap, Gap)] == [
        ("MedicationStatement/1",),
        ("MedicationStatement/2",),
    ]


def test_a_contained_drug_belongs_to_its_record(known: KnownDrugs) -> None:
    contained = (
        b'{"resourceType":"Medication","id":"m","code":{"text":"sertraline 50 MG Oral Tablet"}}',
        b'{"resourceType":"Medication","id":"m","code":{"text":"venlafaxine 75 MG Oral Tablet"}}',
    )
    agents = []
    for name, raw in zip("12", contained, strict=True):
        record = MedicationStatement(id=name, contained=(Raw(raw),), medication_reference=Reference(reference="#m"))
        named = known.named(record)
        assert isinstance(named, NamedDrug)
        agents.append(named.components[0].agent)
    assert agents == ["sertraline", "venlafaxine"]
