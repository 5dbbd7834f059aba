"""What the records of all drugs tell of one another (E16, E17)."""

from datetime import date

import pytest

from tests.builders import history, order, statement
from trd.choices import Choices
from trd.exposures import rebuild
from trd.intervals import Days
from trd.knowledge.loading import load


@pytest.mark.parametrize(
    ("dose", "more", "last"),
    [
        pytest.param(50, {}, "2026-03-19", id="trazodone 50, for sleep"),
        pytest.param(149, {}, "2026-03-19", id="one mg below the trap limit"),
        pytest.param(150, {}, "2026-01-19", id="150 mg may treat depression"),
        pytest.param(50, {"indications": ["mdd-single-mild"]}, "2026-01-19", id="50 mg, said to be for depression"),
        pytest.param(None, {}, "2026-01-19", id="dose not stated"),
    ],
)
def test_a_dose_for_sleep_does_not_tell_when_another_drug_was_over(dose, more, last) -> None:
    """E16, R-A11: the next *counted* antidepressant."""
    record = history(
        order("sertraline", 50, "2026-01-10", status="completed"),
        statement("trazodone", dose, "2026-01-20", "2026-01-30", **more),
        statement("venlafaxine", 75, "2026-03-20", "2026-06-30"),
    )
    found = rebuild(record, load(), Choices(), as_of=date(2026, 11, 23))
    sertraline = next(each for each in found.exposures if each.agent == "sertraline")
    assert sertraline.possible == Days.between(date(2026, 1, 10), date.fromisoformat(last))
