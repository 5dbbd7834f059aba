"""Add-ons of the decision table (§1.2.4)."""

import pytest

from tests.told import situation_of
from trd.decision import decide
from trd.terms import Topic


@pytest.mark.parametrize(
    ("scored", "asked"),
    [
        pytest.param("2026-10-25", True, id="twenty-nine days old"),
        pytest.param("2026-10-26", False, id="twenty-eight days old"),
    ],
)
def test_a_score_that_is_no_longer_fresh_is_repeated_before_a_change_of_drug(scored: str, asked: bool) -> None:
    found = decide(situation_of(drugs=[["sertraline", 50, "2026-07-01"]], phq9=[["2026-06-30", 20], [scored, 19]]))
    measures = [offer for offer in found.offers if offer.topic is Topic.MEASUREMENT]
    assert [(offer.rule, offer.level) for offer in measures] == ([("A5b", 1)] if asked else [])
