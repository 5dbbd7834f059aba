"""What the rules and the clinical knowledge say in English, in another language: by sentence and by clause.

The rules speak English, short, as the specification words them; their sentences are data here (`de.phrases.toml`,
`de.names.toml`), looked up whole or by the place where a name or a figure stands in them (`{agent} until {date}`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cds_hooks.wording.forms import capitalised

SEPARATORS = (". ", "; ", ": ", ", ", " / ")
"""Where a sentence is taken apart that is not known as a whole, from the widest."""
SLOT = re.compile(r"\{(\w+)\}")
DATE = re.compile(r"\b(\d{1,2} )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)( \d{4})?\b")
DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])")
MOST_DEPTH = 5
"""A phrase in a phrase in a phrase: what is deeper is no sentence of the rules."""
LONGEST = 400
Tried = dict[tuple[str, int], str | None]
"""Each part of a text that was looked for, with what was found: no part is looked for twice."""
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
NUMBERS = frozenset({"n", "of", "needed", "days", "range", "low", "high"})
"""Slots of these names take a number, or two of them."""
DAYS = frozenset({"first_day", "last_day"})
DAY = r"(?:\d{1,2} )?[A-Z][a-z]{2} \d{4}|\d{4}"
AMOUNTS = frozenset({"amount"})
AMOUNT = r"\d[\d.,]* (?:mg|micrograms?|Mikrogramm)(?:/\w+| a day)?"
SCALES = frozenset({"raw_scale"})
SCALE = r"[^,;:()]{2,30}?"
NUMBER = r"[<>≤≥]?\d[\d.,]*(?:(?: to |–|-)\d[\d.,]*)?"
OPEN_SLOT = "raw"
"""A slot of this name takes what the record says, such as a drug's own text: nobody translates that."""


