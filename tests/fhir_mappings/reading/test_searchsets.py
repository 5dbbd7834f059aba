"""What a server's answer is, told from outside: a page with a next one, an error, no FHIR at all."""

import json
from typing import Any

import pytest

from fhir_mappings.reading.searchsets import fhir_version_of, medications_pointed_to, read_searchset

ERROR = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]}
CONDITION = {"resourceType": "Condition", "id": "1"}


def entries(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def read(value: Any) -> Any:
    return read_searchset(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("value", "failed"),
    [
        pytest.param(ERROR, True, id="an outcome with an error"),
        pytest.param({"resourceType": "OperationOutcome", "issue": []}, True, id="an outcome that says nothing"),
        pytest.param(
            {"resourceType": "OperationOutcome", "issue": [{"code": "x"}]}, True, id="an issue without severity"
        ),
        pytest.param(WARNING, False, id="an outcome with a warning"),
        pytest.param(entries(ERROR), True, id="a Bundle of an error alone"),
        pytest.param(entries(WARNING, ERROR), True, id="a Bundle of a warning and an error"),
        pytest.param(entries(WARNING), False, id="a Bundle of a warning alone: no rows"),
        pytest.param(entries(CONDITION, ERROR), False, id="records beside an error"),
        pytest.param(entries(), False, id="an empty Bundle"),
        pytest.param(entries(ERROR, ERROR, ERROR, ERROR), False, id="more entries than an error has"),
        pytest.param(CONDITION, False, id="a resource"),
    ],
)
def test_what_has_failed(value: dict[str, Any], failed: bool) -> None:
    assert read(value).failed is failed


@pytest.mark.parametrize(
    ("data", "of"),
    [
        (b"", "nothing"),
        (b"<html></html>", "a page"),
        (b"[]", "a list"),
        (b'"Bundle"', "a text"),
        (b"null", "null"),
        (b'{"resourceType": "Bundle"', "a broken end"),
        (b"[" * 100_000, "a depth without end"),
        (b'{"link": ' + b"[" * 100_000, "a depth inside"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_object_is_none(data: bytes, of: str) -> None:
    assert read_searchset(data) is None


@pytest.mark.parametrize(
    ("links", "following"),
    [
        pytest.param([{"relation": "self", "url": "a"}, {"relation": "next", "url": "b"}], "b", id="next"),
        pytest.param([{"relation": "self", "url": "a"}], None, id="only itself"),
        pytest.param([{"relation": "next"}], None, id="next without an address"),
        pytest.param([{"relation": "next", "url": ""}], None, id="next and an empty address"),
        pytest.param([{"relation": "next", "url": 7}], None, id="next and a number"),
        pytest.param({"relation": "next", "url": "b"}, "b", id="an object in place of the list"),
        pytest.param("next", None, id="a word in place of the list"),
        pytest.param(None, None, id="null"),
    ],
)
def test_the_next_page(links: Any, following: str | None) -> None:
    found = read({**entries(CONDITION), "link": links})
    assert found.next_page == following
    assert len(found.resources) == 1


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        pytest.param([{"resource": CONDITION}, {"fullUrl": "urn:uuid:1"}], 1, id="an entry without a resource"),
        pytest.param([{"resource": CONDITION}, {"resource": None}], 1, id="a null in its place"),
        pytest.param([{"resource": CONDITION}, {"resource": "Condition/2"}], 1, id="a text in its place"),
        pytest.param([{"resource": CONDITION}, "Condition/2"], 1, id="a text among the entries"),
        pytest.param({"resource": CONDITION}, 1, id="an object in place of the list"),
    ],
)
def test_what_is_no_record_is_not_counted(entry: Any, count: int) -> None:
    assert len(read({"resourceType": "Bundle", "entry": entry}).resources) == count


def test_a_number_keeps_its_digits_where_the_envelope_is_mended() -> None:
    data = b'{"resourceType": "Bundle", "link": "x", "entry": {"resource": {"resourceType": "Observation", "v": 0.10}}}'
    found = read_searchset(data)
    assert found is not None
    assert b"0.10" in bytes(found.resources[0])


def test_a_wrong_type_and_id_are_none() -> None:
    found = read({"resourceType": 7, "id": [], "issue": [{"severity": 3}]})
    assert (found.resource_type, found.id, found.failed) == (None, None, False)


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("4.0.1", "R4"),
        ("4.3.0", "R4"),
        ("5.0.0", "R5"),
        ("6.0.0-ballot2", "R5"),
        ("3.0.2", "STU3"),
        ("1.0.2", "DSTU2"),
        ("0.5.0", "DSTU2"),
        ("nine", None),
        (None, None),
    ],
)
def test_the_version_of_a_server(told: str | None, version: str | None) -> None:
    statement = {"resourceType": "CapabilityStatement", "fhirVersion": told, "rest": [{"mode": "server"}]}
    assert fhir_version_of(json.dumps(statement).encode()) == version


def test_dstu2_calls_its_statement_conformance() -> None:
    assert fhir_version_of(b'{"resourceType": "Conformance", "fhirVersion": "1.0.2"}') == "DSTU2"


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"resourceType": "Patient", "fhirVersion": "4.0.1"}'])
def test_what_is_no_statement_tells_no_version(data: bytes) -> None:
    assert fhir_version_of(data) is None


def test_one_pointer_without_a_name_leaves_its_drug_nameless() -> None:
    pointers = [{"reference": "Medication/7", "display": "Sertraline"}, {"reference": "Medication/7"}]
    records = [json.dumps({"medicationReference": pointer}).encode() for pointer in pointers]
    assert medications_pointed_to(records) == {"7": False}


@pytest.mark.parametrize(
    ("record", "pointed"),
    [
        pytest.param(
            {"medicationReference": {"reference": "https://ehr.example.org/fhir/Medication/7"}}, ["7"], id="whole"
        ),
        pytest.param({"medication": {"reference": {"reference": "Medication/7"}}}, ["7"], id="R5"),
        pytest.param({"medication": {"concept": {}}}, [], id="R5, a concept"),
        pytest.param({"medicationReference": {"display": "Sertraline"}}, [], id="a name alone"),
        pytest.param({"medicationReference": {"reference": "#7"}}, [], id="inside itself"),
        pytest.param({"medicationReference": "Medication/7"}, [], id="broken"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_what_a_record_points_to(record: dict[str, Any], pointed: list[str]) -> None:
    assert list(medications_pointed_to([json.dumps(record).encode()])) == pointed
