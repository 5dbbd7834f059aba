"""Records of drugs that nobody of this project wrote: each becomes a fact, a gap, or was looked at; none fails."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fhir_mappings.codings import words_of
from fhir_mappings.medications import read_medications
from fhir_mappings.reading.drug_resources import DrugRecord, Medication
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import read_any
from fhir_mappings.reading.resources import Resources
from fhir_mappings.record_status import administration_standing, dispense_standing, order_standing, statement_standing
from tests.fhir_mappings.records import KNOWLEDGE

LISTED = tomllib.loads(Path(__file__).with_name("other_drugs.toml").read_text(encoding="utf-8"))
STANDING: dict[str, Callable[..., object]] = {
    "MedicationRequest": order_standing,
    "MedicationOrder": order_standing,
    "MedicationStatement": statement_standing,
    "MedicationDispense": dispense_standing,
    "MedicationAdministration": administration_standing,
}


def files(folder: Path) -> Iterator[tuple[str, Resources]]:
    """Every file that holds FHIR."""
    for path in sorted(folder.rglob("*.*json")):
        if path.name in ("package.json", ".index.json"):
            continue
        try:
            yield path.relative_to(folder).as_posix(), read_any(path.read_bytes())
        except UnreadableMessage:
            continue


def first_words(record: DrugRecord, resources: Resources) -> str:
    """How the record prints its drug."""
    words = [*words_of(record.medication_codeable_concept), *words_of(record.medication)]
    references = [record.medication_reference, record.medication.reference if record.medication else None]
    for reference in references:
        medication = resources.find(reference, Medication, record)
        words += words_of(medication.code) if medication is not None else ()
        words += [reference.display] if reference is not None and reference.display else []
    return (words or ["(nothing)"])[0]


def test_every_drug_is_used_or_told_or_was_looked_at(third_party_data: Path) -> None:
    reviewed = {word for group in LISTED.values() for word in group["words"]}
    unknown, seen = set(), 0
    for name, resources in files(third_party_data):
        found = read_medications(resources, KNOWLEDGE)
        told = {reference for fact in found.records for reference in fact.evidence}
        told |= {reference for gap in found.gaps for reference in gap.evidence}
        for record in resources.of(DrugRecord):
            seen += 1
            if record.evidence in told or STANDING[record.resource_type](record) is None:
                continue
            if first_words(record, resources) not in reviewed:
                unknown.add((name, first_words(record, resources)))
    assert not unknown, "look at each, then list it with its reason in other_drugs.toml"
    assert seen > 250


def test_the_reviewed_list_gives_a_reason_for_each_group() -> None:
    assert all(len(group["why"]) > 20 and group["words"] for group in LISTED.values())


def test_every_antidepressant_of_these_records_is_found_with_its_evidence(third_party_data: Path) -> None:
    agents: dict[str, int] = {}
    for name, resources in files(third_party_data):
        for record in read_medications(resources, KNOWLEDGE).records:
            assert record.evidence, name
            assert record.label, name
            agents[record.agent] = agents.get(record.agent, 0) + 1
    for agent in ("sertraline", "desipramine", "fluoxetine", "doxepin", "lorazepam", "warfarin"):
        assert agents.get(agent, 0), agent


@pytest.mark.parametrize("package", ["hl7.fhir.r4.examples", "hl7.fhir.r5.examples"])
def test_every_example_of_hl7_is_read(npm_fhir_examples: Callable[[str], Path], package: str) -> None:
    read = 0
    for _name, resources in files(npm_fhir_examples(package)):
        read_medications(resources, KNOWLEDGE)
        read += 1
    assert read > 1000
