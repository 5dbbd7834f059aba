"""What the rules use of a patient beyond illness and treatment: read off the knowledge, so that it can't be outdated.

45 CFR 170.315(b)(11)(iv)(A), source attributes of an evidence-based intervention.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from trd.codes import CodeSystem
from trd.figures import plain
from trd.knowledge.safety_grammar import parse_codes
from trd.knowledge.types import Knowledge

YEARS = "a"
ICD_10 = frozenset({CodeSystem.ICD_10, CodeSystem.ICD_10_CM})
SOCIAL = re.compile(r"Z(?:5[5-9]|6[0-5])")
"""The chapter of ICD-10 on socio-economic and psychosocial circumstances, which the Gravity Project takes up."""
PREGNANCY_FACTS = frozenset({"pregnancy", "breastfeeding"})
STATUS_FACTS = frozenset({"smoker", "asa-class", "anaesthesia-problem"})
INSTRUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "c-ssrs": "C-SSRS",
        "audit": "AUDIT",
        "audit-c": "AUDIT-C",
        "dast-10": "DAST-10",
        "mdq": "MDQ",
        "mmse": "MMSE",
        "moca": "MoCA",
        "phq-4": "PHQ-4",
        "phq-15": "PHQ-15",
        "smoking-status": "Smoking status",
    }
)
"""Of the observations that are read, those that are assessments of health and no scale of depression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use, and where on the knowledge page it can be looked up; empty: it is code."""

    words: str
    anchor: str = ""


@cache
def about_words() -> dict[str, Any]:
    """What the page says and can't be read off the knowledge."""
    return tomllib.loads(files("app.pages").joinpath("about.toml").read_text(encoding="utf-8"))


def uses_of_sex(knowledge: Knowledge) -> tuple[Use, ...]:
    """Every rule whose answer may change with the recorded sex."""
    return (
        *_in_code("sex"),
        *_rows_with(knowledge, frozenset({"sex"})),
        *_tests_with(knowledge, "sex"),
        *(
            Use(words=f"{row.label}: {limit.label}, a limit for {limit.sex.value} sex", anchor=f"explanation-{code}")
            for code, row in knowledge.explanations.items()
            for limit in row.limits
            if limit.sex is not None
        ),
    )


def uses_of_age(knowledge: Knowledge) -> tuple[Use, ...]:
    """Every rule whose answer may change with the date of birth."""
    return (
        *_in_code("age"),
        *_rows_with(knowledge, frozenset({"age"})),
        *_tests_with(knowledge, "age"),
        *(
            Use(
                words=f"{agent.label}: at most {plain(agent.older_maximum.value)} mg from {agent.older_from} years",
                anchor=f"agent-{agent.id}",
            )
            for agent in knowledge.agents.values()
            if agent.older_maximum is not None
        ),
        *(
            Use(words=f"{country}: another maximum of {', '.join(older)} in older adults", anchor=f"country-{country}")
            for country, found in knowledge.countries.items()
            if (older := [agent for agent, dose in found.doses.items() if dose.older_maximum is not None])
        ),
        *(
            Use(words=f"{name}: {plain(figure.value)} years", anchor=f"figure-{name}")
            for name, figure in knowledge.figures.items()
            if figure.unit == YEARS
        ),
    )


def uses_of_social_needs(knowledge: Knowledge) -> tuple[Use, ...]:
    """Every rule that a social problem on the problem list (ICD-10 Z55 to Z65) can change."""
    tables = (knowledge.codes.conditions_exact, knowledge.codes.condition_prefixes)
    concepts = {
        concept
        for table in tables
        for code, meaning in table.items()
        if code.system in ICD_10 and SOCIAL.match(code.value)
        for concept in meaning.concepts
    }
    return (
        *_in_code("social"),
        *(
            Use(words=f"{row.label}: named among what else may explain a poor response", anchor=f"explanation-{code}")
            for code, row in knowledge.explanations.items()
            if concepts & set(row.conditions)
        ),
    )


def uses_of_assessments(knowledge: Knowledge) -> tuple[Use, ...]:
    """Every assessment of health status that is read: scales, screens, pregnancy, smoking."""
    observed = {code.concept for codes in knowledge.codes.observations.values() for code in codes}
    return (
        *(
            Use(
                words=scale.label + (" (also its item on suicide)" if scale.risk_item else ""),
                anchor=f"scale-{scale.id}",
            )
            for scale in knowledge.scales.values()
        ),
        *(Use(words=words) for concept, words in INSTRUMENTS.items() if concept in observed),
        *_rows_with_facts(knowledge, PREGNANCY_FACTS),
        *_rows_with_facts(knowledge, STATUS_FACTS),
    )


def _in_code(attribute: str) -> Iterator[Use]:
    """Rules that are no rows of data, told module by module; a test compares them with the code."""
    yield from (Use(words=words) for words in dict.fromkeys(about_words()["uses"][attribute].values()))


def _rows_with(knowledge: Knowledge, sorts: frozenset[str]) -> Iterator[Use]:
    for row in knowledge.safety:
        if any(term.sort in sorts for part in parse_codes(row.codes).alternatives for term in part):
            yield Use(words=f"{row.id}: {row.finding} ({row.effect.value}; {row.agents})", anchor=row.id)


def _rows_with_facts(knowledge: Knowledge, facts: frozenset[str]) -> Iterator[Use]:
    for row in knowledge.safety:
        terms = [term for part in parse_codes(row.codes).alternatives for term in part]
        if any(term.sort == "fact" and term.id in facts for term in terms):
            yield Use(words=f"{row.id}: {row.finding} ({row.effect.value}; {row.agents})", anchor=row.id)


def _tests_with(knowledge: Knowledge, sort: str) -> Iterator[Use]:
    """Tests before and later that are wanted at certain ages or of one sex."""
    tests = knowledge.monitoring.tests
    for row in knowledge.monitoring.rows:
        if row.when and any(term.sort == sort for part in parse_codes(row.when).alternatives for term in part):
            yield Use(words=f"Tests: {tests[row.test].words} with {row.named} ({row.when.partition(';')[0]} …)")
