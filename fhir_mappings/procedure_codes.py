"""Codes and names of procedures -> treatments (§6 of the code tables)."""

from functools import lru_cache
from typing import Final

from fhir_mappings.codings import codes_of, codings_of, words_of
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference
from fhir_mappings.session_words import session_in_words
from trd.codes import Code, CodeSystem
from trd.knowledge.names import fold_label
from trd.knowledge.types import CodeTables, ProcedureCode

LONGEST_PCS: Final = 7


class ProcedureCodes:
    """The procedure tables: by code, by prefix, else by the whole of a name (§6)."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        rows = (*tables.procedure_prefixes.values(), *tables.procedures.values(), *tables.procedure_names.values())
        self._by_concept = {row.concept: row for row in rows}
        self._found = lru_cache(maxsize=20_000)(self._by_code)

    def read(self, concept: CodeableConcept | CodeableReference | None) -> ProcedureCode | None:
        """What was done; a code that says which treatment wins over one that does not."""
        found = [row for code in codes_of(concept) if (row := self._found(code)) is not None]
        if not found:
            names = (*words_of(concept), *(coding.code for coding in codings_of(concept) if coding.code))
            found = [row for name in names if (row := self._named(name)) is not None]
        return min(found, key=lambda row: row.kind is None, default=None)

    def of(self, concept: str) -> ProcedureCode | None:
        """The row of a concept that was found by words."""
        return self._by_concept.get(concept)

    def _named(self, name: str) -> ProcedureCode | None:
        """The whole of a name, or a session that the whole of the words tells (R-T33)."""
        names = self._tables.procedure_names
        exact = names.get(fold_label(name))
        if exact is not None:
            return exact
        session = session_in_words(name)
        return self._by_concept.get(session) if session is not None else None

    def _by_code(self, code: Code) -> ProcedureCode | None:
        exact = self._tables.procedures.get(code)
        if exact is not None:
            return exact
        if code.system is not CodeSystem.ICD_10_PCS or len(code.value) > LONGEST_PCS:
            return None
        ends = range(len(code.value) - 1, 2, -1)
        return next(
            (row for end in ends if (row := self._tables.procedure_prefixes.get(Code(code.system, code.value[:end])))),
            None,
        )
