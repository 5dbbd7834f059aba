"""The answer of a FHIR server, looked at from outside: what it is, where it goes on, which drugs it only points to.

https://hl7.org/fhir/R4/http.html#search
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from fhir_mappings.reading.elements import Element
from fhir_mappings.reading.messages import Issue, decode_any
from fhir_mappings.reading.references import bare_id, local


class _Link(Element, frozen=True):
    relation: str | None = None
    url: str | None = None


class _Entry(Element, frozen=True):
    full_url: str | None = None
    resource: msgspec.Raw = msgspec.Raw()


class _Envelope(Element, frozen=True):
    resource_type: str | None = None
    link: tuple[_Link, ...] = ()
    entry: tuple[_Entry, ...] = ()
    issue: tuple[Issue, ...] = ()
    id: str | None = None


class _Pointer(Element, frozen=True):
    reference: str | None = None
    display: str | None = None


class _Concept(Element, frozen=True):
    reference: _Pointer | None = None


class _DrugRecord(Element, frozen=True):
    resource_type: str | None = None
    medication_reference: _Pointer | None = None
    medication: _Concept | None = None


class _Capability(Element, frozen=True):
    resource_type: str | None = None
    fhir_version: str | None = None


class Searchset(msgspec.Struct, frozen=True, gc=False):
    """What a message is, without its content."""

    resource_type: str | None
    id: str | None
    next_page: str | None
    """As the server wrote it: who follows it must see first where it leads."""
    resources: tuple[msgspec.Raw, ...]
    failed: bool
    """An OperationOutcome with an error, alone or as all that a Bundle holds."""


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_DRUG = msgspec.json.Decoder(_DrugRecord)
_CAPABILITY = msgspec.json.Decoder(_Capability)
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


def read_searchset(data: bytes | msgspec.Raw) -> Searchset | None:
    """Look at one answer; `None` where it is no JSON object."""
    found: _Envelope | None
    try:
        found = _ENVELOPE.decode(data)
    except msgspec.ValidationError:
        found = _tolerantly(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    if found is None:
        return None
    entries = tuple(entry.resource for entry in found.entry if bytes(memoryview(entry.resource)[:1]) == b"{")
    links = (link.url for link in found.link if link.relation == "next" and link.url)
    return Searchset(
        resource_type=found.resource_type,
        id=found.id,
        next_page=next(links, None),
        resources=entries,
        failed=_has_failed(found.issue) if found.resource_type == "OperationOutcome" else _all_failed(entries),
    )


def fhir_version_of(data: bytes) -> str | None:
    """`R4` of a server's CapabilityStatement (`metadata`); `None` where it doesn't tell."""
    try:
        found = _CAPABILITY.decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    if found.resource_type not in ("CapabilityStatement", "Conformance"):
        return None
    return next((name for start, name in _VERSIONS if (found.fhir_version or "").startswith(start)), None)


_VERSIONS = (("4.", "R4"), ("5.", "R5"), ("6.", "R5"), ("3.", "STU3"), ("1.", "DSTU2"), ("0.", "DSTU2"))


def medications_pointed_to(resources: Iterable[msgspec.Raw | bytes]) -> dict[str, bool]:
    """`Medication` ids that records of drugs point to -> whether a name stands beside every pointer."""
    named: dict[str, bool] = {}
    for raw in resources:
        try:
            record = _DRUG.decode(raw)
        except (msgspec.DecodeError, RecursionError, ValueError):
            continue
        pointer = record.medication_reference or (record.medication.reference if record.medication else None)
        if pointer is None or not pointer.reference or not local(pointer.reference).startswith("Medication/"):
            continue
        name = bare_id(pointer.reference)
        named[name] = named.get(name, True) and bool((pointer.display or "").strip())
    return named


def _has_failed(issues: tuple[Issue, ...]) -> bool:
    return not issues or any((issue.severity or "error") in ("error", "fatal") for issue in issues)


def _all_failed(entries: tuple[msgspec.Raw, ...]) -> bool:
    """Every entry is an OperationOutcome, and one of them an error; a warning alone means that nothing was found."""
    if not entries or len(entries) > 3:
        return False
    inner = [read_searchset(entry) for entry in entries]
    outcomes = [each for each in inner if each is not None and each.resource_type == "OperationOutcome"]
    return len(outcomes) == len(entries) and any(outcome.failed for outcome in outcomes)


def _tolerantly(data: bytes | msgspec.Raw) -> _Envelope | None:
    """An answer in which some element has a wrong type: what can be told from it."""
    try:
        value = decode_any(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    if not isinstance(value, dict):
        return None
    issues = _objects(value.get("issue"))
    return _Envelope(
        resource_type=_text(value.get("resourceType")),
        id=_text(value.get("id")),
        link=tuple(
            _Link(relation=_text(link.get("relation")), url=_text(link.get("url")))
            for link in _objects(value.get("link"))
        ),
        entry=tuple(
            _Entry(resource=msgspec.Raw(_ENCODE(entry["resource"])))
            for entry in _objects(value.get("entry"))
            if isinstance(entry.get("resource"), dict)
        ),
        issue=tuple(Issue(severity=_text(issue.get("severity"))) for issue in issues),
    )


def _objects(value: object) -> list[dict[str, Any]]:
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
