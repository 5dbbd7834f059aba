"""O15 and O16: a change before the running drug could be judged, and one while its dose has room."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding

EARLY, ROOM = "too-early-to-judge", "dose-increase-available"
CHANGES = ["order-select", "order-sign"]


def after(days: int, *, dose: Any = 50, score: int = 18, **more: Any) -> dict[str, Any]:
    """Sertraline for so many days, 20 points before it."""
    return {
        "drugs": [["sertraline", dose, days_before(days)]],
        "phq9": [[days_before(days + 1), 20], [days_before(1), score]],
        "drafts": [["mirtazapine", 15]],
        **more,
    }


@pytest.mark.parametrize(
    ("days", "level"),
    [
        pytest.param(12, "warning", id="not two weeks"),
        pytest.param(13, "warning", id="one day short of two weeks"),
        pytest.param(14, "info", id="two weeks"),
        pytest.param(41, "info", id="one day short of six weeks"),
        pytest.param(42, None, id="six weeks"),
    ],
)
@pytest.mark.parametrize("hook", CHANGES)
@pytest.mark.parametrize("drafted", ["mirtazapine", "aripiprazole"])
def test_too_early_to_judge(hook: str, days: int, level: str | None, drafted: str) -> None:
    known = after(days - 1, hook=hook)
    known["drugs"] = [["sertraline", 50, days_before(days - 1)]]
    days_at_dose = found_by(EARLY, **{**known, "drafts": [[drafted, 15]]})
    assert (days_at_dose.level if days_at_dose else None) == level
    if days_at_dose:
        assert f"{days} of 42 days at an effective dose: too early to judge." in days_at_dose.message
        assert any(detail.startswith("Continue sertraline and score on ") for detail in days_at_dose.details)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"item9": 3}, id="high suicide risk"),
        pytest.param({"phq9": [[days_before(21), 10], [days_before(1), 15]]}, id="half worse"),
        pytest.param(
            {"depression": {"concept": "mdd-recurrent-severe-psychotic", "onset": "2025-12-01"}}, id="psychosis"
        ),
        pytest.param(
            {"allergies": [{"of": ["sertraline"], "intolerance": True, "recorded": days_before(5)}]}, id="a reaction"
        ),
        pytest.param({"hook": "medication-refill"}, id="a refill"),
        pytest.param({"drafts": [{"agent": "sertraline", "dose": 100, "of": "sertraline"}]}, id="a change of the dose"),
        pytest.param({"drafts": [["amitriptyline", 25]]}, id="a dose for sleep"),
        pytest.param(
            {"drafts": [{"agent": "bupropion", "dose": 150, "indications": ["smoking-cessation"]}]}, id="other reason"
        ),
        pytest.param({"phq9": [[days_before(21), 20], [days_before(1), 4]]}, id="remission"),
        pytest.param({"depression": False}, id="no depression on record"),
        pytest.param({"patient": {"born": "2009-05-01"}}, id="a minor"),
    ],
)
def test_what_cannot_or_need_not_wait(more: dict[str, Any]) -> None:
    assert found_by(EARLY, **after(20)) is not None
    assert found_by(EARLY, **{**after(20), **more}) is None


def test_a_dose_that_was_always_too_low_is_not_waited_for() -> None:
    assert found_by(EARLY, **after(20, dose=25)) is None


def test_a_point_less_than_half_worse_waits() -> None:
    assert found_by(EARLY, **after(20, phq9=[[days_before(21), 10], [days_before(1), 14]])) is not None


# ---- O16


@pytest.mark.parametrize("hook", CHANGES)
def test_the_dose_has_room(hook: str) -> None:
    found = the_finding(ROOM, **after(60, hook=hook))
    assert found.level == "info"
    assert found.message == "Sertraline could still be raised to 100 mg/day before adding or changing."


@pytest.mark.parametrize(("days", "found"), [(14, True), (13, False)], ids=["two weeks at this dose", "one day short"])
def test_two_weeks_at_one_dose(days: int, found: bool) -> None:
    raised = [["sertraline", 50, days_before(60), days_before(days)], ["sertraline", 100, days_before(days - 1)]]
    assert (found_by(ROOM, **{**after(60), "drugs": raised}) is not None) is found


@pytest.mark.parametrize(("score", "found"), [(11, True), (10, False)], ids=["45 % better", "half better"])
def test_half_better_needs_no_more(score: int, found: bool) -> None:
    assert (found_by(ROOM, **after(60, score=score)) is not None) is found


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(after(60, dose=200), id="the most that is usual"),
        pytest.param(
            after(60, allergies=[{"of": ["sertraline"], "intolerance": True, "recorded": days_before(5)}]),
            id="a reaction",
        ),
        pytest.param({**after(60), "drugs": [["duloxetine", 60, days_before(60)]]}, id="duloxetine is flat from 60"),
        pytest.param({**after(60), "drugs": [["desvenlafaxine", 50, days_before(60)]]}, id="desvenlafaxine from 50"),
        pytest.param(
            {**after(60), "drugs": [["escitalopram", 10, days_before(60)]], "patient": {"born": "1950-01-01"}},
            id="cap of age",
        ),
        pytest.param(after(60, hook="medication-refill"), id="a refill"),
        pytest.param(after(60, depression=False), id="no depression on record"),
    ],
)
def test_there_is_no_room(known: dict[str, Any]) -> None:
    assert found_by(ROOM, **known) is None


def test_it_was_raised_twice_in_vain() -> None:
    steps = [
        ["sertraline", 50, days_before(90), days_before(61)],
        ["sertraline", 100, days_before(60), days_before(31)],
    ]
    twice = [*steps, ["sertraline", 150, days_before(30)]]
    scores = [[days_before(91), 20], [days_before(1), 19]]
    assert found_by(ROOM, drugs=twice, phq9=scores, drafts=[["mirtazapine", 15]]) is None
    once = [steps[0], ["sertraline", 100, days_before(60)]]
    assert found_by(ROOM, drugs=once, phq9=scores, drafts=[["mirtazapine", 15]]) is not None
