"""Narrowing gates: what is left out is named, and what is known is not asked (§1.1)."""

from typing import Any

import pytest

from tests.told import situation_of
from trd.decision import decide
from trd.terms import Topic

WITHDRAWAL = {"concept": "alcohol-withdrawal", "recorded": "2026-11-18", "id": "Condition/w"}


def named(**told: Any) -> dict[tuple[Topic, str | None], str]:
    return {(known.topic, known.agent): known.reason for known in decide(situation_of(**told)).set_aside}


def test_in_alcohol_withdrawal_each_drug_that_lowers_the_seizure_threshold_is_named() -> None:
    found = named(history="H3", conditions=[WITHDRAWAL])
    for agent in ("bupropion", "nortriptyline"):
        assert found[Topic.SWITCH, agent] == "Alcohol withdrawal: seizure risk."
    assert found[Topic.COMBINATION, "bupropion"] == "Alcohol withdrawal: seizure risk."
    assert (Topic.SWITCH, "mirtazapine") not in found


def test_where_mania_is_not_ruled_out_each_drug_that_switches_mood_is_named() -> None:
    found = named(history="H2", scores=[["mdq", 8, "2026-11-01"]])
    for agent in ("venlafaxine", "nortriptyline"):
        assert "mania" in found[Topic.SWITCH, agent]
    assert (Topic.SWITCH, "bupropion") not in found


@pytest.mark.parametrize(
    ("conditions", "asked"),
    [
        pytest.param([{"concept": "breastfeeding", "recorded": "2026-10-01"}], False, id="it is on record"),
        pytest.param(
            [{"concept": "postpartum-period", "onset": "2026-08-10"}], True, id="a delivery, and no word of it"
        ),
        pytest.param([{"concept": "postpartum-depression", "onset": "2026-10-01"}], True, id="depression after birth"),
    ],
)
def test_breastfeeding_is_asked_only_where_it_is_not_on_record(conditions: list[Any], asked: bool) -> None:
    switch = next(
        offer
        for offer in decide(situation_of(history="H2", conditions=conditions)).offers
        if offer.topic is Topic.SWITCH
    )
    assert switch.text_only is not None
    assert ("ask about breastfeeding" in switch.questions) is asked
