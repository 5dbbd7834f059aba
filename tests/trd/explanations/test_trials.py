"""What the trials themselves explain: not taken, too low, too short."""

import pytest

from tests.builders import condition, depression, measurement, statement
from tests.explained import codes, judged, look, of, the
from trd.terms import Outcome


def test_a_dose_that_was_never_enough_is_under_dosing() -> None:
    found = look(depression(), statement("sertraline", 49, "2026-01-05", "2026-03-05"))  # W104
    assert codes(found) == ["under-dosing"]
    assert the(found, "under-dosing").what == "Sertraline: dose too low, at most 49 mg/d, 50 needed"


def test_a_low_dose_that_was_not_tolerated_is_no_under_dosing() -> None:
    trial = statement("sertraline", 49, "2026-01-05", "2026-03-05", stop_reason="adverse-effect")
    assessment = judged(depression(), trial)
    assert [each.outcome.outcome for each in assessment.trials] == [Outcome.INTOLERANCE]
    assert codes(assessment.explanations) == []


def test_two_trials_that_ended_early_are_short_trials() -> None:
    first = statement("sertraline", 50, "2026-01-05", "2026-02-03")
    second = statement("mirtazapine", 30, "2026-03-01", "2026-03-30")
    assert codes(look(depression(), first, second)) == ["short-trials"]  # W105
    assert codes(look(depression(), first)) == [], "one is none"
    running = statement("mirtazapine", 30, "2026-11-01", asserted="2026-11-23")
    assert codes(look(depression(), first, running)) == [], "one that runs is not too short yet"


def test_trials_of_an_earlier_episode_do_not_explain_this_one() -> None:
    early = statement("sertraline", 25, "2020-01-05", "2020-03-05")
    assert codes(look(depression(), early)) == []


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("adherence-problem", recorded="2026-02-20"), id="W109: coded during the trial"),
        pytest.param(condition("adherence-problem"), id="coded, active, no date"),
        pytest.param(statement("sertraline", 50, "2026-02-01", "2026-02-10", intake="not-taken"), id="stated"),
        pytest.param(
            statement("citalopram", 20, "2026-05-01", "2026-08-01", intake="not-as-directed"), id="of another drug"
        ),
    ],
)
def test_not_taking_it_comes_first(fact) -> None:
    assert "non-adherence" in of(fact)


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("adherence-problem", recorded="2020-02-20"), id="of another time"),
        pytest.param(statement("citalopram", 20, "2027-01-01", "2027-02-01", intake="not-taken"), id="in the future"),
        pytest.param(
            statement("metoprolol", 50, "2020-02-01", "2020-02-10", intake="not-taken"), id="no antidepressant"
        ),
    ],
)
def test_not_taking_something_else_is_no_explanation(fact) -> None:
    assert "non-adherence" not in of(fact)


@pytest.mark.parametrize(
    ("level", "day", "expected"),
    [
        pytest.param(49, "2026-02-10", ["low-level"], id="below 50"),
        pytest.param(50, "2026-02-10", [], id="at 50"),
        pytest.param(49, "2026-04-10", [], id="after the trial"),
    ],
)
def test_a_level_below_range_during_a_trial_explains_it(level, day, expected) -> None:
    trial = statement("nortriptyline", 75, "2026-01-05", "2026-03-05")
    found = look(depression(), trial, measurement("drug-level-nortriptyline", level, day))
    assert [code for code in codes(found) if code == "low-level"] == expected
