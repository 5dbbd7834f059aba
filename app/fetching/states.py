"""What an EHR sent under each prefetch key, and so what is still to be fetched.

Unknown is not empty: `null` and an empty Bundle are answers ("none on file") and are never asked for again; an absent
key, `{}` and an OperationOutcome with an error are none; a Bundle with a next page is the beginning of one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from app.fetching.searches import KINDS
from fhir_mappings.reading.searchsets import read_searchset

SMALL: Final = 16_384
"""Nothing that holds records is judged by more than its length: only a small value may be an error or `{}`."""

RESOURCE_TYPE: Final = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]+)"')
NEXT: Final = re.compile(rb'"relation"\s*:\s*"next"')


class State(StrEnum):
    ABSENT = "absent"
    NULL = "null"
    HOLLOW = "hollow"
    """`{}`: an object, and nothing of FHIR in it."""
    EMPTY = "empty"
    """A Bundle without a record: nothing on file."""
    OUTCOME = "outcome"
    """An OperationOutcome that tells an error, alone or in a Bundle."""
    BEGUN = "begun"
    """A Bundle that says there is a next page."""
    VALUE = "value"

    @property
    def is_answer(self) -> bool:
        return self in (State.NULL, State.EMPTY, State.BEGUN, State.VALUE)


def state_of(raw: msgspec.Raw | None) -> State:
    """What one key holds."""
    if raw is None:
        return State.ABSENT
    size = memoryview(raw).nbytes
    if size == 4 and bytes(raw) == b"null":
        return State.NULL
    if size > SMALL:
        return State.BEGUN if _goes_on(bytes(raw)) else State.VALUE
    found = read_searchset(raw)
    if found is None:
        return State.VALUE  # a list, a text, something broken: the reader says what it is
    if found.failed:
        return State.OUTCOME
    if found.resource_type is None:
        return State.VALUE if found.resources else State.HOLLOW
    if found.next_page:
        return State.BEGUN
    return State.VALUE if found.resources or found.resource_type != "Bundle" else State.EMPTY


def _goes_on(data: bytes) -> bool:
    """The plain search first: it is ten times as fast as the pattern, and nearly always enough."""
    return b'"next"' in data and NEXT.search(data) is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """One of our keys as it was sent: under which name, and what it holds."""

    name: str
    state: State


def sent_in(prefetch: Mapping[str, msgspec.Raw]) -> dict[str, Sent]:
    """Every key that we would like, whatever name the analysts of a site gave it."""
    return {key: Sent(name, state_of(prefetch.get(name))) for key, name in names_in(prefetch).items()}


def names_in(prefetch: Mapping[str, msgspec.Raw]) -> dict[str, str]:
    """Our key -> the name under which it was sent: its own, that of its type, or one whose data show it."""
    names = {key: key for key in KINDS}
    absent = [key for key in KINDS if key not in prefetch]
    strange = [name for name in prefetch if name not in KINDS] if absent else []
    for name in strange:
        letters = _letters(name)
        kinds = {letters, letters.removesuffix("s"), _letters(KINDS.get(_STRAY.get(letters, ""), ""))}
        kinds |= _types_in(prefetch[name])
        names |= {key: name for key in absent if _letters(KINDS[key]) in kinds}
    return names


_STRAY: Final = {"allergy": "allergies", "problems": "conditions", "diagnoses": "conditions"}


def _letters(name: str) -> str:
    letters = "".join(letter for letter in name.lower() if letter.isalpha())
    return letters.replace("medicationorder", "medicationrequest")


def _types_in(raw: msgspec.Raw) -> set[str]:
    return {_letters(kind.decode()) for kind in RESOURCE_TYPE.findall(memoryview(raw))}
