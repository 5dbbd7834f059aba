"""Which cards an order hook shows, in which order, and where a way forward stands (§7.6, §7.8, N-K9, R-Z46)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.charts import phq9, takes
from tests.cds_hooks.order_calls import (
    DEPRESSION,
    ONE_FAILURE,
    STOPPED,
    actions,
    answered,
    cards,
    draft,
    finding,
    reference,
    topics,
)
from tests.cds_hooks.test_composition import assert_keeps_the_rules
from trd.drafts import Occasion
from trd.options import OrderFinding, Remedy
from trd.terms import Topic

AT_RISK = [*ONE_FAILURE[:-2], *phq9(19, "2026-11-13", thoughts_of_death=3)]
PHENELZINE = [DEPRESSION, *takes("sertraline", 50, "2026-09-01"), *takes("phenelzine", 45, "2026-09-01")]
REPEATED = finding("repeats-failed-trial", remedies=(Remedy(topic=Topic.SWITCH),))
SELECT, SIGN, REFILL = Occasion.SELECT, Occasion.SIGN, Occasion.REFILL


def test_nothing_collides_and_nothing_is_said() -> None:
    assert cards(draft("sertraline")) == []
    assert cards(draft("sertraline"), occasion=SELECT) == []


def test_the_findings_of_one_draft_are_one_card_worst_first() -> None:
    told = cards(
        draft("bupropion"),
        finding("matrix-check-first", "info", on="bupropion"),
        finding("matrix-contraindicated", "critical", on="bupropion"),
        finding("same-class-twice", "warning", on="bupropion"),
    )
    (card,) = told
    assert card["summary"] == "Sentence of matrix-contraindicated"
    assert card["indicator"] == "critical"
    detail = card["detail"]
    assert detail.index("Sentence of same-class-twice") < detail.index("Sentence of matrix-check-first")
    assert_keeps_the_rules(card)


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        pytest.param(["warning"] * 4, 3, id="three at most"),
        pytest.param(["critical"] * 4, 4, id="critical ones are never cut"),
        pytest.param(["critical", "info", "info", "info"], 3, id="with one critical"),
    ],
)
def test_three_findings_of_a_draft_are_shown_and_the_rest_is_counted(levels: list[str], shown: int) -> None:
    findings = [finding(f"check-{number}", level) for number, level in enumerate(levels)]
    (card,) = cards(draft("sertraline"), *findings)
    told = [number for number in range(4) if f"check-{number}" in card["summary"] + card["detail"]]
    assert len(told) == shown
    assert ("1 more finding" in card["detail"]) is (shown == 3)


def test_one_card_a_draft_by_level_then_in_the_order_of_the_drafts() -> None:
    orders = [draft("ibuprofen", 400), draft("bupropion", 150), draft("mirtazapine", 15)]
    told = cards(
        orders,
        finding("a", "warning", on="mirtazapine"),
        finding("b", "warning", on="ibuprofen"),
        finding("c", "critical", on="bupropion"),
    )
    assert [card["summary"] for card in told] == ["Sentence of c", "Sentence of b", "Sentence of a"]


def test_suicide_risk_is_first_and_no_safety_card_is_cut() -> None:
    told = cards(
        [draft("bupropion", 150), draft("ibuprofen", 400)],
        finding("c", "critical", on="bupropion"),
        finding("b", "warning", on="ibuprofen"),
        chart=AT_RISK,
        max_cards=1,
    )
    assert topics(told) == ["suicideRisk", "orderSafety", "orderSafety"]
    assert [card["indicator"] for card in told] == ["critical", "critical", "warning"]


def test_a_danger_that_already_runs_is_said_before_what_is_drafted() -> None:
    told = cards(draft("ibuprofen", 400), finding("b", "critical", on="ibuprofen"), chart=PHENELZINE)
    assert topics(told) == ["orderSafety", "orderSafety"]
    assert "phenelzine" in told[0]["summary"].lower()
    assert told[1]["summary"] == "Sentence of b"


def test_no_summary_stands_on_an_order_hook() -> None:
    for occasion in Occasion:
        assert "summary" not in topics(cards(draft("sertraline"), REPEATED, occasion=occasion))


# ---- the way forward


def drug_creates(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        action
        for action in actions(card)
        if action["type"] == "create" and action["resource"]["resourceType"] == "MedicationRequest"
    ]


def test_when_an_order_is_selected_the_create_stands_on_the_topic_card() -> None:
    told = cards(draft("sertraline", 100), REPEATED, chart=STOPPED, occasion=SELECT)
    assert topics(told) == ["orderSafety", "switch"]
    assert not told[0].get("suggestions")
    assert "consider a switch to venlafaxine XR instead" in told[0]["detail"]
    assert len(drug_creates(told[1])) == 1


def test_without_a_free_slot_the_create_moves_into_the_finding() -> None:
    (card,) = cards(draft("sertraline", 100), REPEATED, chart=ONE_FAILURE, occasion=SELECT, max_cards=1)
    assert len(drug_creates(card)) == 1
    assert "- With: from sertraline to venlafaxine XR" in card["detail"]


def test_a_signature_has_no_card_of_the_way_forward_and_the_create_stands_in_the_finding() -> None:
    (card,) = cards(draft("sertraline", 100), REPEATED, chart=STOPPED, occasion=SIGN)
    assert len(drug_creates(card)) == 1


def test_of_two_drafts_that_ask_for_it_the_create_stands_on_one() -> None:
    orders = [draft("sertraline"), draft("bupropion", 150)]
    bupropion = finding("matrix-contraindicated", "critical", on="bupropion", remedies=(Remedy(topic=Topic.SWITCH),))
    told = cards(orders, REPEATED, bupropion, chart=STOPPED, occasion=SIGN)
    assert [len(drug_creates(card)) for card in told] == [1, 0]
    assert all("consider a switch to venlafaxine XR instead" in card["detail"] for card in told)


def test_what_is_drafted_already_is_not_suggested_again() -> None:
    orders = [draft("sertraline"), draft("venlafaxine", 37.5)]
    told = cards(orders, REPEATED, chart=STOPPED, occasion=SELECT)
    assert topics(told) == ["orderSafety"]
    assert "venlafaxine" not in told[0]["detail"]


@pytest.mark.parametrize(("dose", "shown"), [(100, False), (75, True)], ids=["that very dose", "another dose"])
def test_a_dose_change_is_not_suggested_when_it_is_drafted(dose: float, shown: bool) -> None:
    raised = finding("dose-increase-available", "info", remedies=(Remedy(topic=Topic.DOSE_OPTIMIZATION),))
    told = cards(draft("sertraline", dose), raised, occasion=SELECT)
    assert ("doseOptimization" in topics(told)) is shown


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"topics_off": frozenset({Topic.SWITCH})}, id="switched off"),
        pytest.param({"not_offered": frozenset({Topic.SWITCH})}, id="not offered here"),
    ],
)
def test_a_hidden_topic_is_hidden_on_order_hooks_too(settings: dict[str, Any]) -> None:
    from trd.choices import Choices

    (card,) = cards(draft("sertraline"), REPEATED, occasion=SELECT, choices=Choices(**settings))
    assert topics([card]) == ["orderSafety"]
    assert not drug_creates(card)


def test_a_finding_that_asks_for_no_way_forward_brings_none() -> None:
    assert topics(cards(draft("sertraline"), finding("unreadable-dose", "info"), occasion=SELECT)) == ["orderSafety"]


# ---- refill


def test_a_refill_of_a_drug_that_does_not_work_shows_what_comes_next() -> None:
    told = cards(draft("sertraline"), occasion=REFILL)
    assert topics(told) == ["switch"]
    with_finding = cards(
        draft("sertraline"), finding("refill-not-working", remedies=(Remedy(topic=Topic.SWITCH),)), occasion=REFILL
    )
    assert topics(with_finding) == ["orderSafety", "switch"]
    assert not with_finding[0].get("suggestions")


def test_a_refill_of_what_works_or_is_too_early_to_judge_is_silent() -> None:
    early = [DEPRESSION, *takes("sertraline", 50, "2026-11-14"), *phq9(20, "2026-11-12")]
    works = [DEPRESSION, *takes("sertraline", 50, "2026-08-01"), *phq9(20, "2026-07-31"), *phq9(4, "2026-11-13")]
    assert cards(draft("sertraline"), chart=early, occasion=REFILL) == []
    assert cards(draft("sertraline"), chart=works, occasion=REFILL) == []


def test_a_refill_of_another_drug_says_nothing_of_the_depression() -> None:
    assert cards(draft("ibuprofen", 400), occasion=REFILL) == []


def test_a_missing_score_is_asked_for_once() -> None:
    unscored = [DEPRESSION, *takes("sertraline", 50, "2026-06-01")]
    alone = cards(draft("sertraline"), chart=unscored, occasion=REFILL)
    assert topics(alone) == ["measurement"]
    missing = finding("refill-no-score", "info", remedies=(Remedy(tests=("phq-9",)),))
    (card,) = cards(draft("sertraline"), missing, chart=unscored, occasion=REFILL)
    assert topics([card]) == ["orderSafety"]
    assert [action["resource"]["code"]["coding"][0]["code"] for action in actions(card)] == ["44249-1"]


# ---- keys and repeats


def keys(told: list[dict[str, Any]]) -> list[str]:
    return [card["extension"]["org.trd-cds.card"]["key"] for card in told]


def test_the_key_of_a_finding_is_the_same_on_every_hook_and_whatever_the_draft_is_called() -> None:
    found = finding("same-class-twice", cause="citalopram+sertraline", row="S256")
    again = finding("same-class-twice", cause="citalopram+sertraline", row="S256", order="MedicationRequest/other")
    there = cards(draft("sertraline"), found, occasion=SELECT)
    here = cards(draft("sertraline", id="other"), again, occasion=SIGN)
    assert keys(there) == keys(here)
    another = finding("same-class-twice", cause="citalopram+fluoxetine", row="S256")
    assert keys(cards(draft("sertraline"), another)) != keys(there)


@pytest.mark.parametrize(
    ("level", "shown"),
    [("info", False), ("warning", False), ("critical", True)],
)
def test_what_was_said_before_is_silent_unless_it_is_critical(level: str, shown: bool) -> None:
    found = finding("same-class-twice", level)
    first = answered(draft("sertraline"), found, occasion=SELECT)
    assert len(first.finding_keys) == 1
    again = cards(draft("sertraline"), found, silenced_keys=frozenset(first.finding_keys))
    assert bool(again) is shown


def test_only_what_is_new_is_said_at_signature() -> None:
    old, new = finding("too-early-to-judge", "info"), finding("deprescribing-omitted", "info")
    first = answered(draft("sertraline"), old, occasion=SELECT)
    (card,) = cards(draft("sertraline"), old, new, silenced_keys=frozenset(first.finding_keys))
    assert card["summary"] == "Sentence of deprescribing-omitted"
    assert "too-early" not in card["detail"]


def test_an_override_of_the_whole_card_silences_it_while_its_findings_are_the_same() -> None:
    findings = (finding("a", "info"), finding("b", "info"))
    overridden = frozenset(keys(cards(draft("sertraline"), *findings)))
    assert cards(draft("sertraline"), *findings, silenced_keys=overridden) == []
    assert cards(draft("sertraline"), *findings, finding("c", "info"), silenced_keys=overridden)


# ---- the structured result on the card


def test_the_card_carries_its_element_of_the_result_and_its_findings() -> None:
    found = finding(
        "matrix-contraindicated", "critical", on="bupropion", row="S109", evidence=("Condition/r0",), message="No."
    )
    (card,) = cards(draft("bupropion", 150), found, finding("b", "info", on="bupropion"))
    told = card["extension"]
    assert told["org.trd-cds.recommendation"]["topic"] == "orderSafety"
    assert told["org.trd-cds.recommendation"]["agent"]["name"] == "bupropion"
    assert told["org.trd-cds.recommendation"]["strength"] == "urgent"
    assert [one["check"] for one in told["org.trd-cds.order-findings"]] == ["matrix-contraindicated", "b"]
    assert told["org.trd-cds.order-findings"][0] == {
        "check": "matrix-contraindicated",
        "level": "critical",
        "message": "No.",
        "row": "S109",
        "order": reference("bupropion"),
        "evidence": ["Condition/r0"],
    }


def test_drafts_without_an_id_are_told_apart_by_their_drug() -> None:
    orders = [draft("bupropion", 150, id=None), draft("ibuprofen", 400, id=None)]
    told = cards(
        orders,
        finding("a", "critical", on=None, agents=("bupropion",), remedies=(Remedy(delete=True),)),
        finding("b", "warning", on=None, agents=("ibuprofen",)),
    )
    assert [card["summary"] for card in told] == ["Sentence of a", "Sentence of b"]
    assert "Drafted: bupropion 150 mg/day." in told[0]["detail"]
    assert not told[0].get("suggestions"), "what has no id can't be named"


def test_a_change_of_the_draft_is_never_beside_a_new_drug() -> None:
    lower = finding("above-maximum-dose", "critical", remedies=(Remedy(daily_dose=Decimal(50)),))
    told = cards(draft("sertraline", 100), lower, REPEATED, chart=STOPPED, occasion=SIGN)
    assert [action["type"] for action in actions(told[0])] == ["update"]


def test_who_has_died_gets_no_card() -> None:
    found: OrderFinding = finding("a", "critical", remedies=(Remedy(start=date(2026, 11, 24)),))
    assert cards(draft("sertraline"), found, chart=[*ONE_FAILURE, DEAD]) == []


DEAD = {"resourceType": "Patient", "id": "p1", "deceasedBoolean": True, "meta": {"lastUpdated": "2026-11-22"}}
