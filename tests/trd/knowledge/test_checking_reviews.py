"""What `knowledge check` says of signatures: missing, no longer holding, refused, old."""

from dataclasses import replace
from datetime import date

import pytest

from tests.signed import signature, signed, signed_throughout
from trd.knowledge.checking_reviews import is_old, review_findings, stale
from trd.knowledge.loading import load
from trd.knowledge.review_types import Decision
from trd.knowledge.reviewing import review
from trd.knowledge.types import Knowledge

KNOWLEDGE = load()
DAY = date(2026, 11, 25)


def said(knowledge: Knowledge, day: date = DAY) -> list[str]:
    return [f"{found.about}: {found.says}" for found in review_findings(knowledge, as_of=day)]


def test_what_nobody_signed_is_counted_by_kind() -> None:
    assert "agent entries: 96 have not been signed by a clinician" in said(KNOWLEDGE)
    assert "agent entries: 95 have not been signed by a clinician" in said(signed(KNOWLEDGE, ["agent sertraline"]))


def test_signed_throughout_and_fresh_nothing_is_said() -> None:
    assert said(signed_throughout(KNOWLEDGE)) == []


def test_a_signature_that_no_longer_holds_is_named_with_its_reader() -> None:
    old = replace(signature(KNOWLEDGE, "agent sertraline"), figures=f"sha256:{'0' * 64}")
    (found,) = [line for line in said(review(KNOWLEDGE, [old])) if line.startswith("agent sertraline")]
    assert found == (
        "agent sertraline: has changed since it was signed (A. Clinician, 2026-11-20): the signature no longer holds"
    )


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Decision.CHANGE, "is to be changed (A. Clinician, 2026-11-20): 75"),
        (Decision.REJECT, "was refused (A. Clinician, 2026-11-20): 75"),
    ],
)
def test_what_a_reader_wants_otherwise_is_said_in_their_words(decision: Decision, told: str) -> None:
    assert f"agent sertraline: {told}" in said(signed(KNOWLEDGE, ["agent sertraline"], decision=decision, note="75"))


@pytest.mark.parametrize(("day", "fault"), [(date(2026, 11, 25), False), (date(2026, 11, 26), True)])
def test_a_signature_of_a_day_to_come_is_a_fault(day: date, fault: bool) -> None:
    found = [each for each in review_findings(signed(KNOWLEDGE, ["agent lithium"], on=day), as_of=DAY) if each.fault]
    assert [each.says for each in found] == ([f"is signed on {day}, which is still to come"] if fault else [])


def test_a_signature_of_what_is_gone_is_told() -> None:
    stray = replace(signature(KNOWLEDGE, "agent sertraline"), entry="agent nothing")
    assert "agent nothing: was signed by A. Clinician, 2026-11-20, and is no entry of this version" in said(
        review(KNOWLEDGE, [stray])
    )


@pytest.mark.parametrize(("day", "old"), [(date(2028, 11, 20), False), (date(2028, 11, 21), True)])
def test_a_signature_is_old_the_day_after_its_period(day: date, old: bool) -> None:
    found = [each.says for each in stale(signed(KNOWLEDGE, ["agent lithium"]), as_of=day)]
    assert found == (["was signed on 2026-11-20, more than 24 months ago: to be reviewed again"] if old else [])


def test_a_shorter_period_is_the_one_that_counts() -> None:
    mine = review(KNOWLEDGE, [signature(KNOWLEDGE, "agent lithium")], months=6)
    assert [each.about for each in stale(mine, as_of=date(2027, 5, 21))] == ["agent lithium"]
    assert not list(stale(mine, as_of=date(2027, 5, 20)))


@pytest.mark.parametrize(("seen", "old"), [(date(2024, 11, 25), False), (date(2024, 11, 24), True), (None, False)])
def test_a_source_that_nobody_looked_at_for_long_is_told(seen: date | None, old: bool) -> None:
    source = replace(KNOWLEDGE.sources["MGH"], accessed=seen)
    mine = replace(KNOWLEDGE, sources={**KNOWLEDGE.sources, "MGH": source})
    assert [each.about for each in stale(mine, as_of=DAY)] == (["source MGH"] if old else [])


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, last: date) -> None:
    assert not is_old(day, months, as_of=last)
    assert is_old(day, months, as_of=date.fromordinal(last.toordinal() + 1))
