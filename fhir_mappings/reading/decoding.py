"""One resource: bytes -> its narrow struct; what is none of our business is only named."""

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from fhir_mappings.reading import clinical_resources as clinical
from fhir_mappings.reading import drug_resources as drug
from fhir_mappings.reading import request_resources as request
from fhir_mappings.reading.elements import Element
from fhir_mappings.reading.mending import mended
from fhir_mappings.reading.messages import Found, Issue, decode_any
from fhir_mappings.reading.references import UNNAMED, clean_id
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.tolerant import convert_resource


class OperationOutcome(Resource, tag="OperationOutcome", frozen=True):
    issue: tuple[Issue, ...] = ()

    @property
    def failed(self) -> bool:
        """An error; a mere warning ("no rows") is an answer."""
        return not self.issue or any((issue.severity or "error") in ("error", "fatal") for issue in self.issue)


_Known = (
    clinical.AllergyIntolerance
    | request.Appointment
    | request.CarePlan
    | clinical.Condition
    | clinical.Device
    | clinical.Encounter
    | clinical.Observation
    | clinical.Patient
    | clinical.Procedure
    | request.ProcedureRequest
    | clinical.QuestionnaireResponse
    | request.ReferralRequest
    | request.ServiceRequest
    | drug.Medication
    | drug.MedicationAdministration
    | drug.MedicationDispense
    | drug.MedicationOrder
    | drug.MedicationRequest
    | drug.MedicationStatement
    | OperationOutcome
)
_DECODER: msgspec.json.Decoder[_Known] = msgspec.json.Decoder(_Known)
KINDS: Mapping[str, type[Resource]] = {str(kind.__struct_config__.tag): kind for kind in _Known.__args__}


class _Type(Element, frozen=True):
    resource_type: str | None = None


_TYPE = msgspec.json.Decoder(_Type)


class Irrelevant(msgspec.Struct, frozen=True, gc=False):
    """A resource of a type that no rule reads."""

    resource_type: str


class Unreadable(msgspec.Struct, frozen=True, gc=False):
    """An object that is no resource: no type, or no JSON that can be read."""

    why: str
    digest: str


def decode_resource(found: Found) -> Resource | Irrelevant | Unreadable:
    """Decode one resource; element by element where its narrow struct refuses it (R-E1)."""
    try:
        resource: Resource = _DECODER.decode(found.data)
    except msgspec.ValidationError:
        return _decode_refused(found)
    except (msgspec.DecodeError, RecursionError, ValueError):
        whole = mended(bytes(found.data))
        if whole is None or whole == found.data:
            return Unreadable(why="broken", digest=digest(found.data))
        return decode_resource(Found(data=whole, full_url=found.full_url))
    return _named(resource, found)


def _decode_refused(found: Found) -> Resource | Irrelevant | Unreadable:
    try:
        name = _TYPE.decode(found.data).resource_type
    except msgspec.ValidationError:
        name = None
    if not name:
        return Unreadable(why="no type", digest=digest(found.data))
    if name not in KINDS:
        return Irrelevant(resource_type=name)
    try:
        value = decode_any(found.data)
    except (RecursionError, ValueError):  # what stands behind the first fault is broken too
        return Unreadable(why="broken", digest=digest(found.data))
    if KINDS[name] is clinical.Patient and not isinstance(value.get("id"), str):
        value["id"] = None
    return _named(convert_resource(value, KINDS[name]), found)


def _named(resource: Resource, found: Found) -> Resource:
    """A nameless resource is called by its address in the Bundle, or by its content."""
    if resource.id and resource.id.strip():
        name = clean_id(resource.id)
        return resource if name == resource.id else msgspec.structs.replace(resource, id=name)
    address = (found.full_url or "").rstrip("/").rpartition("/")[2]
    name = address.rpartition(":")[2]
    nameless = not address or name != address
    return msgspec.structs.replace(resource, id=clean_id(name) or digest(found.data), nameless=nameless)


def digest(data: bytes | msgspec.Raw) -> str:
    """The same content has the same name, wherever it stands."""
    return UNNAMED + blake2b(memoryview(data), digest_size=6).hexdigest()
