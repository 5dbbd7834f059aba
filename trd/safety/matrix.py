"""The rows read once: their terms, and for each agent or procedure the rows that are about it (R-Z12)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.safety_grammar import Codes, Term, parse_agents, parse_codes, parse_range
from trd.knowledge.types import Knowledge, SafetyRow

LOOKED_UP = frozenset({"group", "ingredient"})
DRUG_SORTS = LOOKED_UP | {"same-ingredient"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "olanzapine-fluoxetine": ("olanzapine", "fluoxetine"),
    "dextromethorphan-bupropion": ("bupropion",),
}
"""A fixed combination is hit by every row of each part (§3.0)."""
LINGERS = re.compile(r"(\w[\w-]*) counts (\d+) days after its end")


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

    mentions: frozenset[str] = frozenset()
    """Every ingredient that its drug terms stand for."""
    drugs_only: bool = False
    """Each alternative looks for a drug: without one of `mentions` in the record it is clear."""
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

    def about(self, subject: str) -> tuple[Row, ...]:
        """The rows about an agent or `procedure:ID`, in their order."""
        return self.by_subject.get(subject, ())


_compiled: dict[int, tuple[Knowledge, Matrix]] = {}


def compiled(knowledge: Knowledge) -> Matrix:
    """The matrix of this knowledge; read once and kept, since a process has one knowledge."""
    known = _compiled.get(id(knowledge))
    if known is None or known[0] is not knowledge:
        known = (knowledge, read_matrix(knowledge))
        _compiled[id(knowledge)] = known
    return known[1]


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
    sorts = [{term.sort for term in alternative} for alternative in codes.alternatives]
    every = frozenset().union(*sorts)
    drugs = [term for alternative in codes.alternatives for term in alternative if term.sort in DRUG_SORTS]
    return Row(
        source=row,
        codes=codes,
        about=about,
        test=_row_test(row),
        days=int(row.lookback) if row.lookback.isdigit() else None,
        lingering={drug: int(days) for drug, days in LINGERS.findall(row.note)},
        mentions=frozenset().union(*(_named(term, codes, knowledge) for term in drugs)),
        drugs_only=all(not words.isdisjoint(LOOKED_UP) for words in sorts),
        shared=every.isdisjoint(DRUG_SORTS | {"allergy", "intolerance"}),
        always="always" in every,
    )


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
