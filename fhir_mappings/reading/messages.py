"""Bytes -> the resources that stand in them, still undecoded: Bundle, NDJSON, single resource, list.

https://hl7.org/fhir/R4/bundle.html, https://hl7.org/fhir/R4/http.html
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from fhir_mappings.reading.elements import CodeableConcept, Element


class UnreadableMessage(ValueError):
    """Not JSON, or JSON that holds no resource; the words are fit for the caller and hold no patient data."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """A resource as bytes, and the address that its Bundle gives it."""

    data: bytes | msgspec.Raw
    full_url: str | None = None


class Cut(msgspec.Struct, gc=False):
    """What a message held."""

    found: list[Found] = msgspec.field(default_factory=list)
    broken: int = 0
    """Lines or entries that are no JSON object."""
    next_page: bool = False
    """A searchset that says there is more."""


class Issue(Element, frozen=True):
    severity: str | None = None
    code: str | None = None
    details: CodeableConcept | None = None


class _Head(Element, frozen=True):
    resource_type: str | None = None


class _Link(Element, frozen=True):
    relation: str | None = None
    url: str | None = None


class _Entry(Element, frozen=True):
    full_url: str | None = None
    resource: msgspec.Raw = msgspec.Raw()


class _Bundle(Element, frozen=True):
    link: tuple[_Link, ...] = ()
    entry: tuple[_Entry, ...] = ()


_HEAD = msgspec.json.Decoder(_Head)
_BUNDLE = msgspec.json.Decoder(_Bundle)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(Any)
_EXACT = msgspec.json.Decoder(Any, float_hook=Decimal)
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
MAX_DEPTH = 200
"""Deeper than any FHIR resource; what lies deeper is emptied."""


def cut(data: bytes | msgspec.Raw) -> Cut:
    """Cut one JSON value into resources."""
    found = Cut()
    _cut_value(data, found, None)
    return found


def cut_message(data: bytes) -> Cut:
    """Cut a whole body: JSON of any form or NDJSON, mended where it can be.

    Raises `UnreadableMessage` when nothing in it is a resource.
    """
    text = _as_utf8(data)
    if not text.strip():
        raise UnreadableMessage("The body is empty.")
    try:
        found = cut(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        found = _cut_otherwise(text)
    if not found.found and found.broken:
        raise UnreadableMessage("The body holds no FHIR resource.")
    return found


def cut_lines(data: bytes) -> Cut:
    """Cut NDJSON: one resource a line; a broken line is counted and costs nothing else."""
    found = Cut()
    for line in _as_utf8(data).splitlines():
        if not line.strip():
            continue
        try:
            _cut_value(line, found, None)
        except (msgspec.DecodeError, RecursionError, ValueError):
            whole = mended(line)
            if whole is None:
                found.broken += 1
            else:
                _cut_value(whole, found, None)
    return found


def decode_any(data: bytes | msgspec.Raw) -> Any:
    """Decode with exact numbers: the slow way, for what the narrow structs refuse."""
    return _EXACT.decode(data)


def _cut_value(data: bytes | msgspec.Raw, found: Cut, full_url: str | None) -> None:
    start = bytes(memoryview(data)[:64]).lstrip()[:1]
    if start == b"[":
        for item in _LIST.decode(data):
            _cut_value(item, found, None)
    elif start == b"{":
        try:
            kind = _HEAD.decode(data).resource_type
        except msgspec.ValidationError:
            kind = None
        if kind == "Bundle":
            _cut_bundle(data, found)
        else:
            found.found.append(Found(data=data, full_url=full_url))
    elif bytes(data).strip() != b"null":
        _ANY.decode(data)
        found.broken += 1


def _cut_bundle(data: bytes | msgspec.Raw, found: Cut) -> None:
    """A Bundle inside of a Bundle (a batch response) stays one entry: it is cut when it is met."""
    try:
        bundle = _BUNDLE.decode(data)
    except msgspec.ValidationError:
        bundle = _tolerant_bundle(decode_any(data))
    found.next_page = found.next_page or any(link.relation == "next" and link.url for link in bundle.link)
    for entry in bundle.entry:
        start = bytes(memoryview(entry.resource)[:1])
        if start == b"{":
            found.found.append(Found(data=entry.resource, full_url=entry.full_url))
        elif start:
            _cut_value(entry.resource, found, entry.full_url)


def _tolerant_bundle(value: Any) -> _Bundle:
    """A Bundle whose envelope has a wrong type somewhere."""

    def objects(name: str) -> Iterator[dict[str, Any]]:
        items = value.get(name)
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, dict):
                yield item

    return _Bundle(
        link=tuple(_Link(relation=_text(link.get("relation")), url=_text(link.get("url"))) for link in objects("link")),
        entry=tuple(
            _Entry(full_url=_text(entry.get("fullUrl")), resource=msgspec.Raw(_ENCODE(entry["resource"])))
            for entry in objects("entry")
            if entry.get("resource") is not None
        ),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


# ---- mending


def _as_utf8(data: bytes) -> bytes:
    """Without byte order mark; UTF-16 told by its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _cut_otherwise(text: bytes) -> Cut:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(b"{") for line in lines):
        return cut_lines(text)
    whole = mended(text)
    if whole is None:
        raise UnreadableMessage("The body is not well-formed JSON.")
    return cut(whole)


def mended(text: bytes) -> bytes | None:
    """Bad UTF-8 replaced, absurd depth emptied, what JSON forbids mended; None where it still is no JSON."""
    clean = _STRICT.sub(_lawful, _shallow(text.decode("utf-8", "replace"))).encode()
    try:
        _ANY.decode(clean)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return clean


_STRICT = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]+")


def _lawful(token: re.Match[str]) -> str:
    """`NaN` is no number of FHIR; a raw line break inside a text becomes a space."""
    return _CONTROL.sub(" ", token.group()) if token.group().startswith('"') else "null"


_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def _shallow(text: str) -> str:
    """`text` with every value below `MAX_DEPTH` replaced by null."""
    parts: list[str] = []
    depth = kept = 0
    for token in _TOKENS.finditer(text):
        sign = token.group()
        if sign in "[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                parts.append(text[kept : token.start()])
        elif sign in "]}":
            if depth == MAX_DEPTH + 1:
                parts.append("null")
                kept = token.end()
            depth -= 1
    return "".join(parts) + text[kept:] if parts else text
