"""The whole life beside the episode: what failed, what once worked, what kept someone well (R-P14)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import condition, depression, history, order, score, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.resistance import Lifetime, lifetime

EARLIER = condition(
    "mdd-recurrent-moderate", onset="2023-01-01", abated="2024-12-01", clinical="resolved", severity="moderate"
)
NOW = depression(onset="2026-01-10")
HELPED = [
    statement("sertraline", 100, "2023-02-01", "2024-11-30"),
    score("phq-9", 20, "2023-01-30"),
    score("phq-9", 3, "2024-11-20"),
]


def assessed(*facts: Any) -> Assessment:
    return assess(history(EARLIER, NOW, *facts), load(), Choices(), as_of=date(2026, 7, 1))


def seen(*facts: Any) -> Lifetime:
    return lifetime(assessed(*facts).trials, load())


def names(trials: Any) -> list[str]:
    return [rated.trial.agents[0] for rated in trials]


def test_a_drug_that_once_worked_and_kept_someone_well_is_found() -> None:
    found = seen(HELPED)
    assert (names(found.helped), names(found.maintained), found.failed) == (["sertraline"], ["sertraline"], ())


@pytest.mark.parametrize(("end", "kept"), [("2023-07-30", ["sertraline"]), ("2023-07-29", [])])
def test_half_a_year_without_relapse_is_maintenance(end, kept) -> None:
    """180 days are, 179 are not."""
    short = [statement("sertraline", 100, "2023-02-01", end), HELPED[1], score("phq-9", 3, "2023-07-01")]
    found = seen(short)
    assert (names(found.helped), names(found.maintained)) == (["sertraline"], kept)


def test_a_drug_that_lost_its_effect_worked_once_and_did_not_keep_well() -> None:
    lost = [HELPED[0], HELPED[1], score("phq-9", 4, "2023-06-01"), score("phq-9", 18, "2024-11-20")]
    found = seen(lost)
    assert (names(found.helped), names(found.maintained), found.failed) == (["sertraline"], [], ())


def test_an_earlier_failure_counts_for_life_and_not_for_the_episode() -> None:
    failed = [HELPED[0], HELPED[1], score("phq-9", 18, "2024-11-20")]
    found = assessed(failed)
    assert (found.resistance.failed_trials, found.resistance.lifetime_failed_trials) == (0, 1)
    assert lifetime(found.trials, load()).failed == ("sertraline",)


def test_what_was_not_tolerated_is_kept_apart_from_failure() -> None:
    stopped = order("sertraline", 100, "2023-02-01", "2023-04-30", status="stopped", stop_reason="adverse-effect")
    found = seen(stopped)
    assert (names(found.not_tolerated), found.failed, found.helped) == (["sertraline"], (), ())


def test_a_trial_of_a_drug_that_helped_earlier_says_so() -> None:
    again = [statement("sertraline", 100, "2026-02-01", "2026-04-30")]
    scores = [score("phq-9", 20, "2026-01-30"), score("phq-9", 18, "2026-04-28")]
    first, second = assessed(HELPED, again, scores).trials
    assert ("helped-earlier" in first.notes, "helped-earlier" in second.notes) == (False, True)
    assert second.failed, "that it once helped does not undo the failure of today"


def test_an_isomer_is_the_same_drug_for_what_helped_earlier() -> None:
    helped = [statement("citalopram", 20, "2023-02-01", "2024-11-30"), *HELPED[1:]]
    found = assessed(helped, statement("escitalopram", 10, "2026-02-01", "2026-04-30"))
    assert "helped-earlier" in found.trials[-1].notes
