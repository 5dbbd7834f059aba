"""The code tables: CSV files -> dictionaries, the packaged ones and those that a licensed site adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from trd.codes import Code, CodeSystem
from trd.knowledge.check_digits import has_form
from trd.knowledge.loading_drugs import load_drugs, oral_products
from trd.knowledge.names import fold_label
from trd.knowledge.reading import KnowledgeError, number, read_csv
from trd.knowledge.types import Agent, CodeTables, ConditionCode, ObservationCode, ProcedureCode
from trd.terms import CourseKind

STATED = {"yes": True, "no": False, "": None}


@dataclass(slots=True)
class CodedFacts:
    """The tables of conditions, observations and procedures while they are read."""

    exact: dict[Code, ConditionCode] = field(default_factory=dict)
    prefixes: dict[Code, ConditionCode] = field(default_factory=dict)
    patterns: list[tuple[Code, ConditionCode]] = field(default_factory=list)
    observations: dict[Code, tuple[ObservationCode, ...]] = field(default_factory=dict)
    observation_names: dict[str, tuple[ObservationCode, ...]] = field(default_factory=dict)
    procedures: dict[Code, ProcedureCode] = field(default_factory=dict)
    procedure_prefixes: dict[Code, ProcedureCode] = field(default_factory=dict)
    procedure_names: dict[str, ProcedureCode] = field(default_factory=dict)


def load_codes(folder: Path, extra: Path | None, agents: Mapping[str, Agent]) -> CodeTables:
    """Read `codes/`, then what a site adds in the same form (`TRD_EXTRA_CODES`): CPT, SNOMED CT extensions."""
    drugs, facts = load_drugs(folder), CodedFacts()
    _read_coded(folder, facts, optional=False)
    _read_conditions(folder / "added_conditions.csv", facts)
    _read_observations(folder / "added_observations.csv", facts)
    _read_procedures(folder / "added_procedures.csv", facts)
    if extra is not None:
        _read_coded(extra, facts, optional=True)
    return CodeTables(
        drugs=MappingProxyType(drugs.drugs),
        drug_names=MappingProxyType(drugs.names),
        class_words=frozenset(drugs.class_words),
        groups=MappingProxyType({name: frozenset(members) for name, members in drugs.groups.items()}),
        ingredients=MappingProxyType(drugs.ingredients),
        products=MappingProxyType(oral_products(drugs, agents)),
        conditions_exact=MappingProxyType(facts.exact),
        condition_prefixes=MappingProxyType(facts.prefixes),
        condition_patterns=tuple(facts.patterns),
        observations=MappingProxyType(facts.observations),
        observation_names=MappingProxyType(facts.observation_names),
        procedures=MappingProxyType(facts.procedures),
        procedure_prefixes=MappingProxyType(facts.procedure_prefixes),
        procedure_names=MappingProxyType(facts.procedure_names),
    )


def _read_coded(folder: Path, tables: CodedFacts, *, optional: bool) -> None:
    for name, read in (
        ("conditions.csv", _read_conditions),
        ("observations.csv", _read_observations),
        ("procedures.csv", _read_procedures),
    ):
        path = folder / name
        if not optional or path.is_file():
            read(path, tables)


def _system(path: Path, name: str, code: str) -> CodeSystem:
    try:
        system = CodeSystem(name)
    except ValueError:
        raise KnowledgeError(path.name, code, f"unknown system {name!r}") from None
    if not has_form(system, code):
        raise KnowledgeError(path.name, code, f"no code of {name}")
    return system


# ---- conditions, observations, procedures


def _read_conditions(path: Path, tables: CodedFacts) -> None:
    columns = "system code match concepts severity psychotic remission episode"
    shared: dict[tuple[str, ...], ConditionCode] = {}
    for system, value, match, *attributes in read_csv(path, columns):
        key = tuple(attributes)
        if key not in shared:
            shared[key] = _condition(path, value, *attributes)
        code = Code(CodeSystem(system) if match == "pattern" else _system(path, system, value), value)
        if match == "pattern":
            tables.patterns.append((code, shared[key]))
        elif match in ("exact", "prefix"):
            place = tables.exact if match == "exact" else tables.prefixes
            place[code] = _both(place[code], shared[key]) if code in place else shared[key]
        else:
            raise KnowledgeError(path.name, value, f"unknown match {match!r}")


def _condition(
    path: Path, value: str, concepts: str, severity: str, psychotic: str, remission: str, episode: str
) -> ConditionCode:
    if (
        not concepts
        or severity not in ("", "mild", "moderate", "severe")
        or psychotic not in STATED
        or remission not in ("", "in-remission", "in-partial-remission")
        or episode not in ("", "single", "recurrent")
    ):
        raise KnowledgeError(path.name, value, "an attribute is none of its words")
    return ConditionCode(
        concepts=frozenset(concepts.split()),
        severity=severity or None,
        psychotic=STATED[psychotic],
        remission=remission or None,
        episode=episode or None,
    )


def _both(one: ConditionCode, two: ConditionCode) -> ConditionCode:
    """All concepts of a code count; of its attributes what either states."""
    return ConditionCode(
        concepts=one.concepts | two.concepts,
        severity=one.severity or two.severity,
        psychotic=one.psychotic if one.psychotic is not None else two.psychotic,
        remission=one.remission or two.remission,
        episode=one.episode or two.episode,
    )


KINDS = frozenset({"total", "item", "answer", "panel", "lab", "vital", "genotype", "finding"})


def _read_observations(path: Path, tables: CodedFacts) -> None:
    for concept, system, value, kind, unit, item, score, _name in read_csv(
        path, "concept system code kind unit item score name"
    ):
        if kind not in KINDS:
            raise KnowledgeError(path.name, value, f"unknown kind {kind!r}")
        found = ObservationCode(
            concept=concept,
            kind=kind,
            unit=unit,
            item=item,
            score=number(path.name, value, score) if score else None,
        )
        code = Code(_system(path, system, value), value)
        if code.system is CodeSystem.TEXT:
            name = fold_label(value)
            tables.observation_names[name] = (*tables.observation_names.get(name, ()), found)
        else:
            tables.observations[code] = (*tables.observations.get(code, ()), found)


def _read_procedures(path: Path, tables: CodedFacts) -> None:
    for concept, system, value, match, kind, display in read_csv(path, "concept system code match kind display"):
        code = Code(_system(path, system, value), value)
        try:
            course = CourseKind(kind) if kind else None
        except ValueError:
            raise KnowledgeError(path.name, value, f"unknown kind {kind!r}") from None
        found = ProcedureCode(concept=concept, display=display, kind=course)
        if code.system is CodeSystem.TEXT:
            tables.procedure_names[fold_label(value)] = found
        elif match in ("exact", "prefix"):
            (tables.procedures if match == "exact" else tables.procedure_prefixes)[code] = found
        else:
            raise KnowledgeError(path.name, value, f"unknown match {match!r}")
