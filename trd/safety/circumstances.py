"""A fact in the grammar of the matrix outside its rows: what the modifiers of agents look for (§1.4.2)."""

from functools import lru_cache

from trd.knowledge.safety_grammar import parse_codes
from trd.knowledge.types import SafetyRow
from trd.safety.facts import Facts
from trd.safety.findings import Finding
from trd.safety.matrix import Row
from trd.safety.rows import Plan, evaluate
from trd.terms import Ask, Effect

KIND = "modifier"


def look_for(
    codes: str, test: str, days: int | None, facts: Facts, *, without: frozenset[str] = frozenset()
) -> Finding:
    """Evaluate one circumstance; `without` are ingredients that the plan stops."""
    return evaluate(_row(codes, test, days), Plan(subject="", without=without), facts)


@lru_cache(maxsize=512)
def _row(codes: str, test: str, days: int | None) -> Row:
    source = SafetyRow(
        id=f"{KIND}:{codes}:{test}:{days}",
        topics=frozenset(),
        agents="all",
        kind=KIND,
        finding="",
        codes=codes,
        test=test,
        unit="",
        threshold="",
        lookback="any" if days is None else str(days),
        effect=Effect.CAUTION,
        ask=Ask.NEVER,
        message="",
        note="",
        source="",
        mark="P",
    )
    return Row(source=source, codes=parse_codes(codes), about=frozenset(), test=None, days=days, lingering={})
