"""Narrow structs of what is asked for, planned or booked: ServiceRequest under all its names, Appointment, CarePlan.

https://hl7.org/fhir/R4/resourcelist.html
"""

from fhir_mappings.reading.elements import CodeableConcept, CodeableReference, Element, Period, Reference
from fhir_mappings.reading.resource import Resource


class ServiceRequest(Resource, tag="ServiceRequest", frozen=True):
    status: str | None = None
    status_reason: CodeableConcept | None = None
    intent: str | None = None
    do_not_perform: bool | None = None
    category: tuple[CodeableConcept, ...] = ()
    code: CodeableReference | None = None
    """A plain concept up to R4."""
    performer_type: CodeableConcept | None = None
    specialty: CodeableConcept | None = None
    """STU3's and DSTU2's ReferralRequest."""
    authored_on: str | None = None
    ordered_on: str | None = None
    """DSTU2."""
    date_sent: str | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    encounter: Reference | None = None
    context: Reference | None = None


class ProcedureRequest(ServiceRequest, tag="ProcedureRequest", frozen=True):
    """STU3's name."""


class ReferralRequest(ServiceRequest, tag="ReferralRequest", frozen=True):
    """STU3: the service stands in `serviceRequested`."""

    service_requested: tuple[CodeableConcept, ...] = ()


class Participant(Element, frozen=True):
    actor: Reference | None = None


class Appointment(Resource, tag="Appointment", frozen=True):
    """Its patient is a participant up to R4."""

    status: str | None = None
    service_category: tuple[CodeableConcept, ...] = ()
    service_type: tuple[CodeableReference, ...] = ()
    """Plain concepts up to R4."""
    specialty: tuple[CodeableConcept, ...] = ()
    appointment_type: CodeableConcept | None = None
    start: str | None = None
    created: str | None = None
    participant: tuple[Participant, ...] = ()

    @property
    def owner(self) -> Reference | None:
        """The patient who is to come."""
        if self.subject is not None:
            return self.subject
        actors = (one.actor for one in self.participant if one.actor is not None)
        return next((actor for actor in actors if "Patient/" in (actor.reference or "")), None)


class ActivityDetail(Element, frozen=True):
    kind: str | None = None
    code: CodeableConcept | None = None
    status: str | None = None
    do_not_perform: bool | None = None
    prohibited: bool | None = None
    """STU3, DSTU2."""
    scheduled_period: Period | None = None


class Activity(Element, frozen=True):
    detail: ActivityDetail | None = None


class CarePlan(Resource, tag="CarePlan", frozen=True):
    status: str | None = None
    intent: str | None = None
    created: str | None = None
    period: Period | None = None
    activity: tuple[Activity, ...] = ()
