"""Who signed what, as the knowledge page tells it."""

from dataclasses import replace

from tests.signed import signature, signed, signed_throughout
from trd.knowledge.loading import load
from trd.knowledge.rendering import render
from trd.knowledge.rendering_reviews import DRAFT, SIGNED, reviews, state
from trd.knowledge.review_types import Decision
from trd.knowledge.reviewing import review

KNOWLEDGE = load()


def test_the_whole_is_a_draft_signed_in_part_or_signed() -> None:
    every = len(KNOWLEDGE.reviews.of)
    assert state(KNOWLEDGE) == DRAFT
    assert state(signed(KNOWLEDGE, ["agent sertraline"])) == f"**Draft: a clinician has signed 1 of {every} entries.**"
    assert state(signed_throughout(KNOWLEDGE)) == SIGNED


def test_the_kinds_are_counted() -> None:
    assert "| agent | 96 | 0 |" in reviews(KNOWLEDGE)
    assert "| agent | 96 | 1 |" in reviews(signed(KNOWLEDGE, ["agent sertraline"]))


def test_a_signature_is_told_with_its_reader_where_it_is_one_and_where_it_is_none() -> None:
    row = "| agent sertraline | signed | A. Clinician | 2026-11-20 | – |"
    assert row in reviews(signed(KNOWLEDGE, ["agent sertraline"]))
    refused = signed(KNOWLEDGE, ["agent sertraline"], decision=Decision.REJECT, note="no such dose")
    assert "| agent sertraline | refused | A. Clinician | 2026-11-20 | no such dose |" in reviews(refused)
    lapsed = review(KNOWLEDGE, [replace(signature(KNOWLEDGE, "agent sertraline"), figures="sha256:0")])
    assert "| agent sertraline | changed since it was signed | A. Clinician |" in reviews(lapsed)


def test_the_row_of_an_entry_says_how_it_stands() -> None:
    lapsed = review(KNOWLEDGE, [replace(signature(KNOWLEDGE, "agent sertraline"), figures="sha256:0")])
    (line,) = [line for line in render(lapsed).splitlines() if '<a id="agent-sertraline">' in line]
    assert line.endswith("| draft (changed since it was signed: A. Clinician, 2026-11-20) |")
