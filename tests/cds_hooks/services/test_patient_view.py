"""The chart is opened: from resources to cards, and what the log may keep of it."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from cds_hooks.configuration import Configuration
from cds_hooks.messages import read_request, write_response
from cds_hooks.service import Answer
from cds_hooks.services.patient_view import SERVICE
from fhir_mappings.reading.reader import read_prefetch
from tests.cds_hooks.patient_a import SECRET
from tests.cds_hooks.test_composition import assert_keeps_the_rules
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge

AS_OF = date(2026, 11, 23)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def statement(name: str, rxcui: str, text: str, start: str, end: str | None) -> dict[str, Any]:
    period = {"start": start, **({"end": end} if end else {})}
    return {
        "resourceType": "MedicationStatement",
        "id": name,
        "status": "completed" if end else "active",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": rxcui}]},
        "effectivePeriod": period,
        "dosage": [{"text": text}],
    }


def score(value: int, on: str, code: str = "44261-6") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o-{code}-{on}",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": on,
        "valueQuantity": {"value": value},
    }


DEPRESSION = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/p1"},
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1"}]},
    "onsetDateTime": "2025-12-01",
}

PATIENT_A: dict[str, Any] = {
    "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1979-05-01", "gender": "female"},
    "conditions": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": DEPRESSION}]},
    "medicationStatements": {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [
            {"resource": statement("m1", "312938", "Sertraline 150 mg once daily", "2026-01-10", "2026-04-20")},
            {"resource": statement("m2", "313581", "Venlafaxine 225 mg once daily", "2026-05-04", None)},
        ],
    },
    "observations": {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [
            {"resource": score(21, "2026-01-08")},
            {"resource": score(19, "2026-04-18")},
            {"resource": score(19, "2026-05-02")},
            {"resource": score(18, "2026-11-02")},
        ],
    },
}


@dataclass(frozen=True)
class Called:
    """The answer, and its cards as they are sent."""

    answer: Answer
    cards: list[dict[str, Any]]


def call(knowledge: Knowledge, prefetch: dict[str, Any], **settings: Any) -> Called:
    configuration = Configuration(**{"key_secret": SECRET, "answer_id": "one", **settings})
    body = {"hook": "patient-view", "context": {"patientId": "p1", "userId": "x"}, "prefetch": prefetch}
    request = read_request(json.dumps(body).encode(), SERVICE)
    resources = read_prefetch(request.prefetch, patient_id="p1")
    answer = SERVICE.answer(request, resources, knowledge, configuration, as_of=AS_OF)
    return Called(answer, json.loads(write_response(answer.cards))["cards"])


def test_two_failed_trials_are_named_with_doses_days_and_scores(knowledge: Knowledge) -> None:
    called = call(knowledge, PATIENT_A)
    summary = called.cards[0]
    assert summary["summary"].startswith("2 adequate antidepressant trials failed this episode")
    assert "- Sertraline 150 mg/day, 10 Jan–20 Apr 2026: adequate (101 days at 50 mg/day or more" in summary["detail"]
    assert "PHQ-9 21 to 19: failed" in summary["detail"]
    assert "Venlafaxine" in summary["detail"]
    for card in called.cards:
        assert_keeps_the_rules(card)


def test_the_log_gets_topics_keys_and_counts(knowledge: Knowledge) -> None:
    called = call(knowledge, PATIENT_A)
    assert called.answer.topics[0] == "summary"
    assert called.answer.keys == tuple(card["extension"]["org.trd-cds.card"]["key"] for card in called.cards)
    assert called.answer.counts["failed_trials"] == 2
    assert called.answer.counts["medications"] == 2
    assert called.answer.silent_because is None
    assert called.answer.as_of == AS_OF
    assert all(isinstance(count, int) for count in called.answer.counts.values())


def test_statements_and_conditions_alone_give_a_full_answer(knowledge: Knowledge) -> None:
    smallest = {key: PATIENT_A[key] for key in ("conditions", "medicationStatements")}
    called = call(knowledge, smallest)
    assert called.cards
    assert called.cards[0]["source"]["topic"]["code"] == "summary"
    assert "Not sent:" in called.cards[0]["detail"]


def test_nothing_to_say_is_no_card_and_says_why_in_the_log(knowledge: Knowledge) -> None:
    empty = {"resourceType": "Bundle", "type": "searchset", "entry": []}
    called = call(knowledge, {"patient": PATIENT_A["patient"], "conditions": empty, "medicationStatements": None})
    assert called.cards == []
    assert called.answer.silent_because in ("G9", "G11")


def test_in_silent_mode_all_is_computed_and_nothing_shown(knowledge: Knowledge) -> None:
    called = call(knowledge, PATIENT_A, silent=True)
    assert called.cards == []
    assert called.answer.silent_because == "silent"
    assert called.answer.topics == call(knowledge, PATIENT_A).answer.topics


def test_the_last_thought_of_death_speaks_first_whatever_else_is_on_record(knowledge: Knowledge) -> None:
    item = score(3, "2026-11-20", "44260-8")
    risky = {
        "patient": {**PATIENT_A["patient"], "birthDate": "2011-05-01"},
        "observations": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": item}]},
        "conditions": None,
    }
    called = call(knowledge, risky, max_cards=1)
    (card,) = called.cards
    assert card["indicator"] == "critical"
    assert card["source"]["topic"]["code"] == "suicideRisk"
    assert "This service gives no treatment advice under 18." in card["detail"]


def test_the_encounter_of_the_call_decides_the_gates_that_ask_for_it() -> None:
    site = Configuration(key_secret=SECRET, choices=Choices(country="GB"))
    there = site.in_encounter("e1")
    assert there.choices == replace(site.choices, encounter="e1")
    assert site.in_encounter(None) is site


def risk_and_nothing_else(value: int) -> dict[str, Any]:
    item = score(value, "2026-11-20", "44260-8")
    return {"observations": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": item}]}}


def break_the_judgement(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError("of a rule")


def test_where_the_rest_fails_a_risk_on_record_is_still_told(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cds_hooks.services.patient_view.assess", break_the_judgement)
    called = call(knowledge, risk_and_nothing_else(3))
    assert [card["indicator"] for card in called.cards] == ["critical"]
    assert called.answer.failed == "ZeroDivisionError"
    assert call(knowledge, risk_and_nothing_else(3), silent=True).cards == []


def test_without_a_risk_on_record_a_failure_stays_a_failure(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cds_hooks.services.patient_view.assess", break_the_judgement)
    with pytest.raises(ZeroDivisionError):
        call(knowledge, risk_and_nothing_else(0))


NO_ROWS = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "not-found", "diagnostics": "Resource request returns no results."}],
}
NONE_FOUND = {
    "resourceType": "Bundle",
    "type": "searchset",
    "total": 0,
    "entry": [{"resource": NO_ROWS, "search": {"mode": "outcome"}}],
}
CALL: dict[str, Any] = {"hook": "patient-view", "context": {"patientId": "p1", "userId": "x"}, "prefetch": PATIENT_A}


def dialect(**changes: Any) -> bytes:
    return json.dumps({**CALL, **changes}).encode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xef\xbb\xbf" + dialect(), id="a byte order mark"),
        pytest.param(json.dumps(CALL, indent=4).encode(), id="pretty-printed"),
        pytest.param(
            dialect(fhirAuthorization=None, fhirServer=None, hookInstance="openemr-1"), id="nulls for what lacks"
        ),
        pytest.param(
            dialect(user="Practitioner/3", patient="Patient/p1", context={"encounterId": None}), id="before 1.0"
        ),
        pytest.param(dialect(patient="p1", context=[]), id="an array as context"),
        pytest.param(dialect(context={"patientId": "Patient/p1"}), id="a reference as patientId"),
        pytest.param(
            dialect(prefetch={f"key{number}": value for number, value in enumerate(PATIENT_A.values())}),
            id="keys named as analysts like",
        ),
        pytest.param(
            dialect(prefetch={**PATIENT_A, "conditions": DEPRESSION}), id="a single resource in place of a Bundle"
        ),
        pytest.param(
            dialect(extension={"com.epic.cdshooks.request.fhir-version": "R4", "internal.epic.x": {}}),
            id="extensions of a vendor",
        ),
        pytest.param(dialect(unknown=[{"a": None}]), id="unknown members"),
    ],
)
def test_every_dialect_of_a_call_has_the_same_cards(body: bytes, knowledge: Knowledge) -> None:
    request = read_request(body, SERVICE)
    resources = read_prefetch(request.prefetch, patient_id=request.patient_id)
    configuration = Configuration(key_secret=SECRET, answer_id="one")
    answer = SERVICE.answer(request, resources, knowledge, configuration, as_of=AS_OF)
    assert json.loads(write_response(answer.cards))["cards"] == call(knowledge, PATIENT_A).cards


def test_no_rows_told_as_an_outcome_inside_a_bundle_is_none_on_file(knowledge: Knowledge) -> None:
    told = call(knowledge, {**PATIENT_A, "allergies": NONE_FOUND, "procedures": NONE_FOUND})
    empty = call(knowledge, {**PATIENT_A, "allergies": None, "procedures": None})
    assert told.cards == empty.cards
    assert "Not sent" not in told.cards[0]["detail"]


def test_an_error_told_in_place_of_a_list_is_a_list_that_was_not_sent(knowledge: Knowledge) -> None:
    failed = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
    called = call(knowledge, {**PATIENT_A, "allergies": failed, "procedures": None})
    assert "- Not sent: allergies." in called.cards[0]["detail"]
