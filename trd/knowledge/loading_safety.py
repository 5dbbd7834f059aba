"""`safety/*.csv` -> the rows of the safety matrix, each read by the grammar before the service starts (R-Z12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeVar

from trd.knowledge.loading_facts import known_concepts, known_observations, known_procedures
from trd.knowledge.reading import KnowledgeError, read_csv
from trd.knowledge.safety_checks import faults_of
from trd.knowledge.safety_grammar import Codes, Term, parse_agents, parse_codes
from trd.knowledge.types import Agent, CodeTables, SafetyRow, Source
from trd.terms import Ask, Effect, Topic

E = TypeVar("E", bound=Enum)

COLUMNS = (
    "row topics agents kind finding codes test unit threshold lookback_days effect ask message applies_note source mark"
)
LONGEST_MESSAGE = 139
"""An order finding's message is the summary of its card (§4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a row may name."""

    agents: Mapping[str, Agent]
    sources: Mapping[str, Source]
    conditions: frozenset[str]
    observations: frozenset[str]
    procedures: frozenset[str]
    ingredients: frozenset[str]
    groups: Mapping[str, frozenset[str]]


def read_safety(
    folder: Path, agents: Mapping[str, Agent], sources: Mapping[str, Source], codes: CodeTables
) -> tuple[SafetyRow, ...]:
    """Read every row in the order of its number; an id that stands twice stops the service."""
    words = Vocabulary(
        agents=agents,
        sources=sources,
        conditions=frozenset(known_concepts(codes)),
        observations=frozenset(known_observations(codes)),
        procedures=frozenset(known_procedures(codes)),
        ingredients=frozenset(codes.ingredients),
        groups=codes.groups,
    )
    found: dict[str, SafetyRow] = {}
    for path in sorted(folder.glob("*.csv")):
        for cells in read_csv(path, COLUMNS):
            row = _row(path.name, cells)
            if row.id in found:
                raise KnowledgeError(path.name, row.id, "stands twice")
            _check(path.name, row, words)
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


def _check(file: str, row: SafetyRow, words: Vocabulary) -> None:
    try:
        members = parse_agents(row.agents, words.agents)
        codes = parse_codes(row.codes)
    except ValueError as error:
        raise KnowledgeError(file, row.id, str(error)) from error
    faults = [*_unknown(members, codes, words), *faults_of(row, codes)]
    if row.mark not in ("V", "M", "P"):
        faults.append(f"mark is {row.mark!r}")
    if row.source not in words.sources:
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
    faults += [f"unknown {term.sort} {term.id!r}" for term in terms if not _is_known(term, words)]
    grouped = frozenset[str]().union(*(words.groups.get(term.id, ()) for term in terms if term.sort == "group"))
    faults += [f"not:ingredient:{name} is in no group of the cell" for name in sorted(codes.without - grouped)]
    if len(codes.alternatives) != len(set(codes.alternatives)):
        faults.append("an alternative stands twice")
    return faults


def _is_known(term: Term, words: Vocabulary) -> bool:
    match term.sort:
        case "condition":
            return term.id in words.conditions
        case "procedure":
            return term.id in words.procedures
        case "group":
            return term.id in words.groups
        case "ingredient":
            return term.id in words.ingredients
        case "observation" | "missing":
            return term.id in words.observations
        case "allergy" | "intolerance":
            return term.id in ("same-moiety", "same-class") or term.id in words.ingredients
        case _:
            return True
