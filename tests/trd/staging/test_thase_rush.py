"""Thase-Rush: the stage rises only in order (§6.4)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import depression, history, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load

DOSES = {
    "sertraline": 100,
    "citalopram": 20,
    "venlafaxine": 150,
    "mirtazapine": 30,
    "nortriptyline": 100,
    "maprotiline": 150,
    "phenelzine": 60,
    "moclobemide": 300,
}


def stage(*agents: str, ect: str | None = None) -> str | None:
    """The stage after these drugs failed one after another, each for 60 days."""
    day = date(2024, 1, 1)
    facts: list[Any] = [depression(onset=day), score("phq-9", 22, day)]
    for agent in agents:
        end = day + timedelta(days=59)
        facts += [statement(agent, DOSES[agent], day, end), score("phq-9", 21, end)]
        day = end + timedelta(days=1)
    if ect is not None:
        end = day + timedelta(days=21)
        facts += sessions("ect", [day + timedelta(days=3 * number) for number in range(8)], laterality=ect or None)
        facts.append(score("phq-9", 21, end))
        day = end
    return assess(history(facts), load(), Choices(), as_of=day).staging.thase_rush


@pytest.mark.parametrize(
    ("agents", "ect", "expected"),
    [
        pytest.param([], None, None, id="nothing failed"),
        pytest.param(["sertraline"], None, "I", id="one drug"),
        pytest.param(["sertraline", "citalopram"], None, "I", id="two of one class"),
        pytest.param(["sertraline", "venlafaxine"], None, "II", id="two classes"),
        pytest.param(["sertraline", "nortriptyline"], None, "II", id="a tricyclic as the second class"),
        pytest.param(["sertraline", "venlafaxine", "mirtazapine"], None, "II", id="three classes, no tricyclic"),
        pytest.param(["sertraline", "venlafaxine", "nortriptyline"], None, "III", id="and a tricyclic"),
        pytest.param(["sertraline", "venlafaxine", "maprotiline"], None, "III", id="maprotiline is a tricyclic here"),
        pytest.param(["sertraline", "nortriptyline", "phenelzine"], None, "III", id="an MAOI as the third class"),
        pytest.param(["sertraline", "venlafaxine", "phenelzine"], None, "II", id="an MAOI without a tricyclic"),
        pytest.param(["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], None, "IV", id="and an MAOI"),
        pytest.param(["sertraline", "venlafaxine", "nortriptyline", "moclobemide"], None, "III", id="reversible"),
        pytest.param(
            ["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], "bilateral", "V", id="and bilateral ECT"
        ),
        pytest.param(["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], "unilateral", "IV", id="unilateral"),
        pytest.param(["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], "", "IV", id="side not known"),
        pytest.param(["sertraline"], "bilateral", "I", id="ECT alone adds nothing"),
    ],
)
def test_the_stage(agents, ect, expected) -> None:
    assert stage(*agents, ect=ect) == expected
