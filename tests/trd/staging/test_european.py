"""European staging (§6.6)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import depression, history, score, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load

AGENTS = [
    ("sertraline", 100),
    ("venlafaxine", 150),
    ("mirtazapine", 30),
    ("bupropion", 300),
    ("duloxetine", 60),
    ("vortioxetine", 10),
    ("agomelatine", 25),
]


def stage(count: int, *, days: int = 45, definition: str = "default") -> str | None:
    day = date(2025, 1, 1)
    facts: list[Any] = [depression(onset=day), score("phq-9", 22, day)]
    for agent, dose in AGENTS[:count]:
        end = day + timedelta(days=days - 1)
        facts += [statement(agent, dose, day, end), score("phq-9", 21, end)]
        day = end + timedelta(days=1)
    return assess(history(facts), load(), Choices(definition=definition), as_of=day).staging.european


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, None), (1, "non-responder"), (2, "TRD1"), (3, "TRD2"), (4, "TRD3"), (5, "TRD4"), (6, "TRD5"), (7, "TRD5")],
)
def test_the_stage_by_the_number_of_failed_trials(count, expected) -> None:
    assert stage(count) == expected


def test_more_than_a_year_of_treatment_is_chronic() -> None:
    assert stage(4, days=91) == "TRD3"
    assert stage(4, days=92) == "CRD"


def test_four_weeks_are_no_six() -> None:
    assert stage(1, days=41, definition="athf-sf") is None
