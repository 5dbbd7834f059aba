"""All records of drugs together: their order and repetition change nothing, one bad record costs itself only."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.medications import read_medications
from fhir_mappings.reading.reader import read_any
from tests.fhir_mappings.drug_orders import (
    administration,
    dispense,
    dosage,
    drug,
    mg,
    order,
    read,
    repeat,
    statement,
)
from tests.fhir_mappings.records import KNOWLEDGE, bundle, coded
from trd.history import MedicationRecord

EVERYTHING: list[dict[str, Any]] = [
    order(None, dosage(mg(50), repeat()), id="1"),
    order(drug("venlafaxine XR 75 mg"), dosage(text="2 capsules daily"), id="2", status="stopped"),
    statement(None, id="3", effectivePeriod={"start": "2025-03"}),
    statement(drug("SSRI"), id="4"),
    dispense(None, id="5", daysSupply={"value": 30}),
    dispense(drug("metformin"), id="6"),
    administration(None, id="7"),
    order({"medicationReference": {"reference": "Medication/m"}}, id="8"),
    {"resourceType": "Medication", "id": "m", "code": coded("rxnorm|403969")},
]


def facts(resources: list[dict[str, Any]]) -> tuple[tuple[MedicationRecord, ...], object]:
    found = read(*resources)
    return found.records, (found.gaps, found.unread, found.dispensed_on)


JUNK: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.sampled_from(["2026-13-45", "mg", "daily"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "unit", "coding", "text"]), inner)
    ),
    max_leaves=6,
)


ELEMENTS = [
    "status",
    "intent",
    "authoredOn",
    "dosageInstruction",
    "dispenseRequest",
    "statusReason",
    "category",
    "meta",
]


@settings(max_examples=50, deadline=None)
@given(st.permutations(EVERYTHING))
def test_the_order_of_resources_changes_nothing(shuffled: list[dict[str, Any]]) -> None:
    assert facts(shuffled) == facts(EVERYTHING)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(EVERYTHING), max_size=4))
def test_a_duplicated_resource_changes_nothing(again: list[dict[str, Any]]) -> None:
    assert facts(EVERYTHING + again) == facts(EVERYTHING)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(
        [7, "x", [], {"resourceType": 5}, {"resourceType": "MedicationRequest", "dosageInstruction": [[[]]]}]
    )
)
def test_an_unreadable_resource_costs_nothing_else(broken: Any) -> None:
    entries = [{"resource": one} for one in [*EVERYTHING, broken]]
    found = read_medications(read_any(orjson.dumps({"resourceType": "Bundle", "entry": entries})), KNOWLEDGE)
    assert found.records == facts(EVERYTHING)[0]


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*ELEMENTS, "reasonCode", "identifier", "contained", "encounter"]), JUNK, max_size=4
    )
)
def test_no_element_of_a_wrong_type_loses_the_order_or_fails(junk: dict[str, Any]) -> None:
    resource = order(None) | junk
    if resource["status"] in ("active", None) and resource["intent"] == "order":
        assert read(resource).records
    else:
        read(resource)


def test_a_thousand_orders_cost_no_more_each_than_a_hundred() -> None:
    from time import process_time

    def took(count: int) -> float:
        resources = bundle(*(order(None, dosage(text="1 tablet daily"), id=str(place)) for place in range(count)))
        begun = process_time()
        assert len(read_medications(resources, KNOWLEDGE).records) == count
        return process_time() - begun

    took(50)
    assert took(1000) < 30 * max(took(100), 0.001)
