"""Knowledge that nobody held against signatures is a draft."""

from dataclasses import replace

from tests.signed import signed_throughout
from trd.knowledge.loading import load
from trd.knowledge.review_types import DRAFT, Reviews
from trd.terms import Topic


def test_without_entries_nothing_was_reviewed() -> None:
    assert Reviews().draft
    assert all(Reviews().behind(topic, ()) for topic in (None, *Topic))
    assert replace(load(), reviews=Reviews()).draft


def test_an_entry_that_is_not_there_is_signed_by_nobody() -> None:
    assert Reviews()["agent sertraline"] is DRAFT
    assert not DRAFT.signed


def test_a_card_without_a_topic_rests_on_the_whole() -> None:
    whole = signed_throughout(load(), but=["country JP"])
    assert whole.reviews.behind(None, ())
    assert not whole.reviews.behind(Topic.SWITCH, ())
