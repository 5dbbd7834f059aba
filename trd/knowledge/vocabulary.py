"""What a row of the safety matrix or a modifier may name: agents, concepts, drugs, groups that exist."""

from collections.abc import Mapping
from dataclasses import dataclass

from trd.knowledge.safety_grammar import Term
from trd.knowledge.types import Agent, CodeTables
from trd.terms import CourseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every name that some table carries."""

    agents: Mapping[str, Agent]
    conditions: frozenset[str]
    observations: frozenset[str]
    procedures: frozenset[str]
    ingredients: frozenset[str]
    groups: Mapping[str, frozenset[str]]


def vocabulary(agents: Mapping[str, Agent], codes: CodeTables) -> Vocabulary:
    """Collect the names; kinds of course are procedures too, for their codes may be licensed (CPT)."""
    tables = (codes.conditions_exact.values(), codes.condition_prefixes.values())
    coded = [code for table in tables for code in table] + [code for _, code in codes.condition_patterns]
    observed = (*codes.observations.values(), *codes.observation_names.values())
    done = (*codes.procedures.values(), *codes.procedure_prefixes.values(), *codes.procedure_names.values())
    return Vocabulary(
        agents=agents,
        conditions=frozenset(concept for code in coded for concept in code.concepts),
        observations=frozenset(code.concept for several in observed for code in several),
        procedures=frozenset(procedure.concept for procedure in done) | {kind.value for kind in CourseKind},
        ingredients=frozenset(codes.ingredients),
        groups=codes.groups,
    )


def is_known(term: Term, words: Vocabulary) -> bool:
    """Whether the name of a term is one of the tables'."""
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
