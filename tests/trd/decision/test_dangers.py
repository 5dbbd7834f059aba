"""Dangers that already run are said on every hook, whatever the gate (R-Z10a)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, taken
from trd.decision.dangers import running_dangers
from trd.exposures import Exposure
from trd.knowledge.loading import load
from trd.options import RunningDanger
from trd.terms import Route, Verdict

KNOWLEDGE = load()


def dangers(*exposures: Any, facts: tuple[Any, ...] = ()) -> tuple[RunningDanger, ...]:
    return running_dangers(Told(exposures=list(exposures), facts=list(facts)).read(KNOWLEDGE))


def now(ingredient: str, **more: Any) -> Exposure:
    return taken(ingredient, LONG_AGO, AS_OF, **more)


@pytest.mark.parametrize(
    ("one", "other", "row"),
    [
        ("phenelzine", "sertraline", "S020"),
        ("phenelzine", "bupropion", "S021"),
        ("phenelzine", "reboxetine", "S022"),
        ("phenelzine", "tranylcypromine", "S009"),
        ("linezolid", "sertraline", "S025"),
        ("linezolid", "bupropion", "S025"),
    ],
)
def test_two_drugs_that_must_not_run_together_are_said(one: str, other: str, row: str) -> None:
    found = dangers(now(one), now(other))
    assert row in [danger.result.row.id for danger in found]
    said = next(danger for danger in found if danger.result.row.id == row)
    assert set(said.agents) == {one, other}
    assert said.message.endswith("On record as current: confirm today.")
    assert said.result.evidence


@pytest.mark.parametrize(("inhibitor", "partner"), [(False, True), (True, False), (False, False)])
def test_a_pair_that_may_still_be_taken_is_a_warning_whatever_the_gate(inhibitor: bool, partner: bool) -> None:
    found = dangers(now("phenelzine", certain=inhibitor), now("sertraline", certain=partner))
    assert [(danger.result.verdict, danger.level) for danger in found] == [(Verdict.UNKNOWN, "warning")]
    assert found[0].message.endswith("May still be taken: confirm today.")


def test_what_certainly_runs_is_said_before_what_may_run() -> None:
    found = dangers(
        now("phenelzine", certain=False), now("citalopram"), facts=(measurement("qtc-interval", 500, AS_OF),)
    )
    assert [(danger.result.row.id, danger.level) for danger in found] == [("S037", "critical"), ("S020", "warning")]


def test_a_parkinson_inhibitor_alone_is_a_line_of_the_summary_and_the_patch_is_not() -> None:
    assert [danger.result.row.id for danger in dangers(now("selegiline"), now("sertraline"))] == ["S027"]
    assert [danger.level for danger in dangers(now("selegiline"), now("sertraline"))] == [None]
    patch = now("selegiline", route=Route.TRANSDERMAL)
    assert "S020" in [danger.result.row.id for danger in dangers(patch, now("sertraline"))]


@pytest.mark.parametrize(("level", "days", "said"), [("1.5", 30, True), ("1.49", 5, False), ("1.6", 31, False)])
def test_a_toxic_lithium_level_is_said_for_thirty_days(level: str, days: int, said: bool) -> None:
    value = measurement("lithium-level", Decimal(level), AS_OF - timedelta(days=days))
    assert bool(dangers(now("lithium"), facts=(value,))) is said


def test_a_toxic_level_is_said_also_when_lithium_is_only_possible() -> None:
    value = measurement("lithium-level", "1.6", AS_OF)
    assert dangers(now("lithium", certain=False), facts=(value,))


def test_a_toxic_level_proves_that_lithium_is_taken_though_no_list_names_it() -> None:
    value = measurement("lithium-level", "1.6", AS_OF - timedelta(days=5))
    (found,) = dangers(facts=(value,))
    assert (found.level, found.agents) == ("critical", ())
    assert found.message.endswith("Not on the drug list: confirm today.")
    before = taken("lithium", LONG_AGO, AS_OF - timedelta(days=6))
    assert dangers(before, facts=(value,)), "ended before the level was drawn"
    assert not dangers(taken("lithium", LONG_AGO, AS_OF - timedelta(days=5)), facts=(value,)), "stopped since"


def test_a_long_qt_needs_a_drug_that_certainly_runs() -> None:
    value = measurement("qtc-interval", 500, AS_OF)
    assert dangers(now("citalopram"), facts=(value,))
    assert not dangers(now("citalopram", certain=False), facts=(value,))
    assert not dangers(now("citalopram"), facts=(measurement("qtc-interval", 499, AS_OF),))


def test_the_same_drug_twice_is_no_pair() -> None:
    assert not dangers(now("phenelzine"), now("phenelzine"))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("phenelzine", "sertraline", "Phenelzine with sertraline: serotonin toxicity."),
        ("phenelzine", "bupropion", "Phenelzine with bupropion: hypertensive crisis."),
        ("linezolid", "bupropion", "Linezolid with bupropion: hypertensive crisis."),
        ("linezolid", "sertraline", "Linezolid with sertraline: serotonin toxicity."),
        ("phenelzine", "tranylcypromine", "Phenelzine with tranylcypromine: hypertensive crisis."),
    ],
)
def test_of_two_drugs_that_run_both_are_named_and_nobody_is_told_to_wait(one: str, other: str, said: str) -> None:
    found = next(danger for danger in dangers(now(one), now(other)) if set(danger.agents) == {one, other})
    assert found.message.startswith(said)
    assert "wait" not in found.message.casefold()
