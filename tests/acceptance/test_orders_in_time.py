"""Too early, renewed without effect, or too much at once (N55 to N57)."""

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import DEPRESSION, Told, checked, diagnosis, one_failure, phq9, takes, two_failures
from tests.acceptance.findings import actions, checks, creates_of_drugs, level_of, valid
from tests.acceptance.orders import draft, ordering, supplied


async def test_n55_a_change_that_is_too_early_is_one_quiet_card(ask: Ask) -> None:
    early = [
        *takes("sertraline", 50, "2026-11-04"),
        *phq9(20, "2026-11-03"),
        *phq9(14, "2026-11-23", thoughts_of_death=0),
    ]
    orders = [draft("mirtazapine", 15), draft("sertraline", 50, status="stopped")]
    answer = await ask(ordering("order-select", orders, DEPRESSION, early, checked()))
    assert level_of(answer, "too-early-to-judge") == "info"
    assert level_of(answer, "dose-increase-available") == "info"
    assert answer.topics.count("orderSafety") == 1
    assert set(answer.topics) <= {"orderSafety", "doseOptimization"}


async def test_n56_a_refill_that_does_not_work_names_what_comes_next(ask: Ask) -> None:
    refill = draft("sertraline", 50, **supplied(28))
    answer = await ask(ordering("medication-refill", [refill], DEPRESSION, one_failure(), checked()))
    assert level_of(answer, "refill-not-working") == "warning"
    assert answer.topics == ["orderSafety", "switch"]
    assert not actions(answer.cards[0])
    assert creates_of_drugs(answer) == [("switch", "313583")]
    alone = await ask(ordering("medication-refill", [refill], DEPRESSION, one_failure(), checked(), maxCards=1))
    assert alone.topics == ["orderSafety"]
    assert creates_of_drugs(alone) == [("orderSafety", "313583")]
    valid(alone)


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(
            [*takes("sertraline", 50, "2026-09-01"), *phq9(20, "2026-08-31"), *phq9(9, "2026-11-13")], id="it works"
        ),
        pytest.param([*takes("sertraline", 50, "2026-11-14"), *phq9(20, "2026-11-13")], id="nine days"),
    ],
)
async def test_n56_a_refill_that_works_or_is_too_early_is_not_said_to_fail(ask: Ask, course: Told) -> None:
    refill = draft("sertraline", 50, **supplied(28))
    answer = await ask(ordering("medication-refill", [refill], DEPRESSION, course, checked()))
    assert "refill-not-working" not in checks(answer)
    assert "switch" not in answer.topics


async def test_n56_in_remission_a_refill_is_silent(ask: Ask) -> None:
    remitted = diagnosis("recurrent depression in full remission")
    well = [*takes("sertraline", 50, "2026-01-01"), *phq9(20, "2025-12-30"), *phq9(2, "2026-11-13")]
    answer = await ask(ordering("medication-refill", [draft("sertraline", 50)], remitted, well, checked()))
    assert answer.cards == ()


@pytest.mark.parametrize(
    ("item", "days", "level"),
    [
        pytest.param(3, 30, "critical", id="high, 30 days"),
        pytest.param(3, 8, "critical", id="high, 8 days"),
        pytest.param(3, 7, None, id="high, 7 days"),
        pytest.param(1, 15, "warning", id="present, 15 days"),
        pytest.param(1, 14, None, id="present, 14 days"),
        pytest.param(0, 30, None, id="none"),
    ],
)
async def test_n57_a_long_supply_with_suicide_risk_is_shortened(
    ask: Ask, item: int, days: int, level: str | None
) -> None:
    refill = draft("venlafaxine", 225, **supplied(days))
    answer = await ask(
        ordering("medication-refill", [refill], DEPRESSION, two_failures(thoughts_of_death=item), checked())
    )
    assert level_of(answer, "quantity-with-suicide-risk") == level
    if item:
        assert answer.topics[0] == "suicideRisk"
    if level:
        card = answer.card("orderSafety")
        update = next(action["resource"] for action in actions(card) if action["type"] == "update")
        assert update["dispenseRequest"]["expectedSupplyDuration"]["value"] == (7 if item == 3 else 14)
        assert update["dispenseRequest"]["numberOfRepeatsAllowed"] == 0
        assert card["indicator"] == level
    valid(answer)
