"""All that was sent of one patient, as single resources: found by type, and by reference."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from types import MappingProxyType
from typing import TypeVar

import msgspec

from fhir_mappings.reading.decoding import Irrelevant, Unreadable, decode_resource
from fhir_mappings.reading.elements import Reference
from fhir_mappings.reading.lists import lists_in
from fhir_mappings.reading.messages import Found
from fhir_mappings.reading.references import local
from fhir_mappings.reading.resource import Resource
from trd.history import Gap
from trd.terms import FactList

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The raw resources of a request or a record; nothing of them is interpreted yet."""

    items: tuple[Resource, ...] = ()
    """In a fixed order, each record once."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Address in a Bundle (`urn:uuid:…`) -> `Type/id`."""
    delivered: frozenset[FactList] = frozenset()
    gaps: tuple[Gap, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    """Resources of types that no rule reads, counted."""
    fhir_version: str | None = None
    """`R4`, `R5`, `STU3`, `DSTU2` where the client says it; every resource is recognised by itself all the same."""
    index: Mapping[str, Resource] = field(default_factory=dict, repr=False, compare=False)
    by_kind: Mapping[type[Resource], tuple[Resource, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """All resources of a type (and of its older names)."""
        return tuple(item for name, items in self.by_kind.items() if issubclass(name, kind) for item in items)  # type: ignore[misc]

    def find(self, reference: Reference | str | None, kind: type[R], within: Resource | None = None) -> R | None:
        """The resource that a reference means: contained, a sibling in the Bundle, or sent by another key."""
        text = reference.reference if isinstance(reference, Reference) else reference
        if not text:
            return None
        if text.startswith("#"):
            return _contained(text[1:], kind, within)
        found = self.index.get(self.name(text))
        return found if isinstance(found, kind) else None

    def name(self, reference: str) -> str:
        """`Type/id` for any spelling of a reference, for comparing two; text that is no reference stays."""
        return self.aliases.get(reference) or local(reference)

    def plus(self, other: "Resources") -> "Resources":
        """Both together; a record that stands in both counts once."""
        return gather(
            chain(self.items, other.items),
            aliases={**other.aliases, **self.aliases},
            delivered=self.delivered | other.delivered,
            gaps=tuple(dict.fromkeys((*self.gaps, *other.gaps))),
            unread=Counter(self.unread) + Counter(other.unread),
            fhir_version=self.fhir_version or other.fhir_version,
        )

    @property
    def held(self) -> frozenset[FactList]:
        """Lists of which something came, whole or not."""
        return lists_in(self.items)

    def with_gap(self, gap: Gap) -> "Resources":
        """The same resources, and one thing more that is missing."""
        return self.without(frozenset(), gap)

    def without_lists_lost(self, before: frozenset[FactList]) -> "Resources":
        """A list of which every record was somebody else's is not this patient's list (R-Z2)."""
        return replace(self, delivered=self.delivered - (before - self.held))

    def without(self, dropped: frozenset[str], gap: Gap | None = None) -> "Resources":
        """Without the records of these names, and with the gap that says so."""
        return gather(
            (item for item in self.items if item.evidence not in dropped),
            aliases=self.aliases,
            delivered=self.delivered,
            gaps=(*self.gaps, gap) if gap is not None else self.gaps,
            unread=self.unread,
            fhir_version=self.fhir_version,
        )


def gather(
    items: Iterable[Resource],
    *,
    aliases: Mapping[str, str],
    delivered: frozenset[FactList] = frozenset(),
    gaps: tuple[Gap, ...] = (),
    unread: Mapping[str, int] = MappingProxyType({}),
    fhir_version: str | None = None,
) -> Resources:
    """Order the resources, keep each record once, and make them easy to find."""
    named = sorted(_once(items), key=lambda pair: pair[0])
    ordered = tuple(item for _, item in named)
    kinds: dict[type[Resource], list[Resource]] = {}
    for item in ordered:
        kinds.setdefault(type(item), []).append(item)
    return Resources(
        items=ordered,
        aliases=aliases,
        delivered=delivered,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.code, gap.what, gap.evidence))),
        unread=dict(sorted(unread.items())),
        fhir_version=fhir_version,
        index=dict(named),
        by_kind={kind: tuple(found) for kind, found in kinds.items()},
    )


_ENCODER = msgspec.json.Encoder(decimal_format="number", order="deterministic")


def _bytes(resource: Resource) -> bytes:
    return _ENCODER.encode(resource)


def _once(items: Iterable[Resource]) -> Iterator[tuple[str, Resource]]:
    """One copy of each record: the newest version; of versions that can't be ordered, all (R-E25 joins them)."""
    named: dict[str, list[Resource]] = {}
    for item in items:
        named.setdefault(item.evidence, []).append(item)
    for name, copies in named.items():
        if len(copies) == 1:
            yield name, copies[0]
            continue
        newest = max(_version(copy) for copy in copies)
        distinct = {_bytes(copy): copy for copy in copies if _version(copy) == newest}
        for _, copy in sorted(distinct.items()):
            yield name, copy


def _version(resource: Resource) -> float:
    """When this copy was last changed; a copy that does not say it is older than any that does."""
    stamp = resource.meta.last_updated if resource.meta is not None else None
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return float("-inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _contained(name: str, kind: type[R], within: Resource | None) -> R | None:
    for raw in within.contained if within is not None else ():
        found = decode_resource(Found(data=raw))
        if isinstance(found, Irrelevant | Unreadable) or not isinstance(found, kind):
            continue
        if found.id == name or (found.id or "").lstrip("#") == name:
            return found
    return None
