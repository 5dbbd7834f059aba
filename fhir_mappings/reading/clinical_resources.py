"""Narrow structs of the resources that tell of the patient, diagnoses, scores and procedures.

https://hl7.org/fhir/R4/resourcelist.html
"""

from decimal import Decimal

from msgspec import field

from fhir_mappings.reading.elements import (
    CodeableConcept,
    CodeableReference,
    Coding,
    Element,
    Extension,
    Period,
    Quantity,
    Range,
    Reference,
    Several,
    refuse_inconceivable,
)
from fhir_mappings.reading.resource import Resource


class Patient(Resource, tag="Patient", frozen=True):
    birth_date: str | None = None
    gender: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    extension: tuple[Extension, ...] = ()


class Stage(Element, frozen=True):
    summary: CodeableConcept | None = None


class Condition(Resource, tag="Condition", frozen=True):
    clinical_status: CodeableConcept | str | None = None
    """A bare code in STU3 and DSTU2."""
    verification_status: CodeableConcept | str | None = None
    category: Several[CodeableConcept] = ()
    severity: CodeableConcept | None = None
    code: CodeableConcept | None = None
    body_site: tuple[CodeableConcept, ...] = ()
    stage: tuple[Stage, ...] = ()
    onset_date_time: str | None = None
    onset_period: Period | None = None
    onset_age: Quantity | None = None
    onset_string: str | None = None
    abatement_date_time: str | None = None
    abatement_period: Period | None = None
    abatement_boolean: bool | None = None
    abatement_age: Quantity | None = None
    abatement_string: str | None = None
    recorded_date: str | None = None
    asserted_date: str | None = None
    date_recorded: str | None = None
    encounter: Reference | None = None
    context: Reference | None = None


class ReferenceRange(Element, frozen=True):
    low: Quantity | None = None
    high: Quantity | None = None
    type: CodeableConcept | None = None
    text: str | None = None


class Measured(Element, frozen=True):
    """`Observation.component`: a code and a value of any type."""

    code: CodeableConcept | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_decimal: Decimal | None = None
    value_range: Range | None = None
    value_date_time: str | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: Several[CodeableConcept] = ()
    reference_range: tuple[ReferenceRange, ...] = ()

    def __post_init__(self) -> None:
        if self.value_decimal is not None:
            refuse_inconceivable(self.value_decimal)


class Related(Element, frozen=True):
    """STU3's `Observation.related`."""

    type: str | None = None
    target: Reference | None = None


class Observation(Resource, tag="Observation", frozen=True):
    status: str | None = None
    category: Several[CodeableConcept] = ()
    code: CodeableConcept | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    effective_instant: str | None = None
    issued: str | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_decimal: Decimal | None = None
    value_range: Range | None = None
    value_date_time: str | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: Several[CodeableConcept] = ()
    reference_range: tuple[ReferenceRange, ...] = ()
    component: tuple[Measured, ...] = ()
    has_member: tuple[Reference, ...] = ()
    related: tuple[Related, ...] = ()
    derived_from: tuple[Reference, ...] = ()
    method: CodeableConcept | None = None
    encounter: Reference | None = None
    context: Reference | None = None

    def __post_init__(self) -> None:
        if self.value_decimal is not None:
            refuse_inconceivable(self.value_decimal)


class Answer(Element, frozen=True):
    value_boolean: bool | None = None
    value_decimal: Decimal | None = None
    value_integer: int | None = None
    value_date: str | None = None
    value_string: str | None = None
    value_coding: Coding | None = None
    value_quantity: Quantity | None = None
    item: "tuple[AnsweredItem, ...]" = ()

    def __post_init__(self) -> None:
        if self.value_decimal is not None:
            refuse_inconceivable(self.value_decimal)


class AnsweredItem(Element, frozen=True):
    link_id: str | None = None
    definition: str | None = None
    text: str | None = None
    answer: tuple[Answer, ...] = ()
    item: "tuple[AnsweredItem, ...]" = ()


class QuestionnaireResponse(Resource, tag="QuestionnaireResponse", frozen=True):
    questionnaire: str | Reference | None = None
    status: str | None = None
    authored: str | None = None
    item: tuple[AnsweredItem, ...] = ()
    encounter: Reference | None = None
    context: Reference | None = None


class Procedure(Resource, tag="Procedure", frozen=True):
    status: str | None = None
    status_reason: CodeableConcept | None = None
    not_done: bool | None = None
    not_performed: bool | None = None
    """DSTU2."""
    not_done_reason: CodeableConcept | None = None
    reason_not_performed: tuple[CodeableConcept, ...] = ()
    category: Several[CodeableConcept] = ()
    code: CodeableConcept | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    reason: tuple[CodeableReference, ...] = ()
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: Several[Reference] = ()
    body_site: tuple[CodeableConcept, ...] = ()
    outcome: CodeableConcept | None = None
    part_of: tuple[Reference, ...] = ()
    based_on: tuple[Reference, ...] = ()
    encounter: Reference | None = None
    context: Reference | None = None


class Reaction(Element, frozen=True):
    substance: CodeableConcept | None = None
    manifestation: tuple[CodeableReference, ...] = ()
    severity: str | None = None
    onset: str | None = None


class AllergyIntolerance(Resource, tag="AllergyIntolerance", frozen=True):
    clinical_status: CodeableConcept | str | None = None
    verification_status: CodeableConcept | str | None = None
    status: str | None = None
    """DSTU2."""
    type: CodeableConcept | str | None = None
    category: tuple[str, ...] = ()
    criticality: str | None = None
    code: CodeableConcept | None = None
    substance: CodeableConcept | None = None
    onset: str | None = None
    onset_date_time: str | None = None
    onset_period: Period | None = None
    onset_string: str | None = None
    recorded_date: str | None = None
    asserted_date: str | None = None
    reaction: tuple[Reaction, ...] = ()


class EncounterClass(Element, frozen=True):
    """A Coding in R4, a concept in R5, a bare code in DSTU2."""

    code: str | None = None
    display: str | None = None
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Encounter(Resource, tag="Encounter", frozen=True):
    status: str | None = None
    encounter_class: EncounterClass | tuple[EncounterClass, ...] | str | None = field(default=None, name="class")
    type: tuple[CodeableConcept, ...] = ()
    service_type: CodeableConcept | tuple[CodeableReference, ...] | None = None
    """A list in R5."""
    period: Period | None = None
    actual_period: Period | None = None
    reason_code: tuple[CodeableConcept, ...] = ()


class DeviceName(Element, frozen=True):
    name: str | None = None
    value: str | None = None
    """R5."""


class Device(Resource, tag="Device", frozen=True):
    status: str | None = None
    type: CodeableConcept | tuple[CodeableConcept, ...] | None = None
    """A list in R5."""
    device_name: tuple[DeviceName, ...] = ()
    name: tuple[DeviceName, ...] = ()
    """R5."""
    display_name: str | None = None
    definition: CodeableReference | None = None
    model: str | None = None
    """STU3 and DSTU2."""
