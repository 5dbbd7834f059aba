"""The matrix, row by row: hit by who has it, clear for who has not, never passed where the record does not tell."""

import pytest

from tests.matrix_patients import NEVER_CODED, Told, not_known, subject_of, with_fact, without_fact
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Term
from trd.safety import Judgement
from trd.safety.findings import Finding
from trd.safety.judgement import _weighed, plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.pointers import suspected
from trd.safety.rows import evaluate
from trd.terms import Ask, Effect, Topic, Verdict

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
    made = [case for terms in row.codes.alternatives for case in open_cases(row, terms)]
    assert made
    for told, subject in made:
        assert found_of(row, told, subject).verdict is Verdict.UNKNOWN, f"{row.source.id}: {subject}"


def open_cases(row: Row, terms: tuple[Term, ...]) -> list[tuple[Told, str]]:
    """The patient of each alternative of whom one of its terms is not told; a site setting is always told."""
    subject = subject_of(row, terms, KNOWLEDGE)
    told = not_known(row, terms, subject, KNOWLEDGE)
    return [] if told is None else [(told, subject)]


def judged_by(row: Row, told: Told, subject: str) -> Judgement:
    return _weighed([row], plan_of(subject, KNOWLEDGE), told.read(KNOWLEDGE))


@pytest.mark.parametrize("row", CODED, ids=row_ids(CODED))
def test_who_has_it_is_judged_by_the_effect_of_the_row(row: Row) -> None:
    terms = row.codes.alternatives[0]
    subject = subject_of(row, terms, KNOWLEDGE)
    told = with_fact(row, terms, subject, KNOWLEDGE)
    assert told is not None
    found = judged_by(row, told, subject)
    aside = row.source.effect in (Effect.CONTRAINDICATED, Effect.AVOID)
    assert (found.forbidden is not None) is aside
    assert [hit.row.message for hit in found.hits] == ([] if row in ALWAYS else [row.source.message])
    if row.source.effect is Effect.DOSE_LIMIT and subject in KNOWLEDGE.agents:
        assert found.cap is not None


@pytest.mark.parametrize("row", ASKED, ids=row_ids(ASKED))
def test_an_unknown_sets_nothing_aside_and_is_asked_as_the_row_says(row: Row) -> None:
    for told, subject in (case for terms in row.codes.alternatives for case in open_cases(row, terms)):
        found, finding = judged_by(row, told, subject), found_of(row, told, subject)
        assert found.forbidden is None
        if finding.not_sent is not None:
            assert found.unknowns == (), "a list that never came is named once, not on every option"
            continue
        lethal = finding.possible_drug and row.source.effect is Effect.CONTRAINDICATED
        pointed = finding.possible_drug or suspected(row, [], told.read(KNOWLEDGE))
        asked = {Ask.REQUIRED: True, Ask.WHEN_SUSPECTED: lethal or pointed, Ask.NEVER: lethal}[row.source.ask]
        partly_hit = row.source.effect is Effect.DOSE_LIMIT and finding.partly
        assert bool(found.unknowns) is (asked and not partly_hit), f"{row.source.id}: {subject}"


@pytest.mark.parametrize("row", CODED, ids=row_ids(CODED))
def test_a_row_is_asked_for_every_option_of_its_topics(row: Row) -> None:
    for topic in row.source.topics - {Topic.ORDER_SAFETY}:
        for subject in row.about:
            assert row in compiled(KNOWLEDGE).for_option(topic, subject)


def test_so_many_rows_ask_so_loud() -> None:
    levels = [row.source.ask for row in ROWS]
    assert [levels.count(level) for level in (Ask.REQUIRED, Ask.WHEN_SUSPECTED, Ask.NEVER)] == [285, 130, 75]


def test_every_row_that_forbids_is_among_them() -> None:
    forbidding = [row for row in CODED if row.source.effect in (Effect.CONTRAINDICATED, Effect.AVOID)]
    assert len(forbidding) == 288
