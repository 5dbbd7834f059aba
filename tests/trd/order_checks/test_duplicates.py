"""O02 and O03: one drug twice under one name or two, and two drugs of one class."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding
from trd.options import OrderFinding

SAME, CLASS = "duplicate-moiety", "same-class-twice"


def runs(*drugs: tuple[str, Any]) -> dict[str, Any]:
    return {"drugs": [[agent, dose, days_before(60)] for agent, dose in drugs]}


@pytest.mark.parametrize(
    ("agent", "dose", "level", "remedies"),
    [
        pytest.param("bupropion", 150, "critical", 1, id="bupropion"),
        pytest.param("nortriptyline", 75, "critical", 1, id="a tricyclic"),
        pytest.param("lithium", 600, "critical", 1, id="lithium"),
        pytest.param("sertraline", 50, "warning", 0, id="another drug at another dose"),
        pytest.param("sertraline", 100, "warning", 1, id="an exact duplicate"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_second_order_of_what_runs(hook: str, agent: str, dose: Any, level: str, remedies: int) -> None:
    found = the_finding(SAME, hook=hook, **runs((agent, 100)), drafts=[[agent, dose]])
    assert found.level == level
    assert "is already active (100 mg/day); a second order would double it." in found.message
    assert [remedy.delete for remedy in found.remedies] == [True] * remedies


@pytest.mark.parametrize(
    ("running", "drafted", "row", "level"),
    [
        pytest.param("citalopram", "escitalopram", "S257", "warning", id="enantiomer"),
        pytest.param("escitalopram", "citalopram", "S257", "warning", id="and the other way"),
        pytest.param("venlafaxine", "desvenlafaxine", "S258", "warning", id="metabolite"),
        pytest.param("milnacipran", "levomilnacipran", None, "warning", id="milnacipran"),
        pytest.param("ketamine", "esketamine", None, "warning", id="ketamine and esketamine"),
        pytest.param("olanzapine", "olanzapine-fluoxetine", None, "warning", id="a product that holds it"),
        pytest.param("fluoxetine", "olanzapine-fluoxetine", None, "warning", id="and its other part"),
        pytest.param("bupropion", "dextromethorphan-bupropion", "S117", "critical", id="bupropion products"),
        pytest.param("amitriptyline", "nortriptyline", "S259", "critical", id="a tricyclic and its metabolite"),
    ],
)
def test_one_drug_under_two_names(running: str, drafted: str, row: str | None, level: str) -> None:
    found = the_finding(SAME, **runs((running, 20)), drafts=[[drafted, 20]])
    assert found.level == level
    assert row is None or found.row == row
    others = [
        each for each in findings_of(**runs((running, 20)), drafts=[[drafted, 20]]) if each.row in ("S257", "S258")
    ]
    assert all(each.check == SAME for each in others), "O02 replaces O08 and O09 (R-Z41)"


def test_the_product_that_runs_is_found_from_its_part() -> None:
    running = {"agent": "olanzapine-fluoxetine", "dose": 25, "start": days_before(60)}
    for part in ("olanzapine", "fluoxetine"):
        assert found_by(SAME, drugs=[running], drafts=[[part, 20]]) is not None


def test_a_drug_that_only_may_run_is_told_one_level_lower() -> None:
    stale = {"as": "order", "agent": "bupropion", "dose": 150, "start": days_before(40), "supply_days": 30}
    found = the_finding(SAME, drugs=[stale], drafts=[["bupropion", 150]])
    assert found.level == "warning"
    assert "may still be active" in found.message
    assert found.remedies == ()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [{"agent": "bupropion", "dose": 300, "of": "bupropion"}]}, id="it replaces the order"),
        pytest.param(
            {"drafts": [["bupropion", 300], {"agent": "bupropion", "of": "bupropion", "stops": True}]},
            id="the order is stopped in the call",
        ),
        pytest.param({"hook": "medication-refill", "drafts": [["bupropion", 150]]}, id="a refill"),
        pytest.param(
            {"drugs": [["bupropion", 150, "2026-01-01", days_before(1)]], "drafts": [["bupropion", 150]]}, id="it ended"
        ),
        pytest.param({"drafts": [{"agent": "bupropion", "dose": 300, "void": True}]}, id="a draft that is void"),
    ],
)
def test_no_duplicate(case: dict[str, Any]) -> None:
    assert found_by(SAME, **{**runs(("bupropion", 150)), **case}) is None


def today(strength: int | None) -> dict[str, Any]:
    record = {"as": "order", "agent": "venlafaxine", "dose": 75, "start": days_before(0)}
    return {**record, "unit_strength": strength} if strength else record


@pytest.mark.parametrize(
    ("running", "drafted", "found"),
    [
        pytest.param(75, 150, False, id="75 mg and 150 mg make one dose"),
        pytest.param(75, 75, True, id="the same strength"),
        pytest.param(None, 150, True, id="a strength that is not stated"),
    ],
)
def test_a_second_strength_of_the_same_day(running: int | None, drafted: int, found: bool) -> None:
    draft = {"agent": "venlafaxine", "dose": 150, "unit_strength": drafted}
    assert (found_by(SAME, drugs=[today(running)], drafts=[draft]) is not None) is found


def test_two_drafts_of_one_call() -> None:
    twice = [
        {"agent": "sertraline", "dose": 50, "unit_strength": 50},
        {"agent": "sertraline", "dose": 50, "unit_strength": 50},
    ]
    found = [each for each in findings_of(drafts=twice) if each.check == SAME]
    assert [each.message for each in found] == ["Sertraline is ordered twice in this call."], "told once"
    strengths = [{**twice[0], "unit_strength": 25}, twice[1]]
    assert found_by(SAME, drafts=strengths) is None


@pytest.mark.parametrize(("days", "found"), [(7, False), (8, True)], ids=["ends in a week", "a day later"])
def test_a_change_of_the_release_form(days: int, found: bool) -> None:
    running = {"as": "order", "agent": "venlafaxine", "dose": 75, "start": days_before(60), "end": days_before(-days)}
    running |= {"form": "ir", "status": "active"}
    draft = {"agent": "venlafaxine", "dose": 75, "form": "xl"}
    assert (found_by(SAME, drugs=[running], drafts=[draft]) is not None) is found


# ---- O03


@pytest.mark.parametrize(
    ("running", "drafted", "level"),
    [
        pytest.param("sertraline", "paroxetine", "warning", id="two SSRIs"),
        pytest.param("duloxetine", "venlafaxine", "warning", id="two SNRIs"),
        pytest.param("sertraline", "duloxetine", "warning", id="SSRI and SNRI"),
        pytest.param("nortriptyline", "doxepin", "warning", id="two tricyclics"),
        pytest.param("phenelzine", "tranylcypromine", "critical", id="two MAO inhibitors"),
        pytest.param("phenelzine", "moclobemide", "critical", id="and a reversible one"),
        pytest.param("aripiprazole", "olanzapine", "warning", id="two antipsychotics"),
        pytest.param("haloperidol", "olanzapine", "warning", id="one of no agent of ours"),
        pytest.param("sertraline", "mirtazapine", None, id="SSRI and mirtazapine"),
        pytest.param("metoclopramide", "olanzapine", None, id="an antiemetic"),
        pytest.param("sertraline", "bupropion", None, id="SSRI and bupropion"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_two_of_one_class(hook: str, running: str, drafted: str, level: str | None) -> None:
    found = found_by(CLASS, hook=hook, **runs((running, 200)), drafts=[[drafted, 200]], patient={"sex": "male"})
    if level != "critical":
        assert (found.level if found else None) == level
        return
    (worst,) = [each for each in findings_of(**runs((running, 60)), drafts=[[drafted, 60]]) if running in each.agents]
    assert worst.level == "critical"


def hypnotic(agent: str, dose: Any, drafted: str) -> OrderFinding | None:
    return found_by(CLASS, **runs((agent, dose)), drafts=[[drafted, 100]])


@pytest.mark.parametrize(
    ("agent", "most", "over", "drafted"),
    [
        pytest.param("amitriptyline", 50, 51, "doxepin", id="amitriptyline to 50"),
        pytest.param("quetiapine", 149, 150, "olanzapine", id="quetiapine below 150"),
    ],
)
def test_a_dose_for_sleep_is_no_second_of_its_class(agent: str, most: int, over: int, drafted: str) -> None:
    assert hypnotic(agent, most, drafted) is None
    assert hypnotic(agent, over, drafted) is not None
    assert hypnotic(agent, None, drafted) is not None, "a dose that is not stated is no dose for sleep"
    assert found_by(CLASS, **runs((drafted, 100)), drafts=[[agent, most]]) is None, "nor where it is the draft"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            {"drafts": [["paroxetine", 20], {"agent": "sertraline", "of": "sertraline", "stops": True}]}, id="it ends"
        ),
        pytest.param({"hook": "medication-refill", "drafts": [["paroxetine", 20]]}, id="refill"),
        pytest.param(
            {"drugs": [["sertraline", 50, "2026-01-01", days_before(1)]], "drafts": [["paroxetine", 20]]}, id="it ended"
        ),
    ],
)
def test_one_of_a_class_is_no_finding(case: dict[str, Any]) -> None:
    assert found_by(CLASS, **{**runs(("sertraline", 50)), **case}) is None


def test_whatever_the_diagnosis() -> None:
    """R-Z36: these two are checks of safety."""
    for depression in (False, {"concept": "mdd-recurrent-full-remission"}):
        known = {**runs(("bupropion", 150)), "depression": depression}
        assert found_by(SAME, **known, drafts=[["bupropion", 150]]) is not None
        known = {**runs(("sertraline", 50)), "depression": depression}
        assert found_by(CLASS, **known, drafts=[["paroxetine", 20]]) is not None
