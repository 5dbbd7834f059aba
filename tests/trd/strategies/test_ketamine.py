"""Esketamine and ketamine: who, and what is asked (§2.8)."""

from typing import Any

from tests.told import offer, option, situation_of
from trd.strategies import ketamine
from trd.terms import Topic


def test_under_18_there_is_no_ketamine_whatever_the_site_allows() -> None:
    situation = situation_of(history="H1", patient={"born": "2009-05-01"}, choices={"minimum_age": 16})
    assert ketamine.propose(situation, offer(Topic.KETAMINE_REFERRAL)).options == ()


def test_esketamine_alone_asks_which_drug_runs_with_it_where_the_licence_wants_one() -> None:
    told: dict[str, Any] = {
        "drugs": [["sertraline", 150, "2026-01-10", "2026-04-20"], ["venlafaxine", 225, "2026-06-01", "2026-11-08"]],
        "phq9": [["2026-01-08", 21], ["2026-04-18", 19], ["2026-05-30", 19], ["2026-11-06", 18]],
    }
    assert "which SSRI or SNRI" in option(Topic.KETAMINE_REFERRAL, country="DE", **told).rationale
    assert "which SSRI or SNRI" not in option(Topic.KETAMINE_REFERRAL, country="US", **told).rationale


def test_the_label_of_esketamine_counts_harder_than_we_do() -> None:
    told: dict[str, Any] = {
        "history": "H1",
        "phq9": [["2026-01-08", 21], ["2026-04-18", 14], ["2026-05-30", 19], ["2026-11-13", 13]],
    }
    assert "label asks 25 % improvement or less twice" in option(Topic.KETAMINE_REFERRAL, **told).unknowns


def test_from_80_the_infusion_does_not_take_the_place_of_what_is_little_studied() -> None:
    proposal = ketamine.propose(
        situation_of(history="H3", patient={"born": "1946-11-23"}), offer(Topic.KETAMINE_REFERRAL)
    )
    assert proposal.options == ()
    assert [(known.kind, known.row) for known in proposal.set_aside] == [
        ("esketamine", "S401"),
        ("iv-ketamine", "S401"),
    ]
