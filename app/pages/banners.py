"""Whose chart it is, as the page shows it: name, birth date and record number of the Patient that was read."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from app.pages.templates import MONTHS
from app.view.view import Banner

RECORD_NUMBER = "MR"
USES = ("official", "usual", "")
UNNAMED = "Name not on record"


class _Coding(msgspec.Struct):
    code: str | None = None


class _Kind(msgspec.Struct):
    coding: tuple[_Coding, ...] = ()


class _Identifier(msgspec.Struct):
    value: str | None = None
    type: _Kind | None = None


class _Name(msgspec.Struct):
    use: str = ""
    text: str | None = None
    family: str | list[str] | None = None
    """A list in DSTU2."""
    given: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        family = [self.family] if isinstance(self.family, str) else self.family or []
        return self.text or " ".join((*self.prefix, *self.given, *family))


class _Patient(msgspec.Struct, rename="camel"):
    name: tuple[_Name, ...] = ()
    birth_date: str | None = None
    identifier: tuple[_Identifier, ...] = ()


def banner_of(answers: Sequence[bytes], *, read_at: datetime) -> Banner:
    """Of the Patient as it came; what it does not say, or can't be read, is said to be missing, never left out."""
    told = f"{read_at.day} {MONTHS[read_at.month - 1]} {read_at:%Y %H:%M}"
    try:
        patient = msgspec.json.decode(answers[0], type=_Patient) if answers else _Patient()
    except (msgspec.MsgspecError, ValueError):
        patient = _Patient()
    named = sorted((name for name in patient.name if name.words), key=lambda name: _rank(name.use))
    return Banner(
        name=named[0].words if named else UNNAMED,
        born=_day(patient.birth_date),
        record_number=_record_number(patient.identifier),
        read_at=told,
    )


def _rank(use: str) -> int:
    return USES.index(use) if use in USES else len(USES)


def _record_number(identifiers: Sequence[_Identifier]) -> str | None:
    """The medical record number; another identifier could be anything, an insurance's too."""
    for identifier in identifiers:
        codings = identifier.type.coding if identifier.type is not None else ()
        if identifier.value and any(coding.code == RECORD_NUMBER for coding in codings):
            return identifier.value
    return None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
