"""Every resource becomes a fact or a gap, or is known to be none of our business: nothing is lost in silence."""

from pathlib import Path

import orjson
import pytest

from bench.coverage_of_records import Became, Coverage, coverage
from fhir_mappings.codings import codes_of, words_of
from fhir_mappings.reading.clinical_resources import Condition
from fhir_mappings.reading.decoding import KINDS
from fhir_mappings.reading.reader import read_any
from tests.fhir_mappings.records import KNOWLEDGE, coded

DRUG_TYPES = {kind for kind in KINDS if kind.startswith("Medication")}


@pytest.fixture(scope="module")
def third_party(third_party_data: Path) -> Coverage:
    return coverage(third_party_data, KNOWLEDGE)


def test_no_medication_and_no_depression_stands_among_what_no_rule_reads(third_party: Coverage) -> None:
    irrelevant = {kind for kind, counts in third_party.counts.items() if counts[Became.IRRELEVANT]}
    assert irrelevant.isdisjoint(DRUG_TYPES | {"Condition"})
    assert third_party.records > 300
    assert third_party.counts["MedicationRequest"].total() > 100


def test_no_depression_stands_among_what_is_not_ours(third_party_data: Path, third_party: Coverage) -> None:
    for name in third_party.names[("Condition", Became.NOT_OURS)]:
        file, _, reference = name.partition(": ")
        found = read_any((third_party_data / file).read_bytes()).find(reference, Condition)
        assert found is not None
        assert not any("depressi" in words.lower() for words in words_of(found.code)), name
        assert not any(code.value.startswith(("F32", "F33", "F34.1")) for code in codes_of(found.code)), name


def test_each_resource_of_a_record_is_counted_once_by_what_it_became(tmp_path: Path) -> None:
    sertraline = {"medicationCodeableConcept": coded("rxnorm|312941", "sertraline 50 MG Oral Tablet")}
    record = [
        {"resourceType": "Patient", "id": "p"},
        {"resourceType": "MedicationStatement", "id": "1", "status": "active"} | sertraline,
        {"resourceType": "MedicationStatement", "id": "2", "status": "entered-in-error"} | sertraline,
        {"resourceType": "MedicationStatement", "id": "3", "status": "active"},
        {
            "resourceType": "MedicationStatement",
            "id": "4",
            "status": "active",
            "medicationReference": {"reference": "Medication/m"},
        },
        {"resourceType": "Medication", "id": "m", "code": coded(text="sertraline 100 mg tablet")},
        {"resourceType": "Condition", "id": "5", "code": coded("icd-10-cm|M17.1")},
        {
            "resourceType": "Condition",
            "id": "6",
            "code": coded("icd-10-cm|F33.1"),
            "verificationStatus": coded("c|refuted"),
        },
        {"resourceType": "Goal", "id": "7"},
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in record]}
    (tmp_path / "a.json").write_bytes(orjson.dumps(bundle))
    (tmp_path / "b.json").write_text("no FHIR")
    found = coverage(tmp_path, KNOWLEDGE)
    assert (found.records, found.not_fhir) == (1, ["b.json"])
    assert dict(found.counts["MedicationStatement"]) == {Became.FACT: 2, Became.LEFT_OUT: 1, Became.GAP: 1}
    assert dict(found.counts["Medication"]) == {Became.FACT: 1}
    assert found.counts["Condition"][Became.NOT_OURS] == 1
    assert dict(found.counts["Goal"]) == {Became.IRRELEVANT: 1}
    assert sum(counts.total() for counts in found.counts.values()) == len(record)
