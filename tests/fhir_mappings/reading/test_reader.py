"""What an EHR sends for a patient: unknown is not empty, and nobody else is mixed in."""

from time import process_time
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.reading.clinical_resources import Patient
from fhir_mappings.reading.drug_resources import Medication, MedicationStatement
from fhir_mappings.reading.reader import patients_in, read_any, read_bundle, read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.terms import FactList, GapCode


def raw(value: Any) -> bytes:
    return orjson.dumps(value)


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def condition(id_: str = "c", patient: str = "Patient/p", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": patient}} | more


def outcome(severity: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]}


def prefetch(**keys: Any) -> Resources:
    answers = {key: None if value is None else raw(value) for key, value in keys.items()}
    return read_prefetch(answers, patient_id="p")


def codes(resources: Resources) -> list[GapCode]:
    return [gap.code for gap in resources.gaps]


JSON: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resourceType", "entry", "resource", "id", "subject", "code", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="null"),
        pytest.param(bundle(), id="an empty Bundle"),
        pytest.param({"resourceType": "Bundle", "type": "searchset", "total": 0}, id="a Bundle without entries"),
        pytest.param(bundle(outcome("warning"), total=0), id="Epic: no rows, with a warning inside"),
        pytest.param(outcome("information"), id="a remark in place of a Bundle"),
    ],
)
def test_nothing_found_is_an_answer(answer: Any) -> None:
    found = prefetch(conditions=answer)
    assert found.delivered == {FactList.CONDITIONS}
    assert found.items == ()
    assert found.gaps == ()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(outcome("error"), id="an OperationOutcome"),
        pytest.param(bundle(outcome("fatal")), id="an OperationOutcome inside"),
        pytest.param({"resourceType": "OperationOutcome"}, id="one without a word"),
        pytest.param("not FHIR", id="a text"),
        pytest.param(7, id="a number"),
    ],
)
def test_a_failed_search_is_no_answer_and_is_said(answer: Any) -> None:
    found = prefetch(conditions=answer)
    assert found.delivered == frozenset()
    assert GapCode.FETCH_FAILED in codes(found)


def test_what_came_beside_an_error_is_used_but_the_list_is_not_whole() -> None:
    found = prefetch(conditions=bundle(condition(), outcome("error")))
    assert [item.evidence for item in found.items] == ["Condition/c"]
    assert found.delivered == frozenset()


def test_an_absent_key_is_not_delivered() -> None:
    assert prefetch(patient={"resourceType": "Patient", "id": "p"}).delivered == {FactList.PATIENT}


def test_a_first_page_alone_is_no_whole_list_and_the_last_page_is() -> None:
    more = {"link": [{"relation": "next", "url": "https://ehr/next"}]}
    first, last = raw(bundle(condition("1"), **more)), raw(bundle(condition("2")))
    alone = read_prefetch({"conditions": first}, patient_id="p")
    assert (alone.delivered, codes(alone)) == (frozenset(), [GapCode.NOT_SENT])
    paged = read_prefetch({"conditions": [first, last]}, patient_id="p")
    assert (set(paged.delivered), len(paged.gaps), len(paged.items)) == ({FactList.CONDITIONS}, 0, 2)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("patient", FactList.PATIENT),
        ("conditions", FactList.CONDITIONS),
        ("Condition", FactList.CONDITIONS),
        ("medicationStatements", FactList.MEDICATIONS),
        ("medicationRequests", FactList.MEDICATIONS),
        ("MedicationRequest", FactList.MEDICATIONS),
        ("medicationDispenses", FactList.DISPENSES),
        ("observations", FactList.OBSERVATIONS),
        ("questionnaireResponses", FactList.QUESTIONNAIRES),
        ("procedures", FactList.PROCEDURES),
        ("allergies", FactList.ALLERGIES),
        ("allergyIntolerances", FactList.ALLERGIES),
        ("encounters", FactList.ENCOUNTERS),
    ],
)
def test_a_null_under_a_key_of_the_contract_is_that_list_and_empty(key: str, expected: FactList) -> None:
    assert read_prefetch({key: None}, patient_id="p").delivered == {expected}


@pytest.mark.parametrize("key", ["item1", "whatever", "medicationAdministrations"])
def test_a_null_under_another_name_says_nothing(key: str) -> None:
    assert read_prefetch({key: None}, patient_id="p").delivered == frozenset()


