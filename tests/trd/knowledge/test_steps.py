"""One step of a figure: the next dose of the ladder, one week, one point."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.entries import entries
from trd.knowledge.entry_figures import Figure, figures_of
from trd.knowledge.loading import load
from trd.knowledge.steps import step_to, steps_of

KNOWLEDGE = load()


def figure(entry: str, says: str) -> Figure:
    (found,) = [each for each in figures_of(KNOWLEDGE, entry) if each.says == says]
    return found


@pytest.mark.parametrize(
    ("entry", "says", "steps"),
    [
        pytest.param(
            "agent sertraline", "least adequate dose", ("25", "100"), id="down to a half tablet, up the ladder"
        ),
        pytest.param(
            "agent sertraline", "highest usual dose", ("150", "225"), id="above the ladder the smallest product"
        ),
        pytest.param("agent lithium", "least adequate level", ("0.5", "0.7"), id="a level of lithium"),
        pytest.param("definition default", "days at dose", ("35", "49"), id="a week"),
        pytest.param("definition default", "failures for resistant", ("1", "3"), id="a failure"),
        pytest.param("scale phq-9", "remission at or below", ("3", "5"), id="a point"),
        pytest.param("safety S001", "look-back", ("28", "42"), id="a look-back of weeks"),
        pytest.param("safety S315", "limit: < 30", ("28", "32"), id="a measured value"),
        pytest.param("safety S083", "limit in bp-systolic>=140", ("135", "145"), id="blood pressure"),
        pytest.param("figure adherence-share", "adherence share", ("0.75", "0.85"), id="a share"),
        pytest.param("figure next-dispense-days", "next dispense days", None, id="days"),
    ],
)
def test_one_step_below_and_above(entry: str, says: str, steps: tuple[str, str] | None) -> None:
    found = steps_of(KNOWLEDGE, figure(entry, says))
    if steps is None:
        value = figure(entry, says).value
        assert isinstance(value, Decimal)
        assert found == (value - 7, value + 7) if value >= 14 else (value - 1, value + 1)
    else:
        assert found == tuple(Decimal(step) for step in steps)


@pytest.mark.parametrize(
    ("value", "unit", "steps"),
    [
        ("13", "d", ("12", "14")),
        ("14", "d", ("7", "21")),
        ("1", "d", ("2",)),
        ("450", "ms", ("440", "460")),
        ("6.5", "%", ("6", "7")),
        ("135", "mmol/L", ("125", "145")),
        ("1.5", "mmol/L", ("1.4", "1.6")),
        ("10.5", "mg/dL", ("9.5", "11.5")),
        ("0.05", "1", ("0.025", "0.075")),
        ("30", "mg/d", ("25", "35")),
        ("19", "mg/d", ("18", "20")),
        ("60", "a", ("59", "61")),
    ],
)
def test_a_step_is_as_large_as_a_person_would_make_it(value: str, unit: str, steps: tuple[str, ...]) -> None:
    found = steps_of(KNOWLEDGE, Figure(path=(), says="", value=Decimal(value), unit=unit))
    assert found == tuple(Decimal(step) for step in steps)


def test_the_points_of_a_candidate_move_together() -> None:
    assert steps_of(KNOWLEDGE, Figure(path=(), says="", value=(7, 6, 5))) == ((6, 5, 4), (8, 7, 6))


def test_every_step_of_every_figure_can_be_made_and_is_another_knowledge() -> None:
    for entry in entries(KNOWLEDGE):
        for each in figures_of(KNOWLEDGE, entry)[:2]:
            steps = steps_of(KNOWLEDGE, each)
            assert steps, each
            assert step_to(KNOWLEDGE, each, steps[0]) != KNOWLEDGE, each


def test_a_limit_inside_the_words_of_a_row_moves_alone() -> None:
    other = step_to(KNOWLEDGE, figure("safety S083", "limit in bp-systolic>=140"), Decimal(145))
    (row,) = [row for row in other.safety if row.id == "S083"]
    assert row.codes == "observation:bp-systolic>=145; observation:bp-diastolic>=90"


LEVELS = {Decimal(0): "none", Decimal(1): "present", Decimal(2): "present", Decimal(3): "high"}


@pytest.mark.parametrize(
    ("says", "to", "expected"),
    [
        ("suicide risk present from answer", 2, {1: "none"}),
        ("suicide risk high from answer", 2, {2: "high"}),
        ("suicide risk high from answer", 4, {3: "present"}),
    ],
)
def test_a_level_of_suicide_risk_begins_one_answer_later_or_earlier(
    says: str, to: int, expected: dict[int, Any]
) -> None:
    scales = {**KNOWLEDGE.scales, "phq-9": replace(KNOWLEDGE.scales["phq-9"], risk_levels=LEVELS)}
    knowledge = replace(KNOWLEDGE, scales=scales)
    (found,) = [each for each in figures_of(knowledge, "scale phq-9") if each.says == says]
    levels = step_to(knowledge, found, Decimal(to)).scales["phq-9"].risk_levels
    assert levels == {**LEVELS, **{Decimal(answer): level for answer, level in expected.items()}}
