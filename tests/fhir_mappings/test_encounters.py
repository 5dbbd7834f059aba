"""Where the patient is seen, and self-harm as the reason of a visit."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.encounters import read_encounter, read_reasons
from fhir_mappings.reading.clinical_resources import Encounter
from tests.fhir_mappings.records import WORDS, coded, resource
from trd.intervals import DayInterval


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        pytest.param({"system": "v3", "code": "EMER"}, "EMER", id="R4"),
        pytest.param([coded("v3|IMP")], "IMP", id="R5"),
        pytest.param("outpatient", "AMB", id="DSTU2"),
        pytest.param({"display": "inpatient"}, "IMP", id="words"),
        pytest.param({"code": "XYZ"}, None, id="unknown"),
        pytest.param(None, None, id="not stated"),
    ],
)
def test_the_class_in_every_version(sent: Any, known: str | None) -> None:
    found = read_encounter(resource(Encounter, **{"class": sent}, status="finished"), WORDS)
    assert found is not None
    assert found.encounter_class == known


@pytest.mark.parametrize(
    ("status", "running"), [("in-progress", True), ("arrived", True), ("finished", False), (None, False)]
)
def test_whether_it_is_going_on(status: str | None, running: bool) -> None:
    found = read_encounter(resource(Encounter, status=status, period={"start": "2026-03-02"}), WORDS)
    assert found is not None
    assert (found.in_progress, found.start) == (running, DayInterval.on(date(2026, 3, 2)))


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "planned"])
def test_what_did_not_happen_is_no_visit(status: str) -> None:
    assert read_encounter(resource(Encounter, status=status), WORDS) is None


def reason(code: str, **elements: Any):
    elements = {"status": "finished", "period": {"start": "2026-03-02"}, "reasonCode": [coded(code)]} | elements
    return read_reasons(resource(Encounter, **elements), WORDS)


def test_a_suicide_attempt_as_the_reason_of_a_visit() -> None:
    found = reason("icd-10-cm|T14.91XA")
    assert found is not None
    assert found.concepts == {"suicide-attempt"}
    assert (found.recorded, found.evidence) == (date(2026, 3, 2), ("Encounter/1",))


@pytest.mark.parametrize(
    ("code", "elements"), [("icd-10-cm|F33.1", {}), ("icd-10-cm|T14.91XA", {"status": "cancelled"})]
)
def test_another_reason_is_no_diagnosis(code: str, elements: dict[str, Any]) -> None:
    assert reason(code, **elements) is None


@pytest.mark.parametrize(
    ("elements", "psychiatric"),
    [
        pytest.param({"type": [coded("snomed|394587001")]}, True, id="psychiatry by its code"),
        pytest.param({"serviceType": coded(text="Adult psychiatry outpatient")}, True, id="by words, R4"),
        pytest.param({"serviceType": [{"concept": coded(text="Mental health")}]}, True, id="a list, R5"),
        pytest.param({"type": [coded(text="Office visit")]}, False, id="any visit"),
        pytest.param({"type": [coded(text="Patient declined psychiatry")]}, False, id="declined"),
        pytest.param({}, False, id="nothing said"),
    ],
)
def test_a_visit_to_a_mental_health_service_is_known(elements: dict[str, Any], psychiatric: bool) -> None:
    found = read_encounter(resource(Encounter, status="in-progress", **elements), WORDS)
    assert found is not None
    assert found.mental_health is psychiatric
