"""O18: tests that must be on record with lithium, an antipsychotic, liothyronine or valproate."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding
from trd.options import OrderFinding

CHECK = "augmentation-monitoring-missing"
HOOKS = ["order-select", "order-sign", "medication-refill"]


def drafted(agent: str, values: dict[str, Any], **more: Any) -> OrderFinding | None:
    return found_by(CHECK, **{"drafts": [[agent, 2]], "patient": {"sex": "male"}, **more}, values=values)


@pytest.mark.parametrize(
    ("agent", "concepts", "days", "level", "words"),
    [
        pytest.param("lithium", ["egfr"], 180, "warning", "kidney function", id="lithium, kidney"),
        pytest.param("lithium", ["tsh"], 180, "warning", "TSH", id="lithium, thyroid"),
        pytest.param("lithium", ["calcium"], 180, "warning", "calcium", id="lithium, calcium"),
        pytest.param("lithium", ["sodium"], 180, "warning", "sodium", id="lithium, sodium"),
        pytest.param("aripiprazole", ["weight", "bmi"], 365, "info", "weight", id="antipsychotic, weight"),
        pytest.param("quetiapine", ["hba1c"], 365, "info", "glucose or HbA1c", id="antipsychotic, glucose"),
        pytest.param(
            "olanzapine", ["triglycerides", "cholesterol-total"], 365, "info", "lipids", id="antipsychotic, lipids"
        ),
        pytest.param("liothyronine", ["tsh"], 180, "info", "TSH", id="liothyronine"),
        pytest.param("valproate", ["alt", "ast"], 180, "info", "liver enzymes", id="valproate, liver"),
        pytest.param("valproate", ["platelets"], 180, "info", "platelets", id="valproate, platelets"),
    ],
)
def test_each_test_and_the_day_on_which_it_is_too_old(
    agent: str, concepts: list[str], days: int, level: str, words: str
) -> None:
    usual = {"weight": 68, "bmi": "24", "egfr": 95, "tsh": 2, "calcium": "9.4", "sodium": 140, "hba1c": "5.4"}
    usual |= {"triglycerides": 120, "cholesterol-total": 180, "alt": 20, "ast": 20, "platelets": 250}
    assert drafted(agent, {name: [usual[name], days_before(days)] for name in concepts}) is None
    found = drafted(agent, {name: [usual[name], days_before(days + 1)] for name in concepts})
    assert found is not None
    assert found.level == level
    assert found.message == f"Before {agent}: {words} not on record in {days} days."


def test_the_tests_are_offered_and_what_has_no_code_is_only_named() -> None:
    found = drafted("lithium", {"egfr": False, "tsh": False})
    assert found is not None
    assert [remedy.tests for remedy in found.remedies] == [("creatinine", "tsh")]
    found = drafted("valproate", {"platelets": False})
    assert found is not None
    assert found.remedies == ()


@pytest.mark.parametrize("hook", HOOKS)
def test_it_is_said_at_every_moment(hook: str) -> None:
    assert drafted("lithium", {"tsh": False}, hook=hook) is not None


def since(agent: str, days: int) -> dict[str, Any]:
    return {"drugs": [[agent, 300, days_before(days - 1)]], "drafts": [{"agent": agent, "dose": 300, "of": agent}]}


@pytest.mark.parametrize(("age", "found"), [(180, False), (181, True)])
@pytest.mark.parametrize(("taken", "first_year"), [(364, True), (365, False)])
def test_in_the_first_year_of_an_antipsychotic_half_a_year_is_too_old(
    taken: int, first_year: bool, age: int, found: bool
) -> None:
    told = drafted("quetiapine", {"hba1c": ["5.4", days_before(age)]}, **since("quetiapine", taken))
    assert (told is not None) is (found and first_year)
    assert told is None or told.message.startswith("With quetiapine: ")


@pytest.mark.parametrize(
    ("taken", "age", "missing"),
    [
        pytest.param(7, None, None, id="the first week asks for none"),
        pytest.param(8, None, 14, id="the eighth day does"),
        pytest.param(60, 14, None, id="new, a level of two weeks"),
        pytest.param(60, 15, 14, id="new, a day older"),
        pytest.param(90, 90, None, id="three months, a level of three months"),
        pytest.param(120, 91, 90, id="a day older"),
    ],
)
def test_the_level_of_lithium(taken: int, age: int | None, missing: int | None) -> None:
    level = {} if age is None else {"lithium-level": ["0.7", days_before(age)]}
    found = drafted("lithium", level, **since("lithium", taken))
    assert (found is not None) is (missing is not None)
    if found:
        assert found.message == f"With lithium: a lithium level not on record in {missing} days."
        assert found.level == "warning"
        assert [remedy.tests for remedy in found.remedies] == [("lithium-level",)]


def test_a_missing_level_beside_missing_tests_stands_in_the_detail() -> None:
    found = drafted("lithium", {"tsh": False}, **since("lithium", 120))
    assert found is not None
    assert found.details == ("No lithium level in 90 days either.",)
    assert found.remedies[0].tests == ("tsh", "lithium-level")


def test_a_first_order_asks_for_no_level() -> None:
    assert drafted("lithium", {}) is None


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param({"services": [{"tests": ["tsh"]}]}, False, id="the call orders it"),
        pytest.param({"services": [{"tests": ["tsh"], "void": True}]}, True, id="the order of it is void"),
        pytest.param({"services": [{"tests": ["calcium"]}]}, True, id="the call orders another"),
        pytest.param({"encounters": [{"of": ["IMP", "2026-11-20"], "in_progress": True}]}, False, id="on a ward"),
        pytest.param({"depression": False}, True, id="whatever the diagnosis"),
    ],
)
def test_what_silences_it(more: dict[str, Any], found: bool) -> None:
    assert (drafted("lithium", {"tsh": False}, **more) is not None) is found


def test_an_antidepressant_asks_for_no_monitoring() -> None:
    assert drafted("sertraline", {"tsh": False, "egfr": False}) is None
    assert the_finding(CHECK, drafts=[["lithium", 300]], values={"tsh": False}).row is None
