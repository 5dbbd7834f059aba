"""Implants that TMS and ECT must know of, by device or by the operation that put them in."""

from typing import Any

import pytest

from fhir_mappings.devices import read_device, read_implantation
from fhir_mappings.reading.clinical_resources import Device, Procedure
from tests.fhir_mappings.records import WORDS, coded, resource


@pytest.mark.parametrize(
    ("kind", "concept"),
    [
        (coded(text="Implantable cardiac pacemaker"), "pacemaker"),
        (coded("urn:x|1", display="Cochlear implant"), "cochlear-implant"),
        ([coded(text="Vagus nerve stimulator")], "neurostimulator-dbs-vns"),
        (coded("snomed|441509002"), "pacemaker"),
    ],
)
def test_an_implant_on_record(kind: Any, concept: str) -> None:
    found = read_device(resource(Device, type=kind, status="active"), WORDS)
    assert found is not None
    assert found.concepts == {concept}


@pytest.mark.parametrize(
    "elements",
    [
        {"type": coded(text="Wheelchair")},
        {"type": coded(text="Pacemaker"), "status": "entered-in-error"},
        {"type": coded(text="Pacemaker"), "status": "inactive"},
        {},
    ],
)
def test_other_devices_are_none_of_our_business(elements: dict[str, Any]) -> None:
    assert read_device(resource(Device, **elements), WORDS) is None


def operated(text: str, **elements: Any):
    elements = {"status": "completed", "performedDateTime": "2019-05"} | elements
    return read_implantation(resource(Procedure, code=coded(text=text), **elements), WORDS)


@pytest.mark.parametrize(
    "text", ["Implant Pacemaker", "Insertion of intracardiac pacemaker", "Intro of Pacemaker via vein"]
)
def test_an_operation_that_put_one_in(text: str) -> None:
    found = operated(text)
    assert found is not None
    assert found.concepts == {"pacemaker"}
    assert found.onset is not None


@pytest.mark.parametrize(
    "text", ["Removal of pacemaker, insertion of dressing", "Evaluation for cochlear implant", "Implant of tooth"]
)
def test_a_removal_a_plan_and_other_implants_are_not_read(text: str) -> None:
    assert operated(text) is None


def test_an_operation_that_was_not_done_put_nothing_in() -> None:
    assert operated("Implant Pacemaker", status="not-done") is None


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Clipping of cerebral aneurysm", "metal-in-head"),
        ("Coil embolization of intracranial aneurysm", "metal-in-head"),
        ("Aneurysm coiling", "metal-in-head"),
        ("Cranioplasty", "metal-in-head"),
        ("Cochlear implant", "cochlear-implant"),
        ("pacemaker", "pacemaker"),
        ("Pacemaker check", "pacemaker"),
        ("deep brain stimulator", "neurostimulator-dbs-vns"),
        ("Vagus nerve stimulator", "neurostimulator-dbs-vns"),
        ("Ventricular shunt", "cerebral-shunt"),
    ],
)
def test_an_operation_on_an_implant_is_a_trace_of_it(text: str, concept: str) -> None:
    found = operated(text)
    assert found is not None
    assert found.concepts == {concept}


@pytest.mark.parametrize("text", ["Transcutaneous vagus nerve stimulation", "Clipping of toenails", "Coil of aorta"])
def test_what_leaves_nothing_in_the_head_is_no_implant(text: str) -> None:
    assert operated(text) is None
