"""The strict models of each FHIR version, loaded only where something is validated."""

from fhir.resources.medicationrequest import MedicationRequest as MedicationRequestR5
from fhir.resources.R4B.medicationrequest import MedicationRequest as MedicationRequestR4
from fhir.resources.R4B.servicerequest import ServiceRequest as ServiceRequestR4
from fhir.resources.servicerequest import ServiceRequest as ServiceRequestR5
from fhir.resources.STU3.medicationrequest import MedicationRequest as MedicationRequestSTU3
from fhir.resources.STU3.procedurerequest import ProcedureRequest as ProcedureRequestSTU3
from pydantic import BaseModel

from fhir_mappings.writing.drafts import FhirVersion

_MODELS: dict[tuple[str, FhirVersion], type[BaseModel]] = {
    ("MedicationRequest", "R4"): MedicationRequestR4,
    ("ServiceRequest", "R4"): ServiceRequestR4,
    ("MedicationRequest", "R5"): MedicationRequestR5,
    ("ServiceRequest", "R5"): ServiceRequestR5,
    ("MedicationRequest", "STU3"): MedicationRequestSTU3,
    ("ProcedureRequest", "STU3"): ProcedureRequestSTU3,
}
"""R4 is checked by the models of R4B: the two resources are the same in both."""


def model(resource_type: str, version: FhirVersion) -> type[BaseModel]:
    """The strict model of a resource type in a version."""
    return _MODELS[resource_type, version]
