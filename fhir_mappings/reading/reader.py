"""The doors of the room: a CDS Hooks prefetch, a Bundle, NDJSON or anything -> `Resources`.

Unknown is not empty: `null` and an empty Bundle are answers ("none on file"), an absent key or a failed search is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from fhir_mappings.reading.clinical_resources import Patient
from fhir_mappings.reading.lists import list_of_key, lists_in, named_data, said
from fhir_mappings.reading.messages import Cut, UnreadableMessage, cut_lines, cut_message
from fhir_mappings.reading.references import bare_id
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.resources import Resources
from fhir_mappings.reading.sorting import SortedIn, Sorting, cut_safely, file_in, sort_in
from trd.history import Gap
from trd.terms import FactList, GapCode

Answer = bytes | msgspec.Raw | None | Sequence[bytes]
"""What a key holds: JSON, nothing, or the pages of one search in order."""


def read_prefetch(
    prefetch: Mapping[str, Answer],
    *,
    patient_id: str | None,
    context_resources: Iterable[bytes | msgspec.Raw] = (),
    fhir_version: str | None = None,
    failed: Mapping[str, str] = MappingProxyType({}),
    gaps: Iterable[Gap] = (),
) -> Resources:
    """Read what came with a hook or was fetched for it; resources of another patient are left out, and it is said.

    `context_resources` are siblings that an order may refer to (Medications of `draftOrders`): they are no list.
    `failed` names the keys that could not be had, or not to their end, each with the sentence of its gap.
    """
    sorting = Sorting(fhir_version=fhir_version, gaps=list(gaps))
    for key, answer in prefetch.items():
        _read_answer(key, answer, sorting, unfinished=key in failed)
    for key, sentence in failed.items():
        sorting.gaps.append(Gap(code=GapCode.FETCH_FAILED, what=sentence))
        if (named := list_of_key(key)) is not None:
            sorting.partial.add(named)
    for raw in context_resources:
        sort_in(cut_safely(raw, "A record of the context", sorting), sorting)
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


def read_decoded(found: Iterable[tuple[Resource, str | None]]) -> Resources:
    """The record of resources that were decoded before, each with its address in a Bundle.

    The same as `read_any` of a Bundle that holds them: a cohort decodes a line once, long before its patient is judged.
    """
    sorting = Sorting()
    for resource, full_url in found:
        file_in(resource, full_url, sorting)
    return _whole(sorting)


def patients_in(resources: Resources) -> frozenset[str]:
    """Ids of all patients that the resources are or speak of, so that a record of two can be refused.

    A Patient that has no id of its own is the one that the other resources name.
    """
    return frozenset(_names_of_patients(resources) | _owners(resources))


def without_others(resources: Resources, patient_id: str) -> Resources:
    """Leave out what belongs to somebody else, and say how many records that were (contract §1.1)."""
    meant = bare_id(patient_id)
    owners = _owner_of_each(resources)
    whose = {owner: _is_somebody_else(owner, meant) for owner in {*owners}}
    foreign = frozenset(
        item.evidence
        for item, owner in zip(resources.items, owners, strict=True)
        if (not item.nameless and item.id != meant if isinstance(item, Patient) else whose[owner])
    )
    foreign |= _nameless_twins(resources, meant)
    if not foreign:
        return resources
    count = len(foreign)
    what = f"{count} record{'s' if count > 1 else ''} of another patient {'were' if count > 1 else 'was'} left out"
    gap = Gap(code=GapCode.OTHER_PATIENT, what=what, evidence=tuple(sorted(foreign)))
    return resources.without(foreign, gap).without_lists_lost(resources.held)


# ---- whose is it?


def _owner_of_each(resources: Resources) -> list[str | None]:
    """`Patient/1` for each resource; None where the record names nobody, or somebody inside itself.

    The resources of one patient name the same owner a thousand times: each spelling is looked at once.
    """
    sent = [owner.reference if (owner := item.owner) is not None else None for item in resources.items]
    names = {spelt: resources.name(spelt) for spelt in {*sent} if spelt and not spelt.startswith("#")}
    return [names.get(spelt) if spelt else None for spelt in sent]


def _names_of_patients(resources: Resources) -> set[str]:
    return {str(patient.id) for patient in resources.of(Patient) if not patient.nameless}


def _owners(resources: Resources) -> set[str]:
    owners = {*_owner_of_each(resources)}
    return {bare_id(owner) for owner in owners if owner and _kind(owner) in ("Patient", "")}


def _kind(owner: str) -> str:
    return owner.rpartition("/")[0]


def _is_somebody_else(owner: str | None, patient_id: str) -> bool:
    return owner is not None and (_kind(owner) not in ("Patient", "") or bare_id(owner) != patient_id)


def _nameless_twins(resources: Resources, patient_id: str) -> frozenset[str]:
    """Patients without an id beside the one that is meant, or to whom records of somebody else belong."""
    known, others = patient_id in _names_of_patients(resources), _owners(resources) - {patient_id}
    nameless = (patient for patient in resources.of(Patient) if patient.nameless)
    return frozenset(patient.evidence for patient in nameless if known or patient.id in others)


# ---- whole lists and parts of lists


def _read_record(found: Cut) -> Resources:
    """A whole record: a list counts as delivered only if it holds something."""
    sorting = Sorting()
    sorted_in = sort_in(found, sorting)
    if found.found and not (sorting.items or sorting.unread or sorting.outcomes):
        raise UnreadableMessage("The body holds no FHIR resource that can be read.")
    if sorted_in.failed:
        sorting.gaps.append(Gap(code=GapCode.FETCH_FAILED, what="The record says that a part of it could not be had"))
    if sorted_in.more:
        sorting.gaps.append(Gap(code=GapCode.NOT_SENT, what="The record has further pages that were not sent"))
        sorting.partial |= lists_in(sorting.items)
    for short in () if sorted_in.more else sorted_in.short:
        what = f"{said(short.lists) or 'Records'}: {short.sent} of {short.total} were sent"
        sorting.gaps.append(Gap(code=GapCode.NOT_SENT, what=what))
        sorting.partial |= short.lists
    return _whole(sorting)


def _whole(sorting: Sorting) -> Resources:
    """What a record brought is the list of its kind; that no conditions came is said (contract §1.4)."""
    sorting.delivered |= lists_in(sorting.items)
    resources = sorting.done()
    if FactList.CONDITIONS in resources.delivered | resources.held:
        return resources
    return resources.with_gap(Gap(code=GapCode.CONDITIONS_NOT_SENT, what="The list of conditions was not sent"))


def _read_answer(key: str, answer: Answer, sorting: Sorting, *, unfinished: bool = False) -> None:
    """One key: what it holds, and whether it is the whole list that the key stands for."""
    named = list_of_key(key)
    if answer is None:
        if named is not None:
            sorting.delivered.add(named)
        return
    pages = [answer] if isinstance(answer, bytes | msgspec.Raw) else list(answer)
    before = len(sorting.items)
    whole = SortedIn()
    for page in pages:
        whole.turn_page(sort_in(cut_safely(page, named_data(named), sorting), sorting))
    lists = lists_in(sorting.items[before:])
    what = said(lists | ({named} if named else set())) or named_data(named)
    if unfinished:
        sorting.partial |= lists
    elif whole.failed:
        sorting.gaps.append(Gap(code=GapCode.FETCH_FAILED, what=f"{what} could not be had"))
    elif whole.more or whole.short:
        missing = [f"{short.sent} of {short.total} were sent" for short in whole.short] or [ONE_PAGE]
        sorting.gaps += [Gap(code=GapCode.NOT_SENT, what=f"{what}: {words}") for words in missing]
        sorting.partial |= lists | ({named} if named else set())
    else:
        sorting.delivered |= lists
        if named is not None and named not in lists:
            _without_its_own(named, whole, sorting)


ONE_PAGE = "only the first page was sent"


def _without_its_own(named: FactList, whole: SortedIn, sorting: Sorting) -> None:
    """A list without a readable record of its kind: empty only where nothing at all was in it (R-Z2)."""
    if whole.unreadable:
        what = f"{said({named})}: nothing in this list can be read"
        sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=what))
        sorting.partial.add(named)
    elif whole.records:
        what = f"{said({named})}: other records were sent in their place"
        sorting.gaps.append(Gap(code=GapCode.NOT_SENT, what=what))
    else:
        sorting.delivered.add(named)
