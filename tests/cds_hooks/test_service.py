"""What an answer carries beside its cards: nothing clinical."""

from dataclasses import fields
from datetime import date

from cds_hooks.service import HOOK_VERSION, SPECIFICATION, Answer


def test_an_answer_without_cards_is_an_answer() -> None:
    answer = Answer(cards=(), as_of=date(2026, 11, 23), silent_because="G12")
    assert answer.topics == answer.keys == ()
    assert answer.counts == {}


def test_the_log_gets_topics_keys_and_counts_alone() -> None:
    assert {field.name for field in fields(Answer)} == {
        *("cards", "as_of", "topics", "keys", "finding_keys", "indicators", "counts", "failed", "silent_because"),
        *("language", "fell_back"),
    }


def test_the_versions_are_those_of_the_published_specification() -> None:
    assert (SPECIFICATION, HOOK_VERSION) == ("2.0.1", "1.0")
