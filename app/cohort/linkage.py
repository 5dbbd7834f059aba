"""Whose record a line is, and which `Medication` records it points to.

A Medication names no patient: it belongs to every patient one of whose records points to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from fhir_mappings.reading.clinical_resources import Patient
from fhir_mappings.reading.decoding import Irrelevant, OperationOutcome, Unreadable, decode_resource
from fhir_mappings.reading.drug_resources import DrugRecord, Ingredient, Medication
from fhir_mappings.reading.elements import Reference
from fhir_mappings.reading.messages import Found, cut
from fhir_mappings.reading.references import UNNAMED, addresses, bare_id, local
from fhir_mappings.reading.request_resources import Appointment
from fhir_mappings.reading.resource import Resource

_MOST_BUNDLES = 8
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_PATIENT = "Patient/"
_MEDICATION = "Medication/"


@dataclass(frozen=True, slots=True)
class Placed:
    """One record of a line, and to whom it belongs."""

    resource: Resource
    full_url: str | None = None
    patients: tuple[str, ...] = ()
    """Ids; several only of an appointment of several. None of a Medication."""
    wanted: tuple[str, ...] = ()
    """Ids of the Medications that it points to."""


@dataclass(frozen=True, slots=True)
class Stray:
    """What belongs to no patient."""

    why: str
    """`broken`, `outcome`, `unread`, `ownerless`, `other`, `bundle`."""
    kind: str = ""
    """Its resource type."""


def place(line: bytes) -> Iterator[Placed | Stray]:
    """What stands in one line: a record; or those of a Bundle, whose own addresses hold within it."""
    yield from _place(Found(data=line), _NO_NAMES, 0)


def _place(found: Found, names: Mapping[str, str], depth: int) -> Iterator[Placed | Stray]:
    resource = decode_resource(found)
    if isinstance(resource, Irrelevant):
        if resource.resource_type == "Bundle" and depth < _MOST_BUNDLES:
            yield Stray("bundle", "Bundle")
            yield from _unpacked(found, names, depth)
        else:
            yield Stray("unread", resource.resource_type)
    elif isinstance(resource, Unreadable):
        yield Stray("broken")
    elif isinstance(resource, OperationOutcome):
        yield Stray("outcome", "OperationOutcome")
    else:
        yield _placed(resource, found.full_url, names)


def _unpacked(found: Found, names: Mapping[str, str], depth: int) -> Iterator[Placed | Stray]:
    try:
        entries = cut(found.data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        yield Stray("broken")
        return
    own = dict(names)
    for entry in entries.found:
        if entry.full_url and isinstance(resource := decode_resource(entry), Resource):
            own.update(addresses(resource, entry.full_url))
    for entry in entries.found:
        yield from _place(entry, own, depth + 1)
    for _ in range(entries.broken):
        yield Stray("broken")


def _placed(resource: Resource, full_url: str | None, names: Mapping[str, str]) -> Placed | Stray:
    if isinstance(resource, Medication):
        return Placed(resource, full_url, wanted=tuple(_parts(resource.ingredient, names)))
    if isinstance(resource, Patient):
        if resource.id is None or resource.id.startswith(UNNAMED):
            return Stray("ownerless", "Patient")
        return Placed(resource, full_url, (resource.id,))
    owners = _owners(resource, names)
    patients = tuple(dict.fromkeys(bare_id(owner) for owner in owners if _kind(owner) in ("Patient", "")))
    if patients:
        wanted = _pointed_to(resource, names) if isinstance(resource, DrugRecord) else ()
        return Placed(resource, full_url, patients, wanted)
    return Stray("other" if owners else "ownerless", resource.resource_type)


def _owners(resource: Resource, names: Mapping[str, str]) -> list[str]:
    """Names of those whose record it is: of the patient, a group, a device …"""
    owner = resource.owner
    if isinstance(resource, Appointment) and resource.subject is None:
        actors = (part.actor for part in resource.participant)
        told = [actor.reference for actor in actors if actor is not None and _PATIENT in (actor.reference or "")]
    else:
        told = [owner.reference if owner is not None else None]
    return [names.get(reference) or local(reference) for reference in told if reference and reference[0] != "#"]


def _kind(owner: str) -> str:
    return owner.rpartition("/")[0]


def _pointed_to(record: DrugRecord, names: Mapping[str, str]) -> tuple[str, ...]:
    """Medications outside of the record, those that its contained ones point to among them."""
    references = [record.medication_reference, record.medication.reference if record.medication else None]
    found = [name for reference in references if (name := _medication(reference, names))]
    for raw in record.contained:
        inside = decode_resource(Found(data=raw))
        if isinstance(inside, Medication):
            found += _parts(inside.ingredient, names)
    return tuple(dict.fromkeys(found))


def _parts(ingredients: tuple[Ingredient, ...], names: Mapping[str, str]) -> Iterator[str]:
    for part in ingredients:
        for reference in (part.item_reference, part.item.reference if part.item is not None else None):
            if name := _medication(reference, names):
                yield name


def _medication(reference: Reference | None, names: Mapping[str, str]) -> str | None:
    """The id of a Medication that is not contained."""
    text = reference.reference if reference is not None else None
    if not text or text[0] == "#":
        return None
    name = names.get(text) or local(text)
    return name.removeprefix(_MEDICATION) if name.startswith(_MEDICATION) else None
