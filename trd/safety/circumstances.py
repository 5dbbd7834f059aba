"""A fact in the grammar of the matrix outside its rows: what the modifiers of agents look for (§1.4.2)."""

from trd.knowledge.safety_grammar import parse_codes
from trd.knowledge.types import SafetyRow
from trd.safety.facts import Facts
from trd.safety.findings import Finding
from trd.safety.matrix import Row, built, compiled
from trd.safety.rows import Plan, evaluate, looks_in_vain, not_on_record
from trd.terms import Ask, Effect

KIND = "modifier"


def look_for(
    codes: str, test: str, days: int | None, facts: Facts, *, without: frozenset[str] = frozenset()
) -> Finding:
    """Evaluate one circumstance; `without` are ingredients that the plan stops."""
    kept = compiled(facts.knowledge).circumstances
    row = kept.get((codes, test, days))
    if row is None:
        row = kept[codes, test, days] = _row(codes, test, days, facts)
    if looks_in_vain(row, facts):
        return not_on_record(row, facts)
    return evaluate(row, Plan(subject="", without=without), facts)


def _row(codes: str, test: str, days: int | None, facts: Facts) -> Row:
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
    return built(source, parse_codes(codes), frozenset(), facts.knowledge)
