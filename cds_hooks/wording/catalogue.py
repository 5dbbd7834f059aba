"""The catalogue of sentences in one language: a key and its slots in, the longest form that is true and fits out.

This room reads its own package data, once, when it is imported; nothing else below `app` but `trd.knowledge` does.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

SUMMARY_LIMIT = 139
"""CDS Hooks asks for fewer than 140 characters (R-W1)."""

Slot = str | int | None
"""A value to fill in; `None` is not known, and a form that needs it is passed over."""


class _NotKnown(Exception):
    """A slot of this form is not known."""


class _Filler(Formatter):
    """`{agent}`; `{Agent}` for its capital; `{n:trial|trials}` for the word that agrees with a number."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        name = str(key)
        value = kwargs.get(name)
        if value is None and name[:1].isupper():
            value = kwargs.get(name[:1].lower() + name[1:])
            return None if value is None else capitalised(str(value))
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            raise _NotKnown
        if format_spec:
            one, _, many = format_spec.partition("|")
            return one if value == 1 else many
        return str(value)


_FILLER = _Filler()


class Catalogue:
    """All sentences of one language."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries

    def say(self, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known; `None` where no form can be filled."""
        return self.say_within(None, key, **slots)

    def say_within(self, limit: int | None, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known and which fits; where none fits, the shortest."""
        said: str | None = None
        for form in self.forms(key):
            try:
                said = _FILLER.vformat(form, (), slots)
            except _NotKnown:
                continue
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
        found = self._find(key)
        return found if isinstance(found, dict) else {}

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
        text = text[: cut if cut > 0 else limit]
    return text


@cache
def catalogue(language: str = "en") -> Catalogue:
    """The catalogue of a language."""
    text = files("cds_hooks.wording").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(tomllib.loads(text))


WORDS = catalogue()
"""The language of the cards. A second one is a second file, and then an argument."""
