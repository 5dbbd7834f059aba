"""Several antidepressants at once: pairs, and threes that are one treatment (R-T7, R-T8)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import depression, history, score, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load


def assessed(*facts: Any, as_of: str = "2026-09-01") -> Assessment:
    return assess(history(depression(onset="2025-11-01"), *facts), load(), Choices(), as_of=date.fromisoformat(as_of))


def told(found: Assessment) -> list[str]:
    return [
        f"{trial.kind.value} {' '.join(trial.agents)} {trial.certain.first}…{trial.certain.last}"
        for trial in (rated.trial for rated in found.trials)
    ]


THREE = [
    statement("bupropion", 300, "2026-02-01", "2026-06-30"),
    statement("mirtazapine", 30, "2026-02-01", "2026-06-30"),
    statement("sertraline", 100, "2026-02-01", "2026-06-30"),
]
NO_BETTER = [score("phq-9", 20, "2026-01-30"), score("phq-9", 19, "2026-06-28")]


def test_three_antidepressants_at_once_are_one_combination_and_at_most_one_failure() -> None:
    found = assessed(*THREE, *NO_BETTER)
    assert told(found) == ["combination bupropion mirtazapine sertraline 2026-02-01…2026-06-30"]
    assert found.trials[0].failed
    assert (found.resistance.failed_trials, found.resistance.status) == (1, "one-failure")


def test_a_day_counts_only_when_all_three_are_at_dose() -> None:
    low = statement("mirtazapine", "7.5", "2026-02-01", "2026-03-31")
    found = assessed(THREE[0], low, statement("mirtazapine", 15, "2026-04-01", "2026-06-30"), THREE[2], *NO_BETTER)
    assert told(found) == [
        "combination bupropion sertraline 2026-02-01…2026-03-31",
        "combination bupropion sertraline mirtazapine 2026-04-01…2026-06-30",
    ]
    assert [len(rated.adequacy.certain_days) for rated in found.trials] == [59, 91]


def test_the_pair_before_the_third_drug_is_a_trial_of_its_own() -> None:
    """28 days of the pair alone; with 27 it is too short to be named a combination."""
    third = [statement("mirtazapine", 30, start, "2026-06-30") for start in ("2026-03-01", "2026-02-28")]
    pair, none = (assessed(THREE[0], each, THREE[2]) for each in third)
    assert told(pair)[0] == "combination bupropion sertraline 2026-02-01…2026-02-28"
    assert [rated.trial.kind.value for rated in none.trials] == ["monotherapy", "monotherapy", "combination"]


def test_the_pair_goes_on_after_the_third_drug_was_stopped() -> None:
    open_pair = [statement(agent, dose, "2026-02-01", asserted="2026-09-01") for agent, dose in
                 (("bupropion", 300), ("sertraline", 100))]  # fmt: skip
    found = assessed(*open_pair, statement("mirtazapine", 30, "2026-02-01", "2026-04-30"))
    assert told(found) == [
        "combination bupropion mirtazapine sertraline 2026-02-01…2026-04-30",
        "combination bupropion sertraline 2026-05-01…2026-09-01",
    ]
    assert [rated.trial.ongoing for rated in found.trials] == [False, True]


@pytest.mark.parametrize(
    ("end", "kinds"),
    [
        pytest.param("2026-02-28", ["combination"], id="28 common days of three"),
        pytest.param("2026-02-27", ["monotherapy"] * 3, id="27 common days of three"),
    ],
)
def test_how_long_three_must_be_together(end, kinds) -> None:
    """All three start and end together, so that none is a cross-taper by its end alone."""
    drugs = [statement(agent, dose, "2026-02-01", None, asserted=end) for agent, dose in
             (("bupropion", 300), ("mirtazapine", 30), ("sertraline", 100))]  # fmt: skip
    assert [rated.trial.kind.value for rated in assessed(*drugs, as_of=end).trials] == kinds


def test_a_triple_is_no_further_failure_where_each_has_failed_before() -> None:
    """R-T8: nothing new has been tried."""
    alone = [
        statement("sertraline", 100, "2025-11-10", "2025-12-31"),
        statement("mirtazapine", 30, "2026-01-01", "2026-02-20"),
        statement("bupropion", 300, "2026-02-21", "2026-04-10"),
        statement("bupropion", 300, "2026-06-01", "2026-08-01"),
        statement("mirtazapine", 30, "2026-06-01", "2026-08-01"),
        statement("sertraline", 100, "2026-06-01", "2026-08-01"),
    ]
    scores = [score("phq-9", 20, on) for on in
              ("2025-11-08", "2025-12-30", "2026-02-18", "2026-04-08", "2026-05-30", "2026-07-30")]  # fmt: skip
    found = assessed(*alone, *scores)
    assert [rated.failed for rated in found.trials] == [True] * 4
    assert found.trials[-1].trial.agents == ("bupropion", "mirtazapine", "sertraline")
    assert found.resistance.failed_trials == 3