def test_resources_are_recognised_by_their_type_and_not_by_their_key() -> None:
    found = prefetch(foo=bundle(condition(), {"resourceType": "MedicationStatement", "id": "s"}))
    assert found.delivered == {FactList.CONDITIONS, FactList.MEDICATIONS}
    assert len(found.of(MedicationStatement)) == 1


def test_a_key_may_hold_a_single_resource() -> None:
    assert [item.evidence for item in prefetch(conditions=condition()).items] == ["Condition/c"]


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("Patient/p", id="local"),
        pytest.param("https://ehr.example/fhir/Patient/p", id="absolute"),
        pytest.param("Patient/p/_history/4", id="of a version"),
        pytest.param("p", id="bare"),
    ],
)
def test_a_subject_is_the_patient_in_every_spelling(subject: str) -> None:
    assert len(prefetch(conditions=condition(patient=subject)).items) == 1


@pytest.mark.parametrize("subject", ["Patient/q", "https://ehr.example/fhir/Patient/pp", "Group/p", "urn:uuid:1234"])
def test_a_record_of_somebody_else_is_left_out_and_told(subject: str) -> None:
    found = prefetch(conditions=bundle(condition("1"), condition("2", patient=subject)))
    assert [item.evidence for item in found.items] == ["Condition/1"]
    assert [(gap.code, gap.evidence) for gap in found.gaps] == [(GapCode.OTHER_PATIENT, ("Condition/2",))]


def test_a_record_that_names_nobody_is_the_patients() -> None:
    assert len(prefetch(conditions={"resourceType": "Condition", "id": "1"}).items) == 1


def test_a_urn_is_followed_to_the_patient_that_bears_it() -> None:
    entries = [
        {"fullUrl": "urn:uuid:77", "resource": {"resourceType": "Patient", "id": "p"}},
        {"fullUrl": "urn:uuid:78", "resource": condition(patient="urn:uuid:77")},
    ]
    found = prefetch(all={"resourceType": "Bundle", "entry": entries})
    assert len(found.items) == 2
    assert patients_in(found) == {"p"}


def test_two_patients_in_one_record_are_seen() -> None:
    record = bundle({"resourceType": "Patient", "id": "p"}, condition(patient="Patient/q"))
    assert patients_in(read_any(raw(record))) == {"p", "q"}
    assert patients_in(read_any(raw(bundle(condition(patient="https://a/Patient/p"))))) == {"p"}
    assert patients_in(read_any(raw(bundle(condition(patient="Group/g"))))) == frozenset()


def test_a_record_without_conditions_says_that_none_were_sent() -> None:
    found = read_bundle(raw(bundle({"resourceType": "MedicationStatement", "id": "s"})))
    assert found.delivered == {FactList.MEDICATIONS}
    assert codes(found) == [GapCode.CONDITIONS_NOT_SENT]


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["conditions", "observations", "foo"]), JSON))
def test_no_json_in_a_prefetch_makes_the_reader_fail(keys: dict[str, Any]) -> None:
    read_prefetch({key: raw(value) for key, value in keys.items()}, patient_id="p")


def test_five_thousand_resources_cost_linear_time() -> None:
    def took(count: int) -> float:
        data = raw(bundle(*(condition(str(place), text={"div": "x" * 800}) for place in range(count))))
        begun = process_time()
        assert len(read_any(data).items) == count
        return process_time() - begun

    took(100)
    assert min(took(5000) for _ in range(3)) < 40 * max(took(500), 0.002)


def test_the_patient_is_recognised() -> None:
    assert (
        prefetch(patient={"resourceType": "Patient", "id": "p", "gender": "female"}).of(Patient)[0].gender == "female"
    )


