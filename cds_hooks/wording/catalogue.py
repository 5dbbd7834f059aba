"""The catalogue of sentences, a file a language: a key and its slots in, the longest form that is true and fits out.

This room reads its own package data, once, when it is imported; nothing else below `app` but `trd.knowledge` does.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from cds_hooks.wording.forms import Form, Slot, capitalised, fill, read_form, shortened
from cds_hooks.wording.phrases import Phrasebook

__all__ = [
    "LONGEST_LINE",
    "SUMMARY_LIMIT",
    "WORDS",
    "Catalogue",
    "Slot",
    "capitalised",
    "catalogue",
    "shortened",
    "speaking",
    "translated",
]

ENGLISH = "en"
SUMMARY_LIMIT = 139
"""CDS Hooks asks for fewer than 140 characters (R-W1)."""
LONGEST_LINE = 180
"""The most that a line of English holds (R-W2)."""


class Catalogue:
    """All sentences of one language; what it lacks is said in the words of `otherwise`, and told to `missed`."""

    def __init__(
        self,
        entries: Mapping[str, Any],
        *,
        otherwise: "Catalogue | None" = None,
        phrases: Phrasebook | None = None,
        missed: Callable[[str, str], str] = lambda key, said: said,
    ) -> None:
        self._entries = entries
        self._otherwise = otherwise
        self._missed = missed
        self.phrases = phrases
        """What the rules and the knowledge say in English; None in English itself."""
        self._forms: dict[str, tuple[Form, ...]] = {}
        self._tables: dict[str, Mapping[str, Any]] = {}
        self._lacking: set[str] = set()
        self.language: str = entries.get("language", "")
        self.longest_line: int = entries.get("longest_line", LONGEST_LINE)
        """A language of longer words has longer lines: what it says is never less than what English says."""
        self.translation_is_draft = entries.get("translation") == "draft"
        self.not_words = frozenset(entries.get("not_words", ()))
        """Keys that hold no words (addresses, codes, what the rules spell in English): the same in every language."""

    def room(self, english: int) -> int:
        """The characters in which this language says what English says in so many."""
        return english * self.longest_line // LONGEST_LINE

    def say(self, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known; `None` where no form can be filled."""
        return self.say_within(None, key, **slots)

    def say_within(self, limit: int | None, key: str, **slots: Slot) -> str | None:
        """Say the longest form whose slots are all known and which fits; where none fits, the shortest."""
        said: str | None = None
        forms = self._forms.get(key)
        if forms is None:
            forms = self._forms[key] = tuple(read_form(template) for template in self.forms(key))
        for form in forms:
            filled = fill(form, slots)
            if filled is None:
                continue
            said = filled
            if limit is None or len(said) <= limit:
                break
        return self._missed(key, said) if said is not None and key in self._lacking else said

    def summary(self, key: str, **slots: Slot) -> str:
        """Say a summary of at most 139 characters; what is too long in its last form loses its end (R-W1)."""
        said = self.say_within(SUMMARY_LIMIT, key, **slots)
        if said is None:
            raise LookupError(f"{key}: no form can be filled from {sorted(slots)}")
        return shortened(said, SUMMARY_LIMIT)

    def forms(self, key: str) -> tuple[str, ...]:
        """The forms of one sentence, longest first; none for an unknown key."""
        found = self._find(key)
        if found is None and self._otherwise is not None:
            forms = self._otherwise.forms(key)
            if forms:
                self._lacking.add(key)
            return forms
        if isinstance(found, str):
            return (found,)
        return tuple(found) if isinstance(found, list) else ()

    def table(self, key: str) -> Mapping[str, Any]:
        """A table of words, such as the names of units; empty for an unknown key."""
        known = self._tables.get(key)
        if known is None:
            found = self._find(key)
            known = found if isinstance(found, dict) else {}
            if self._otherwise is not None:
                known = self._completed(key, known, self._otherwise)
            self._tables[key] = known
        return known

    def _completed(self, key: str, own: Mapping[str, Any], otherwise: "Catalogue") -> Mapping[str, Any]:
        """A table with the words of the other language in the place of those that are lacking."""
        theirs = otherwise.table(key)
        if not any(key == name or key.startswith(f"{name}.") for name in otherwise.not_words):
            self._lacking |= {f"{key}.{name}" for name in theirs if name not in own}
        return {**theirs, **own}

    def word(self, table: str, name: str, otherwise: str | None = None) -> str | None:
        """One word of a table."""
        found = self.table(table).get(name)
        if not isinstance(found, str):
            return otherwise
        key = f"{table}.{name}" if self._lacking else ""
        return self._missed(key, found) if key in self._lacking else found

    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """Every key with its forms."""
        return {key: self.forms(key) for key in _keys_in(self._entries, "")}

    def _find(self, key: str) -> Any:
        found: Any = self._entries
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return found


