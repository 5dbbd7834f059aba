"""The matrix on orders, row by row and both ways: who has the fact is told of it, whichever of the two is drafted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.matrix_orders import (
    SPOKEN,
    cases,
    drafted,
    found_of_order,
    pairs,
    patients,
    runs,
    says,
    spoken_rows,
)
from tests.matrix_patients import not_known
from trd.drafts import Drafts, Occasion
from trd.intervals import Days
from trd.knowledge.loading import load
from trd.options import OrderFinding
from trd.safety.judgement import WASHOUT, plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.rows import evaluate
from trd.terms import Ask, Effect, Verdict

KNOWLEDGE = load()
DUPLICATES = KNOWLEDGE.order_checks.rows["duplicate"]
ROWS = [row for row in spoken_rows(KNOWLEDGE) if row.source.id not in DUPLICATES]
"""All but the duplicates, which speak as O02 at its own levels (R-Z41)."""
OF_DRUGS = [row for row in ROWS if row.mentions]
STOPPED = {"S113": "what was stopped cannot be drafted: the stop of a benzodiazepine beside bupropion is O14"}
STARTED = [row for row in OF_DRUGS if row.source.id not in STOPPED]
MILDER = {("S260", "prochlorperazine"): "an antiemetic is no second antipsychotic (note of S260)"}
FORBIDDING = (Effect.CONTRAINDICATED, Effect.AVOID)


def each(rows: list[Row]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    mark = pytest.mark.parametrize("row", rows, ids=[row.source.id for row in rows])
    return lambda test: mark(test)


def asked_at(row: Row) -> str | None:
    """How loud an unknown of the row is: always where it is contraindicated (R-Z5), else where it must be asked."""
    if row.source.effect is Effect.CONTRAINDICATED:
        return "warning"
    return "info" if row.source.effect is Effect.AVOID and row.source.ask is Ask.REQUIRED else None


def told_of(found: tuple[OrderFinding, ...]) -> list[str]:
    return [f"{known.check} {known.level} {known.row}" for known in found]


def said_of_the_draft(found: tuple[OrderFinding, ...], row: Row, other: str) -> bool:
    """A washout row about the other drug is left out where a row about the draft forbids the same pair as loudly."""
    pair = [each for each in found if each.level == "critical" and other in each.agents[1:] and each.row]
    return row.source.test in WASHOUT and any(compiled(KNOWLEDGE).rows[each.row or ""] for each in pair)


def test_so_many_rows_speak_on_orders() -> None:
    assert len(ROWS) + len(DUPLICATES) == 317
    assert len(STARTED) == 80


@each(ROWS)
def test_a_draft_for_who_has_the_fact_is_told_of_it_as_loud_as_the_row(row: Row) -> None:
    made = list(patients(row, KNOWLEDGE))
    assert made or row.source.id in {"S444", "S446"}, "no patient was made"
    for told, subject in made:
        found = found_of_order(told, drafted(subject, KNOWLEDGE), KNOWLEDGE)
        assert says(found, row, SPOKEN[row.source.effect]), f"{subject}: {told_of(found)}"


@each([row for row in ROWS if row.source.effect in FORBIDDING and row.source.id != "S142"])
def test_a_renewal_is_told_of_what_forbids_it(row: Row) -> None:
    """But for the age (O30 speaks at the start alone)."""
    for told, subject in patients(row, KNOWLEDGE):
        if not subject.startswith("procedure:"):
            found = found_of_order(told, drafted(subject, KNOWLEDGE), KNOWLEDGE, occasion=Occasion.REFILL)
            assert says(found, row, SPOKEN[row.source.effect]), f"{subject}: {told_of(found)}"


@each(STARTED)
def test_a_draft_that_is_itself_the_fact_of_what_runs_is_told_of_it(row: Row) -> None:
    """R-Z40: the row read in reverse."""
    for told, subject, drug in pairs(row, KNOWLEDGE):
        if subject.startswith("procedure:") or (row.source.id, drug) in MILDER:
            continue
        found = found_of_order(told, drafted(drug, KNOWLEDGE), KNOWLEDGE, [runs(subject, KNOWLEDGE)])
        said = says(found, row, SPOKEN[row.source.effect]) or said_of_the_draft(found, row, subject)
        assert said, f"{subject} runs, {drug}: {told_of(found)}"


@each(STARTED)
def test_two_drafts_of_one_call_are_told_of_each_other(row: Row) -> None:
    for told, subject, drug in pairs(row, KNOWLEDGE):
        if (row.source.id, drug) in MILDER:
            continue
        one, other = drafted(subject, KNOWLEDGE), drafted(drug, KNOWLEDGE, "MedicationRequest/other")
        both = Drafts(drugs=one.drugs + other.drugs, services=one.services)
        found = found_of_order(told, both, KNOWLEDGE)
        said = says(found, row, SPOKEN[row.source.effect])
        said = said or any(said_of_the_draft(found, row, other) for other in (subject, drug))
        assert said, f"{subject} and {drug}: {told_of(found)}"


@each([row for row in STARTED if asked_at(row)])
def test_a_drug_that_only_may_still_be_taken_is_asked_about(row: Row) -> None:
    """R-Z5: of a contraindication always, whatever the row says."""
    for told, subject in patients(row, KNOWLEDGE):
        for place, exposure in enumerate(told.exposures):
            exposures = list(told.exposures)
            exposures[place] = replace(exposure, certain=Days())
            found = found_of_order(replace(told, exposures=exposures), drafted(subject, KNOWLEDGE), KNOWLEDGE)
            assert says(found, row, str(asked_at(row))), f"{exposure.agent}, {subject}: {told_of(found)}"


@each([row for row in STARTED if asked_at(row)])
def test_and_so_it_is_where_the_draft_is_the_fact(row: Row) -> None:
    for told, subject, drug in pairs(row, KNOWLEDGE):
        if subject.startswith("procedure:") or (row.source.id, drug) in MILDER:
            continue
        perhaps = runs(subject, KNOWLEDGE, certain=False)
        found = found_of_order(told, drafted(drug, KNOWLEDGE), KNOWLEDGE, [perhaps])
        assert says(found, row, str(asked_at(row))), f"{subject} perhaps, {drug}: {told_of(found)}"


@each([row for row in ROWS if row.source.ask is Ask.REQUIRED and asked_at(row) and row not in STARTED])
def test_a_fact_that_must_be_known_and_is_not_on_record_is_asked_for(row: Row) -> None:
    """R-Z3; a list that was never sent is named once and not on every order."""
    for terms, subject in cases(row):
        told = not_known(row, terms, subject, KNOWLEDGE)
        if told is None:
            continue
        open_fact = evaluate(row, plan_of(subject, KNOWLEDGE), told.read(KNOWLEDGE))
        if open_fact.verdict is Verdict.UNKNOWN and not open_fact.not_sent:
            found = found_of_order(told, drafted(subject, KNOWLEDGE), KNOWLEDGE)
            assert says(found, row, str(asked_at(row))) or is_asked(found, open_fact.unknown), told_of(found)


def is_asked(found: tuple[OrderFinding, ...], what: str | None) -> bool:
    """Several rows about one observation are one line (R-Z4)."""
    return any(f"Not on record: {what}." in known.details for known in found)
