"""A decoded resource as few bytes and back: what a cohort keeps of a line until the rest of its patient has come."""

from functools import reduce
from operator import or_
from typing import Any

import msgspec

from fhir_mappings.reading.decoding import KINDS
from fhir_mappings.reading.resource import Resource

_KNOWN: Any = reduce(or_, KINDS.values())
_TO_PACK = msgspec.msgpack.Encoder().encode
_FROM_PACK: msgspec.msgpack.Decoder[Resource] = msgspec.msgpack.Decoder(_KNOWN)
_TO_JSON = msgspec.json.Encoder(decimal_format="number").encode
_FROM_JSON: msgspec.json.Decoder[Resource] = msgspec.json.Decoder(_KNOWN)
_IN_JSON = b"{"


def narrow(resource: Resource) -> bytes:
    """All that is read of a resource, its name and its notes included; `widen` gives the same resource again.

    As JSON where MessagePack has no place for it: contained resources stay the JSON that they came as.
    """
    if not resource.contained:
        try:
            return _TO_PACK(resource)
        except OverflowError:
            pass
    return _TO_JSON(resource)


def widen(data: bytes | memoryview) -> Resource:
    """The resource that `narrow` wrote."""
    return _FROM_JSON.decode(data) if data[:1] == _IN_JSON else _FROM_PACK.decode(data)
