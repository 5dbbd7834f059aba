"""Maudsley Staging Method: what is not known widens the interval (§6.5, W71)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import depression, history, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.staging import Maudsley
from trd.staging.maudsley import FAILURES
from trd.staging.maudsley import _failures as points_of

TRIAL = [
    statement("sertraline", 50, "2026-02-01", "2026-03-14"),
    score("phq-9", 20, "2026-01-30"),
    score("phq-9", 18, "2026-03-14"),
]


def staged(*facts: Any, as_of: str = "2026-03-28", trial: list[Any] = TRIAL) -> Maudsley | None:
    return assess(history(trial, *facts), load(), Choices(), as_of=date.fromisoformat(as_of)).staging.maudsley


def item(name: str, *facts: Any, **more: Any) -> tuple[int, int]:
    found = staged(*facts, **more)
    assert found is not None
    return found.items[name]


@pytest.mark.parametrize(
    ("as_of", "points"),
    [
        pytest.param("2026-11-30", (1, 1), id="12 full months"),
        pytest.param("2026-12-01", (2, 2), id="12 months and a day"),
        pytest.param("2027-11-30", (2, 2), id="24 full months"),
        pytest.param("2027-12-01", (3, 3), id="24 months and a day"),
    ],
)
def test_duration_of_the_episode(as_of, points) -> None:
    """R-S3."""
    trial = [
        statement("sertraline", 50, "2026-02-01", asserted=as_of),
        score("phq-9", 20, "2026-01-30"),
        score("phq-9", 18, as_of),
    ]
    assert item("duration", depression(onset="2025-12-01"), as_of=as_of, trial=trial) == points


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        pytest.param([depression(onset="2025")], (1, 2), id="known to the year"),
        pytest.param([depression(onset=None, recorded="2025-12-01")], (1, 3), id="only recorded: it may be older"),
        pytest.param(
            [
                depression(onset="2024-01-01"),
                score("phq-9", 3, "2025-06-01"),
                score("phq-9", 3, "2025-08-15"),
                score("phq-9", 12, "2025-12-01"),
            ],
            (1, 1),
            id="inferred, but not before the last boundary",
        ),
    ],
)
def test_an_uncertain_start_gives_an_interval(facts, points) -> None:
    assert item("duration", facts) == points


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        pytest.param([depression(), score("phq-9", 7, "2026-04-05")], (2, 2), id="mild"),
        pytest.param([depression(), score("phq-9", 12, "2026-04-05")], (3, 3), id="moderate"),
        pytest.param([depression()], (3, 5), id="moderately severe, psychosis not excluded"),
        pytest.param([depression("mdd-recurrent-severe")], (3, 4), id="moderately severe, psychosis excluded"),
        pytest.param(
            [depression("mdd-recurrent-severe"), score("phq-9", 22, "2026-04-05")], (4, 4), id="severe, excluded"
        ),
        pytest.param([depression(), score("phq-9", 22, "2026-04-05")], (4, 5), id="severe, not excluded"),
        pytest.param([depression("mdd-recurrent-severe-psychotic")], (5, 5), id="psychotic by its code"),
    ],
)
def test_severity_by_the_latest_score(facts, points) -> None:
    """R-S4."""
    assert item("severity", facts, as_of="2026-04-10") == points


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        pytest.param([depression()], (3, 3), id="moderate by its code"),
        pytest.param([depression("mdd-single-mild")], (2, 2), id="mild by its code"),
        pytest.param([depression("mdd-recurrent-severe")], (4, 4), id="severe without psychosis by its code"),
        pytest.param([depression("depression-severe", psychotic=None)], (4, 5), id="severe, psychosis not told"),
        pytest.param([depression("mdd-recurrent-unspecified")], (1, 5), id="no severity in the code"),
    ],
)
def test_severity_by_the_code_where_no_score_is_recent(facts, points) -> None:
    later = [statement("sertraline", 50, "2026-02-01", asserted="2026-06-20"), *TRIAL[1:]]
    assert item("severity", facts, as_of="2026-06-20", trial=later) == points


@pytest.mark.parametrize(
    ("count", "points"),
    [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (7, 4), (10, 4), (11, 5)],
)
def test_points_of_failed_drugs(count, points) -> None:
    assert points_of(count) == points
    assert len(FAILURES) == 4


def test_possible_failures_widen_the_interval() -> None:
    others = [
        statement(agent, dose, start, end)
        for agent, dose, start, end in (
            ("venlafaxine", 150, "2025-12-01", "2026-01-20"),
            ("mirtazapine", 30, "2025-10-10", "2025-11-30"),
        )
    ]
    assert item("failures", depression(onset="2025-10-01"), others) == (1, 2)


@pytest.mark.parametrize(
    ("augmenter", "points"),
    [
        pytest.param(("aripiprazole", 5, "2026-02-10", "2026-03-14"), (1, 1), id="adequate"),
        pytest.param(("aripiprazole", None, "2026-02-10", "2026-03-14"), (0, 1), id="dose not stated"),
        pytest.param(("aripiprazole", 5, "2026-03-01", "2026-03-14"), (0, 0), id="too short"),
    ],
)
def test_augmentation(augmenter, points) -> None:
    """R-S5."""
    agent, dose, start, end = augmenter
    assert item("augmentation", depression(), statement(agent, dose, start, end)) == points


def test_electroconvulsive_therapy() -> None:
    assert item("ect", depression(), sessions("ect", ["2026-03-20"])) == (1, 1)
    assert item("ect", depression(), sessions("rtms", ["2026-03-20"])) == (0, 0)
    perhaps = depression(onset="2025-12")
    assert item("ect", perhaps, sessions("ect", ["2025-12-10"])) == (0, 1), "perhaps before the episode"


def test_the_band_is_given_when_both_ends_lie_in_it() -> None:
    severe = staged(depression("mdd-recurrent-severe"), score("phq-9", 22, "2026-03-20"))
    assert severe is not None
    assert (severe.minimum, severe.maximum, severe.band) == (6, 6, "mild")
    wide = staged(depression())
    assert wide is not None
    assert (wide.minimum, wide.maximum, wide.band) == (5, 7, None)


def test_without_a_certain_failure_there_is_no_score() -> None:
    """R-S2."""
    assert staged(depression(), trial=TRIAL[:1]) is None