class Phrasebook:
    """The phrases of one language."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._months: Mapping[str, str] = entries["months"]
        self._date: str = entries["date"]
        self._point: str = entries["decimal_point"]
        self._units = _replacing(entries["units"])
        self._unit_words: Mapping[str, str] = entries["units"]
        self._same = frozenset(word.casefold() for word in entries["same"])
        self._whole: dict[str, str] = {}
        self._patterns: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
        for english, own in _pairs(entries):
            if SLOT.search(english):
                self._patterns.setdefault(_first_word(english), []).append((_longest(english), _pattern(english), own))
            else:
                self._whole[_plain(english)] = own

    def translate(self, text: str) -> str | None:
        """The text in this language, with a capital where it had one; `None` where a part of it is not known."""
        bare = text.strip().rstrip(".")
        found = self._found(bare, MOST_DEPTH, {}) if len(bare) <= LONGEST else None
        if found is None:
            return None
        said = capitalised(found) if bare[:1].isupper() else found
        return f"{said}." if text.rstrip().endswith(".") else said

    def _found(self, text: str, depth: int, tried: Tried) -> str | None:
        """The text as a whole, or by its parts; each part is tried once, whatever it is a part of."""
        key = (text, depth)
        if key in tried:
            return tried[key]
        tried[key] = None  # whoever asks for it while it is looked for finds nothing
        found = self._whole_or_figures(text)
        if found is None and depth:
            found = self._by_pattern(text, depth - 1, tried)
            found = self._parted(text, depth - 1, tried) if found is None else found
            found = self._bracketed(text, depth - 1, tried) if found is None else found
        tried[key] = found
        return found

    def _whole_or_figures(self, text: str) -> str | None:
        whole = self._whole.get(_plain(text))
        if whole is not None:
            return whole
        figured = self.figured(text)
        return figured if all(word.casefold() in self._same for word in WORD.findall(figured)) else None

    def _by_pattern(self, text: str, depth: int, tried: Tried) -> str | None:
        """A phrase in which a name, a figure or another phrase stands."""
        for first in (_first_word(text), ""):
            for words, pattern, own in self._patterns.get(first, ()):
                if words not in text:
                    continue
                if (met := pattern.fullmatch(text)) and (said := self._filled(own, met, depth, tried)) is not None:
                    return said
        return None

    def _filled(self, own: str, met: re.Match[str], depth: int, tried: Tried) -> str | None:
        said: dict[str, str] = {}
        for name, value in met.groupdict().items():
            part = self.figured(value) if name.startswith(OPEN_SLOT) else self._part(value, depth, tried)
            if part is None:
                return None
            said[name] = part
        return SLOT.sub(lambda slot: said[slot[1]], own)

    def _parted(self, text: str, depth: int, tried: Tried) -> str | None:
        for separator in SEPARATORS:
            if separator in text:
                found = self._each(text.split(separator), depth, tried)
                if found is not None:
                    return separator.join(found)
        return None

    def _each(self, parts: Iterable[str], depth: int, tried: Tried) -> list[str] | None:
        """Every part, or nothing: half a sentence is none."""
        said = []
        for part in parts:
            found = self._part(part, depth, tried)
            if found is None:
                return None
            said.append(found)
        return said

    def _bracketed(self, text: str, depth: int, tried: Tried) -> str | None:
        """ "sertraline (50 mg/day)": what stands in brackets at the end is read by itself."""
        head, opened, inside = text.partition(" (")
        if not opened or not inside.endswith(")"):
            return None
        found = self._each((head, inside[:-1]), depth, tried)
        return None if found is None else f"{found[0]} ({found[1]})"

    def _part(self, text: str, depth: int, tried: Tried) -> str | None:
        bare = text.removesuffix(".")
        found = self._found(bare, depth, tried)
        if found is None:
            return None
        return (capitalised(found) if bare[:1].isupper() else found) + text[len(bare) :]

    def figured(self, text: str) -> str:
        """Dates, decimals and units as this language writes them."""
        text = DATE.sub(self._dated, text)
        text = DECIMAL.sub(rf"\1{self._point}\2", text)
        return self._units.sub(lambda unit: self._unit_words[unit[0]], text)

    def _dated(self, met: re.Match[str]) -> str:
        day, month, year = met[1], met[2], met[3]
        if day is None and year is None:
            return met[0]
        told = self._months[month]
        if day is not None:
            told = self._date.format(day=day.strip(), month=told)
        return told + (year or "")


def _pairs(entries: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every phrase, English first."""
    for table in entries["phrases"].values():
        yield from table.items()


def _replacing(words: Mapping[str, str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<![\w/]){re.escape(word)}(?!\w)" for word in longest))


def _plain(text: str) -> str:
    """As it is looked up: a sentence may begin in the middle of another."""
    return text[:1].lower() + text[1:]


def _first_word(text: str) -> str:
    """The first word, by which patterns are sorted; empty where a slot stands first."""
    first = text.partition(" ")[0]
    return "" if "{" in first else first.casefold().rstrip(":,;.")


def _longest(english: str) -> str:
    """The longest run of words between two slots: without it no pattern needs to be tried."""
    runs = SLOT.split(english)[::2]
    return max((runs[0][1:], *runs[1:]), key=len)


def _shape(slot: str) -> str:
    """What may stand in a slot, by its name."""
    shapes = ((NUMBERS, NUMBER), (DAYS, DAY), (SCALES, SCALE), (AMOUNTS, AMOUNT))
    return next((shape for names, shape in shapes if slot in names), ".+?")


def _pattern(english: str) -> re.Pattern[str]:
    parts = SLOT.split(english)
    seen: set[str] = set()
    said = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            said.append(re.escape(part))
        elif part in seen:
            said.append(f"(?P={part})")
        else:
            seen.add(part)
            said.append(f"(?P<{part}>{_shape(part)})")
    first = said[0]
    if english[:1].isalpha():
        first = f"(?i:{first[:1]}){first[1:]}"
    return re.compile("".join([first, *said[1:]]))
