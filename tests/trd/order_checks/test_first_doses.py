"""O06 and O07: a first dose that is high for this patient, and a rise by more than one step."""

from typing import Any

import pytest

from tests.told import days_before, found_by
from trd.options import OrderFinding

OLDER = {"patient": {"born": "1961-11-23"}}
"""65 today."""
YOUNGER = {"patient": {"born": "1961-11-24"}}
"""64 until tomorrow."""


def start(**told: Any) -> OrderFinding | None:
    return found_by("start-dose-too-high", **told)


def step(**told: Any) -> OrderFinding | None:
    return found_by("dose-step-too-big", **told)


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(("dose", "found"), [(100, False), (101, True)], ids=["twice the start", "one over"])
def test_more_than_twice_the_start_is_a_remark(hook: str, dose: int, found: bool) -> None:
    told = start(hook=hook, drafts=[["sertraline", dose]])
    assert (told is not None) is found
    if told:
        assert (told.level, told.row) == ("info", None)
        assert told.message == "Sertraline usually starts at 50 mg/day; 101 mg/day is a high first dose."
        assert [remedy.daily_dose for remedy in told.remedies] == [50]


@pytest.mark.parametrize(
    ("who", "dose", "level"),
    [
        pytest.param(OLDER, 25, None, id="65, the start of older adults"),
        pytest.param(OLDER, 26, "info", id="65, one over it"),
        pytest.param(OLDER, 50, "info", id="65, the usual start of adults"),
        pytest.param(OLDER, 51, "warning", id="65, one over the usual start"),
        pytest.param(YOUNGER, 100, None, id="64, twice the usual start"),
        pytest.param({"patient": {"born": "1961"}}, 26, None, id="64 or 65: the younger reading"),
    ],
)
def test_from_65_the_start_of_older_adults_is_the_limit(who: dict[str, Any], dose: int, level: str | None) -> None:
    told = start(**who, drafts=[["sertraline", dose]])
    assert (told.level if told else None) == level


@pytest.mark.parametrize(
    ("case", "agent", "most", "over", "row"),
    [
        pytest.param(OLDER, "lithium", 150, 151, "S347", id="lithium from 65"),
        pytest.param(OLDER, "quetiapine", 25, 26, "S280", id="quetiapine from 65"),
        pytest.param(OLDER, "liothyronine", "12.5", 13, "S360", id="liothyronine from 65"),
        pytest.param(OLDER, "esketamine", 28, 56, "S400", id="esketamine from 65"),
        pytest.param(
            {"phenotypes": [["CYP2C19", "poor", "2025-01-01"]]}, "amitriptyline", "12.5", 13, "S225", id="CYP2C19 poor"
        ),
        pytest.param(
            {"drugs": [["valproate", 1000, "2026-01-01"]], "patient": {"sex": "male"}},
            "lamotrigine",
            "12.5",
            13,
            "S361",
            id="lamotrigine with valproate",
        ),
    ],
)
def test_a_row_that_asks_for_a_low_start(case: dict[str, Any], agent: str, most: Any, over: Any, row: str) -> None:
    assert start(**case, drafts=[[agent, most]]) is None
    told = start(**case, drafts=[[agent, over]])
    assert told is not None
    assert (told.level, told.row) == ("warning", row)
    assert told.details, "the row says why"


@pytest.mark.parametrize(("dose", "found"), [("18.75", False), (19, True)])
def test_a_factor_cuts_the_start_by_itself_and_not_by_half(dose: Any, found: bool) -> None:
    """A tricyclic for an intermediate metaboliser: three quarters (§3.0)."""
    told = start(phenotypes=[["CYP2D6", "intermediate", "2025-01-01"]], drafts=[["nortriptyline", dose]])
    assert (told is not None) is found
    assert told is None or told.row == "S224"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drugs": [["sertraline", 150, "2026-06-01", days_before(30)]]}, id="restarted after 30 days"),
        pytest.param({"drugs": [["sertraline", 150, "2026-06-01"]]}, id="it runs"),
        pytest.param({"hook": "medication-refill"}, id="a refill"),
        pytest.param({"depression": {"concept": "mdd-recurrent-full-remission"}}, id="remission: the remark is silent"),
        pytest.param({"depression": False}, id="no depression on record"),
    ],
)
def test_it_is_silent_where_it_is_no_first_dose_or_no_concern(case: dict[str, Any]) -> None:
    assert start(**case, drafts=[{"agent": "sertraline", "dose": 150, "of": "sertraline"}]) is None


