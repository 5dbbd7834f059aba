"""Bytes that are nearly JSON, made JSON: what real systems send and no parser takes."""

import re
from typing import Any

import msgspec

_ANY = msgspec.json.Decoder(Any)
MAX_DEPTH = 200
"""Deeper than any FHIR resource; what lies deeper is emptied."""


def mended(text: bytes) -> bytes | None:
    """Bad UTF-8 and half characters replaced, absurd depth emptied, what JSON forbids mended.

    None where it still is no JSON.
    """
    clean = _STRICT.sub(_lawful, _shallow(text.decode("utf-8", "replace"))).encode()
    try:
        _ANY.decode(clean)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return clean


# The last quote may be missing: a text that never ends is one token, and not tried again at each quote in it.
_STRICT = re.compile(r'"(?:[^"\\]+|\\.)*"?|-?\b(?:NaN|Infinity)\b', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]+")


def _lawful(token: re.Match[str]) -> str:
    """`NaN` is no number of FHIR; a raw line break inside a text becomes a space."""
    if not token.group().startswith('"'):
        return "null"
    text = _CONTROL.sub(" ", token.group())
    return _ESCAPE.sub(_whole, text) if "\\" in text else text


_ESCAPE = re.compile(
    r"(?P<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\(?:[\"\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\"
)


def _whole(escape: re.Match[str]) -> str:
    """Half of a character outside the first plane is a replacement character; a stray backslash is itself."""
    if escape["whole"]:
        return escape["whole"]
    return "\\ufffd" if escape["half"] else "\\\\"


_TOKENS = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[\]{}]', re.DOTALL)


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
