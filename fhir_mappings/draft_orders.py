"""The context of an order hook -> `Drafts`: every draft in its order, and none of them ever history (R-E2, §4.1).

https://cds-hooks.hl7.org/hooks/order-select/
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from fhir_mappings.dates import interval
from fhir_mappings.drafted_drugs import DraftReader
from fhir_mappings.drafted_services import read_service
from fhir_mappings.orders import stated_start
from fhir_mappings.reading.decoding import Irrelevant, Unreadable, decode_resource
from fhir_mappings.reading.drug_resources import MedicationOrder, MedicationRequest
from fhir_mappings.reading.messages import Cut, Found, UnreadableMessage, cut, cut_message
from fhir_mappings.reading.reader import without_others
from fhir_mappings.reading.references import addresses, local
from fhir_mappings.reading.request_resources import ProcedureRequest, ReferralRequest, ServiceRequest
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.resources import Resources, gather
from fhir_mappings.record_status import is_signed
from fhir_mappings.vocabulary import vocabulary
from trd.drafts import DraftedDrug, DraftedService, Drafts, Occasion
from trd.history import Gap
from trd.knowledge.types import Knowledge
from trd.terms import GapCode

_MOST_BUNDLES = 4
"""Bundles inside of Bundles are followed so far."""

Sent = bytes | msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrders:
    """The drafts of one call, and what a suggestion needs of them as they were sent."""

    drafts: Drafts = field(default_factory=Drafts)
    sent: Mapping[str, Sent] = field(default_factory=dict, repr=False)
    """Reference -> the draft, byte for byte; only drafts with an id of their own (R-F21)."""
    stored: frozenset[str] = frozenset()
    """Drafts of which the record holds an earlier copy: never deleted (R-F23)."""
    signed: frozenset[str] = frozenset()
    """Drafts that say of themselves that they are in force: a refill may send the prescription itself (R-F22)."""
    fhir_version: str | None = None
    """The version that the drafts themselves are written in, where their elements tell it (R-F11)."""
    gaps: tuple[Gap, ...] = ()
    chosen: bool = False
    """A drug or a service has been chosen, ours or not: some clients call before (§7.9)."""


@dataclass(slots=True)
class _Received:
    """Drafts and their siblings as they came."""

    drafts: list[tuple[MedicationRequest | ServiceRequest, Found]] = field(default_factory=list)
    siblings: list[Resource] = field(default_factory=list)
    others: list[Found] = field(default_factory=list)
    """Of types that no rule reads: the role of a prescriber is among them."""
    aliases: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def read_draft_orders(
    orders: Iterable[Sent],
    resources: Resources,
    knowledge: Knowledge,
    *,
    occasion: Occasion,
    patient_id: str,
    as_of: date,
    selections: Collection[str] = (),
) -> DraftOrders:
    """Read every draft of a call; drafts of types that no rule reads are passed over in silence.

    Without `selections`, or where none of them means a draft, every draft is selected: the cautious reading.
    """
    received = _Received()
    for sent in orders:
        _receive(_cut_safely(sent, received), received)
    known = gather([draft for draft, _ in received.drafts] + received.siblings, aliases=received.aliases)
    own = without_others(known, patient_id)
    names = {item.evidence for item in own.items}
    drafts = [(draft, found) for draft, found in received.drafts if draft.evidence in names]
    siblings = gather([item for item in received.siblings if item.evidence in names], aliases=received.aliases)
    chosen = _selected(drafts, selections)
    stored = _stored(drafts, resources, as_of)
    reader = DraftReader(resources.plus(siblings), knowledge, occasion, received.others)
    drugs: list[DraftedDrug] = []
    services: list[DraftedService] = []
    for draft, found in drafts:
        reference = draft.evidence if has_id(found.data) else None
        selected = chosen is None or draft.evidence in chosen
        if isinstance(draft, ServiceRequest):
            services.append(read_service(draft, vocabulary(knowledge), reference, selected=selected))
        else:
            held = draft.evidence in stored
            drugs += reader.read(draft, found.data, reference, selected=selected, stored=held)
    return DraftOrders(
        drafts=Drafts(drugs=tuple(drugs), services=tuple(services), unreadable=tuple(received.unreadable)),
        sent={draft.evidence: found.data for draft, found in drafts if has_id(found.data)},
        stored=stored,
        fhir_version=next((version for draft, found in drafts if (version := _version_of(draft, found.data))), None),
        signed=frozenset(draft.evidence for draft, _ in drafts if is_signed(draft.status)),
        gaps=(*own.gaps, *(_unreadable(name) for name in dict.fromkeys(received.unreadable))),
        chosen=any(drug.selected for drug in drugs) or any(service.selected for service in services),
    )


def record_without_drafts(resources: Resources, orders: DraftOrders) -> Resources:
    """The record alone: a copy of a draft that is no earlier order is nothing that was taken (R-E2)."""
    drafted = {*orders.sent, *(drug.reference for drug in orders.drafts.drugs)} - orders.stored
    held = frozenset(item.evidence for item in resources.items if item.evidence in drafted)
    return resources.without(held) if held else resources


# ---- what came


def _cut_safely(sent: Sent, received: _Received) -> Cut:
    try:
        try:
            return cut(sent)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return cut_message(bytes(sent))
    except UnreadableMessage:
        received.unreadable.append("Bundle")
        return Cut()


def _receive(parts: Cut, received: _Received, depth: int = 0) -> None:
    received.unreadable += ["resource"] * parts.broken
    for found in parts.found:
        resource = decode_resource(found)
        if isinstance(resource, Unreadable):
            received.unreadable.append("resource")
        elif isinstance(resource, Irrelevant):
            if resource.resource_type == "Bundle" and depth < _MOST_BUNDLES:
                _receive(_cut_safely(found.data, received), received, depth + 1)
            else:
                received.others.append(found)
        else:
            received.aliases.update(addresses(resource, found.full_url))
            if isinstance(resource, MedicationRequest | ServiceRequest):
                if not any(draft.evidence == resource.evidence and same == found for draft, same in received.drafts):
                    received.drafts.append((resource, found))
            else:
                received.siblings.append(resource)


class _Shape(msgspec.Struct, frozen=True):
    medication: msgspec.Raw = msgspec.Raw()
    code: msgspec.Raw = msgspec.Raw()
    context: msgspec.Raw = msgspec.Raw()


def _version_of(draft: MedicationRequest | ServiceRequest, sent: Sent) -> str | None:
    """All FHIR of a context has one version: names and places that only one version has tell which."""
    if isinstance(draft, ProcedureRequest | ReferralRequest):
        return "STU3"
    if isinstance(draft, MedicationOrder):
        return "DSTU2"
    shape = msgspec.json.decode(sent, type=_Shape)
    concept = shape.medication if isinstance(draft, MedicationRequest) else shape.code
    if b'"concept"' in bytes(concept) or (isinstance(draft, MedicationRequest) and b'"reference"' in bytes(concept)):
        return "R5"
    return "STU3" if bytes(shape.context) else None


class _Identified(msgspec.Struct, frozen=True):
    id: str | None = None


def has_id(sent: Sent) -> bool:
    """A draft that can be named in a suggestion: with an id of its own."""
    try:
        return bool((msgspec.json.decode(sent, type=_Identified).id or "").strip())
    except msgspec.DecodeError:
        return False


def _unreadable(name: str) -> Gap:
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=f"A draft order can't be read ({name}); no check was done")


# ---- which of them


def _selected(
    drafts: list[tuple[MedicationRequest | ServiceRequest, Found]], selections: Collection[str]
) -> frozenset[str] | None:
    """The drafts that were chosen last, by any spelling of their name; None: all."""
    wanted = {name for selection in selections for name in (selection.strip(), local(selection))}
    found = {
        draft.evidence
        for draft, place in drafts
        if not wanted.isdisjoint({draft.evidence, str(draft.id), (place.full_url or "").strip() or draft.evidence})
    }
    return frozenset(found) or None


def _stored(
    drafts: list[tuple[MedicationRequest | ServiceRequest, Found]], resources: Resources, as_of: date
) -> frozenset[str]:
    """Drafts that the record holds as orders of an earlier day: what is changed, renewed or signed again.

    A copy that begins on the day of the call, or says no day, is the draft itself.
    """
    found = set()
    for draft, _ in drafts:
        held = resources.find(draft.evidence, MedicationRequest)
        if held is not None:
            start = stated_start(held) or interval(held.authored_on or held.date_written)
            if start is not None and start.latest < as_of:
                found.add(draft.evidence)
    return frozenset(found)
