"""The limits of the matrix, row by row: the value and the day from which a row is hit, and the one beside it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import condition, measurement
from tests.matrix_patients import LONG_AGO, Told, ago, named, subject_of, taken
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Term
from trd.safety.judgement import plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.rows import evaluate
from trd.terms import Verdict

KNOWLEDGE = load()
ROWS = sorted(compiled(KNOWLEDGE).rows.values(), key=lambda row: row.source.number)
ALONE = [(row, terms[0]) for row in ROWS for terms in row.codes.alternatives if len(terms) == 1]
"""Alternatives of one term: what they look for is enough."""
SMALL = Decimal("0.01")
VALUES = [
    (row, term, limit)
    for row, term in ALONE
    if term.sort == "observation" and term.word is None and row.source.test != "drop-percent>="
    for limit in [term if term.operator else row.test]
    if limit is not None
]
COMPARED = [(row, term, limit) for row, term, limit in VALUES if limit.range is None]
BETWEEN = [(row, term, limit) for row, term, limit in VALUES if limit.range is not None]
DATED = [(row, term) for row, term in ALONE if row.days is not None and row.source.test == "within"]
DRUGS = [
    (row, term)
    for row, term in ALONE
    if row.source.test in ("taken-within", "stopped-within") and term.sort in ("group", "ingredient")
]


def ids(cases: list[Any]) -> list[str]:
    return [f"{case[0].source.id} {case[1].id}" for case in cases]


def is_hit(row: Row, term: Term, *facts: Any, **told: Any) -> bool:
    subject = subject_of(row, [term], KNOWLEDGE)
    record = Told(facts=list(facts), **told).read(KNOWLEDGE)
    return evaluate(row, plan_of(subject, KNOWLEDGE), record).verdict is Verdict.HIT


def value_of(term: Term, number: Decimal, days: int = 1) -> Any:
    """ALT and AST are written with a limit of 1, so that the value is the multiple."""
    more: dict[str, Any] = {"upper_limit": 1} if term.id in ("alt", "ast") else {}
    return measurement(term.id, number, ago(days), **more)


@pytest.mark.parametrize(("row", "term", "limit"), COMPARED, ids=ids(COMPARED))
def test_a_value_hits_from_the_limit_of_its_row_on(row: Row, term: Term, limit: Term) -> None:
    assert limit.number is not None
    step = SMALL if limit.operator in (">", ">=") else -SMALL
    assert is_hit(row, term, value_of(term, limit.number + step))
    assert is_hit(row, term, value_of(term, limit.number)) is (limit.operator in (">=", "<="))
    assert not is_hit(row, term, value_of(term, limit.number - step))


@pytest.mark.parametrize(("row", "term", "limit"), BETWEEN, ids=ids(BETWEEN))
def test_a_value_hits_inside_the_range_of_its_row(row: Row, term: Term, limit: Term) -> None:
    within = limit.range
    assert within is not None
    assert is_hit(row, term, value_of(term, within.low + SMALL))
    assert is_hit(row, term, value_of(term, within.high - SMALL))
    assert is_hit(row, term, value_of(term, within.low)) is within.low_in
    assert is_hit(row, term, value_of(term, within.high)) is within.high_in
    assert not is_hit(row, term, value_of(term, within.low - SMALL))
    assert not is_hit(row, term, value_of(term, within.high + SMALL))


@pytest.mark.parametrize(("row", "term", "limit"), VALUES, ids=ids(VALUES))
def test_a_value_is_good_for_the_days_of_its_row(row: Row, term: Term, limit: Term) -> None:
    if limit.range is not None:
        value = (limit.range.low + limit.range.high) / 2
    else:
        assert limit.number is not None
        value = limit.number + (SMALL if limit.operator in (">", ">=") else -SMALL)
    if row.days is None:
        assert is_hit(row, term, value_of(term, value, 5000))
        return
    assert is_hit(row, term, value_of(term, value, row.days))
    assert not is_hit(row, term, value_of(term, value, row.days + 1))


@pytest.mark.parametrize(("row", "term"), DATED, ids=ids(DATED))
def test_an_illness_counts_for_the_days_of_its_row(row: Row, term: Term) -> None:
    assert row.days is not None
    assert is_hit(row, term, condition(term.id, onset=ago(row.days)))
    assert not is_hit(row, term, condition(term.id, onset=ago(row.days + 1)))


@pytest.mark.parametrize(("row", "term"), DRUGS, ids=ids(DRUGS))
def test_a_drug_counts_for_the_days_of_its_row_after_the_last_dose(row: Row, term: Term) -> None:
    assert row.days is not None
    own = plan_of(subject_of(row, [term], KNOWLEDGE), KNOWLEDGE).ingredients
    drug = sorted(named(term, row.codes, KNOWLEDGE) - own - {"moclobemide"} or {term.id})[0]
    assert is_hit(row, term, exposures=[taken(drug, LONG_AGO, ago(row.days))])
    assert not is_hit(row, term, exposures=[taken(drug, LONG_AGO, ago(row.days + 1))])


def test_the_limits_of_the_matrix_are_all_walked() -> None:
    assert len(COMPARED) + len(BETWEEN) > 60
    assert len(DATED) > 30
    assert len(DRUGS) > 40
