"""O01 and O17: what failed already, and a third drug of a mechanism of which two failed."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding

REPEATS, MECHANISM = "repeats-failed-trial", "missing-rationale-repeat-class"
CHANGES = ["order-select", "order-sign"]


def failed(agent: str = "sertraline", dose: Any = 50, **more: Any) -> dict[str, Any]:
    """Three months without benefit, stopped in September."""
    return {
        "drugs": [[agent, dose, "2026-07-01", "2026-09-30"]],
        "phq9": [["2026-06-29", 20], ["2026-09-25", 19], ["2026-11-13", 18]],
        "drafts": [[agent, dose]],
        **more,
    }


@pytest.mark.parametrize("hook", CHANGES)
def test_what_failed_in_this_episode_is_a_warning_with_another_drug(hook: str) -> None:
    found = the_finding(REPEATS, hook=hook, **failed())
    assert found.level == "warning"
    assert found.message == (
        "Sertraline was tried from 1 Jul 2026 to 30 Sep 2026 at up to 50 mg/day without enough benefit."
    )
    assert [remedy.topic for remedy in found.remedies] == ["switch"], "the draft itself is not removed (R-F23)"


def test_what_failed_earlier_is_a_remark() -> None:
    known = failed(
        drugs=[["sertraline", 50, "2024-07-01", "2024-09-30"]], phq9=[["2024-06-29", 20], ["2024-09-25", 19]]
    )
    assert the_finding(REPEATS, **known).level == "info"


@pytest.mark.parametrize(("last", "level"), [("2026-08-11", "warning"), ("2026-08-10", "info")], ids=["42 days", "41"])
def test_too_short_a_trial_is_no_failure(last: str, level: str) -> None:
    known = failed(
        drugs=[["sertraline", 50, "2026-07-01", last]], phq9=[["2026-06-29", 20], [last, 19], ["2026-11-13", 18]]
    )
    found = the_finding(REPEATS, **known)
    assert found.level == level
    assert ("not a failure yet" in found.message) is (level == "info")


def test_never_at_a_dose_that_works() -> None:
    found = the_finding(REPEATS, **failed(dose=25))
    assert found.level == "info"
    assert "never at a dose that works: not a failure yet." in found.message


@pytest.mark.parametrize(("old", "new"), [("citalopram", "escitalopram"), ("venlafaxine", "desvenlafaxine")])
def test_the_same_active_substance_is_a_remark(old: str, new: str) -> None:
    found = the_finding(REPEATS, **failed(old, 150 if old == "venlafaxine" else 20, drafts=[[new, 50]]))
    assert found.level == "info"
    assert any("same active substance" in detail for detail in found.details)


def test_a_failed_add_on() -> None:
    known = {
        "history": "H2",
        "drugs": [["sertraline", 100, "2026-01-01"], ["aripiprazole", 5, "2026-06-01", "2026-09-30"]],
        "phq9": [["2025-12-30", 20], ["2026-05-30", 19], ["2026-09-28", 19], ["2026-11-13", 18]],
    }
    found = the_finding(REPEATS, **known, drafts=[["aripiprazole", 5]])
    assert found.level == "warning"
    assert "Aripiprazole with sertraline was tried" in found.message


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"hook": "medication-refill"}, id="a refill: O20 speaks"),
        pytest.param({"phq9": [["2026-06-29", 20], ["2026-09-25", 8], ["2026-11-13", 18]]}, id="it helped"),
        pytest.param({"drafts": [["mirtazapine", 15]]}, id="another drug"),
        pytest.param({"drafts": [{"agent": "sertraline", "dose": 50, "indications": ["panic"]}]}, id="another reason"),
        pytest.param({"depression": False}, id="no depression on record"),
        pytest.param({"patient": {"born": "2009-05-01"}}, id="a minor"),
    ],
)
def test_nothing_is_repeated(more: dict[str, Any]) -> None:
    assert found_by(REPEATS, **{**failed(), **more}) is None


def test_a_change_of_the_dose_of_what_runs_repeats_nothing() -> None:
    draft = {"agent": "sertraline", "dose": 100, "of": "sertraline"}
    assert found_by(REPEATS, history="H2", drafts=[draft]) is None


# ---- O17


TWO: dict[str, Any] = {
    "drugs": [["sertraline", 100, "2026-01-01", "2026-04-01"], ["fluoxetine", 40, "2026-04-10", "2026-08-01"]],
    "phq9": [["2025-12-30", 20], ["2026-03-30", 19], ["2026-04-08", 20], ["2026-07-30", 19], ["2026-11-13", 19]],
}


@pytest.mark.parametrize("hook", CHANGES)
def test_a_third_of_one_mechanism(hook: str) -> None:
    found = the_finding(MECHANISM, hook=hook, **TWO, drafts=[["escitalopram", 10]])
    assert found.level == "info"
    assert found.message == "Two SSRI drugs failed; another mechanism is usual next."
    assert [remedy.topic for remedy in found.remedies] == ["switch"]


def test_after_one_failure_it_is_silent() -> None:
    assert found_by(MECHANISM, **failed(drafts=[["escitalopram", 10]])) is None


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [["bupropion", 150]]}, id="another mechanism"),
        pytest.param({"drafts": [{"agent": "escitalopram", "dose": 10, "specialist": True}]}, id="a specialist"),
        pytest.param({"drafts": [["escitalopram", 10]], "hook": "medication-refill"}, id="a refill"),
        pytest.param({"drafts": [["sertraline", 50]]}, id="one of the two: O01 speaks"),
        pytest.param(
            {"drafts": [{"agent": "escitalopram", "dose": 10, "indications": ["panic"]}]}, id="another reason"
        ),
        pytest.param({"drafts": [["escitalopram", 10]], "depression": False}, id="no depression on record"),
        pytest.param(
            {
                "drafts": [["escitalopram", 10]],
                "also": [["paroxetine", 20, "2024-01-01", "2024-06-01"]],
                "phq9": [["2023-12-30", 20], ["2024-05-30", 4], *TWO["phq9"]],
            },
            id="one of the mechanism helped",
        ),
    ],
)
def test_the_mechanism_is_no_argument(case: dict[str, Any]) -> None:
    assert found_by(MECHANISM, **{**TWO, **case}) is None


def test_a_drug_and_its_metabolite_are_one_failure() -> None:
    drugs = [["citalopram", 20, "2026-01-01", "2026-04-01"], ["escitalopram", 10, "2026-04-10", days_before(100)]]
    assert found_by(MECHANISM, **{**TWO, "drugs": drugs}, drafts=[["sertraline", 50]]) is None
