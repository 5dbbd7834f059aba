"""The grammar of the safety matrix: what the cells `codes` and `agents` of a row mean (§3.0 of the specification)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.types import Agent

Comparable = Decimal | int

COMPARISONS = ("<", "<=", ">", ">=")
PLAIN_SORTS = frozenset({"condition", "procedure", "group", "ingredient", "missing", "allergy", "intolerance", "not"})
BARE_SORTS = frozenset({"same-ingredient", "always"})
"""Terms that stand alone, without an id and without a comparison."""
FACT_WORDS: Mapping[str, frozenset[str] | None] = {
    "pregnancy": None,
    "breastfeeding": None,
    "smoker": None,
    "not-offered": None,
    "anaesthesia-problem": None,
    "suicide-risk": frozenset({"none", "present", "high"}),
    "asa-class": frozenset(),
}
"""Facts of §3.0 and the words they are compared with; empty: with a number."""
GENES = frozenset({"CYP2D6", "CYP2C19", "CYP2B6"})
PHENOTYPES = frozenset({"poor", "intermediate", "normal", "rapid", "ultrarapid"})

NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
RANGE = re.compile(r"([\[(])(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)([\])])\Z")
OPERATOR = re.compile(r"(>=|<=|!=|=|<|>)")

SEROTONERGIC_CLASSES = ("SSRI", "SNRI", "SPARI", "multimodal", "SARI", "TCA", "azapirone")
SEROTONERGIC_AGENTS = frozenset(
    {"mirtazapine", "mianserin", "dextromethorphan-bupropion", "st-johns-wort", "lumateperone"}
)
ANTIPSYCHOTIC_AGENTS = frozenset({"olanzapine-fluoxetine", "amisulpride", "sulpiride"})
QT_AGENTS = frozenset(
    [
        "citalopram",
        "escitalopram",
        "venlafaxine",
        "desvenlafaxine",
        "mirtazapine",
        "trazodone",
        "gepirone",
        "quetiapine",
        "ziprasidone",
        "olanzapine",
        "risperidone",
        "amisulpride",
        "sulpiride",
        "lithium",
    ]
)
NOT_ANTIDEPRESSANTS = frozenset(
    {
        "esketamine",
        "ketamine",
        "st-johns-wort",
        "zuranolone",
        "brexanolone",
        "S-adenosylmethionine",
        "5-HTP",
        "tryptophan",
    }
)
"""Rows of part 1 §1.2 that `set:AD` does not hold."""
ORDER_ONLY_AGENTS = frozenset({"atomoxetine", "paliperidone"})
"""Named by rows about their orders; no agents of part 1 §1.2 or §1.4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """`[450,500)`: a bracket includes its limit, a parenthesis excludes it."""

    low: Decimal
    low_in: bool
    high: Decimal
    high_in: bool

    def holds(self, value: Comparable) -> bool:
        above = value >= self.low if self.low_in else value > self.low
        below = value <= self.high if self.high_in else value < self.high
        return above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of `codes`; without an `operator` it takes the test of its row."""

    sort: str
    id: str = ""
    operator: str | None = None
    number: Decimal | None = None
    range: Range | None = None
    word: str | None = None

    @property
    def bare(self) -> bool:
        return self.operator is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Alternatives (`;`), each a list of terms that must all hold (`+`)."""

    alternatives: tuple[tuple[Term, ...], ...]
    without: frozenset[str] = frozenset()
    """Ingredients that `not:` takes out of the groups of the cell."""


def parse_range(text: str) -> Range | None:
    """`[450,500)` as a range; None when it is none."""
    match = RANGE.match(text.strip())
    if not match or Decimal(match[2]) >= Decimal(match[3]):
        return None
    return Range(low=Decimal(match[2]), low_in=match[1] == "[", high=Decimal(match[3]), high_in=match[4] == "]")


def parse_codes(cell: str) -> Codes:
    """Read the cell `codes`; a term that can't be read is a `ValueError`, so that the service does not start on it."""
    alternatives: list[tuple[Term, ...]] = []
    without: set[str] = set()
    for alternative in cell.split(";"):
        terms = [parse_term(part) for part in alternative.split("+")]
        without.update(term.id for term in terms if term.sort == "not")
        kept = tuple(term for term in terms if term.sort != "not")
        if kept:
            alternatives.append(kept)
    if not alternatives:
        raise ValueError(f"no term in {cell!r}")
    return Codes(alternatives=tuple(alternatives), without=frozenset(without))


