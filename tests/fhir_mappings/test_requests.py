"""What was asked for, planned or booked, over all versions of FHIR, and what the patient refused (N-R2, N-0.5)."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.reading.clinical_resources import Procedure
from fhir_mappings.reading.request_resources import (
    Appointment,
    CarePlan,
    ProcedureRequest,
    ReferralRequest,
    ServiceRequest,
)
from fhir_mappings.requests import read_appointment, read_plan, read_referral, read_request
from tests.fhir_mappings.records import WORDS, coded, history, resource
from trd.history import RefusedProcedure, Requested
from trd.intervals import DayInterval
from trd.terms import CourseKind, RequestStatus

DAY = date(2026, 3, 2)
LATER = DayInterval.on(date(2026, 4, 1))


def asked(**elements: Any) -> Requested | RefusedProcedure | None:
    told = {"code": coded("snomed|23835007"), "intent": "order", "status": "active", "authoredOn": "2026-03-02"}
    return read_request(resource(ServiceRequest, **(told | elements)), WORDS)


def concept(found: Any) -> tuple[str, CourseKind | None] | None:
    return None if found is None else (found.concept, found.kind)


def test_an_open_request_is_a_fact_with_its_day_and_record() -> None:
    assert asked() == Requested(
        concept="ect",
        kind=CourseKind.ECT,
        label="ECT",
        status=RequestStatus.OPEN,
        day=DAY,
        evidence=("ServiceRequest/1",),
    )


@pytest.mark.parametrize(
    ("code", "known"),
    [
        pytest.param(coded("snomed|183524004"), ("psychiatry-referral", None), id="psychiatry"),
        pytest.param(coded("snomed|306226009"), ("mental-health-referral", None), id="mental-health service"),
        pytest.param(coded("snomed|304891004"), ("cbt", CourseKind.PSYCHOTHERAPY), id="CBT"),
        pytest.param(coded("snomed|81294000"), ("psychotherapy-referral", CourseKind.PSYCHOTHERAPY), id="therapy"),
        pytest.param(
            coded("snomed|183524004", text="Referral: assessment for transcranial magnetic stimulation (TMS)"),
            ("rtms", CourseKind.TMS),
            id="our own draft, filed: the treatment stands in the text",
        ),
        pytest.param(
            coded("snomed|183524004", text="Referral: assessment for esketamine nasal spray (supervised)"),
            ("esketamine-session", CourseKind.ESKETAMINE),
            id="esketamine in the text",
        ),
        pytest.param(coded(text="Ambulatory referral to Psychiatry"), ("psychiatry-referral", None), id="by words"),
        pytest.param(coded(text="Consult for ECT"), ("ect", CourseKind.ECT), id="a consultation asks for it"),
        pytest.param(coded(text="Cognitive behavioral therapy"), ("cbt", CourseKind.PSYCHOTHERAPY), id="CBT by words"),
        pytest.param(
            coded(text="Referral for psychological therapies"), ("psychotherapy", CourseKind.PSYCHOTHERAPY), id="IAPT"
        ),
        pytest.param(coded(text="Referral to psychiatry declined"), None, id="taken back by its words"),
        pytest.param(coded(text="Referral to cardiology"), None, id="another service"),
        pytest.param(coded(text="x" * 301 + " ECT"), None, id="a letter is no name"),
        pytest.param(coded("loinc|44249-1"), None, id="a questionnaire"),
    ],
)
def test_what_is_asked_for_is_known_by_code_and_by_words(
    code: dict[str, Any], known: tuple[str, CourseKind | None] | None
) -> None:
    assert concept(asked(code=code)) == known


@pytest.mark.parametrize(
    ("elements", "status"),
    [
        ({"status": "active"}, RequestStatus.OPEN),
        ({"status": "on-hold"}, RequestStatus.ON_HOLD),
        ({"status": "completed"}, RequestStatus.COMPLETED),
        ({"status": "draft"}, None),
        ({"status": "entered-in-error"}, None),
        ({"status": "unknown"}, None),
        ({"status": None}, None),
        ({"status": "revoked"}, None),
        ({"intent": "plan"}, None),
        ({"intent": "proposal"}, None),
        ({"intent": None}, RequestStatus.OPEN),
        ({"intent": "original-order"}, RequestStatus.OPEN),
        ({"doNotPerform": True}, None),
    ],
)
def test_which_requests_stand(elements: dict[str, Any], status: RequestStatus | None) -> None:
    found = asked(**elements)
    assert (found.status if isinstance(found, Requested) else None) is status


def test_when_it_is_to_be_done_stands_beside_the_day_it_was_asked_for() -> None:
    found = asked(occurrenceDateTime="2026-04-01")
    assert isinstance(found, Requested)
    assert (found.day, found.due, found.booked) == (DAY, LATER, False)
    period = asked(occurrencePeriod={"start": "2026-04-01", "end": "2026-06-01"})
    assert isinstance(period, Requested)
    assert period.due == LATER


def test_r5_names_the_treatment_in_a_concept_and_of_whom_it_is_asked() -> None:
    assert concept(asked(code={"concept": coded("snomed|23835007")})) == ("ect", CourseKind.ECT)
    psychiatrist = asked(code=coded(text="Consultation"), performerType=coded(text="Psychiatrist"))
    assert concept(psychiatrist) == ("psychiatry-referral", None)


def test_stu3_asks_by_procedure_request_and_by_referral_request() -> None:
    ordered = {"status": "active", "intent": "order", "authoredOn": "2026-03-02"}
    treatment = read_request(resource(ProcedureRequest, code=coded("snomed|23835007"), **ordered), WORDS)
    assert isinstance(treatment, Requested)
    assert (treatment.concept, treatment.day, treatment.evidence) == ("ect", DAY, ("ProcedureRequest/1",))
    service = resource(ReferralRequest, serviceRequested=[coded("snomed|183524004")], **ordered)
    assert concept(read_request(service, WORDS)) == ("psychiatry-referral", None)
    special = resource(ReferralRequest, specialty=coded("snomed|394587001"), **ordered)
    assert concept(read_request(special, WORDS)) == ("psychiatry-referral", None)


def test_dstu2_has_words_of_its_own_for_status_and_day() -> None:
    sent = resource(ReferralRequest, specialty=coded(text="Psychiatry"), status="accepted", dateSent="2026-03-02")
    found = read_request(sent, WORDS)
    assert isinstance(found, Requested)
    assert (found.status, found.day) == (RequestStatus.OPEN, DAY)
    ordered = resource(ProcedureRequest, code=coded(text="ECT"), status="requested", orderedOn="2026-03-02")
    found = read_request(ordered, WORDS)
    assert isinstance(found, Requested)
    assert found.day == DAY


@pytest.mark.parametrize(
    ("elements", "known"),
    [
        pytest.param({}, "psychotherapy-referral", id="the act of referring"),
        pytest.param({"code": coded("snomed|183524004")}, "psychiatry-referral", id="to psychiatry"),
        pytest.param({"code": coded("snomed|23835007")}, None, id="a treatment is a session, no request"),
        pytest.param({"status": "not-done"}, None, id="nobody was referred"),
        pytest.param({"status": "entered-in-error"}, None, id="in error"),
        pytest.param({"notDone": True}, None, id="not done, STU3"),
    ],
)
def test_a_procedure_may_be_the_act_of_referring(elements: dict[str, Any], known: str | None) -> None:
    done = {"status": "completed", "code": coded("snomed|81294000"), "performedDateTime": "2026-03-02"}
    found = read_referral(resource(Procedure, **(done | elements)), WORDS)
    assert (found.concept if found is not None else None) == known
    assert found is None or (found.day, found.status) == (DAY, RequestStatus.OPEN)


def test_a_referral_told_by_its_period_is_of_its_first_day() -> None:
    period = {"start": "2026-03-02T09:00", "end": "2026-03-02T09:10"}
    found = read_referral(resource(Procedure, code=coded("snomed|183524004"), performedPeriod=period), WORDS)
    assert found is not None
    assert found.day == DAY


# ---- refused


def test_a_referral_that_the_patient_refused_is_a_refusal() -> None:
    assert asked(status="revoked", statusReason=coded(text="Patient refused")) == RefusedProcedure(
        concept="ect", day=DAY, refused=True, evidence=("ServiceRequest/1",)
    )


@pytest.mark.parametrize(
    "elements",
    [
        {"statusReason": None},
        {"statusReason": coded(text="duplicate")},
        {"statusReason": coded(text="refused"), "code": coded("snomed|80146002")},
        {"statusReason": coded(text="refused"), "code": coded("snomed|183524004")},
    ],
)
def test_a_request_revoked_for_another_reason_or_for_another_thing_is_none(elements: dict[str, Any]) -> None:
    assert asked(status="revoked", **elements) is None


# ---- booked and planned


def booked(**elements: Any) -> Requested | None:
    told = {"status": "booked", "serviceType": [coded("snomed|394587001")], "start": "2026-04-01T09:00:00Z"}
    return read_appointment(resource(Appointment, **(told | elements)), WORDS)


def test_an_appointment_in_psychiatry_is_a_fact() -> None:
    assert booked(created="2026-03-02") == Requested(
        concept="psychiatry-referral",
        kind=None,
        label="psychiatry",
        status=RequestStatus.OPEN,
        day=DAY,
        due=LATER,
        booked=True,
        evidence=("Appointment/1",),
    )


@pytest.mark.parametrize(
    ("elements", "known"),
    [
        ({"serviceType": [], "specialty": [coded("snomed|394587001")]}, "psychiatry-referral"),
        ({"serviceType": [{"concept": coded(text="TMS")}]}, "rtms"),
        ({"serviceType": [], "serviceCategory": [coded(text="Psychotherapy")]}, "psychotherapy"),
        ({"status": "waitlist"}, "psychiatry-referral"),
        ({"status": "cancelled"}, None),
        ({"status": "noshow"}, None),
        ({"status": "proposed"}, None),
        ({"serviceType": [coded(text="Dermatology")]}, None),
    ],
)
def test_which_appointments_count(elements: dict[str, Any], known: str | None) -> None:
    found = booked(**elements)
    assert (found.concept if found is not None else None) == known


def plan(detail: dict[str, Any], **elements: Any) -> list[Requested]:
    told = {"status": "active", "created": "2026-03-02", "activity": [{"detail": detail}]}
    return list(read_plan(resource(CarePlan, **(told | elements)), WORDS))


def test_an_activity_of_a_care_plan_that_is_under_way_is_a_fact() -> None:
    (found,) = plan({"code": coded("snomed|304891004"), "status": "in-progress"})
    assert (found.concept, found.status, found.day, found.evidence) == (
        "cbt",
        RequestStatus.OPEN,
        DAY,
        ("CarePlan/1",),
    )
    (scheduled,) = plan({"code": coded(text="ECT"), "status": "scheduled", "scheduledPeriod": {"start": "2026-04-01"}})
    assert (scheduled.day, scheduled.due) == (LATER.latest, LATER)


@pytest.mark.parametrize(
    ("detail", "elements"),
    [
        ({"code": coded(text="ECT"), "status": "not-started"}, {}),
        ({"code": coded(text="ECT"), "status": "scheduled", "doNotPerform": True}, {}),
        ({"code": coded(text="ECT"), "status": "scheduled", "prohibited": True}, {}),
        ({"code": coded(text="ECT"), "status": "scheduled"}, {"status": "draft"}),
        ({"code": coded(text="ECT"), "status": "scheduled"}, {"intent": "proposal"}),
        ({"code": coded(text="Diet"), "status": "scheduled"}, {}),
        ({"status": "scheduled"}, {}),
    ],
)
def test_ideas_of_a_plan_are_no_requests(detail: dict[str, Any], elements: dict[str, Any]) -> None:
    assert plan(detail, **elements) == []


# ---- in the history


def test_requests_stand_in_the_history_whatever_they_are_called() -> None:
    request = {"resourceType": "ServiceRequest", "id": "1", "status": "active", "code": coded("snomed|23835007")}
    coming = {"resourceType": "Appointment", "id": "2", "status": "booked", "specialty": [coded("snomed|394587001")]}
    planned = {
        "resourceType": "CarePlan",
        "id": "3",
        "status": "active",
        "activity": [{"detail": {"code": coded("snomed|304891004"), "status": "in-progress"}}],
    }
    found = history(request | {"authoredOn": "2026-03-02"}, coming, planned)
    assert [fact.evidence[0] for fact in found.requested] == ["ServiceRequest/1", "Appointment/2", "CarePlan/3"]
    assert found.dates == (DAY,), "what is asked for is a date of the record"
    assert found.sessions == (), "and no session"
