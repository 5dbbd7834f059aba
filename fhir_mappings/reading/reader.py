"""The doors of the room: a CDS Hooks prefetch, a Bundle, NDJSON or anything -> `Resources`.

Unknown is not empty: `null` and an empty Bundle are answers ("none on file"), an absent key or a failed search is not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from fhir_mappings.reading.clinical_resources import Patient
from fhir_mappings.reading.decoding import Irrelevant, OperationOutcome, Unreadable, decode_resource
from fhir_mappings.reading.lists import OF_TYPE, list_of_key
from fhir_mappings.reading.messages import Cut, UnreadableMessage, cut, cut_lines, cut_message
from fhir_mappings.reading.references import addresses, bare_id
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.resources import Resources, gather
from trd.history import Gap
from trd.terms import FactList, GapCode

Answer = bytes | msgspec.Raw | None | Sequence[bytes]
"""What a key holds: JSON, nothing, or the pages of one search in order."""


@dataclass(slots=True)
class _Sorting:
    """Resources on their way into `Resources`."""

    items: list[Resource] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    delivered: set[FactList] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    outcomes: int = 0
    fhir_version: str | None = None

    def done(self) -> Resources:
        return gather(
            self.items,
            aliases=self.aliases,
            delivered=frozenset(self.delivered),
            gaps=tuple(dict.fromkeys(self.gaps)),
            unread=self.unread,
            fhir_version=self.fhir_version,
        )


def read_prefetch(
    prefetch: Mapping[str, Answer],
    *,
    patient_id: str | None,
    context_resources: Iterable[bytes | msgspec.Raw] = (),
    fhir_version: str | None = None,
) -> Resources:
    """Read what came with a hook or was fetched for it; resources of another patient are left out, and it is said.

    `context_resources` are siblings that an order may refer to (Medications of `draftOrders`): they are no list.
    """
    sorting = _Sorting(fhir_version=fhir_version)
    for key, answer in prefetch.items():
        _read_answer(key, answer, sorting)
    for raw in context_resources:
        _sort_in(_cut_safely(raw, "context", sorting), sorting)
    found = sorting.done()
    return found if patient_id is None else without_others(found, patient_id)


def read_any(data: bytes) -> Resources:
    """Read a body of any form: Bundle, NDJSON, single resource, list. Raises `UnreadableMessage` (a 400)."""
    return _read_record(cut_message(data))


def read_bundle(data: bytes) -> Resources:
    """Read a Bundle or a single resource."""
    return read_any(data)


def read_ndjson(data: bytes) -> Resources:
    """Read one resource a line."""
    found = cut_lines(data)
    if not found.found:
        raise UnreadableMessage("The body holds no FHIR resource.")
    return _read_record(found)


def patients_in(resources: Resources) -> frozenset[str]:
    """Ids of all patients that the resources are or speak of, so that a record of two can be refused."""
    ids = {str(patient.id) for patient in resources.of(Patient)}
    for item in resources.items:
        owner = _owner(item, resources)
        if owner is not None and _kind(owner) in ("Patient", ""):
            ids.add(bare_id(owner))
    return frozenset(ids)


def without_others(resources: Resources, patient_id: str) -> Resources:
    """Leave out what belongs to somebody else, and say how many records that were (contract §1.1)."""
    foreign = frozenset(item.evidence for item in resources.items if _is_foreign(item, resources, patient_id))
    if not foreign:
        return resources
    count = len(foreign)
    what = f"{count} record{'s' if count > 1 else ''} of another patient {'were' if count > 1 else 'was'} left out"
    return resources.without(foreign, Gap(code=GapCode.OTHER_PATIENT, what=what, evidence=tuple(sorted(foreign))))


# ---- whose is it?


def _owner(item: Resource, resources: Resources) -> str | None:
    """`Patient/1`; None where the record names nobody, or somebody inside itself."""
    reference = item.owner.reference if item.owner is not None else None
    if not reference or reference.startswith("#"):
        return None
    return resources.name(reference)


def _kind(owner: str) -> str:
    return owner.rpartition("/")[0]


def _is_foreign(item: Resource, resources: Resources, patient_id: str) -> bool:
    if isinstance(item, Patient):
        return item.id != patient_id
    owner = _owner(item, resources)
    if owner is None:
        return False
    return _kind(owner) not in ("Patient", "") or bare_id(owner) != bare_id(patient_id)


# ---- sorting in

_MOST_BUNDLES = 8
"""Bundles inside of Bundles are followed so far."""


def _read_record(found: Cut) -> Resources:
    """A whole record: a list counts as delivered only if it holds something; no conditions is said (contract §1.4)."""
    sorting = _Sorting()
    failed = _sort_in(found, sorting)
    if found.found and not (sorting.items or sorting.unread or sorting.outcomes):
        raise UnreadableMessage("The body holds no FHIR resource that can be read.")
    if failed:
        sorting.gaps.append(Gap(code=GapCode.FETCH_FAILED, what="The record says that a part of it could not be had"))
    if found.next_page:
        sorting.gaps.append(Gap(code=GapCode.NOT_SENT, what="The record has further pages that were not sent"))
    else:
        sorting.delivered |= {OF_TYPE[item.resource_type] for item in sorting.items if item.resource_type in OF_TYPE}
    if FactList.CONDITIONS not in sorting.delivered:
        sorting.gaps.append(Gap(code=GapCode.CONDITIONS_NOT_SENT, what="The list of conditions was not sent"))
    return sorting.done()


def _read_answer(key: str, answer: Answer, sorting: _Sorting) -> None:
    """One key: what it holds, and whether it is the whole list that the key stands for."""
    named = list_of_key(key)
    if answer is None:
        if named is not None:
            sorting.delivered.add(named)
        return
    pages = [answer] if isinstance(answer, bytes | msgspec.Raw) else list(answer)
    failed, before = False, len(sorting.items)
    more = False
    for page in pages:
        found = _cut_safely(page, key, sorting)
        failed = _sort_in(found, sorting) or failed or bool(found.broken)
        more = found.next_page
    lists = {OF_TYPE[item.resource_type] for item in sorting.items[before:] if item.resource_type in OF_TYPE}
    if named is not None:
        lists.add(named)
    if failed:
        sorting.gaps.append(Gap(code=GapCode.FETCH_FAILED, what=f"{_said(lists, key)} could not be had"))
    elif more:
        sorting.gaps.append(Gap(code=GapCode.NOT_SENT, what=f"{_said(lists, key)}: only the first page was sent"))
    else:
        sorting.delivered |= lists


def _said(lists: set[FactList], key: str) -> str:
    return ", ".join(_WORDS[found] for found in sorted(lists)) if lists else f"The data under “{key[:40]}”"


_WORDS: Mapping[FactList, str] = {
    FactList.PATIENT: "Patient data",
    FactList.CONDITIONS: "Conditions",
    FactList.MEDICATIONS: "Medications",
    FactList.DISPENSES: "Dispenses",
    FactList.OBSERVATIONS: "Observations",
    FactList.QUESTIONNAIRES: "Questionnaires",
    FactList.PROCEDURES: "Procedures",
    FactList.ALLERGIES: "Allergies",
    FactList.ENCOUNTERS: "Encounters",
}


def _cut_safely(data: bytes | msgspec.Raw, key: str, sorting: _Sorting) -> Cut:
    """A value that can't be cut costs its key, not the request."""
    try:
        if bytes(memoryview(data)[:8]).strip() == b"null":
            return Cut()
        try:
            return cut(data)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return cut_message(bytes(data))
    except UnreadableMessage:
        sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=f"The data under “{key[:40]}” can't be read"))
        return Cut(broken=1)