def test_after_31_days_it_starts_anew() -> None:
    assert start(drugs=[["sertraline", 150, "2026-06-01", days_before(31)]], drafts=[["sertraline", 150]]) is not None


def test_for_the_old_it_is_told_in_remission_too() -> None:
    well = {"concept": "mdd-recurrent-full-remission"}
    told = start(**OLDER, depression=well, drafts=[["sertraline", 100]])
    assert told is not None
    assert told.level == "warning"
    assert start(**OLDER, depression=well, drafts=[["sertraline", 50]]) is None, "a remark alone"


def test_the_first_step_counts_and_not_the_last() -> None:
    rising = [{"dose": 50, "days": 7}, {"dose": 150}]
    assert start(drafts=[{"agent": "sertraline", "dose": rising}]) is None


# ---- O07


def raised(agent: str, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    return {
        "drugs": [[agent, old, days_before(30)]],
        "drafts": [{"agent": agent, "dose": new, "of": agent}],
        "patient": {"sex": "male"},
        **more,
    }


@pytest.mark.parametrize(
    ("agent", "old", "new", "following"),
    [
        pytest.param("bupropion", 150, 300, None, id="bupropion by one step"),
        pytest.param("bupropion", 150, 450, 300, id="bupropion by two"),
        pytest.param("venlafaxine", 75, 150, None, id="venlafaxine by one"),
        pytest.param("venlafaxine", 75, 225, 150, id="venlafaxine by two"),
        pytest.param("nortriptyline", 25, 50, None, id="a tricyclic by one"),
        pytest.param("nortriptyline", 25, 74, None, id="a tricyclic, a milligram short of two"),
        pytest.param("nortriptyline", 25, 75, 50, id="a tricyclic by two"),
        pytest.param("lamotrigine", 25, 50, None, id="lamotrigine by the label"),
        pytest.param("lamotrigine", 25, 51, 50, id="lamotrigine by a milligram more"),
        pytest.param("sertraline", 50, 200, None, id="sertraline is none of the list"),
        pytest.param("bupropion", 450, 150, None, id="a step down"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_two_steps_at_once(hook: str, agent: str, old: int, new: int, following: int | None) -> None:
    told = step(**raised(agent, old, new), hook=hook)
    assert (told is not None) is (following is not None)
    if told:
        assert told.level == "warning"
        assert f"From {old} mg/day to {new} mg/day" in told.message
        assert [remedy.daily_dose for remedy in told.remedies] == [following]


def test_valproate_halves_the_steps_of_lamotrigine() -> None:
    with_valproate = raised("lamotrigine", 25, 50)
    with_valproate["drugs"].append(["valproate", 1000, "2026-01-01"])
    told = step(**with_valproate)
    assert told is None, "25 to 50 is the next but one step of 12.5, 25, 50: one step"
    with_valproate["drafts"][0]["dose"] = 51
    assert step(**with_valproate) is not None


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"encounters": [{"of": ["IMP", "2026-11-20"], "in_progress": True}]}, id="a ward"),
        pytest.param(
            {"drafts": [{"agent": "bupropion", "dose": 450, "of": "bupropion", "inpatient": True}]}, id="ward"
        ),
        pytest.param({"drugs": [["bupropion", None, days_before(30)]]}, id="the running dose is not stated"),
    ],
)
def test_a_ward_may_go_faster_and_what_is_not_stated_is_not_guessed(more: dict[str, Any]) -> None:
    assert step(**raised("bupropion", 150, 450, **more)) is None


def test_it_is_told_in_remission_too() -> None:
    told = raised("bupropion", 150, 450, depression={"concept": "mdd-recurrent-full-remission"})
    assert step(**told) is not None
