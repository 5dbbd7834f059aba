"""A signature holds for exactly what was read, and a card is no draft only when all that it rests on is signed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.signed import DAY, signature, signed, signed_throughout
from trd.knowledge.entries import entries
from trd.knowledge.loading import load
from trd.knowledge.review_types import Decision, ReviewState
from trd.knowledge.reviewing import named, rests_on, review, states
from trd.knowledge.types import Knowledge
from trd.terms import Effect, Topic

KNOWLEDGE = load()
WHOLE = signed_throughout(KNOWLEDGE)
EVERY = entries(KNOWLEDGE)
SERTRALINE = KNOWLEDGE.agents["sertraline"]


def again(knowledge: Knowledge, **changes: object) -> Knowledge:
    """The same signatures held against knowledge that changed afterwards."""
    signatures = [found.signature for found in knowledge.reviews.of.values() if found.signature]
    return review(replace(knowledge, **changes), signatures)  # type: ignore[arg-type]


def test_nobody_has_signed_what_is_shipped() -> None:
    assert KNOWLEDGE.draft
    assert set(KNOWLEDGE.drafts) == set(EVERY)


def test_signed_throughout_nothing_is_a_draft() -> None:
    assert not WHOLE.draft
    assert WHOLE.drafts == ()


def test_one_entry_that_nobody_signed_leaves_the_whole_a_draft() -> None:
    left = signed_throughout(KNOWLEDGE, but=["scale phq-9"])
    assert left.draft
    assert left.drafts == ("scale phq-9",)


def test_a_figure_that_changes_afterwards_takes_its_signature_with_it_and_no_other() -> None:
    assert SERTRALINE.minimum is not None
    higher = replace(SERTRALINE, minimum=replace(SERTRALINE.minimum, value=Decimal(75)))
    changed = again(WHOLE, agents={**WHOLE.agents, "sertraline": higher})
    assert changed.drafts == ("agent sertraline",)
    assert changed.reviews["agent sertraline"].state is ReviewState.LAPSED
    assert not again(changed, agents=WHOLE.agents).draft, "the figure that was signed is back"


def test_a_row_of_the_matrix_that_changes_afterwards_lapses_too() -> None:
    first, *rest = WHOLE.safety
    assert again(WHOLE, safety=(replace(first, effect=Effect.CAUTION), *rest)).drafts == (f"safety {first.id}",)


def test_an_entry_that_comes_later_is_a_draft() -> None:
    figures = {**WHOLE.figures, "new-days": WHOLE.figures["tms-days"]}
    assert again(WHOLE, figures=figures).drafts == ("figure new-days",)


def test_a_signature_of_what_is_not_there_is_kept_apart() -> None:
    stray = replace(signature(KNOWLEDGE, "agent sertraline"), entry="agent nothing")
    found = review(KNOWLEDGE, [stray])
    assert found.reviews.strays == (stray,)
    assert set(found.drafts) == set(EVERY)


@pytest.mark.parametrize(
    ("decision", "state"), [(Decision.CHANGE, ReviewState.CHANGE), (Decision.REJECT, ReviewState.REJECT)]
)
def test_who_asks_for_a_change_or_refuses_leaves_a_draft(decision: Decision, state: ReviewState) -> None:
    found = signed(KNOWLEDGE, ["agent sertraline"], decision=decision, note="75, section 2")
    assert "agent sertraline" in found.drafts
    assert found.reviews["agent sertraline"].state is state


def test_of_one_entry_the_last_signature_counts() -> None:
    first = signature(KNOWLEDGE, "agent sertraline")
    refused = replace(first, decision=Decision.REJECT, note="no")
    assert "agent sertraline" in review(KNOWLEDGE, [first, refused]).drafts
    assert "agent sertraline" not in review(KNOWLEDGE, [refused, first]).drafts


def test_the_entries_are_told_by_how_they_stand() -> None:
    found = states(signed(KNOWLEDGE, ["agent sertraline"]))
    assert found[ReviewState.SIGNED] == ("agent sertraline",)
    assert len(found[ReviewState.DRAFT]) == len(EVERY) - 1
    assert found[ReviewState.LAPSED] == ()


NAMED = named(agents=["sertraline", "venlafaxine"], scales=["phq-9"], definition="default", country="US")


def test_a_card_is_a_draft_while_nothing_is_signed_and_none_when_all_is() -> None:
    for topic in Topic:
        assert KNOWLEDGE.reviews.behind(topic, NAMED)
        assert not WHOLE.reviews.behind(topic, NAMED)


@pytest.mark.parametrize(
    ("entry", "topic"),
    [
        pytest.param("strategy switch", Topic.SWITCH, id="its strategy"),
        pytest.param("agent mirtazapine", Topic.SWITCH, id="a candidate that the card may not name"),
        pytest.param("safety S001", Topic.SWITCH, id="a row that may not have fired"),
        pytest.param("safety S405", Topic.TMS_REFERRAL, id="a row of a procedure"),
        pytest.param("modifier M10", Topic.SWITCH, id="what moves a candidate"),
        pytest.param("figure tms-sessions", Topic.ECT_REFERRAL, id="any figure"),
        pytest.param("row D18", Topic.PSYCHOTHERAPY, id="the decision table"),
        pytest.param("explanation hypothyroidism", Topic.SWITCH, id="another explanation"),
        pytest.param("agent venlafaxine", Topic.TMS_REFERRAL, id="a drug of the record"),
        pytest.param("scale phq-9", Topic.TMS_REFERRAL, id="a scale of the record"),
        pytest.param("definition default", Topic.TMS_REFERRAL, id="the definition that decides"),
        pytest.param("country US", Topic.TMS_REFERRAL, id="the country"),
        pytest.param("scale madrs", Topic.SUICIDE_RISK, id="any scale that asks for suicidal thoughts"),
        pytest.param("strategy ect", Topic.SUMMARY, id="the summary speaks of all"),
        pytest.param("safety S405", Topic.ORDER_SAFETY, id="an order may be of anything"),
    ],
)
def test_what_a_card_rests_on_makes_it_a_draft(entry: str, topic: Topic) -> None:
    assert entry in EVERY
    assert signed_but(entry).reviews.behind(topic, NAMED)


@pytest.mark.parametrize(
    ("entry", "topic"),
    [
        pytest.param("strategy ect", Topic.TMS_REFERRAL, id="another strategy"),
        pytest.param("safety S405", Topic.SWITCH, id="a row of another treatment"),
        pytest.param("agent lithium", Topic.TMS_REFERRAL, id="a drug that is nowhere"),
        pytest.param("scale madrs", Topic.TMS_REFERRAL, id="a scale that is not on record"),
        pytest.param("definition ema", Topic.SWITCH, id="a definition that does not decide"),
        pytest.param("country GB", Topic.SWITCH, id="another country"),
        pytest.param("order-check list-taper", Topic.SWITCH, id="what orders alone are held against"),
    ],
)
def test_what_a_card_does_not_rest_on_makes_it_none(entry: str, topic: Topic) -> None:
    assert entry in EVERY
    assert not signed_but(entry).reviews.behind(topic, NAMED)


def signed_but(entry: str) -> Knowledge:
    """All signed but one, without reading every digest anew."""
    signatures = [found.signature for name, found in WHOLE.reviews.of.items() if found.signature and name != entry]
    return review(KNOWLEDGE, signatures)


def test_all_that_a_topic_rests_on_is_an_entry() -> None:
    for topic in Topic:
        assert set(rests_on(KNOWLEDGE, topic, EVERY)) <= set(EVERY)


def test_the_day_of_the_helper_is_the_day_of_the_signature() -> None:
    found = WHOLE.reviews["agent sertraline"].signature
    assert found is not None
    assert found.on == DAY
