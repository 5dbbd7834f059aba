"""Other switches are worked out of one list of cards: it must be what the hook itself would have shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cohort.burden.forecast import Opening, Shown, filtered, limited, repeated, without
from app.cohort.burden.openings import KEYS, Asked, opened
from app.cohort.burden.replay import replay_of
from app.demo import samples
from cds_hooks.cards import keys_and_topics, write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.responses import json_bytes
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.recommendations import recommend
from trd.terms import Topic

DAY = date(2026, 11, 23)
ONCE = replay_of(as_of=DAY, first=DAY, last=None, every=30, max_cards=4)

Judged = tuple[Assessment, Recommendations]


def judged(resources: list[dict[str, object]], knowledge: Knowledge, choices: Choices) -> Judged:
    lines = b"\n".join(json_bytes(each) for each in resources)
    assessment = assess(read_history(read_any(lines), knowledge), knowledge, choices, as_of=DAY)
    return assessment, recommend(assessment, knowledge, choices)


@pytest.fixture(scope="module")
def charts(knowledge: Knowledge) -> list[Judged]:
    return [judged(sample.resources, knowledge, Choices()) for sample in samples(DAY)]


@pytest.fixture(scope="module")
def openings(charts: list[Judged], knowledge: Knowledge) -> list[Opening]:
    asked = Asked(replay=ONCE, choices=Choices(), as_of=DAY)
    return [opening for chart in charts for opening in opened(*chart, knowledge, asked)]


def by_the_hook(
    chart: Judged, knowledge: Knowledge, choices: Choices, most: int, silenced: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, str]]:
    configuration = Configuration(choices=choices, max_cards=most, key_secret=KEYS, silenced_keys=silenced)
    cards = write_cards(*chart, knowledge, configuration, patient_id="")
    keys, topics = keys_and_topics(cards)
    yield from zip(topics, (card.indicator for card in cards), keys, strict=True)


def as_told(cards: tuple[Shown, ...]) -> list[tuple[str, str, str]]:
    return [(card.topic.value, card.indicator, card.key) for card in cards]


@pytest.mark.parametrize("most", range(9))
def test_a_limit_leaves_what_the_hook_would_show_under_it(
    charts: list[Judged], openings: list[Opening], knowledge: Knowledge, most: int
) -> None:
    for chart, opening in zip(charts, openings, strict=True):
        assert as_told(limited(opening.cards, most)) == list(by_the_hook(chart, knowledge, Choices(), most))


@pytest.mark.parametrize("topic", list(Topic), ids=str)
def test_a_topic_off_leaves_what_the_hook_would_show_without_it(
    openings: list[Opening], knowledge: Knowledge, topic: Topic
) -> None:
    choices = replace(Choices(), topics_off=frozenset({topic}))
    for sample, opening in zip(samples(DAY), openings, strict=True):
        if all(card.topic is not topic for card in opening.cards):
            continue
        chart = judged(sample.resources, knowledge, choices)
        left = limited(without(opening, lambda card: card.topic is topic), 3)
        assert as_told(left) == list(by_the_hook(chart, knowledge, choices, 3))


def test_silenced_cards_leave_what_the_hook_would_show_without_them(
    charts: list[Judged], openings: list[Opening], knowledge: Knowledge
) -> None:
    for chart, opening in zip(charts, openings, strict=True):
        for silent in (card for card in opening.cards if card.topic is not Topic.SUICIDE_RISK):
            left = limited(without(opening, lambda card, silent=silent: card.key == silent.key), 4)  # type: ignore[misc]
            told = by_the_hook(chart, knowledge, Choices(), 4, frozenset({silent.key}))
            assert as_told(left) == list(told)


def test_the_sample_patients_have_cards_of_every_loudness(openings: list[Opening]) -> None:
    assert {card.indicator for opening in openings for card in opening.cards} == {"critical", "warning", "info"}


def chart_on(days: int, *keys: str, stands: bool = True) -> Opening:
    cards = [Shown(Topic.SUMMARY, "info", "summary"), *(Shown(Topic.SWITCH, "info", key) for key in keys)]
    return Opening(day=DAY + timedelta(days=days), cards=tuple(cards), summary_stands=stands)


def test_a_repeat_is_a_card_with_the_same_facts_as_one_that_was_shown_before() -> None:
    charts = [chart_on(0, "a"), chart_on(30, "b"), chart_on(60, "a")]
    assert repeated(charts, 4) == [0, 1, 2]


def test_what_a_limit_had_cut_was_not_shown_and_is_no_repeat() -> None:
    assert repeated([chart_on(0, "a"), chart_on(30, "a")], 1) == [0, 1]


@pytest.mark.parametrize(
    ("days", "shown"),
    [pytest.param(89, 0, id="within its 90 days"), pytest.param(90, 2, id="the day after them")],
)
def test_an_overridden_card_is_silent_as_long_as_its_reason_says(days: int, shown: int) -> None:
    found = filtered([chart_on(0, "a"), chart_on(days, "a")], 4, "patient-declined")
    assert [len(cards) for cards in found] == [2, shown]


def test_what_waited_for_a_free_place_moves_up_when_others_are_silent() -> None:
    found = filtered([chart_on(0, "a", "b", "c"), chart_on(30, "a", "b", "c")], 2, "patient-declined")
    assert [[card.key for card in cards] for cards in found] == [["summary", "a"], ["b", "c"]]


def test_no_override_silences_a_suicide_risk_or_a_danger() -> None:
    cards = (Shown(Topic.SUICIDE_RISK, "warning", "r"), Shown(Topic.ORDER_SAFETY, "critical", "d"))
    charts = [Opening(day=DAY + timedelta(days=day), cards=cards) for day in (0, 30)]
    assert [len(cards) for cards in filtered(charts, 0, "not-indicated")] == [2, 2]


def test_a_summary_that_does_not_stand_by_itself_goes_with_the_last_card() -> None:
    assert without(chart_on(0, "a", stands=False), lambda card: card.topic is Topic.SWITCH) == ()
    assert len(without(chart_on(0, "a"), lambda card: card.topic is Topic.SWITCH)) == 1
