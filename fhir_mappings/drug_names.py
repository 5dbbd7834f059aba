"""Drug names in words, as EHRs print them: whole words only, the longest name first (R-E0)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from trd.knowledge.names import fold_drug_name

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in words: which ingredients it stands for, and which words of the text it is."""

    ingredients: tuple[str, ...]
    first: int
    last: int
    name: str


@dataclass(slots=True)
class NameIndex:
    """Names by their first word, the longest first: a text is read once, word by word."""

    _by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Mapping[str, tuple[str, ...]]) -> "NameIndex":
        index = cls()
        for name, ingredients in names.items():
            words = tuple(name.split())
            if words:
                index._by_first.setdefault(words[0], []).append((words, ingredients))
        for found in index._by_first.values():
            found.sort(key=lambda entry: (-len(entry[0]), entry[0]))
        return index

    def find(self, text: str) -> tuple[Named, ...]:
        """Every drug named in a text, from left to right; never inside another word or a longer name."""
        return tuple(self._scan(fold_drug_name(text).split()))

    def at(self, text: str) -> tuple[tuple[str, ...], int] | None:
        """The longest name with which a text begins, and how many characters of the text it takes."""
        first = _WORDS.match(text)
        if first is None or fold_drug_name(first.group()) not in self._by_first:
            return None
        ends = [(fold_drug_name(word.group()), word.end()) for word in _WORDS.finditer(text)]
        words = [(part, end) for folded, end in ends for part in folded.split()]
        for name, ingredients in self._by_first.get(words[0][0], ()):
            if tuple(word for word, _ in words[: len(name)]) == name:
                return ingredients, words[len(name) - 1][1]
        return None

    def _scan(self, words: list[str]) -> Iterator[Named]:
        place = 0
        while place < len(words):
            for name, ingredients in self._by_first.get(words[place], ()):
                if tuple(words[place : place + len(name)]) == name:
                    yield Named(ingredients, place, place + len(name) - 1, " ".join(name))
                    place += len(name) - 1
                    break
            place += 1


def holds_any(text: str, phrases: frozenset[str]) -> bool:
    """Does the text hold one of the phrases as whole words?"""
    folded = f" {fold_drug_name(text)} "
    return any(f" {phrase} " in folded for phrase in phrases)
