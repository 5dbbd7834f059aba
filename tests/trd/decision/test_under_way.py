"""What was asked for already is not offered again; what is urgent is, and what is old is asked about (N-R2)."""

from typing import Any

import pytest

from tests.told import option, situation_of
from trd.decision import decide
from trd.options import Offer
from trd.recommendations import recommend
from trd.situation import Situation
from trd.terms import Topic

REFERRED = ["psychiatry-referral", "2026-11-01"]


def offers(situation: Situation) -> dict[Topic, Offer]:
    return {offer.topic: offer for offer in decide(situation).offers}


@pytest.mark.parametrize(
    ("concept", "topic"),
    [
        ("psychiatry-referral", Topic.SPECIALIST_REFERRAL),
        ("rtms", Topic.TMS_REFERRAL),
        ("esketamine-session", Topic.KETAMINE_REFERRAL),
        ("cbt", Topic.PSYCHOTHERAPY),
    ],
)
def test_a_referral_that_stands_is_not_offered_again_and_all_else_is(concept: str, topic: Topic) -> None:
    before = offers(situation_of(history="H1"))
    after = offers(situation_of(history="H1", requested=[[concept, "2026-11-01"]]))
    assert topic in before
    assert set(before) - set(after) == {topic}


def test_an_urgent_referral_stays_whoever_sees_the_patient() -> None:
    high: dict[str, Any] = {"history": "H1", "item9": 3, "requested": [REFERRED, ["ect", "2026-11-01"]]}
    found = offers(situation_of(**high))
    assert {Topic.SPECIALIST_REFERRAL, Topic.ECT_REFERRAL} <= set(found)


def test_a_referral_that_is_open_for_long_is_offered_with_a_question() -> None:
    found = offers(situation_of(history="H1", requested=[["psychiatry-referral", "2026-05-03"]]))
    assert found[Topic.SPECIALIST_REFERRAL].questions[0] == (
        "what became of the open request for psychiatry-referral of 3 May 2026"
    )
    undated = offers(situation_of(history="H1", requested=[["rtms"]]))
    assert undated[Topic.TMS_REFERRAL].questions[0] == "what became of the open request for rtms"


def test_under_a_closing_gate_too_nobody_is_referred_twice() -> None:
    bipolar: dict[str, Any] = {"history": "H1", "conditions": [{"concept": "bipolar-ii", "onset": "2026-01-01"}]}
    assert Topic.SPECIALIST_REFERRAL in offers(situation_of(**bipolar))
    assert Topic.SPECIALIST_REFERRAL not in offers(situation_of(**bipolar, requested=[REFERRED]))


def test_the_answer_says_what_is_under_way() -> None:
    situation = situation_of(history="H1", requested=[REFERRED])
    answer = recommend(situation.assessment, situation.knowledge, situation.choices)
    assert [known.topic for known in answer.under_way] == [Topic.SPECIALIST_REFERRAL]
    assert Topic.SPECIALIST_REFERRAL not in {found.topic for found in answer.options}


def test_an_old_request_is_asked_about_on_the_option() -> None:
    asked = option(Topic.TMS_REFERRAL, history="H1", requested=[["rtms", "2026-05-03"]])
    assert any("3 May 2026" in unknown for unknown in asked.unknowns)