def _keys_in(entries: Mapping[str, Any], above: str) -> list[str]:
    keys: list[str] = []
    for name, value in entries.items():
        keys += _keys_in(value, f"{above}{name}.") if isinstance(value, dict) else [f"{above}{name}"]
    return keys


@dataclass(slots=True)
class Speech:
    """One answer in one language, and what of it had to be said in English."""

    words: Catalogue
    fell_back: dict[str, None] = field(default_factory=dict)
    """The groups of keys (`suicide_risk`, `rules`), each once, in the order in which they were met."""
    marked: bool = False
    """True on pages, where a part in English is marked as such for a screen reader."""


@cache
def languages() -> tuple[str, ...]:
    """The languages in which everything can be said: a file each, English first."""
    names = (
        path.name.removesuffix(".toml") for path in files("cds_hooks.wording").iterdir() if _is_catalogue(path.name)
    )
    return tuple(sorted(names, key=lambda name: (name != ENGLISH, name)))


def _is_catalogue(name: str) -> bool:
    return name.endswith(".toml") and "." not in name.removesuffix(".toml")


@cache
def catalogue(language: str = ENGLISH) -> Catalogue:
    """The catalogue of a language."""
    entries = {**_read(f"{language}.toml"), **_read(f"{language}.view.toml")}
    if language == ENGLISH:
        return Catalogue(entries)
    phrases, names = (_read(f"{language}.{what}.toml") for what in ("phrases", "names"))
    book = Phrasebook({**phrases, "phrases": {**phrases["phrases"], **names}})
    return Catalogue(entries, otherwise=catalogue(ENGLISH), phrases=book, missed=_missed)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("cds_hooks.wording").joinpath(name).read_text(encoding="utf-8"))


_IN_ENGLISH = Speech(catalogue())
_SPEECH: ContextVar[Speech] = ContextVar("speech", default=_IN_ENGLISH)


def _missed(group: str, said: str) -> str:
    """What stays English, counted by its group, and on a page marked as English."""
    speech = _SPEECH.get()
    speech.fell_back.setdefault(group.partition(".")[0])
    return f"{ENGLISH_BEGINS}{said}{ENGLISH_ENDS}" if speech.marked else said


ENGLISH_BEGINS, ENGLISH_ENDS = "\ue000", "\ue001"
"""Private characters around a part in English; a page turns them into `lang="en"`."""


@contextmanager
def speaking(language: str, *, marked: bool = False) -> Iterator[Speech]:
    """Say everything inside in this language; inside an answer that speaks it already this changes nothing.

    The language is an argument of each answer (`Configuration.language`), held here for as long as it is written, so
    that not each of some hundred small functions carries it on.
    """
    current = _SPEECH.get()
    if current.words.language == language and (language == ENGLISH or current.marked or not marked):
        yield current
        return
    speech = Speech(catalogue(language), marked=marked)
    token = _SPEECH.set(speech)
    try:
        yield speech
    finally:
        _SPEECH.reset(token)


def translated(text: str, group: str = "rules") -> str:
    """What the rules or the knowledge say in English, in the language that is spoken; what stays English is counted."""
    speech = _SPEECH.get()
    phrases = speech.words.phrases
    if phrases is None or not text:
        return text
    found = phrases.translate(text)
    return _missed(group, text) if found is None else found


def figured(text: str) -> str:
    """Numbers, units and dates of an English text as the language that is spoken writes them."""
    phrases = _SPEECH.get().words.phrases
    return text if phrases is None else phrases.figured(text)


class _Spoken:
    """The catalogue of the language that is spoken now."""

    @property
    def language(self) -> str:
        return _SPEECH.get().words.language

    @property
    def translation_is_draft(self) -> bool:
        return _SPEECH.get().words.translation_is_draft

    def room(self, english: int) -> int:
        return _SPEECH.get().words.room(english)

    def say(self, key: str, **slots: Slot) -> str | None:
        return _SPEECH.get().words.say_within(None, key, **slots)

    def say_within(self, limit: int | None, key: str, **slots: Slot) -> str | None:
        return _SPEECH.get().words.say_within(limit, key, **slots)

    def summary(self, key: str, **slots: Slot) -> str:
        return _SPEECH.get().words.summary(key, **slots)

    def forms(self, key: str) -> tuple[str, ...]:
        return _SPEECH.get().words.forms(key)

    def table(self, key: str) -> Mapping[str, Any]:
        return _SPEECH.get().words.table(key)

    def word(self, table: str, name: str, otherwise: str | None = None) -> str | None:
        return _SPEECH.get().words.word(table, name, otherwise)


WORDS = _Spoken()
"""The words of the language that is spoken now; English, until `speaking` says otherwise."""
