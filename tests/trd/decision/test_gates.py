"""Closing gates: the reason names what was found, and no more (§1.1)."""

from typing import Any

import pytest

from tests.told import situation_of
from trd.decision import decide
from trd.terms import Topic


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (["delirium"], "delirium"),
        (["serotonin-syndrome"], "serotonin syndrome"),
        (["nms", "delirium"], "neuroleptic malignant syndrome and delirium"),
    ],
)
def test_what_is_treated_first_is_named_and_nothing_else(found: list[str], reason: str) -> None:
    conditions: list[Any] = [{"concept": name, "onset": "2026-11-20"} for name in found]
    decision = decide(situation_of(history="H1", conditions=conditions))
    assert decision.gate == "G4"
    referral = next(offer for offer in decision.offers if offer.topic is Topic.SPECIALIST_REFERRAL)
    assert referral.facts["reason"] == reason
    assert len(referral.evidence) == len(found)
    said = {aside.reason for aside in decision.set_aside}
    assert said == {f"{reason[:1].upper()}{reason[1:]}: treat it first."}
