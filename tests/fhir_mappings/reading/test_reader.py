"""What an EHR sends -> single resources: unknown is not empty, one bad element costs only itself."""

from contextlib import suppress
from time import process_time
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.reading.clinical_resources import Condition, Encounter, Observation, Patient, ServiceRequest
from fhir_mappings.reading.drug_resources import Medication, MedicationRequest, MedicationStatement
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import patients_in, read_any, read_bundle, read_ndjson, read_prefetch
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


# ---- unknown is not empty


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


# ---- whose is it?


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


# ---- one bad element, one bad resource


def request(**elements: Any) -> MedicationRequest:
    return read_any(raw({"resourceType": "MedicationRequest", "id": "1"} | elements)).of(MedicationRequest)[0]


@pytest.mark.parametrize(
    ("elements", "kept"),
    [
        ({"category": {"text": "outpatient"}}, lambda found: found.category[0].text == "outpatient"),
        ({"reasonCode": {"coding": {"code": "F33"}}}, lambda found: found.reason_code[0].coding[0].code == "F33"),
        ({"status": ["active"]}, lambda found: found.status == "active"),
        ({"doNotPerform": "true"}, lambda found: found.do_not_perform is True),
        ({"id": 7}, lambda found: found.id == "7"),
        ({"medicationCodeableConcept": "Zoloft"}, lambda found: found.medication_codeable_concept.text == "Zoloft"),
        (
            {"medicationCodeableConcept": {"system": "x", "code": 5}},
            lambda found: found.medication_codeable_concept.codings[0].code == "5",
        ),
        ({"medicationReference": "Medication/1"}, lambda found: found.medication_reference.reference == "Medication/1"),
        ({"dosageInstruction": {"text": "daily"}}, lambda found: found.dosage_instruction[0].text == "daily"),
        ({"dosageInstruction": [None, {"text": "daily"}]}, lambda found: len(found.dosage_instruction) == 1),
        ({"dosageInstruction": None}, lambda found: found.dosage_instruction == ()),
        ({"subject": [{"reference": "Patient/p"}]}, lambda found: found.subject.reference == "Patient/p"),
    ],
)
def test_a_shape_that_real_systems_send_is_read_and_not_complained_of(elements: dict[str, Any], kept: Any) -> None:
    found = request(**elements)
    assert kept(found)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("elements", "note"),
    [
        ({"authoredOn": {"a": 1}}, "authoredOn"),
        ({"dispenseRequest": "thirty"}, "dispenseRequest"),
        ({"status": ["active", "stopped"]}, "status"),
        ({"dosageInstruction": [{"sequence": "first", "text": "daily"}]}, "dosageInstruction.sequence"),
        ({"dosageInstruction": [5, {"text": "daily"}]}, "dosageInstruction"),
    ],
)
def test_a_wrong_type_empties_its_element_and_leaves_a_gap(elements: dict[str, Any], note: str) -> None:
    found = read_any(raw({"resourceType": "MedicationRequest", "id": "1", "intent": "order"} | elements))
    assert found.of(MedicationRequest)[0].intent == "order"
    assert found.of(MedicationRequest)[0].notes == (note,)
    gap = next(gap for gap in found.gaps if gap.code is GapCode.UNREADABLE_RESOURCE)
    assert note in gap.what
    assert gap.evidence == ("MedicationRequest/1",)


def test_numbers_are_exact() -> None:
    digits = "0.1000000000000000055511151231257827"
    data = f'{{"resourceType":"Observation","id":"1","valueQuantity":{{"value":{digits}}}}}'.encode()
    quantity = read_any(data).of(Observation)[0].value_quantity
    assert quantity is not None
    assert str(quantity.value) == digits
    text = data.replace(b'"id":"1"', b'"id":1')  # refused at first, then read element by element
    assert str(read_any(text).of(Observation)[0].value_quantity.value) == digits  # type: ignore[union-attr]


def test_one_bad_resource_never_costs_the_others() -> None:
    found = read_any(raw(bundle(condition("1"), {"id": "x"}, 5, None, {"resourceType": 7}, condition("2"))))
    assert [item.evidence for item in found.items] == ["Condition/1", "Condition/2"]
    assert codes(found).count(GapCode.UNREADABLE_RESOURCE) == 3


def test_what_no_rule_reads_is_counted() -> None:
    claim = {"resourceType": "Claim", "id": "1"}
    assert read_any(raw(bundle(condition(), claim, claim))).unread == {"Claim": 2}


def test_an_extended_primitive_alone_is_an_absent_element() -> None:
    found = request(_status={"extension": [{"url": "data-absent-reason", "valueCode": "unknown"}]})
    assert found.status is None
    assert found.notes == ()


