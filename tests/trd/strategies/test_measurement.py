"""Measurement: which instrument, and when not again (§2.11)."""

from tests.told import offer, situation_of
from trd.strategies import measurement
from trd.terms import Topic


def test_the_instrument_in_use_is_asked_again() -> None:
    used = situation_of(drugs=[["sertraline", 100, "2026-09-01"]], phq9=[], scores=[["madrs", 30, "2026-08-30"]])
    assert measurement.propose(used, offer(Topic.MEASUREMENT)).options[0].kind == "madrs"
    none = situation_of(drugs=[["sertraline", 100, "2026-09-01"]])
    assert measurement.propose(none, offer(Topic.MEASUREMENT)).options[0].kind == "phq-9"


def test_a_score_of_the_last_14_days_with_its_risk_item_is_not_asked_again() -> None:
    fresh = situation_of(history="H2", phq9=[["2026-08-31", 20], ["2026-11-09", 19]])
    older = situation_of(history="H2", phq9=[["2026-08-31", 20], ["2026-11-08", 19]])
    assert measurement.propose(fresh, offer(Topic.MEASUREMENT)).options == ()
    assert measurement.propose(older, offer(Topic.MEASUREMENT)).options[0].case == "old"
