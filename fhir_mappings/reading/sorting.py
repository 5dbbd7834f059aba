"""Resources on their way from bytes into `Resources`: each decoded by itself, and what can't be read is said."""

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from fhir_mappings.reading.decoding import Irrelevant, OperationOutcome, Unreadable, decode_resource
from fhir_mappings.reading.lists import is_hollow, lists_in
from fhir_mappings.reading.messages import Cut, UnreadableMessage, cut, cut_message
from fhir_mappings.reading.references import addresses
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.resources import Resources, gather
from trd.history import Gap
from trd.terms import FactList, GapCode

_MOST_BUNDLES = 8
"""Bundles inside of Bundles are followed so far."""


@dataclass(slots=True)
class Sorting:
    """Resources on their way into `Resources`."""

    items: list[Resource] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    delivered: set[FactList] = field(default_factory=set)
    partial: set[FactList] = field(default_factory=set)
    """Known to hold more than could be read: never whole, whatever another key brings."""
    gaps: list[Gap] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    outcomes: int = 0
    fhir_version: str | None = None

    def done(self) -> Resources:
        return gather(
            self.items,
            aliases=self.aliases,
            delivered=frozenset(self.delivered - self.partial),
            gaps=tuple(dict.fromkeys(self.gaps)),
            unread=self.unread,
            fhir_version=self.fhir_version,
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records a search found, and how many of them were sent."""

    sent: int
    total: int
    lists: frozenset[FactList] = frozenset()


@dataclass(slots=True)
class SortedIn:
    """What became of one message."""

    failed: bool = False
    """An OperationOutcome says so, or nothing of FHIR stands there."""
    more: bool = False
    unreadable: int = 0
    records: int = 0
    """Of any type that is read."""
    searches: list[Counted] = field(default_factory=list)
    inner: list[Counted] = field(default_factory=list)
    """Searches of Bundles inside of this one."""

    @property
    def short(self) -> list[Counted]:
        """Searches that found more than was sent."""
        return [search for search in (*self.searches, *self.inner) if search.sent < search.total]

    def take_in(self, inner: "SortedIn") -> None:
        """Add what a Bundle inside of this one holds."""
        self.failed = self.failed or inner.failed
        self.more = self.more or inner.more
        self.unreadable += inner.unreadable
        self.records += inner.records
        self.inner += (*inner.searches, *inner.inner)

    def turn_page(self, page: "SortedIn") -> None:
        """Add the next page of the same search: the last says whether there is more, all of them how many came."""
        own = [*self.searches, *page.searches]
        merged = Counted(sum(each.sent for each in own), max((each.total for each in own), default=0))
        self.searches, page.searches = [merged] if self.searches else own, []
        self.take_in(page)
        self.more = page.more


def cut_safely(data: bytes | msgspec.Raw, what: str, sorting: Sorting) -> Cut:
    """Cut what a key holds; what is no JSON is said in `what`'s name and holds nothing."""
    try:
        try:
            return cut(data)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return cut_message(bytes(data))
    except UnreadableMessage:
        sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=f"{what} can't be read"))
        return Cut(broken=1, no_record=True)


def sort_in(found: Cut, sorting: Sorting, depth: int = 0) -> SortedIn:
    """Decode and file every resource, and count what was no resource."""
    done = SortedIn(failed=found.no_record, more=found.next_page, unreadable=found.broken)
    before = len(sorting.items)
    for place in found.found:
        resource = decode_resource(place)
        if isinstance(resource, Irrelevant) and resource.resource_type == "Bundle" and depth < _MOST_BUNDLES:
            done.take_in(sort_in(cut_safely(place.data, "A Bundle", sorting), sorting, depth + 1))
        elif isinstance(resource, Irrelevant):
            sorting.unread[resource.resource_type] += 1
            done.unreadable += 1
        elif isinstance(resource, Unreadable):
            what = "A resource can't be read" if resource.why == "broken" else "An entry names no resource type"
            sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=(resource.digest,)))
            done.unreadable += 1
        elif isinstance(resource, OperationOutcome):
            sorting.outcomes += 1
            done.failed = done.failed or resource.failed
        else:
            file_in(resource, place.full_url, sorting)
            done.records += 1
            done.unreadable += is_hollow(resource)
    lists = lists_in(sorting.items[before:])
    done.searches = [Counted(search.sent, search.total, lists) for search in found.searches]
    if found.broken:
        what = f"{found.broken} part{'s' if found.broken > 1 else ''} of the data can't be read"
        sorting.gaps.append(Gap(code=GapCode.UNREADABLE_RESOURCE, what=what))
    return done


def file_in(resource: Resource, full_url: str | None, sorting: Sorting) -> None:
    """File one record that was decoded, under the address that its Bundle gives it."""
    sorting.items.append(resource)
    sorting.aliases.update(addresses(resource, full_url))
    if resource.notes:
        sorting.gaps.append(_partly_read(resource))


def _partly_read(resource: Resource) -> Gap:
    """One bad element never loses its resource (R-E1); which element it was is said."""
    elements = ", ".join(resource.notes[:3]) + (" …" if len(resource.notes) > 3 else "")
    what = f"{resource.resource_type}: the element {elements} can't be read"
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=(resource.evidence,))
