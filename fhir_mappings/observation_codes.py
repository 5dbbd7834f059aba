"""Codes and names of observations -> what they measure (§5 and §6 of the code tables)."""

import re
from functools import lru_cache
from typing import Final

from fhir_mappings.codings import codes_of, codings_of, words_of
from fhir_mappings.reading.elements import CodeableConcept
from trd.codes import Code, CodeSystem
from trd.knowledge.names import fold_label
from trd.knowledge.types import CodeTables, ObservationCode

_TOTAL_WORDS: Final = re.compile(r"\b(total score|score|total)\s*$", re.IGNORECASE)
LONGEST_NAME: Final = 200
"""Longer than any name of a scale or a test: such a text is none."""
_DISTINCT_NAMES: Final = 20_000
IONISED_CALCIUM: Final = frozenset({Code(CodeSystem.LOINC, "1994-3"), Code(CodeSystem.LOINC, "1995-0")})
"""Never compared with the limits of total calcium (§3.2)."""


class ObservationCodes:
    """The observation tables, by code first, then by the whole of a name."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        self._named = lru_cache(maxsize=_DISTINCT_NAMES)(self._by_name)

    def read(self, concept: CodeableConcept | None) -> tuple[ObservationCode, ...]:
        """What a concept measures; empty: nothing that any rule asks for."""
        if concept is None:
            return ()
        for code in codes_of(concept):
            found = self._tables.observations.get(code)
            if found and code not in IONISED_CALCIUM:
                return found
        for name in (*words_of(concept), *self._local_names(concept)):
            found = self.of_name(name)
            if found:
                return found
        return ()

    def of_loinc(self, code: str) -> tuple[ObservationCode, ...]:
        """What a bare LOINC code measures, as questionnaires name their items."""
        return self._tables.observations.get(Code(CodeSystem.LOINC, code), ())

    def of_name(self, name: str) -> tuple[ObservationCode, ...]:
        """What a name measures, the whole of it."""
        return self._named(name) if len(name) <= LONGEST_NAME else ()

    def answer(self, concept: CodeableConcept | None, instrument: str, item: str) -> ObservationCode | None:
        """A coded answer, read with its instrument: one answer code stands in several (LL358-3)."""
        for code in codes_of(concept):
            for found in self._tables.observations.get(code, ()):
                if found.kind == "answer" and found.concept == instrument and found.item in ("", item):
                    return found
        return None

    def _local_names(self, concept: CodeableConcept) -> tuple[str, ...]:
        """Local codes are names too: `PHQ9` as a code of the site's own system."""
        return tuple(coding.code for coding in codings_of(concept) if coding.code and not codes_of(coding))

    def _by_name(self, name: str) -> tuple[ObservationCode, ...]:
        """The whole name; or one that begins with it and ends with "score" or "total" (P)."""
        names = self._tables.observation_names
        found = names.get(fold_label(name))
        if found:
            return tuple(dict.fromkeys(found))  # "PHQ-9" and "PHQ9" are one name, told twice
        if not _TOTAL_WORDS.search(name.strip()):
            return ()
        words = _TOTAL_WORDS.sub("", name.strip()).split()
        for end in range(len(words), 0, -1):
            begun = names.get(fold_label(" ".join(words[:end]).strip(" :,-")))
            if begun:
                return tuple(dict.fromkeys(code for code in begun if code.kind == "total"))
        return ()
