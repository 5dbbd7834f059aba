"""Measurement: which instrument, and when not again (§2.11)."""

from dataclasses import replace

from tests.told import offer, situation_of
from trd.history import Gap
from trd.strategies import measurement
from trd.terms import FactList, GapCode, Topic


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


def test_scores_that_could_not_be_had_are_not_said_to_be_missing() -> None:
    """A request that failed is unknown, not empty (R-Z2)."""
    asked = situation_of(drugs=[["sertraline", 100, "2026-09-01"]], phq9=[])
    history = replace(asked.assessment.history, delivered=frozenset(FactList) - {FactList.OBSERVATIONS})
    failed = Gap(code=GapCode.FETCH_FAILED, what="Observations could not be had")
    unread = replace(
        asked,
        facts=replace(asked.facts, history=history),
        assessment=replace(asked.assessment, history=history, gaps=(failed,)),
    )
    assert measurement.propose(asked, offer(Topic.MEASUREMENT)).options[0].case == "none"
    assert measurement.propose(unread, offer(Topic.MEASUREMENT)).options[0].case == "unread"
    elsewhere = replace(unread, facts=asked.facts)
    assert measurement.propose(elsewhere, offer(Topic.MEASUREMENT)).options[0].case == "none", "another list failed"
