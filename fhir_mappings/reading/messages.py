"""Bytes -> the resources that stand in them, still undecoded: Bundle, NDJSON, single resource, list.

https://hl7.org/fhir/R4/bundle.html, https://hl7.org/fhir/R4/http.html
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from fhir_mappings.reading.elements import CodeableConcept, Element
from fhir_mappings.reading.mending import mended


class UnreadableMessage(ValueError):
    """Not JSON, or JSON that holds no resource; the words are fit for the caller and hold no patient data."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """A resource as bytes, and the address that its Bundle gives it."""

    data: bytes | msgspec.Raw
    full_url: str | None = None


class Search(msgspec.Struct, frozen=True, gc=False):
    """A searchset that says how many records were found."""

    sent: int
    """Entries but those that came along (`search.mode` include, outcome)."""
    total: int


class Cut(msgspec.Struct, gc=False):
    """What a message held."""

    found: list[Found] = msgspec.field(default_factory=list)
    broken: int = 0
    """Lines or entries that hold no JSON object."""
    next_page: bool = False
    """A searchset that says there is more."""
    searches: list[Search] = msgspec.field(default_factory=list)
    no_record: bool = False
    """Neither an object nor a list: a text or a number in the place of one, or no JSON."""


class Issue(Element, frozen=True):
    severity: str | None = None
    code: str | None = None
    details: CodeableConcept | None = None


class _Head(Element, frozen=True):
    resource_type: str | None = None


class _Link(Element, frozen=True):
    relation: str | None = None
    url: str | None = None


class _SearchMode(Element, frozen=True):
    mode: str | None = None


class _Entry(Element, frozen=True):
    full_url: str | None = None
    resource: msgspec.Raw = msgspec.Raw()
    search: _SearchMode | None = None


class _Bundle(Element, frozen=True):
    total: int | None = None
    link: tuple[_Link, ...] = ()
    entry: tuple[_Entry, ...] = ()


_HEAD = msgspec.json.Decoder(_Head)
_BUNDLE = msgspec.json.Decoder(_Bundle)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(Any)
_MOST_DIGITS = 40
_INCONCEIVABLE = Decimal("1E+999999999")


def _exact(digits: str) -> Decimal:
    """A number with an exponent that not even a Decimal holds becomes one that every element refuses."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return _INCONCEIVABLE


_EXACT = msgspec.json.Decoder(Any, float_hook=_exact)
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


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
            _cut_part(line, found, None)
        except (msgspec.DecodeError, RecursionError, ValueError):
            whole = mended(line)
            if whole is None:
                found.broken += 1
            else:
                _cut_part(whole, found, None)
    return found


def decode_any(data: bytes | msgspec.Raw) -> Any:
    """Decode with exact numbers: the slow way, for what the narrow structs refuse."""
    try:
        return _EXACT.decode(data)
    except msgspec.ValidationError:  # a whole number of thousands of digits
        return json.loads(bytes(data), parse_float=_exact, parse_int=_whole)


def _whole(digits: str) -> int | Decimal:
    """So large a number is refused where it stands, as a Decimal; as an `int` it would cost more than the request."""
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


def _cut_value(data: bytes | msgspec.Raw, found: Cut, full_url: str | None) -> None:
    start = bytes(memoryview(data)[:64]).lstrip()[:1]
    if start == b"[":
        for item in _LIST.decode(data):
            _cut_part(item, found, None)
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
        found.no_record = True


def _cut_part(data: bytes | msgspec.Raw, found: Cut, full_url: str | None) -> None:
    """One of several: here nothing, an empty list, a text or a number stand where a record should, and count."""
    known = len(found.found), found.broken
    _cut_value(data, found, full_url)
    found.no_record = False
    if known == (len(found.found), found.broken) and not bytes(data).lstrip().startswith(b"{"):
        found.broken += 1


def _cut_bundle(data: bytes | msgspec.Raw, found: Cut) -> None:
    """A Bundle inside of a Bundle (a batch response) stays one entry: it is cut when it is met."""
    try:
        bundle = _BUNDLE.decode(data)
    except msgspec.ValidationError:
        bundle = _tolerant_bundle(decode_any(data))
    found.next_page = found.next_page or any(link.relation == "next" and link.url for link in bundle.link)
    if bundle.total is not None:
        found.searches.append(Search(sent=sum(_is_match(entry) for entry in bundle.entry), total=bundle.total))
    for entry in bundle.entry:
        start = bytes(memoryview(entry.resource)[:1])
        if start == b"{":
            found.found.append(Found(data=entry.resource, full_url=entry.full_url))
        elif start:
            _cut_part(entry.resource, found, entry.full_url)
        else:
            found.broken += 1


def _is_match(entry: _Entry) -> bool:
    return entry.search is None or entry.search.mode not in ("include", "outcome")


def _tolerant_bundle(value: Any) -> _Bundle:
    """A Bundle whose envelope has a wrong type somewhere; an entry that can't be read stays an entry, without content.

    An empty Bundle is an answer ("none on file"): one whose entries can't be read must not pass for it.
    """
    total = str(value.get("total"))[:10]
    return _Bundle(
        total=int(total) if total.isdecimal() else None,
        link=tuple(
            _Link(relation=_text(link.get("relation")), url=_text(link.get("url")))
            for link in _several(value.get("link"))
            if isinstance(link, dict)
        ),
        entry=tuple(_tolerant_entry(entry) for entry in _several(value.get("entry"))),
    )


def _tolerant_entry(entry: Any) -> _Entry:
    if not isinstance(entry, dict) or entry.get("resource") is None:
        return _Entry()
    search = entry.get("search")
    return _Entry(
        full_url=_text(entry.get("fullUrl")),
        resource=msgspec.Raw(_ENCODE(entry["resource"])),
        search=_SearchMode(mode=_text(search.get("mode"))) if isinstance(search, dict) else None,
    )


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


# ---- forms of a body


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
    if whole is None and _are_records(lines):
        return cut_lines(text)
    if whole is None:
        raise UnreadableMessage("The body is not well-formed JSON.")
    return cut(whole)


def _are_records(lines: list[bytes]) -> bool:
    """NDJSON with broken lines, told from one broken document that was written over many lines."""
    return not lines[0].rstrip().endswith((b"{", b"[", b",")) and any(_is_record(line) for line in lines)


def _is_record(line: bytes) -> bool:
    try:
        return bool(_HEAD.decode(line).resource_type)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return False
