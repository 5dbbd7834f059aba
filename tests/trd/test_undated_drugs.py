"""A drug without any date is no trial, but nobody can say that it did not fail (R-0.1, R-0.3, decision 8)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import depression, history, score, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.terms import Intake


def judged(*facts: Any, **choices: Any) -> Assessment:
    record = history(depression(onset="2025-01-01"), *facts)
    return assess(record, load(), Choices(**choices), as_of=date(2026, 5, 20))


def failure(agent: str, dose: Any, start: str, end: str) -> list[Any]:
    return [statement(agent, dose, start, end), score("phq-9", 20, start), score("phq-9", 19, end)]


SERTRALINE = failure("sertraline", 100, "2026-01-05", "2026-03-05")
VENLAFAXINE = failure("venlafaxine", 150, "2026-03-06", "2026-05-10")


def test_none_failed_is_not_said_of_drugs_whose_dates_were_lost() -> None:
    found = judged(statement("sertraline", 100), statement("venlafaxine", 150))
    assert (found.resistance.status, found.resistance.failed_trials, found.resistance.possible_failures) == (
        "indeterminate",
        0,
        2,
    )
    assert found.resistance.would_settle == ("start date of sertraline", "start date of venlafaxine")
    assert found.trials == ()


def test_a_lost_date_makes_resistance_open_not_absent() -> None:
    assert judged(SERTRALINE, VENLAFAXINE).resistance.status == "resistant"
    without = judged(SERTRALINE, statement("venlafaxine", 150)).resistance
    assert (without.status, without.failed_trials, without.possible_failures) == ("indeterminate", 1, 1)
    assert without.would_settle == ("start date of venlafaxine",)


def test_what_is_certain_stays_certain_beside_it() -> None:
    assert judged(SERTRALINE, VENLAFAXINE, statement("bupropion", 300)).resistance.status == "resistant"


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([*SERTRALINE, statement("sertraline", 100)], id="listed once more beside its dated course"),
        pytest.param([*SERTRALINE, statement("escitalopram", 5)], id="surely below every dose that counts"),
        pytest.param([*SERTRALINE, statement("trazodone", 50)], id="a dose for sleep"),
        pytest.param(
            [*SERTRALINE, statement("venlafaxine", 150, indications={"hot-flushes"})], id="for something else"
        ),
        pytest.param([*SERTRALINE, statement("aripiprazole", 5)], id="no antidepressant"),
        pytest.param([*SERTRALINE, statement("ibuprofen", 400)], id="no drug for depression"),
    ],
)
def test_it_opens_nothing_when_it_could_be_no_failure_of_its_own(facts: list[Any]) -> None:
    resistance = judged(*facts).resistance
    assert (resistance.status, resistance.possible_failures) == ("one-failure", 0)


def test_a_drug_and_its_isomer_are_one_also_without_dates() -> None:
    resistance = judged(
        *failure("citalopram", 40, "2026-01-05", "2026-03-05"), statement("escitalopram", 20)
    ).resistance
    assert (resistance.status, resistance.possible_failures) == ("one-failure", 0)


def test_a_drug_that_was_not_taken_opens_nothing() -> None:
    resistance = judged(*SERTRALINE, statement("venlafaxine", 150, intake=Intake.NOT_TAKEN)).resistance
    assert resistance.status == "one-failure"


def test_the_least_dose_is_that_of_the_definition() -> None:
    """Between two minima the drug may have failed by the one and not by the other."""
    knowledge = load()
    agent = next(
        agent
        for agent in knowledge.agents.values()
        if agent.antidepressant and agent.counted and agent.id == "mirtazapine"
    )
    assert agent.minimum is not None
    low = judged(statement("mirtazapine", agent.minimum.value - 1)).by_definition["default"]
    enough = judged(statement("mirtazapine", agent.minimum.value)).by_definition["default"]
    assert (low.status, enough.status) == ("none", "indeterminate")
