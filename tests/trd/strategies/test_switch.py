"""Switch: method, washout and what is only text (§2.2)."""

from typing import Any

import pytest

from tests.told import offer, situation_of
from trd.knowledge.loading import load
from trd.strategies import switch
from trd.terms import Topic

KNOWLEDGE = load()


@pytest.mark.parametrize(
    ("old", "dose", "new", "method", "washout"),
    [
        ("sertraline", 50, "venlafaxine", "taper", None),
        ("sertraline", 50, "mirtazapine", "cross-taper", None),
        ("bupropion", 300, "escitalopram", "direct", None),
        ("venlafaxine", 150, "bupropion", "cross-taper", None),
        ("vortioxetine", 10, "sertraline", "taper", None),
    ],
)
def test_the_switch_says_its_method(old: str, dose: int, new: str, method: str, washout: int | None) -> None:
    situation = situation_of(drugs=[[old, dose, "2026-09-01"]], phq9=[["2026-08-31", 20], ["2026-11-13", 19]])
    options = switch.propose(situation, offer(Topic.SWITCH)).options
    every = {known.agent: known.plan for known in options}
    plan = every.get(new)
    if plan is None:
        pytest.fail(f"{new} is not among {sorted(map(str, every))}")
    assert (plan.method, plan.washout_days) == (method, washout)


def test_a_washout_withholds_the_draft_and_says_the_first_day() -> None:
    situation = situation_of(
        drugs=[["fluvoxamine", 200, "2026-09-01"]],
        phq9=[["2026-08-31", 20], ["2026-11-13", 19]],
        conditions=[{"concept": "chronic-pain"}],
    )
    assert KNOWLEDGE.switching is not None
    assert KNOWLEDGE.switching.method("fluvoxamine", "duloxetine").days == 7  # type: ignore[union-attr]
    found = {known.agent: known for known in switch.propose(situation, offer(Topic.SWITCH)).options}
    assert found["duloxetine"].no_draft_because == "washout first"
    assert found["duloxetine"].plan is not None
    assert found["duloxetine"].plan.not_before is not None
    assert (found["duloxetine"].plan.not_before - situation.as_of).days == 8


def test_from_75_a_tricyclic_is_only_considered() -> None:
    situation = situation_of(history="H3", patient={"born": "1950-01-01"}, values={"qtc-interval": 400})
    nortriptyline = [
        known for known in switch.propose(situation, offer(Topic.SWITCH)).options if known.agent == "nortriptyline"
    ]
    assert all(known.level == 1 for known in nortriptyline)


MAY_HAVE_FAILED = {
    "drugs": [["sertraline", 50, "2026-02-01", "2026-03-14"]],
    "phq9": [["2026-01-30", 20], ["2026-03-14", 18], ["2026-11-13", 19]],
}


def offered(rule: str = "D24", **told: Any) -> list[str | None]:
    situation = situation_of(**told)
    return [known.agent for known in switch.propose(situation, offer(Topic.SWITCH, rule=rule)).options]


@pytest.mark.parametrize(
    ("told", "returns"),
    [
        pytest.param(MAY_HAVE_FAILED, False, id="it may have failed: whether it belongs to the episode is open"),
        pytest.param(
            {"drugs": [["sertraline", None, "2026-06-01", "2026-10-31"]], "phq9": [["2026-11-13", 19]]},
            False,
            id="its dose is not stated",
        ),
        pytest.param(
            {"drugs": [["sertraline", 100, "2026-06-01", "2026-10-31"]], "phq9": [["2026-11-13", 19]]},
            False,
            id="a fair trial without an outcome",
        ),
        pytest.param(
            {"drugs": [["sertraline", 50, "2026-09-01", "2026-09-20"]], "phq9": [["2026-11-13", 19]]},
            True,
            id="tried too short",
        ),
        pytest.param(
            {"drugs": [["sertraline", 25, "2026-06-01", "2026-10-31"]], "phq9": [["2026-11-13", 19]]},
            True,
            id="tried too low",
        ),
    ],
)
def test_only_what_was_tried_too_low_or_too_short_returns(told: dict[str, Any], returns: bool) -> None:
    assert ("sertraline" in offered(**told)) is returns


def test_one_trial_that_may_have_failed_outweighs_another_that_was_too_short() -> None:
    twice = [["sertraline", 50, "2026-09-01", "2026-09-20"], ["sertraline", None, "2026-02-01", "2026-06-30"]]
    assert "sertraline" not in offered(drugs=twice, phq9=[["2026-11-13", 19]])


def test_a_drug_that_is_taken_today_beside_the_current_one_is_no_candidate() -> None:
    both = [["escitalopram", 5, "2026-11-01"], ["bupropion", 150, "2026-11-10"]]
    assert not {"escitalopram", "bupropion"} & set(offered("D13", drugs=both, phq9=[["2026-11-13", 19]]))


@pytest.mark.parametrize(("born", "days"), [("1961-11-23", 56), ("1961-11-24", 42)])
def test_older_adults_are_judged_two_weeks_later(born: str, days: int) -> None:
    situation = situation_of(history="H2", patient={"born": born})
    plans = [known.plan for known in switch.propose(situation, offer(Topic.SWITCH)).options]
    assert {plan.judge_after_days for plan in plans if plan} == {days}


def test_no_cross_taper_where_a_row_says_to_start_when_the_old_drug_is_out() -> None:
    scores = [["2026-08-31", 20], ["2026-11-13", 19]]
    situation = situation_of(drugs=[["citalopram", 40, "2026-09-01"]], phq9=scores)
    found = {known.agent: known for known in switch.propose(situation, offer(Topic.SWITCH)).options}
    mirtazapine = found["mirtazapine"]
    assert any("Start when citalopram is out" in caution.message for caution in mirtazapine.cautions)
    assert mirtazapine.plan is not None
    assert mirtazapine.plan.method == "taper"
