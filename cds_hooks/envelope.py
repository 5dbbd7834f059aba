"""Bytes -> the members of a JSON object, each still bytes; what is malformed is refused in one plain sentence."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

Members = Mapping[str, msgspec.Raw]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONE_SURROGATE = re.compile(
    rb"(?<!\\)((?:\\\\)*)(?:"
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""Half a character, as clients leave it when they cut a text inside one; a whole pair is matched to be kept."""

NAME = re.compile(rb'[\s,{]*"(?:[^"\\]|\\.)*"\s*:\s*')
END = re.compile(rb"[\s{]*}\s*")


class RequestError(Exception):
    """A request that we cannot answer, as a plain sentence without data of the patient; `issue` is FHIR's code."""

    issue = "invalid"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MalformedRequest(RequestError):
    """The body is no JSON object that can be read in one way only."""

    issue = "structure"


class MissingElement(RequestError):
    issue = "required"


class WrongValue(RequestError):
    issue = "value"


def read_body(body: bytes) -> Members:
    """Read the members of a whole request; a byte order mark is passed over (RFC 8259 lets a reader ignore it)."""
    text = body.removeprefix(BYTE_ORDER_MARK)
    if not text.strip(b" \t\r\n"):
        raise MalformedRequest("The body is empty; a JSON object was expected.")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedRequest("The body is not UTF-8 text.") from None
    try:
        return read_members(text, "body")
    except MalformedRequest:
        whole = LONE_SURROGATE.sub(_whole_character, text)
        if whole == text:
            raise
        return read_members(whole, "body")


def _whole_character(half: re.Match[bytes]) -> bytes:
    return half[1] + (half[2] or rb"\ufffd")


def read_members(raw: bytes | msgspec.Raw, where: str) -> Members:
    """Read one object. Two members of one name are refused: nobody could say which patient was meant."""
    try:
        members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise MalformedRequest(f"The {where} is not a JSON object.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise MalformedRequest(f"The {where} is not well-formed JSON.") from None
    except RecursionError:
        raise MalformedRequest(f"The {where} is nested too deeply to be read.") from None
    if not _each_name_once(bytes(raw), members):
        raise MalformedRequest(f"The {where} names a member twice.")
    return members


def read_value(raw: msgspec.Raw | None, where: str) -> Any:
    """Read one small member as plain Python; an absent one is `None`, like a null one."""
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise MalformedRequest(f"The {where} is not well-formed JSON.") from None
    except RecursionError:
        raise MalformedRequest(f"The {where} is nested too deeply to be read.") from None


def read_text(members: Members, name: str) -> str | None:
    """A member as text: trimmed, a whole number as its digits, anything else as not given."""
    try:
        value = read_value(members.get(name), name)
    except MalformedRequest:
        return None  # well-formed, as the body was read: a number beyond all bounds, half a character
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 7.0 is the number 7 to JSON
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def is_null(raw: msgspec.Raw | None) -> bool:
    """True where a member is absent or `null`."""
    return raw is None or bytes(memoryview(raw)[:4]) == b"null"


def _each_name_once(text: bytes, members: Members) -> bool:
    """True where the members that were read are all that the text holds, in their order.

    Of two members of one name only the last is read, in the place of the first: then text and members part.
    """
    at = 0
    for value in members.values():
        name = NAME.match(text, at)
        if name is None or not text.startswith(bytes(value), name.end()):
            return False
        at = name.end() + memoryview(value).nbytes
    return END.fullmatch(text, at) is not None
