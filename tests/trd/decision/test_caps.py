"""Caps and entry where no worked case reaches them (§1.2.5, §1.3)."""

from dataclasses import replace

from tests.told import offer, situation_of
from trd.decision.caps import capped
from trd.decision.levels import FIRST, URGENT, URGENT_LAYER
from trd.decision.rows import row_offers
from trd.situation import Situation
from trd.terms import SeverityBand, Topic


def left(situation: Situation, topic: Topic, **more: object) -> int:
    found = capped([offer(topic, **more)], situation)
    return found[0].level if found else 0


def test_after_one_failure_neither_ketamine_nor_ect() -> None:
    situation = situation_of(history="H2")
    assert left(situation, Topic.KETAMINE_REFERRAL) == 0
    assert left(situation, Topic.ECT_REFERRAL) == 0
    assert left(situation, Topic.TMS_REFERRAL) == FIRST
    assert left(situation, Topic.ECT_REFERRAL, level=URGENT, layer=URGENT_LAYER) == URGENT


def test_without_symptoms_no_drug_is_changed_but_a_dose_too_high_comes_down() -> None:
    well = replace(situation_of(history="H2"), band=SeverityBand.NONE)
    assert left(well, Topic.SWITCH) == 0
    assert left(well, Topic.DOSE_OPTIMIZATION, case="too-high") == FIRST


def test_without_a_score_nothing_leads_and_the_urgent_layer_stays() -> None:
    unknown = replace(situation_of(history="H1"), band=None)
    assert left(unknown, Topic.SWITCH) == FIRST - 1
    assert left(unknown, Topic.DOSE_OPTIMIZATION, case="too-high") == FIRST
    assert left(unknown, Topic.TMS_REFERRAL) == 1
    assert left(unknown, Topic.KETAMINE_REFERRAL, layer=URGENT_LAYER) == FIRST


def test_a_running_add_on_without_a_stated_dose_is_waited_for() -> None:
    situation = situation_of(history="H2", also=[["aripiprazole", None, "2026-11-01"]])
    assert row_offers("D7", situation) == ()
    assert row_offers("D7", situation_of(history="H2")) == ()


def test_d24_reviews_only_what_was_too_low_or_too_short() -> None:
    short = [["sertraline", 50, "2026-06-01", "2026-06-20"], ["escitalopram", 10, "2026-07-01", "2026-07-20"]]
    situation = situation_of(drugs=short, phq9=[["2026-11-13", 18]])
    assert Topic.DIAGNOSTIC_REVIEW in {known.topic for known in row_offers("D24", situation)}
    once = situation_of(drugs=short[:1], phq9=[["2026-11-13", 18]])
    assert Topic.DIAGNOSTIC_REVIEW not in {known.topic for known in row_offers("D24", once)}