# ---- bytes as they come


TWO = b'{"resourceType":"Condition","id":"1"}\n{"resourceType":"Condition","id":"2"}\n'
DEEP = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TWO, id="NDJSON"),
        pytest.param(TWO.replace(b"\n", b"\r\n\r\n"), id="NDJSON of another system"),
        pytest.param(b"[" + TWO.strip().replace(b"\n", b",") + b"]", id="a list"),
        pytest.param(
            b"\xef\xbb\xbf"
            + raw(bundle({"resourceType": "Condition", "id": "1"}, {"resourceType": "Condition", "id": "2"})),
            id="a byte order mark",
        ),
        pytest.param(
            raw(bundle({"resourceType": "Condition", "id": "1"}, {"resourceType": "Condition", "id": "2"}))
            .decode()
            .encode("utf-16"),
            id="UTF-16",
        ),
        pytest.param(
            b'{"resourceType":"Condition","id":"1","code":{"text":"a\xff"}}\n{"resourceType":"Condition","id":"2"}',
            id="broken UTF-8",
        ),
        pytest.param(
            b'{"resourceType":"Condition","id":"1","x":' + DEEP + b'}\n{"resourceType":"Condition","id":"2"}',
            id="absurd depth",
        ),
        pytest.param(b'{"resourceType":"Condition","id":"1","x":NaN}\n{"resourceType":"Condition","id":"2"}', id="NaN"),
        pytest.param(
            raw(
                bundle(
                    {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "id": "1"}}]},
                    {"resourceType": "Condition", "id": "2"},
                )
            ),
            id="a Bundle inside a Bundle",
        ),
        pytest.param(
            raw(
                {
                    "resourceType": "Bundle",
                    "entry": [
                        {"resource": {"resourceType": "Condition", "id": "1"}, "fullUrl": 5},
                        {"resource": {"resourceType": "Condition", "id": "2"}},
                    ],
                }
            ),
            id="an envelope with a wrong type",
        ),
    ],
)
def test_a_body_of_any_form_is_read(data: bytes) -> None:
    assert [item.evidence for item in read_any(data).items] == ["Condition/1", "Condition/2"]


def test_absurd_depth_inside_a_bundle_costs_only_itself() -> None:
    data = b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"1","x":' + DEEP + b"}}]}"
    assert len(read_any(data).items) == 1
    assert len(read_prefetch({"conditions": data}, patient_id=None).items) == 1


@pytest.mark.parametrize("data", [b"", b"  ", b"hello", b"[1, 2]", b'"text"', b'{"a": 1}', b'{"resourceType":', b"7"])
def test_a_body_without_a_resource_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(UnreadableMessage, match=r"^The body"):
        read_any(data)


def test_a_broken_line_of_ndjson_is_told_and_costs_nothing_else() -> None:
    found = read_ndjson(TWO + b'{"resourceType":\n')
    assert len(found.items) == 2
    assert GapCode.UNREADABLE_RESOURCE in codes(found)
    with pytest.raises(UnreadableMessage):
        read_ndjson(b"\n\n")


def test_a_record_without_conditions_says_that_none_were_sent() -> None:
    found = read_bundle(raw(bundle({"resourceType": "MedicationStatement", "id": "s"})))
    assert found.delivered == {FactList.MEDICATIONS}
    assert codes(found) == [GapCode.CONDITIONS_NOT_SENT]


# ---- finding, joining


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


def test_an_encounter_class_is_read_in_every_version() -> None:
    for value in ({"code": "AMB"}, [{"coding": [{"code": "AMB"}]}], "ambulatory"):
        assert read_any(raw({"resourceType": "Encounter", "id": "1", "class": value})).of(Encounter)[0].encounter_class


# ---- laws

RECORD = [
    {"resourceType": "Patient", "id": "p"},
    condition("1"),
    condition("2", category={"text": "x"}),
    {"resourceType": "Claim", "id": "3"},
    {"resourceType": "Condition"},
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(RECORD))
def test_the_order_of_resources_changes_nothing(shuffled: list[Any]) -> None:
    assert read_any(raw(bundle(*shuffled))) == read_any(raw(bundle(*RECORD)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_but_in_its_own_words(data: bytes) -> None:
    with suppress(UnreadableMessage):
        read_any(data)


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
    assert took(5000) < 40 * max(took(500), 0.002)


def test_the_patient_is_recognised() -> None:
    assert (
        prefetch(patient={"resourceType": "Patient", "id": "p", "gender": "female"}).of(Patient)[0].gender == "female"
    )
