"""Why a drug was stopped (§5.4) and what it is for (R-A10), by code and by words."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import (
    dispense,
    order,
    read,
    record,
    statement,
)
from tests.fhir_mappings.records import coded
from trd.terms import StopReason


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (order(None, statusReason=coded("x|sintol")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded("x|salg")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded("x|preg")), StopReason.PREGNANCY),
        (order(None, statusReason=coded("x|altchoice")), StopReason.PATIENT_CHOICE),
        (order(None, statusReason=coded("x|sddi")), StopReason.ADMINISTRATIVE),
        (order(None, statusReason=coded("x|action-unsuccessful")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Lack of efficacy")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Did not help")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Insufficient response")), StopReason.PARTIAL_BENEFIT),
        (order(None, statusReason=coded(text="Side effects: nausea")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded(text="Hypomania")), StopReason.MOOD_SWITCH),
        (order(None, statusReason=coded(text="suicidal thoughts")), StopReason.SUICIDAL_THOUGHTS),
        (order(None, statusReason=coded(text="Therapy completed")), StopReason.REMISSION),
        (order(None, statusReason=coded(text="Not covered by insurance")), StopReason.ADMINISTRATIVE),
        (order(None, statusReason=coded(text="Patient preference")), StopReason.PATIENT_CHOICE),
        (order(None, statusReason=coded(text="Entered in error")), None),
        (order(None, statusReason=coded(text="see note")), None),
        (statement(None, statusReason=[coded(text="no response")]), StopReason.INEFFECTIVE),
        (
            statement(None, adherence={"code": coded("x|stopped"), "reason": coded(text="rash")}),
            StopReason.ADVERSE_EFFECT,
        ),
        (dispense(None, statusReasonCodeableConcept=coded(text="out of stock")), StopReason.ADMINISTRATIVE),
    ],
)
def test_why_a_drug_was_stopped(resource: dict[str, Any], reason: StopReason | None) -> None:
    assert record(resource).stop_reason is reason


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({"reasonCode": [coded("icd-10-cm|F33.1")]}, "mdd-recurrent-moderate", id="by code"),
        pytest.param(
            {"reasonCode": [coded(text="Major depressive disorder")]}, "depression-unspecified", id="by words"
        ),
        pytest.param({"reasonCode": [coded(text="Neuropathic pain")]}, "neuropathic-pain", id="pain"),
        pytest.param({"reasonCode": [coded(text="Smoking cessation")]}, "smoking-cessation", id="smoking"),
        pytest.param({"reasonReference": [{"reference": "Condition/c"}]}, "mdd-recurrent-moderate", id="a diagnosis"),
        pytest.param({"reasonReference": [{"display": "Insomnia"}]}, "insomnia", id="a diagnosis by its display"),
        pytest.param({"reason": [{"concept": coded("icd-10-cm|F33.1")}]}, "mdd-recurrent-moderate", id="R5 concept"),
        pytest.param(
            {"reason": [{"reference": {"reference": "Condition/c"}}]}, "mdd-recurrent-moderate", id="R5 reference"
        ),
        pytest.param({"reasonCodeableConcept": coded(text="depression")}, "depression-unspecified", id="DSTU2"),
        pytest.param(
            {"dosageInstruction": [{"text": "1 tablet at night for sleep"}]}, "insomnia", id="purpose in the sig"
        ),
    ],
)
def test_what_a_drug_is_for(more: dict[str, Any], expected: str) -> None:
    condition = {"resourceType": "Condition", "id": "c", "code": coded("icd-10-cm|F33.1")}
    found = read(order(None) | more, condition).records[0]
    assert expected in found.indications


def test_bipolar_depression_is_no_depression() -> None:
    found = record(order(None, reasonCode=[coded(text="Bipolar depression")])).indications
    assert found == frozenset({"bipolar-i"})


def test_dstu2_statements_say_by_reason_for_use() -> None:
    condition = {"resourceType": "Condition", "id": "c", "code": coded("icd-10-cm|F33.1")}
    words = statement(None, reasonForUseCodeableConcept=coded(text="Depression"))
    meant = statement(None, reasonForUseReference={"reference": "Condition/c"})
    assert record(words).indications == {"depression-unspecified"}
    assert "mdd-recurrent-moderate" in read(meant, condition).records[0].indications


def test_a_reason_that_is_an_observation_is_read_by_its_code() -> None:
    observation = {"resourceType": "Observation", "id": "x", "code": coded(text="Insomnia")}
    found = read(order(None, reasonReference=[{"reference": "Observation/x"}]), observation).records[0]
    assert found.indications == {"insomnia"}
    assert record(order(None, reasonReference=[{"reference": "Condition/gone"}])).indications == frozenset()


@pytest.mark.parametrize("text", ["Stopped, no side effects", "Resolved without side effects"])
def test_a_side_effect_that_is_denied_is_no_reason(text: str) -> None:
    assert record(order(None, statusReason=coded(text=text))).stop_reason is not StopReason.ADVERSE_EFFECT
