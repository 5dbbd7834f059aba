"""The catalogue of sentences in one language: a key and its slots in, the longest form that is true and fits out.

This room reads its own package data, once, when it is imported; nothing else below `app` but `trd.knowledge` does.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

SUMMARY_LIMIT = 139
"""CDS Hooks asks for fewer than 140 characters (R-W1)."""

Slot = str | int | None
"""A value to fill in; `None` is not known, and a form that needs it is passed over."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """`{agent}`; `{Agent}` for its capital; `{n:trial|trials}` for the word that agrees with a number."""

    name: str
    one: str = ""
    many: str = ""

    def fill(self, slots: Mapping[str, Slot]) -> str | None:
        value = slots.get(self.name)
        if value is None and self.name[:1].isupper():
            lower = slots.get(self.name[:1].lower() + self.name[1:])
            return None if lower is None else capitalised(str(lower))
        if value is None:
            return None
        if self.many:
            return self.one if value == 1 else self.many
        return str(value)


Form = tuple[str | _Slot, ...]
"""A template taken apart once, when it is first said."""


def _form(template: str) -> Form:
    parts: list[str | _Slot] = []
    for text, name, words, _ in Formatter().parse(template):
        if text:
            parts.append(text)
        if name is not None:
            one, _, many = (words or "").partition("|")
            parts.append(_Slot(name, one, many))
    return tuple(parts)


def _fill(form: Form, slots: Mapping[str, Slot]) -> str | None:
    said = []
    for part in form:
        text = part if isinstance(part, str) else part.fill(slots)
        if text is None:
            return None
        said.append(text)
    return "".join(said)


class Catalogue:
    """All sentences of one language."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries
        self._forms: dict[str, tuple[Form, ...]] = {}
        self._tables: dict[str, Mapping[str, Any]] = {}

    def say(self, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known; `None` where no form can be filled."""
        return self.say_within(None, key, **slots)

    def say_within(self, limit: int | None, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known and which fits; where none fits, the shortest."""
        said: str | None = None
        forms = self._forms.get(key)
        if forms is None:
            forms = self._forms[key] = tuple(_form(template) for template in self.forms(key))
        for form in forms:
            filled = _fill(form, slots)
            if filled is None:
                continue
            said = filled
            if limit is None or len(said) <= limit:
                return said
        return said

    def summary(self, key: str, **slots: Slot) -> str:
        """Say a summary of at most 139 characters; what is too long in its last form loses its end (R-W1)."""
        said = self.say_within(SUMMARY_LIMIT, key, **slots)
        if said is None:
            raise LookupError(f"{key}: no form can be filled from {sorted(slots)}")
        return shortened(said, SUMMARY_LIMIT)

    def forms(self, key: str) -> tuple[str, ...]:
        """The forms of one sentence, longest first; none for an unknown key."""
        found = self._find(key)
        if isinstance(found, str):
            return (found,)
        return tuple(found) if isinstance(found, list) else ()

    def table(self, key: str) -> Mapping[str, Any]:
        """A table of words, such as the names of units; empty for an unknown key."""
        known = self._tables.get(key)
        if known is None:
            found = self._find(key)
            known = self._tables[key] = found if isinstance(found, dict) else {}
        return known

    def word(self, table: str, name: str, otherwise: str | None = None) -> str | None:
        """One word of a table."""
        found = self.table(table).get(name)
        return found if isinstance(found, str) else otherwise

    def _find(self, key: str) -> Any:
        found: Any = self._entries
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return found


def capitalised(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def shortened(text: str, limit: int) -> str:
    """Drop what follows the last colon, semicolon, comma or bracket until it fits; never an ellipsis (R-W1)."""
    while len(text) > limit:
        cut = max(text.rfind(mark, 0, limit + 1) for mark in (": ", "; ", ". ", ", ", " ("))
        if cut <= 0:
            cut = text.rfind(" ", 0, limit + 1)
        text = _closed(text[: cut if cut > 0 else limit])
    return text


def _closed(text: str) -> str:
    """Without a bracket that was opened and lost its end."""
    opened = text.rfind("(")
    return text[:opened].rstrip() if opened > 0 and opened > text.rfind(")") else text


@cache
def catalogue(language: str = "en") -> Catalogue:
    """The catalogue of a language."""
    text = files("cds_hooks.wording").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(tomllib.loads(text))


WORDS = catalogue()
"""The language of the cards. A second one is a second file, and then an argument."""