UNREADABLE = [
    pytest.param(bundle({"a": 1}, {"b": 2}, total=2), id="entries without a resource type"),
    pytest.param({"a": 1}, id="an object without a type"),
    pytest.param({}, id="an empty object"),
    pytest.param({"resourceType": "Foo"}, id="a type that FHIR has not"),
    pytest.param(bundle({"resourceType": "Foo"}), id="such a type inside"),
    pytest.param({"resourceType": "Bundle", "entry": 5}, id="entry is a number"),
    pytest.param({"resourceType": "Bundle", "entry": "x"}, id="entry is a text"),
    pytest.param({"resourceType": "Bundle", "entry": {"a": 1}}, id="entry is an object"),
    pytest.param({"resourceType": "Bundle", "entry": [{}]}, id="an empty entry"),
    pytest.param({"resourceType": "Bundle", "entry": [None]}, id="an entry of null"),
    pytest.param({"resourceType": "Bundle", "entry": [{"fullUrl": "https://ehr/Condition/1"}]}, id="an address alone"),
    pytest.param(bundle(None), id="a resource of null"),
    pytest.param(bundle([]), id="a list in place of a resource"),
    pytest.param([None], id="a list of null"),
    pytest.param({"resourceType": "Bundle", "type": "searchset", "total": 5}, id="a count alone"),
    pytest.param({"resourceType": "Bundle", "type": "searchset", "total": "5"}, id="a count alone, as a text"),
    pytest.param(
        bundle({"resourceType": "Condition", "id": "1", "code": [[1], [2]]}), id="a diagnosis that can't be read"
    ),
    pytest.param(bundle({"resourceType": "Bundle", "entry": [{"resource": {"a": 1}}]}), id="a Bundle of such inside"),
]


@pytest.mark.parametrize("answer", UNREADABLE)
@pytest.mark.parametrize("key", ["conditions", "medicationStatements"])
def test_unreadable_is_not_empty(key: str, answer: Any) -> None:
    found = prefetch(**{key: answer})
    assert found.delivered == frozenset()
    assert {GapCode.UNREADABLE_RESOURCE, GapCode.NOT_SENT, GapCode.FETCH_FAILED} & set(codes(found))


def test_an_unreadable_list_of_statements_is_not_made_whole_by_the_orders() -> None:
    found = prefetch(medicationStatements=bundle({"a": 1}), medicationRequests=bundle())
    assert found.delivered == frozenset()


def test_one_readable_condition_makes_the_list_with_a_gap_for_the_others() -> None:
    found = prefetch(conditions=bundle(condition(), {"a": 1}, 5, total=3))
    assert found.delivered == {FactList.CONDITIONS}
    assert set(codes(found)) == {GapCode.UNREADABLE_RESOURCE}


def test_other_records_in_the_place_of_a_list_are_read_but_are_not_that_list() -> None:
    found = prefetch(conditions=bundle({"resourceType": "Encounter", "id": "e"}))
    assert found.delivered == {FactList.ENCOUNTERS}
    assert [(gap.code, gap.what) for gap in found.gaps] == [
        (GapCode.NOT_SENT, "Conditions: other records were sent in their place")
    ]


def test_a_record_of_unreadable_conditions_says_that_conditions_were_not_sent() -> None:
    conditions = bundle({"a": 1}, {"resourceType": "Condition", "id": "1", "code": [[1], [2]]}, total=2)
    found = read_any(raw(bundle({"resourceType": "MedicationStatement", "id": "s"}, conditions)))
    assert found.delivered == {FactList.MEDICATIONS}
    assert GapCode.CONDITIONS_NOT_SENT in codes(found)


def test_a_search_that_found_more_than_it_sent_is_no_whole_list() -> None:
    found = prefetch(conditions=bundle(condition("1"), condition("2"), total=5))
    assert (found.delivered, len(found.items)) == (frozenset(), 2)
    assert [(gap.code, gap.what) for gap in found.gaps] == [(GapCode.NOT_SENT, "Conditions: 2 of 5 were sent")]


def test_what_came_along_with_a_search_is_not_counted_as_found() -> None:
    orders = bundle(
        {"resourceType": "MedicationRequest", "id": "1"}, {"resourceType": "Medication", "id": "m"}, total=2
    )
    orders["entry"][1]["search"] = {"mode": "include"}
    assert prefetch(medicationRequests=orders).delivered == frozenset()
    assert prefetch(medicationRequests=orders | {"total": 1}).delivered == {FactList.MEDICATIONS}


def test_the_pages_of_a_search_are_counted_together() -> None:
    more = {"link": [{"relation": "next", "url": "https://ehr/next"}]}
    first, last = raw(bundle(condition("1"), total=2, **more)), raw(bundle(condition("2"), total=2))
    whole = read_prefetch({"conditions": [first, last]}, patient_id="p")
    assert (set(whole.delivered), whole.gaps) == ({FactList.CONDITIONS}, ())
    lost = read_prefetch({"conditions": [first.replace(b'"total":2', b'"total":3'), last]}, patient_id="p")
    assert (lost.delivered, [gap.what for gap in lost.gaps]) == (frozenset(), ["Conditions: 2 of 3 were sent"])