def parse_term(text: str) -> Term:
    """Read one term, such as `observation:egfr<30` or `age in [12,51)`."""
    words, operator, value = _split(text.strip())
    sort, _, ident = words.partition(":")
    if sort in ("missing", "not"):
        ident = ident.partition(":")[2]
    number = Decimal(value) if value is not None and NUMBER.match(value) else None
    within = parse_range(value) if operator == "in" and value is not None else None
    word = value if number is None and within is None else None
    term = Term(sort=sort, id=ident, operator=operator, number=number, range=within, word=word)
    if not _readable(term):
        raise ValueError(f"cannot be read: {text.strip()!r}")
    return term


def _split(text: str) -> tuple[str, str | None, str | None]:
    inside = re.match(r"(.*\S)\s+in\s+(\S+)\Z", text)
    if inside:
        return inside[1], "in", inside[2]
    parts = OPERATOR.split(text)
    if len(parts) == 3:
        return parts[0].strip(), parts[1], parts[2].strip()
    if len(parts) > 3:
        raise ValueError(f"two comparisons in {text!r}")
    return text, None, None


def _readable(term: Term) -> bool:
    if term.sort in BARE_SORTS:
        return term.id == "" and term.bare
    if term.sort in PLAIN_SORTS:
        return bool(term.id) and term.bare
    if term.sort == "observation":
        return bool(term.id) and (term.bare or _compared(term) or (term.operator == "=" and term.word == "positive"))
    if term.sort == "age":
        return term.id == "" and _compared(term)
    if term.sort == "sex":
        return term.id == "" and term.operator in ("=", "!=") and term.word in ("female", "male")
    if term.sort == "phenotype":
        return term.id in GENES and term.operator == "=" and term.word in PHENOTYPES
    return term.sort == "fact" and _readable_fact(term)


def _readable_fact(term: Term) -> bool:
    if term.id not in FACT_WORDS:
        return False
    words = FACT_WORDS[term.id]
    if words is None:
        return term.bare
    return term.operator == "=" and term.word in words if words else _compared(term)


def _compared(term: Term) -> bool:
    return term.range is not None or (term.operator in COMPARISONS and term.number is not None)


def parse_agents(cell: str, agents: Mapping[str, Agent]) -> frozenset[str]:
    """Whom a row is about: agent ids and `procedure:ID`. An unknown name is a `ValueError` (R-Z12).

    The classes are expanded over the agents given, so an agent added later inherits its class rows.
    """
    members: set[str] = set()
    out: set[str] = set()
    for word in (part.strip() for part in cell.split(";")):
        if word.startswith("not:"):
            out.add(word.removeprefix("not:"))
        else:
            members |= _named(word, agents)
    if not out <= members:
        raise ValueError(f"{cell!r} takes out what is not there: {sorted(out - members)}")
    if not members - out:
        raise ValueError(f"{cell!r} leaves no agent")
    return frozenset(members - out)


def _named(word: str, agents: Mapping[str, Agent]) -> set[str]:
    if word == "all":
        return set(agents)
    if word.startswith("procedure:"):
        return {word}
    if word.startswith("class:"):
        found = of_class(word.removeprefix("class:"), agents)
    elif word.startswith("set:"):
        found = of_set(word.removeprefix("set:"), agents)
    else:
        found = {word} if word in agents or word in ORDER_ONLY_AGENTS else set()
    if not found:
        raise ValueError(f"unknown agent, class or set {word!r}")
    return found


def of_class(name: str, agents: Mapping[str, Agent]) -> set[str]:
    """Agents of a class of part 1; `TCA` is every agent with the tricyclic mechanism, so maprotiline too."""
    if name == "TCA":
        return {agent.id for agent in agents.values() if agent.mechanism == "tca"}
    return {agent.id for agent in agents.values() if agent.drug_class == name}


def of_set(name: str, agents: Mapping[str, Agent]) -> set[str]:
    """Agents of a set of §3.0; empty when there is no such set."""
    if name == "AD":
        return {agent.id for agent in agents.values() if agent.antidepressant} - NOT_ANTIDEPRESSANTS
    if name == "SEROTONERGIC":
        classes = set().union(*(of_class(group, agents) for group in SEROTONERGIC_CLASSES))
        return classes | (SEROTONERGIC_AGENTS & set(agents))
    if name == "AAP":
        return of_class("atypical antipsychotic", agents) | (ANTIPSYCHOTIC_AGENTS & set(agents))
    if name == "QT":
        return of_class("TCA", agents) | (QT_AGENTS & set(agents))
    if name == "ORAL-AUG":
        return {agent.id for agent in agents.values() if agent.augmenter}
    return set()
