"""What was fetched beside what came along: a list that failed is told, and never read as empty."""

from typing import Any

import orjson

from fhir_mappings.reading.reader import read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.history import Gap
from trd.terms import FactList, GapCode


def raw(value: Any) -> bytes:
    return orjson.dumps(value)


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def condition() -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}}


def codes(resources: Resources) -> list[GapCode]:
    return [gap.code for gap in resources.gaps]


def fetched(failed: dict[str, str], **keys: Any) -> Resources:
    """What was had of a server, and what was not."""
    return read_prefetch({key: raw(value) for key, value in keys.items()}, patient_id="p", failed=failed)


def test_a_list_that_could_not_be_fetched_is_a_gap_in_the_words_that_were_given() -> None:
    found = fetched({"conditions": "Conditions could not be had: it was late"})
    assert [(gap.code, gap.what) for gap in found.gaps] == [
        (GapCode.FETCH_FAILED, "Conditions could not be had: it was late")
    ]
    assert FactList.CONDITIONS not in found.delivered | found.held


def test_a_list_that_was_fetched_in_part_holds_what_came_and_is_not_the_whole() -> None:
    found = fetched({"conditions": "in part"}, conditions=bundle(condition()))
    assert FactList.CONDITIONS in found.held
    assert FactList.CONDITIONS not in found.delivered
    assert codes(found) == [GapCode.FETCH_FAILED], "said once"


def test_the_rest_of_a_list_whose_first_page_came_along_under_a_name_of_its_own() -> None:
    found = fetched({"observations": "in part"}, problems=bundle(condition()))
    assert FactList.CONDITIONS in found.delivered
    assert FactList.OBSERVATIONS not in found.delivered


def test_one_of_two_lists_of_drugs_that_failed_leaves_the_drugs_in_part() -> None:
    statement = {"resourceType": "MedicationStatement", "id": "m", "subject": {"reference": "Patient/p"}}
    drug = {"medicationCodeableConcept": {"text": "Sertraline"}}
    found = fetched({"medicationRequests": "late"}, medicationStatements=bundle({**statement, **drug}))
    assert FactList.MEDICATIONS in found.held
    assert FactList.MEDICATIONS not in found.delivered


def test_administrations_that_failed_say_nothing_of_the_drugs() -> None:
    found = fetched({"medicationAdministrations": "late"}, medicationRequests=bundle(total=0))
    assert FactList.MEDICATIONS in found.delivered
    assert codes(found) == [GapCode.FETCH_FAILED]


def test_a_gap_of_the_whole_call_is_told_first() -> None:
    gap = Gap(code=GapCode.FETCH_FAILED, what="not fetched")
    found = read_prefetch({"conditions": raw(bundle(condition()))}, patient_id="p", gaps=[gap])
    assert found.gaps[0] == gap
    assert FactList.CONDITIONS in found.delivered
