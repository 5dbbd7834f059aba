"""`safety/*.csv` -> the rows of the safety matrix, each read by the grammar before the service starts (R-Z12)."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TypeVar

from trd.knowledge.reading import KnowledgeError, read_csv
from trd.knowledge.safety_checks import faults_of
from trd.knowledge.safety_grammar import Codes, parse_agents, parse_codes
from trd.knowledge.types import SafetyRow, Source
from trd.knowledge.vocabulary import Vocabulary, is_known
from trd.terms import Ask, Effect, Topic

E = TypeVar("E", bound=Enum)

COLUMNS = (
    "row topics agents kind finding codes test unit threshold lookback_days effect ask message applies_note source mark"
)
LONGEST_MESSAGE = 139
"""An order finding's message is the summary of its card (§4)."""


def read_safety(folder: Path, sources: Mapping[str, Source], words: Vocabulary) -> tuple[SafetyRow, ...]:
    """Read every row in the order of its number; an id that stands twice stops the service."""
    found: dict[str, SafetyRow] = {}
    for path in sorted(folder.glob("*.csv")):
        for cells in read_csv(path, COLUMNS):
            row = _row(path.name, cells)
            if row.id in found:
                raise KnowledgeError(path.name, row.id, "stands twice")
            _check(path.name, row, sources, words)
            found[row.id] = row
    return tuple(sorted(found.values(), key=lambda row: row.number))


def _row(file: str, cells: list[str]) -> SafetyRow:
    id_, topics, agents, kind, finding, codes, test, unit, threshold, lookback, effect, ask, *rest = cells
    if not (id_.startswith("S") and id_[1:].isdigit()):
        raise KnowledgeError(file, id_, "an id is S and a number")
    stray = [cell for cell in cells if cell != cell.strip() or "  " in cell]
    if stray:
        raise KnowledgeError(file, id_, f"stray white space in {stray[0]!r}")
    message, note, source, mark = rest
    listed = topics.split(";")
    if len(set(listed)) != len(listed):
        raise KnowledgeError(file, id_, "a topic stands twice")
    return SafetyRow(
        id=id_,
        topics=frozenset(_word(file, id_, Topic, topic) for topic in listed),
        agents=agents,
        kind=kind,
        finding=finding,
        codes=codes,
        test=test,
        unit=unit,
        threshold=threshold,
        lookback=lookback,
        effect=_word(file, id_, Effect, effect),
        ask=_word(file, id_, Ask, ask),
        message=message,
        note=note,
        source=source,
        mark=mark,
    )


def _word(file: str, entry: str, kind: type[E], word: str) -> E:
    try:
        return kind(word)
    except ValueError:
        raise KnowledgeError(file, entry, f"unknown {kind.__name__.lower()} {word!r}") from None


def _check(file: str, row: SafetyRow, sources: Mapping[str, Source], words: Vocabulary) -> None:
    try:
        members = parse_agents(row.agents, words.agents)
        codes = parse_codes(row.codes)
    except ValueError as error:
        raise KnowledgeError(file, row.id, str(error)) from error
    faults = [*_unknown(members, codes, words), *faults_of(row, codes)]
    if row.mark not in ("V", "M", "P"):
        faults.append(f"mark is {row.mark!r}")
    if row.source not in sources:
        faults.append(f"unknown source {row.source!r}")
    if not row.message or len(row.message) > LONGEST_MESSAGE:
        faults.append(f"message has {len(row.message)} characters")
    if not row.finding:
        faults.append("finding is empty")
    if faults:
        raise KnowledgeError(file, row.id, "; ".join(faults))


def _unknown(members: frozenset[str], codes: Codes, words: Vocabulary) -> list[str]:
    """Names that no table has."""
    named = {member.removeprefix("procedure:") for member in members if member.startswith("procedure:")}
    faults = [f"unknown procedure {name!r}" for name in sorted(named - words.procedures)]
    terms = [term for alternative in codes.alternatives for term in alternative]
    faults += [f"unknown {term.sort} {term.id!r}" for term in terms if not is_known(term, words)]
    grouped = frozenset[str]().union(*(words.groups.get(term.id, ()) for term in terms if term.sort == "group"))
    faults += [f"not:ingredient:{name} is in no group of the cell" for name in sorted(codes.without - grouped)]
    if len(codes.alternatives) != len(set(codes.alternatives)):
        faults.append("an alternative stands twice")
    return faults
