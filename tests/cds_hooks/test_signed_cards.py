"""`draft` leaves a card when all that it rests on is signed, and comes back with the first figure changed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.demo import REFERENCE_DAY, hook_request
from app.judging import judge
from app.settings import Settings
from app.shell import Shell
from cds_hooks.messages import json_bytes
from tests.signed import signed_throughout
from trd.knowledge.loading import load
from trd.knowledge.reviewing import review
from trd.knowledge.types import Knowledge

DRAFT = "not signed by a clinician"
WHOLE = signed_throughout(load())


def drafts(knowledge: Knowledge, name: str = "two-failed-trials") -> dict[str, bool]:
    """Topic of each card of a sample -> does it say that it rests on a draft?"""
    shell = Shell(settings=Settings(max_cards=20), knowledge=knowledge, secret=b"test", demo=True)
    cards = judge(shell, json_bytes(hook_request(name, REFERENCE_DAY)), as_of=REFERENCE_DAY).cards
    return {card.source.topic.code: DRAFT in (card.detail or "") for card in cards}


def signed_but(*entries: str) -> Knowledge:
    signatures = [
        found.signature for name, found in WHOLE.reviews.of.items() if found.signature and name not in entries
    ]
    return review(load(), signatures)


def test_while_nothing_is_signed_every_card_is_a_draft() -> None:
    found = drafts(load())
    assert len(found) >= 4
    assert all(found.values()), found


def test_signed_throughout_no_card_is_a_draft() -> None:
    assert not any(drafts(WHOLE).values())
    assert not any(drafts(WHOLE, "bupropion-with-epilepsy").values())


@pytest.mark.parametrize(
    ("entry", "still"),
    [
        pytest.param("safety S405", {"summary", "tmsReferral"}, id="a row of TMS that this patient does not meet"),
        pytest.param("strategy switch", {"summary", "switch"}, id="a strategy"),
        pytest.param("country GB", {"summary"}, id="another country: the summary alone speaks of all"),
    ],
)
def test_one_entry_left_leaves_the_cards_that_rest_on_it_a_draft(entry: str, still: set[str]) -> None:
    found = drafts(signed_but(entry))
    assert {topic for topic, draft in found.items() if draft} == still & set(found)
    assert set(found) - still, "a card is left to be clear"


@pytest.mark.parametrize("entry", ["agent venlafaxine", "scale phq-9", "figure tms-sessions", "definition default"])
def test_what_every_card_of_this_patient_rests_on_leaves_them_all_a_draft(entry: str) -> None:
    assert all(drafts(signed_but(entry)).values())


def test_an_order_rests_on_everything() -> None:
    assert drafts(signed_but("country JP"), "bupropion-with-epilepsy")["orderSafety"]


def test_a_figure_changed_after_its_signature_brings_the_draft_back() -> None:
    signatures = [found.signature for found in WHOLE.reviews.of.values() if found.signature]
    venlafaxine = WHOLE.agents["venlafaxine"]
    assert venlafaxine.usual_maximum is not None
    higher = replace(venlafaxine, usual_maximum=replace(venlafaxine.usual_maximum, value=Decimal(300)))
    changed = review(replace(WHOLE, agents={**WHOLE.agents, "venlafaxine": higher}), signatures)
    assert all(drafts(changed).values())
    assert not any(drafts(review(replace(changed, agents=WHOLE.agents), signatures)).values())
