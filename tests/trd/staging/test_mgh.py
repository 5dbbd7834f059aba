"""MGH staging: failures, optimised doses, augmentation, ECT (§6.6)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import depression, history, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load

SCORES = [score("phq-9", 20, "2026-01-04"), score("phq-9", 19, "2026-03-05")]
ECT = sessions("ect", [date(2026, 3, day) for day in (10, 12, 14, 16, 18, 20, 22, 24)])
AFTER_ECT = score("phq-9", 19, "2026-03-26")


def points(*facts: Any) -> tuple[str | None, str | None]:
    found = assess(history(depression(onset="2025-10-01"), *facts), load(), Choices(), as_of=date(2026, 4, 10)).staging
    return tuple(None if each is None else str(each.normalize()) for each in (found.mgh_score, found.mgh_max))  # type: ignore[return-value]


def drug(agent: str, dose: Any, **more: Any) -> Any:
    return statement(agent, dose, "2026-01-05", "2026-03-05", **more)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([drug("sertraline", 100), SCORES], ("1", None), id="one failure"),
        pytest.param([drug("sertraline", 199), SCORES], ("1", None), id="one milligram below the usual maximum"),
        pytest.param([drug("sertraline", 200), SCORES], ("1.5", None), id="optimised"),
        pytest.param([drug("paroxetine", 50, form="ir"), SCORES], ("1.5", None), id="paroxetine IR 50"),
        pytest.param([drug("paroxetine", 50, form="cr"), SCORES], ("1", None), id="paroxetine CR 50, of 62.5"),
        pytest.param([drug("sertraline", 100), SCORES, ECT, AFTER_ECT], ("4", None), id="and ECT"),
        pytest.param([ECT, SCORES[1], AFTER_ECT], ("3", None), id="ECT alone"),
        pytest.param(
            [drug("sertraline", 100), statement("mirtazapine", 30, "2026-03-06", asserted="2026-04-10"), SCORES],
            ("1", None),
            id="the second too short",
        ),
        pytest.param(
            [
                drug("sertraline", 200),
                statement("venlafaxine", 225, "2026-01-20", "2026-02-10"),
                statement("mirtazapine", 30, "2025-10-20", "2025-12-15"),
                SCORES,
            ],
            ("1.5", "2.5"),
            id="a possible failure beside it",
        ),
        pytest.param([drug("sertraline", 100)], (None, None), id="nothing certain"),
    ],
)
def test_points(facts, expected) -> None:
    assert points(facts) == expected
