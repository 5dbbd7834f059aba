"""Washout and MAO inhibitors beside drafted orders, over HTTP (N52)."""

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import DEPRESSION, checked, once_daily, takes, took
from tests.acceptance.findings import actions, found, level_of, valid
from tests.acceptance.orders import draft, ordering, supplied


@pytest.mark.parametrize(
    ("past", "drafted", "row", "first_free_day"),
    [
        pytest.param(("phenelzine", 45, "2026-11-09"), ("sertraline", 50), "S020", "2026-11-24", id="N52a"),
        pytest.param(("phenelzine", 45, "2026-11-08"), ("sertraline", 50), None, None, id="N52b"),
        pytest.param(("fluoxetine", 20, "2026-10-19"), ("tranylcypromine", 10), "S001", "2026-11-24", id="N52c"),
        pytest.param(("fluoxetine", 20, "2026-10-18"), ("tranylcypromine", 10), None, None, id="N52d"),
        pytest.param(("sertraline", 50, "2026-11-09"), ("tranylcypromine", 10), "S002", "2026-11-24", id="N52e"),
        pytest.param(("sertraline", 50, "2026-11-08"), ("tranylcypromine", 10), None, None, id="N52e, a day later"),
        pytest.param(("vortioxetine", 10, "2026-11-02"), ("phenelzine", 15), "S004", "2026-11-24", id="N52f"),
        pytest.param(("vortioxetine", 10, "2026-11-01"), ("phenelzine", 15), None, None, id="N52f, a day later"),
        pytest.param(("moclobemide", 300, "2026-11-21"), ("sertraline", 50), None, None, id="N52g"),
        pytest.param(("phenelzine", 45, "2026-11-02"), ("clomipramine", 25), "S470", "2026-11-24", id="N52i"),
        pytest.param(("phenelzine", 45, "2026-11-01"), ("clomipramine", 25), None, None, id="N52i, a day later"),
    ],
)
async def test_a_washout_moves_the_start_of_the_draft_to_the_first_free_day(
    ask: Ask, past: tuple[str, float, str], drafted: tuple[str, float], row: str | None, first_free_day: str | None
) -> None:
    drug, dose, end = past
    answer = await ask(
        ordering("order-sign", [draft(*drafted)], DEPRESSION, took(drug, dose, "2026-09-01", end), checked())
    )
    told = [one for one in found(answer) if one[0] == "maoi-washout"]
    assert told == ([("maoi-washout", "critical", row)] if row else [])
    if first_free_day:
        card = answer.card("orderSafety")
        assert card["indicator"] == "critical"
        (action,) = actions(card)
        assert action["type"] == "update"
        assert action["resource"]["dispenseRequest"]["validityPeriod"]["start"] == first_free_day
    valid(answer)


async def test_n52h_two_that_both_run_are_one_finding_and_the_draft_is_removed(ask: Ask) -> None:
    answer = await ask(
        ordering("order-sign", [draft("sertraline", 50)], DEPRESSION, takes("phenelzine", 45, "2026-09-01"), checked())
    )
    assert found(answer)[0][:2] == ("serotonin-syndrome-risk", "critical")
    assert len(found(answer)) == 1
    card = answer.card("orderSafety")
    assert card["summary"].startswith("Do not combine: phenelzine with sertraline can cause serotonin syndrome")
    assert [(one["type"], one["resourceId"]) for one in actions(card)] == [
        ("delete", "MedicationRequest/draft-sertraline")
    ]


async def test_n52j_a_danger_that_runs_is_said_on_an_order_hook_too(ask: Ask) -> None:
    running = (takes("phenelzine", 45, "2026-09-01"), takes("sertraline", 50, "2026-09-01"))
    answer = await ask(ordering("order-sign", [draft("amoxicillin", 500)], DEPRESSION, *running, checked()))
    assert answer.topics == ["orderSafety"]
    assert answer.cards[0]["indicator"] == "critical"
    assert not actions(answer.cards[0])


async def test_n52l_an_old_open_order_may_still_be_taken(ask: Ask) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": draft("phenelzine", 45)["medicationCodeableConcept"],
        "authoredOn": "2025-01-10",
        "dosageInstruction": [once_daily(45)],
        **supplied(30),
    }
    answer = await ask(ordering("order-sign", [draft("sertraline", 50)], DEPRESSION, [order], checked()))
    assert level_of(answer, "maoi-washout") == "critical"
    assert "may still be" in answer.words
