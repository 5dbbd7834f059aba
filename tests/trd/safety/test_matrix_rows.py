"""The matrix, row by row: hit by who has it, clear for who has not, never passed where the record does not tell."""

import pytest

from tests.matrix_patients import NEVER_CODED, Told, not_known, subject_of, with_fact, without_fact
from trd.knowledge.loading import load
from trd.safety.findings import Finding
from trd.safety.judgement import plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.rows import evaluate
from trd.terms import Effect, Verdict

KNOWLEDGE = load()
ROWS = sorted(compiled(KNOWLEDGE).rows.values(), key=lambda row: row.source.number)
CODED = [row for row in ROWS if not {term.id for terms in row.codes.alternatives for term in terms} & NEVER_CODED]
"""All but the two facts of anaesthesia that no list holds (S444, S446): they are always unknown."""
ALWAYS = [row for row in ROWS if any(term.sort == "always" for terms in row.codes.alternatives for term in terms)]
"""Limits that hold for everybody have no patient without the fact, and none of whom it is not known."""


DECIDED = {"S273": "a missing value is the finding itself", "S403": "a site setting is known"}
"""Rows that can't be unknown, and why."""
ASKED = [row for row in ROWS if row not in ALWAYS and row.source.id not in DECIDED]


def found_of(row: Row, told: Told | None, subject: str) -> Finding:
    assert told is not None
    return evaluate(row, plan_of(subject, KNOWLEDGE), told.read(KNOWLEDGE))


def row_ids(rows: list[Row]) -> list[str]:
    return [row.source.id for row in rows]


def test_the_whole_matrix_is_walked() -> None:
    assert len(ROWS) == 490
    assert [row.source.id for row in ALWAYS] == ["S059", "S122"]
    assert {row.source.id for row in ROWS} - {row.source.id for row in CODED} == {"S444", "S446"}


@pytest.mark.parametrize("row", CODED, ids=row_ids(CODED))
def test_every_alternative_of_a_row_is_hit_by_a_patient_who_has_it(row: Row) -> None:
    for terms in row.codes.alternatives:
        subject = subject_of(row, terms, KNOWLEDGE)
        told = with_fact(row, terms, subject, KNOWLEDGE)
        found = found_of(row, told, subject)
        assert found.verdict is Verdict.HIT, f"{row.source.id}: {terms}"


@pytest.mark.parametrize("row", [row for row in CODED if row not in ALWAYS], ids=lambda row: row.source.id)
def test_a_patient_without_the_fact_is_clear_when_the_record_is_whole(row: Row) -> None:
    told = without_fact(row)
    assert found_of(row, told, subject_of(row, row.codes.alternatives[0], KNOWLEDGE)).verdict is Verdict.CLEAR


@pytest.mark.parametrize("row", ASKED, ids=row_ids(ASKED))
def test_what_the_record_does_not_tell_is_unknown_and_never_clear(row: Row) -> None:
    cases = [(terms, subject_of(row, terms, KNOWLEDGE)) for terms in row.codes.alternatives]
    made = [(not_known(row, terms, subject, KNOWLEDGE), subject) for terms, subject in cases]
    told, subject = next((one, who) for one, who in made if one is not None)
    assert found_of(row, told, subject).verdict is Verdict.UNKNOWN


def test_every_row_that_forbids_is_among_them() -> None:
    forbidding = [row for row in CODED if row.source.effect in (Effect.CONTRAINDICATED, Effect.AVOID)]
    assert len(forbidding) == 288
