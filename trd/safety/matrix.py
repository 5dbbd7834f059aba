"""The rows read once: their terms, and for each agent or procedure the rows that are about it (R-Z12)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from trd.knowledge.safety_grammar import Codes, Term, of_set, parse_agents, parse_codes, parse_range
from trd.knowledge.types import Knowledge, SafetyRow
from trd.terms import Topic

LOOKED_UP = frozenset({"group", "ingredient"})
DRUG_SORTS = LOOKED_UP | {"same-ingredient"}
REACTIONS = frozenset({"allergy", "intolerance"})
PARTS: Mapping[str, tuple[str, ...]] = {
    "olanzapine-fluoxetine": ("olanzapine", "fluoxetine"),
    "dextromethorphan-bupropion": ("bupropion",),
}
"""A fixed combination is hit by every row of each part (§3.0)."""
TREATMENTS = frozenset({Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION, Topic.DOSE_OPTIMIZATION})
LINGERS = re.compile(r"(\w[\w-]*) counts (\d+) days after its end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One side of a `;`: its drug terms apart from the others."""

    drugs: tuple[Term, ...] = ()
    others: tuple[Term, ...] = ()
    mentions: frozenset[str] | None = None
    """The ingredients that the drug terms stand for; None: the option's own may be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its cells read."""

    source: SafetyRow
    codes: Codes
    about: frozenset[str]
    test: Term | None
    """The comparison that a term without its own takes from the row."""
    days: int | None
    """Look-back; None: any."""
    lingering: Mapping[str, int]
    """Ingredient -> days it still counts as current, where the note says so."""

    parts: tuple["Alternative", ...] = ()
    mentions: frozenset[str] = frozenset()
    """Every ingredient that its drug terms stand for."""
    drugs_only: bool = False
    """Each alternative looks for a drug: without one of `mentions` in the record it is clear."""
    illnesses: frozenset[str] = frozenset()
    """Every condition that its terms name."""
    conditions_only: bool = False
    """It looks for conditions and for nothing else."""
    reactions_only: bool = False
    """It looks for allergies and intolerances and for nothing else."""
    shared: bool = False
    """The verdict is the same for every agent the row is about."""
    always: bool = False
    """A limit that holds for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    rows: Mapping[str, Row]
    by_subject: Mapping[str, tuple[Row, ...]]
    circumstances: dict[tuple[str, str, int | None], Row] = field(default_factory=dict)
    """Facts outside the rows, read once (`trd.safety.circumstances`)."""
    options: dict[tuple[Topic, str], tuple[Row, ...]] = field(default_factory=dict)
    """The rows of each option that was ever judged."""
    sets: dict[str, frozenset[str]] = field(default_factory=dict)

    def about(self, subject: str) -> tuple[Row, ...]:
        """The rows about an agent or `procedure:ID`, in their order."""
        return self.by_subject.get(subject, ())

    def for_option(self, topic: Topic, subject: str) -> tuple[Row, ...]:
        """Rows of the topic; of a part of a fixed combination the rows of any drug topic (§3.0)."""
        known = self.options.get((topic, subject))
        if known is None:
            known = tuple(row for row in self.about(subject) if _is_of(row, topic, subject))
            self.options[topic, subject] = known
        return known


def _is_of(row: Row, topic: Topic, subject: str) -> bool:
    of_part = subject not in row.about and not TREATMENTS.isdisjoint(row.source.topics)
    return of_part or topic in row.source.topics


_compiled: dict[int, tuple[Knowledge, Matrix]] = {}


def compiled(knowledge: Knowledge) -> Matrix:
    """The matrix of this knowledge; read once and kept, since a process has one knowledge."""
    known = _compiled.get(id(knowledge))
    if known is None or known[0] is not knowledge:
        known = (knowledge, read_matrix(knowledge))
        _compiled[id(knowledge)] = known
    return known[1]


def forget(knowledge: Knowledge) -> None:
    """Let go of the matrix of knowledge that was only tried: a figure of hundreds moved would keep hundreds."""
    _compiled.pop(id(knowledge), None)


def members(name: str, knowledge: Knowledge) -> frozenset[str]:
    """The agents of a set of §3.0, such as `SEROTONERGIC`."""
    sets = compiled(knowledge).sets
    if name not in sets:
        sets[name] = frozenset(of_set(name, knowledge.agents))
    return sets[name]


def read_matrix(knowledge: Knowledge) -> Matrix:
    """Read every row, and hang it on whom it is about."""
    rows = {row.id: read_row(row, knowledge) for row in knowledge.safety}
    about: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        for subject in row.about:
            about[subject].append(row)
    for whole, parts in PARTS.items():
        for part in parts:
            about[whole].extend(row for row in about.get(part, ()) if row not in about[whole])
        about[whole].sort(key=lambda row: row.source.number)
    return Matrix(rows=rows, by_subject={subject: tuple(found) for subject, found in about.items()})


def read_row(row: SafetyRow, knowledge: Knowledge) -> Row:
    """Read the cells of one row."""
    return built(row, parse_codes(row.codes), parse_agents(row.agents, knowledge.agents), knowledge)


def built(row: SafetyRow, codes: Codes, about: frozenset[str], knowledge: Knowledge) -> Row:
    """A row with what is looked up of it again and again."""
    test = _row_test(row)
    sorts = [{term.sort for term in alternative} for alternative in codes.alternatives]
    every = frozenset().union(*sorts)
    drugs = [term for alternative in codes.alternatives for term in alternative if term.sort in DRUG_SORTS]
    return Row(
        source=row,
        codes=codes,
        about=about,
        test=test,
        days=int(row.lookback) if row.lookback.isdigit() else None,
        lingering={drug: int(days) for drug, days in LINGERS.findall(row.note)},
        parts=tuple(_alternative(terms, codes, test, knowledge) for terms in codes.alternatives),
        mentions=frozenset().union(*(_named(term, codes, knowledge) for term in drugs)),
        drugs_only=all(not words.isdisjoint(LOOKED_UP) for words in sorts),
        illnesses=frozenset(term.id for terms in codes.alternatives for term in terms if term.sort == "condition"),
        conditions_only=every == {"condition"},
        reactions_only=bool(every) and every <= REACTIONS,
        shared=every.isdisjoint(DRUG_SORTS | REACTIONS),
        always="always" in every,
    )


def _alternative(terms: tuple[Term, ...], codes: Codes, test: Term | None, knowledge: Knowledge) -> Alternative:
    drugs = tuple(term for term in terms if term.sort in DRUG_SORTS)
    own = any(term.sort not in LOOKED_UP for term in drugs)
    return Alternative(
        drugs=drugs,
        others=tuple(_compared(term, test) for term in terms if term.sort not in DRUG_SORTS),
        mentions=None if own else frozenset().union(*(_named(term, codes, knowledge) for term in drugs)),
    )


def _compared(term: Term, test: Term | None) -> Term:
    """A value without a comparison of its own takes that of the row."""
    if test is None or term.sort != "observation" or not term.bare:
        return term
    return replace(term, operator=test.operator, number=test.number, range=test.range)


def _named(term: Term, codes: Codes, knowledge: Knowledge) -> frozenset[str]:
    if term.sort == "ingredient":
        return frozenset({term.id})
    return knowledge.codes.groups.get(term.id, frozenset()) - codes.without


def _row_test(row: SafetyRow) -> Term | None:
    if row.test == "in":
        return Term(sort="row", operator="in", range=parse_range(row.threshold))
    if row.test in ("<", "<=", ">", ">="):
        return Term(sort="row", operator=row.test, number=Decimal(row.threshold))
    return None
