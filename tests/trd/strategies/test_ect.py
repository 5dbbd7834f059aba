"""Electroconvulsive therapy: its reason and what is always asked (§2.6)."""

import pytest

from tests.told import offer, option, situation_of
from trd.strategies import ect
from trd.terms import Topic


@pytest.mark.parametrize(
    ("rule", "reason"), [("U2", "catatonia"), ("U3", "refusal of food or fluid"), ("D18", "depression")]
)
def test_the_reason_for_ect_is_that_of_its_rule(rule: str, reason: str) -> None:
    found = ect.propose(situation_of(history="H1"), offer(Topic.ECT_REFERRAL, rule=rule)).options[0]
    assert found.facts["reason"] == reason


def test_a_referral_for_ect_always_asks_what_the_anaesthetist_needs() -> None:
    found = option(Topic.ECT_REFERRAL, history="H3", hcg=False)
    assert found.unknowns[:4] == (
        "current drug list",
        "pregnancy",
        "recent stroke or heart attack",
        "intracranial mass",
    )


def test_a_pregnancy_that_a_test_has_settled_is_no_question() -> None:
    settled = option(Topic.ECT_REFERRAL, history="H3", hcg="negative")
    assert "pregnancy" not in settled.unknowns
    old = option(Topic.ECT_REFERRAL, history="H3", hcg=False, findings=[["hcg", "negative", "2026-11-08"]])
    assert "pregnancy" in old.unknowns