def _sort_in(found: Cut, sorting: _Sorting, depth: int = 0) -> bool:
    """Decode and file every resource; True if an OperationOutcome among them says that a search failed."""
    failed = False
    for place in found.found:
        resource = decode_resource(place)
        if isinstance(resource, Irrelevant) and resource.resource_type == "Bundle" and depth < _MOST_BUNDLES:
            failed = _sort_in(_cut_safely(place.data, "Bundle", sorting), sorting, depth + 1) or failed
        elif isinstance(resource, Irrelevant):
            sorting.unread[resource.resource_type] += 1
        elif isinstance(resource, Unreadable):
            what = "A resource can't be read" if resource.why == "broken" else "An entry names no resource type"
            sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=(resource.digest,)))
        elif isinstance(resource, OperationOutcome):
            sorting.outcomes += 1
            failed = failed or resource.failed
        else:
            sorting.items.append(resource)
            sorting.aliases.update(addresses(resource, place.full_url))
            if resource.notes:
                sorting.gaps.append(_partly_read(resource))
    if found.broken:
        what = f"{found.broken} part{'s' if found.broken > 1 else ''} of the data can't be read"
        sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=what))
    return failed


def _partly_read(resource: Resource) -> Gap:
    """One bad element never loses its resource (R-E1); which element it was is said."""
    elements = ", ".join(resource.notes[:3]) + (" …" if len(resource.notes) > 3 else "")
    what = f"{resource.resource_type}: the element {elements} can't be read"
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=(resource.evidence,))