def test_a_batch_of_searches_loses_only_the_list_that_is_short() -> None:
    drugs = bundle({"resourceType": "MedicationStatement", "id": "s"}, total=1)
    record = bundle(bundle(condition("1"), total=4), drugs, type="batch-response")
    found = read_any(raw(record))
    assert found.delivered == {FactList.MEDICATIONS}
    assert [(gap.code, gap.what) for gap in found.gaps] == [(GapCode.NOT_SENT, "Conditions: 1 of 4 were sent")]
    assert prefetch(everything=record).delivered == frozenset()


def test_a_list_of_somebody_elses_records_alone_is_not_the_patients() -> None:
    assert prefetch(conditions=bundle(condition(patient="Patient/q"))).delivered == frozenset()


@pytest.mark.parametrize("key", ["John Smith", "a\u202eb\n\x00", "<b>x</b>"])
@pytest.mark.parametrize(
    "answer", [outcome("error"), bundle({"a": 1}, total=9), "text"], ids=["error", "short", "text"]
)
def test_the_name_of_a_sites_own_key_is_never_repeated(key: str, answer: Any) -> None:
    for data in (raw(answer), b"{"):
        found = read_prefetch({key: data}, patient_id="p")
        assert any("a prefetch key" in gap.what for gap in found.gaps)
        assert not any(key in gap.what or key.strip()[:1] == gap.what[:1] for gap in found.gaps)


def test_conditions_that_were_not_sent_are_said_in_the_words_of_the_diagnosis() -> None:
    found = read_any(raw(bundle({"resourceType": "Patient", "id": "p"})))
    assert [gap.what for gap in found.gaps] == ["The list of conditions was not sent"]


@pytest.mark.parametrize("id_", [{}, {"id": None}, {"id": 7}, {"id": ""}, {"id": [1, 2]}], ids=str)
@pytest.mark.parametrize("address", [{}, {"fullUrl": "urn:uuid:12"}], ids=["no address", "an address of the Bundle"])
def test_a_patient_without_a_usable_id_is_the_one_that_the_others_name(
    id_: dict[str, Any], address: dict[str, Any]
) -> None:
    patient = {"resourceType": "Patient", "gender": "female"} | id_
    record = {"resourceType": "Bundle", "entry": [{"resource": patient} | address, {"resource": condition()}]}
    assert patients_in(read_any(raw(record))) == {"p"}
    assert len(prefetch(all=record).of(Patient)) == 1


def test_two_named_patients_stay_two_beside_one_without_a_name() -> None:
    nameless, named = {"resourceType": "Patient"}, {"resourceType": "Patient", "id": "p"}
    record = bundle(nameless, named, condition(patient="Patient/q"))
    assert patients_in(read_any(raw(record))) == {"p", "q"}
    assert [item.evidence for item in prefetch(all=record).items] == ["Patient/p"]


def test_a_nameless_patient_to_whom_another_ones_records_belong_is_left_out() -> None:
    entries = [
        {"fullUrl": "urn:uuid:77", "resource": {"resourceType": "Patient"}},
        {"fullUrl": "urn:uuid:78", "resource": condition(patient="urn:uuid:77")},
    ]
    assert prefetch(all={"resourceType": "Bundle", "entry": entries}).items == ()


@pytest.mark.parametrize("id_", ["a\u202eb", "a\x00\n", "x" * 5000, "John Smith"], ids=ascii)
def test_an_id_that_could_say_anything_is_told_clean_and_its_record_is_still_found(id_: str) -> None:
    order = {"resourceType": "MedicationRequest", "id": "1", "medicationReference": {"reference": f"Medication/{id_}"}}
    found = prefetch(all=bundle({"resourceType": "Medication", "id": id_}, order))
    medication = found.of(Medication)[0]
    assert len(str(medication.id)) <= 100
    assert str(medication.id).isprintable()
    assert " " not in str(medication.id)
    assert found.find(f"Medication/{id_}", Medication) is medication


def test_two_long_ids_that_begin_alike_stay_two_records() -> None:
    assert len(prefetch(conditions=bundle(condition("x" * 200 + "1"), condition("x" * 200 + "2"))).items) == 2


def test_without_a_patient_nobody_is_left_out() -> None:
    found = read_prefetch({"conditions": raw(bundle(condition(), condition("d", "Patient/q")))}, patient_id=None)
    assert len(found.items) == 2
