"""Resources found by type and reference, each record once, whatever their order."""

from typing import Any

import msgspec
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.reading.clinical_resources import Condition
from fhir_mappings.reading.drug_resources import Medication, MedicationRequest
from fhir_mappings.reading.reader import read_any, read_prefetch
from fhir_mappings.reading.request_resources import ServiceRequest
from fhir_mappings.reading.resources import Resources
from trd.terms import FactList


def raw(value: Any) -> bytes:
    return orjson.dumps(value)


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def condition(id_: str = "c", patient: str = "Patient/p", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": patient}} | more


def prefetch(**keys: Any) -> Resources:
    answers = {key: None if value is None else raw(value) for key, value in keys.items()}
    return read_prefetch(answers, patient_id="p")


RECORD = [
    {"resourceType": "Patient", "id": "p"},
    condition("1"),
    condition("2", category={"text": "x"}),
    {"resourceType": "Claim", "id": "3"},
    {"resourceType": "Condition"},
]


def test_a_nameless_resource_is_named_by_its_address_or_its_content() -> None:
    entries = [{"fullUrl": "urn:uuid:9", "resource": {"resourceType": "Condition"}}]
    assert read_any(raw({"resourceType": "Bundle", "entry": entries})).items[0].evidence == "Condition/9"
    one, two = (
        read_any(raw(bundle({"resourceType": "Condition", "recordedDate": day}))).items[0] for day in ("2026", "2025")
    )
    assert one.evidence.startswith("Condition/unnamed-")
    assert one.evidence != two.evidence


def test_the_newest_version_of_a_record_wins() -> None:
    old = condition(meta={"lastUpdated": "2026-01-01T09:00:00-05:00"}, recordedDate="2025")
    new = condition(meta={"lastUpdated": "2026-01-01T15:00:00Z"}, recordedDate="2026")
    for pair in ((old, new), (new, old)):
        assert [item.recorded_date for item in read_any(raw(bundle(*pair))).of(Condition)] == ["2026"]


def test_two_records_of_one_id_that_cannot_be_ordered_are_both_kept() -> None:
    pair = condition(recordedDate="2025"), condition(recordedDate="2026")
    assert len(read_any(raw(bundle(*pair))).items) == 2
    assert len(read_any(raw(bundle(pair[0], pair[0]))).items) == 1


def test_older_names_of_a_type_are_found_with_it() -> None:
    found = read_any(
        raw(bundle({"resourceType": "ProcedureRequest", "id": "1"}, {"resourceType": "MedicationOrder", "id": "2"}))
    )
    assert [item.evidence for item in found.of(ServiceRequest)] == ["ProcedureRequest/1"]
    assert [item.evidence for item in found.of(MedicationRequest)] == ["MedicationOrder/2"]


def test_a_contained_resource_is_found_only_from_inside() -> None:
    inside = {"resourceType": "Medication", "id": "m"}
    found = read_any(
        raw({"resourceType": "MedicationRequest", "id": "1", "contained": [inside, {"resourceType": "Practitioner"}]})
    )
    order = found.of(MedicationRequest)[0]
    assert found.find("#m", Medication, order) is not None
    assert found.find("#m", Medication) is None
    assert found.find("Medication/m", Medication, order) is None
    assert found.find(None, Medication) is None
    assert found.find("MedicationRequest/1", Medication) is None


def test_siblings_of_the_context_are_found_and_are_no_list() -> None:
    sibling = raw({"resourceType": "Medication", "id": "m"})
    found = read_prefetch({}, patient_id="p", context_resources=[sibling, msgspec.Raw(sibling)])
    assert found.find("Medication/m", Medication) is not None
    assert found.delivered == frozenset()


def test_plus_joins_two_answers_and_counts_each_record_once() -> None:
    one, two = (
        prefetch(conditions=condition("1")),
        prefetch(foo=bundle(condition("1"), condition("2"), {"resourceType": "Claim"})),
    )
    both = one.plus(two)
    assert [item.evidence for item in both.items] == ["Condition/1", "Condition/2"]
    assert both.delivered == {FactList.CONDITIONS}
    assert both.unread == {"Claim": 1}


@settings(max_examples=40, deadline=None)
@given(st.permutations(RECORD))
def test_the_order_of_resources_changes_nothing(shuffled: list[Any]) -> None:
    assert read_any(raw(bundle(*shuffled))) == read_any(raw(bundle(*RECORD)))
