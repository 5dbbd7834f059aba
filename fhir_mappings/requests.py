"""ServiceRequest, Appointment, CarePlan -> what was asked for and may be under way (N-R2), or was refused (N-0.5).

FHIR R4: http://hl7.org/fhir/R4/servicerequest.html (ProcedureRequest and ReferralRequest before it)
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from fhir_mappings.codings import words_of
from fhir_mappings.dates import interval, latest_day, span
from fhir_mappings.procedures import is_refusal, label_of
from fhir_mappings.reading.clinical_resources import Encounter, Procedure
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference
from fhir_mappings.reading.request_resources import (
    ActivityDetail,
    Appointment,
    CarePlan,
    ReferralRequest,
    ServiceRequest,
)
from fhir_mappings.request_words import MENTAL_HEALTH, is_mental_health, request_in_words
from fhir_mappings.vocabulary import Vocabulary
from trd.history import RefusedProcedure, Requested
from trd.intervals import DayInterval
from trd.knowledge.types import ProcedureCode
from trd.terms import CourseKind, RequestStatus

Concept = CodeableConcept | CodeableReference

_REQUEST: Final[Mapping[str, RequestStatus]] = {
    **dict.fromkeys(("active", "requested", "received", "accepted", "in-progress"), RequestStatus.OPEN),
    **dict.fromkeys(("on-hold", "suspended"), RequestStatus.ON_HOLD),
    "completed": RequestStatus.COMPLETED,
}
"""Words of R4 and R5, then those of DSTU2; a status that is missing or unknown leaves nothing standing."""
_APPOINTMENT: Final[Mapping[str, RequestStatus]] = {
    **dict.fromkeys(("booked", "pending", "waitlist", "arrived", "checked-in"), RequestStatus.OPEN),
    "fulfilled": RequestStatus.COMPLETED,
}
_ACTIVITY: Final[Mapping[str, RequestStatus]] = {
    **dict.fromkeys(("scheduled", "in-progress"), RequestStatus.OPEN),
    "on-hold": RequestStatus.ON_HOLD,
    "completed": RequestStatus.COMPLETED,
}
"""An activity that is not started is an idea of a plan, not something under way."""
_ORDERED: Final = frozenset({"", "order", "original-order", "reflex-order", "filler-order", "instance-order"})
"""A plan, a proposal or an option asks nobody for anything yet."""
ASKED_FOR: Final = frozenset({"psychiatry-referral", "mental-health-referral", "psychotherapy-referral"})
"""Rows of the procedure tables that are no treatment, and are asked for."""
SERVICES: Final = {
    "psychiatry-referral": "psychiatry",
    "mental-health-referral": "mental-health service",
    "psychotherapy-referral": "psychotherapy",
}


def read_request(request: ServiceRequest, vocabulary: Vocabulary) -> Requested | RefusedProcedure | None:
    """Read one request: a referral that stands is not suggested again, nor at once one that the patient refused."""
    found = _asked(_concepts(request), vocabulary)
    status = _word(request.status)
    if found is None:
        return None
    day = latest_day(request.authored_on or request.ordered_on or request.date_sent)
    if status in ("revoked", "cancelled", "rejected"):
        if found.kind is None or not is_refusal((request.status_reason,)):
            return None
        day = day or latest_day(request.occurrence_date_time)
        return RefusedProcedure(concept=found.concept, day=day, refused=True, evidence=(request.evidence,))
    if request.do_not_perform or _word(request.intent) not in _ORDERED or status not in _REQUEST:
        return None
    due = interval(request.occurrence_date_time) or span(request.occurrence_period).start
    return _requested(found, _REQUEST[status], day, due, request.evidence)


def read_referral(procedure: Procedure, vocabulary: Vocabulary) -> Requested | None:
    """Read a Procedure that is the act of referring: what came of it is not told, so it counts as open for a while."""
    row = vocabulary.procedures.read(procedure.code)
    if procedure.not_done or procedure.not_performed or _word(procedure.status) not in ("completed", ""):
        return None
    if row is None or row.concept not in ASKED_FOR:
        return None
    day = latest_day(procedure.performed_date_time or procedure.occurrence_date_time)
    period = span(procedure.performed_period or procedure.occurrence_period)
    return _requested(row, RequestStatus.OPEN, day or _latest(period.start), None, procedure.evidence)


def read_appointment(appointment: Appointment, vocabulary: Vocabulary) -> Requested | None:
    """Read one appointment: who is to be seen in psychiatry next week is under specialist care (N-R2)."""
    status = _APPOINTMENT.get(_word(appointment.status))
    concepts: tuple[Concept, ...] = (*appointment.service_type, *appointment.specialty, *appointment.service_category)
    found = _asked(concepts, vocabulary)
    if status is None or found is None:
        return None
    due = interval(appointment.start)
    made = latest_day(appointment.created)
    return _requested(found, status, made, due, appointment.evidence, booked=True)


def read_plan(plan: CarePlan, vocabulary: Vocabulary) -> Iterator[Requested]:
    """Read the activities of a care plan that are under way."""
    if _word(plan.status) != "active" or _word(plan.intent) in ("proposal", "option"):
        return
    begun = latest_day(plan.created) or _latest(span(plan.period).start)
    for activity in plan.activity:
        if (fact := _activity(activity.detail, begun, plan.evidence, vocabulary)) is not None:
            yield fact


def visits_mental_health(encounter: Encounter, vocabulary: Vocabulary) -> bool:
    """Whether a visit is one to a mental-health service (N-R2)."""
    service = encounter.service_type
    services: tuple[Concept, ...] = service if isinstance(service, tuple) else (service,) if service else ()
    concepts: tuple[Concept, ...] = (*encounter.type, *services)
    rows = (vocabulary.procedures.read(concept) for concept in concepts)
    if any(row is not None and row.concept in MENTAL_HEALTH for row in rows):
        return True
    return any(is_mental_health(text) for concept in concepts for text in words_of(concept))


def _concepts(request: ServiceRequest) -> tuple[Concept, ...]:
    """What is asked for, then of whom."""
    services = request.service_requested if isinstance(request, ReferralRequest) else ()
    of_whom = (request.performer_type, request.specialty)
    return tuple(concept for concept in (request.code, *services, *of_whom, *request.category) if concept is not None)


def _asked(concepts: Iterable[Concept], vocabulary: Vocabulary) -> ProcedureCode | None:
    """The treatment that any code or words name; else the service that is to see the patient."""
    found: list[ProcedureCode] = []
    for concept in concepts:
        row = vocabulary.procedures.read(concept)
        found += [row] if row is not None and (row.kind is not None or row.concept in ASKED_FOR) else []
        named = (request_in_words(text) for text in words_of(concept))
        found += [row for name in named if name is not None and (row := vocabulary.procedures.of(name)) is not None]
    return min(found, key=lambda row: (row.kind is None, row.concept == "psychotherapy"), default=None)


def _activity(
    detail: ActivityDetail | None, begun: date | None, evidence: str, vocabulary: Vocabulary
) -> Requested | None:
    if detail is None or detail.code is None or detail.do_not_perform or detail.prohibited:
        return None
    status, found = _ACTIVITY.get(_word(detail.status)), _asked((detail.code,), vocabulary)
    if status is None or found is None:
        return None
    due = span(detail.scheduled_period).start
    return _requested(found, status, _latest(due) or begun, due, evidence)


def _requested(
    found: ProcedureCode,
    status: RequestStatus,
    day: date | None,
    due: DayInterval | None,
    evidence: str,
    *,
    booked: bool = False,
) -> Requested:
    therapy = found.concept == "psychotherapy-referral"
    return Requested(
        concept=found.concept,
        kind=CourseKind.PSYCHOTHERAPY if therapy else found.kind,
        label=SERVICES.get(found.concept) or label_of(found),
        status=status,
        day=day,
        due=due,
        booked=booked,
        evidence=(evidence,),
    )


def _latest(known: DayInterval | None) -> date | None:
    return known.latest if known is not None else None


def _word(text: str | None) -> str:
    return (text or "").strip().lower()
