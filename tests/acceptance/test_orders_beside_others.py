"""Drafts that collide with what runs: serotonin, duplicates, one class twice, what already failed (N54)."""

from tests.acceptance.answers import Answer, Ask
from tests.acceptance.charts import DEPRESSION, Resource, Told, checked, measured, one_failure, phq9, takes, took
from tests.acceptance.findings import actions, checks, creates_of_drugs, found, level_of
from tests.acceptance.orders import draft, ordering


async def on_one_failure(ask: Ask, *orders: Resource, hook: str = "order-sign", more: Told | None = None) -> Answer:
    return await ask(ordering(hook, list(orders), DEPRESSION, one_failure(), checked(), more or []))


async def test_n54a_linezolid_beside_sertraline(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("linezolid", 1200))
    assert level_of(answer, "serotonin-syndrome-risk") == "critical"


async def test_n54b_tramadol_beside_sertraline(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("tramadol", 100))
    assert level_of(answer, "serotonin-syndrome-risk") == "warning"
    assert not actions(answer.card("orderSafety"))


async def test_n54c_a_triptan_is_never_a_card(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("sumatriptan", 50))
    assert answer.topics == []


async def test_n54d_ibuprofen_beside_lithium_is_text_only(ask: Ask) -> None:
    lithium = [*takes("lithium", 900, "2026-09-01"), *measured("lithium level", 0.7)]
    answer = await on_one_failure(ask, draft("ibuprofen", 1200), more=lithium)
    assert ("matrix-avoid", "warning", "S323") in found(answer)
    assert not actions(answer.card("orderSafety"))


async def test_n54e_a_second_bupropion_is_removed(ask: Ask) -> None:
    running = takes("bupropion", 300, "2026-09-01")
    twice = await ask(ordering("order-sign", [draft("bupropion", 150)], DEPRESSION, running, checked()))
    assert level_of(twice, "duplicate-moiety") == "critical"
    assert actions(twice.card("orderSafety"))[0]["type"] == "delete"


async def test_n54f_a_change_of_the_running_order_is_no_duplicate(ask: Ask) -> None:
    running = [{**one, "id": "running"} for one in takes("bupropion", 300, "2026-09-01")]
    changed = draft("bupropion", 150, priorPrescription={"reference": "MedicationStatement/running"})
    answer = await ask(ordering("order-sign", [changed], DEPRESSION, running, checked()))
    assert "duplicate-moiety" not in checks(answer)


async def test_n54g_two_of_one_class_are_one_card(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("escitalopram", 10))
    assert level_of(answer, "same-class-twice") == "warning"
    assert answer.topics == ["orderSafety"]


async def test_n54h_a_stop_in_the_same_call_plans_the_end(ask: Ask) -> None:
    stop = draft("sertraline", 50, status="stopped")
    assert "same-class-twice" not in checks(await on_one_failure(ask, draft("escitalopram", 10), stop))


def failed_and_stopped(drug: str = "sertraline", dose: float = 150) -> Told:
    return [*took(drug, dose, "2026-01-10", "2026-04-20"), *phq9(21, "2026-01-08"), *phq9(19, "2026-04-18")]


async def test_n54i_a_repeat_is_told_and_the_create_stands_on_the_switch_card(ask: Ask) -> None:
    told = (DEPRESSION, failed_and_stopped(), checked())
    request = ordering("order-select", [draft("sertraline", 100)], *told, asOf="2026-05-01")
    request["prefetch"]["observations"]["entry"] = [
        entry
        for entry in request["prefetch"]["observations"]["entry"]
        if entry["resource"]["effectiveDateTime"] < "2026-05"
    ]
    answer = await ask(request)
    assert level_of(answer, "repeats-failed-trial") == "warning"
    assert answer.topics == ["orderSafety", "switch"]
    safety, switch = answer.cards
    assert safety["indicator"] == "warning"
    assert not actions(safety)
    assert [topic for topic, _ in creates_of_drugs(answer)] == ["switch"]
    assert "venlafaxine" in switch["summary"]


async def test_n54k_the_enantiomer_of_a_failed_drug_is_a_hint(ask: Ask) -> None:
    course = [*took("citalopram", 20, "2026-07-01", "2026-10-20"), *phq9(21, "2026-06-29"), *phq9(19, "2026-10-18")]
    answer = await ask(ordering("order-select", [draft("escitalopram", 10)], DEPRESSION, course, checked()))
    assert level_of(answer, "repeats-failed-trial") == "info"
