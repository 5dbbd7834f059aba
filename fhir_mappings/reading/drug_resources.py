"""Narrow structs of the resources that tell of drugs.

https://hl7.org/fhir/R4/medications-module.html
"""

from fhir_mappings.reading.elements import (
    CodeableConcept,
    CodeableReference,
    Dosage,
    Element,
    Period,
    Quantity,
    Ratio,
    Reference,
    Several,
)
from fhir_mappings.reading.resource import Resource


class Ingredient(Element, frozen=True):
    item: CodeableReference | None = None
    item_codeable_concept: CodeableConcept | None = None
    item_reference: Reference | None = None
    is_active: bool | None = None
    strength: Ratio | None = None
    amount: Ratio | None = None
    """STU3, DSTU2."""
    strength_ratio: Ratio | None = None
    strength_quantity: Quantity | None = None


class Product(Element, frozen=True):
    """DSTU2's `Medication.product`."""

    form: CodeableConcept | None = None
    ingredient: tuple[Ingredient, ...] = ()


class Medication(Resource, tag="Medication", frozen=True):
    code: CodeableConcept | None = None
    status: str | None = None
    form: CodeableConcept | None = None
    dose_form: CodeableConcept | None = None
    ingredient: tuple[Ingredient, ...] = ()
    product: Product | None = None


class DrugRecord(Resource, frozen=True):
    """What every record of a drug has: which drug, for whom, why."""

    status: str | None = None
    medication: CodeableReference | None = None
    medication_codeable_concept: CodeableConcept | None = None
    medication_reference: Reference | None = None
    encounter: Reference | None = None
    context: Reference | None = None
    reason: tuple[CodeableReference, ...] = ()
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()
    reason_codeable_concept: CodeableConcept | None = None
    """DSTU2."""
    category: Several[CodeableConcept] = ()
    based_on: tuple[Reference, ...] = ()


class DispenseRequest(Element, frozen=True):
    validity_period: Period | None = None
    number_of_repeats_allowed: int | None = None
    quantity: Quantity | None = None
    expected_supply_duration: Quantity | None = None


class MedicationRequest(DrugRecord, tag="MedicationRequest", frozen=True):
    status_reason: CodeableConcept | None = None
    status_changed: str | None = None
    intent: str | None = None
    do_not_perform: bool | None = None
    reported: bool | None = None
    """R5."""
    reported_boolean: bool | None = None
    reported_reference: Reference | None = None
    authored_on: str | None = None
    date_written: str | None = None
    """DSTU2."""
    dosage_instruction: tuple[Dosage, ...] = ()
    effective_dose_period: Period | None = None
    rendered_dosage_instruction: str | None = None
    dispense_request: DispenseRequest | None = None
    prior_prescription: Reference | None = None


class MedicationOrder(MedicationRequest, tag="MedicationOrder", frozen=True):
    """DSTU2's name of an order."""

    date_ended: str | None = None
    reason_ended: CodeableConcept | None = None


class Adherence(Element, frozen=True):
    code: CodeableConcept | None = None
    reason: CodeableConcept | None = None


class MedicationStatement(DrugRecord, tag="MedicationStatement", frozen=True):
    status_reason: tuple[CodeableConcept, ...] = ()
    taken: str | None = None
    was_not_taken: bool | None = None
    reason_not_taken: tuple[CodeableConcept, ...] = ()
    adherence: Adherence | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    date_asserted: str | None = None
    information_source: Several[Reference] = ()
    reason_for_use_codeable_concept: CodeableConcept | None = None
    reason_for_use_reference: Reference | None = None
    derived_from: tuple[Reference, ...] = ()
    dosage: tuple[Dosage, ...] = ()
    rendered_dosage_instruction: str | None = None


class MedicationDispense(DrugRecord, tag="MedicationDispense", frozen=True):
    status_reason_codeable_concept: CodeableConcept | None = None
    not_performed_reason: CodeableReference | None = None
    not_done: bool | None = None
    authorizing_prescription: tuple[Reference, ...] = ()
    quantity: Quantity | None = None
    days_supply: Quantity | None = None
    when_prepared: str | None = None
    when_handed_over: str | None = None
    dosage_instruction: tuple[Dosage, ...] = ()


class MedicationAdministration(DrugRecord, tag="MedicationAdministration", frozen=True):
    status_reason: tuple[CodeableConcept, ...] = ()
    not_given: bool | None = None
    was_not_given: bool | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    effective_time_date_time: str | None = None
    effective_time_period: Period | None = None
    occurence_date_time: str | None = None
    """R5 spells it with one r; both are read."""
    occurence_period: Period | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    request: Reference | None = None
    prescription: Reference | None = None
    dosage: Dosage | None = None
