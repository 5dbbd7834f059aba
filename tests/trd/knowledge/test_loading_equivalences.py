"""Salts, drops, weekly capsules and patches: what is written on the label is not what the agent's table counts."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from trd.knowledge.equivalences import Equivalences
from trd.knowledge.loading import PACKAGED, load
from trd.knowledge.loading_equivalences import read_equivalences
from trd.knowledge.reading import KnowledgeError, read_toml

KNOWLEDGE = load()


def read(change: Any = lambda table: None) -> Equivalences:
    table = deepcopy(read_toml(PACKAGED, "equivalences.toml"))
    change(table)
    return read_equivalences(table, KNOWLEDGE.sources, KNOWLEDGE.agents)


def test_the_hydrobromide_of_bupropion_weighs_more_than_the_hydrochloride() -> None:
    salt = read().salts["bupropion"]
    assert 174 * salt.factor == 150
    assert 348 * salt.factor == 300
    assert {"hydrobromide", "aplenzin"} <= salt.words


def test_drops_of_citalopram_count_more_than_they_hold() -> None:
    drops = read().drops["citalopram"]
    assert drops.mg_per_drop == 2
    assert 16 * drops.factor == 20


def test_fluoxetine_once_a_week_stands_for_a_daily_dose() -> None:
    weekly = read().weekly["fluoxetine"]
    assert weekly.intake == 90
    assert weekly.daily == 20
    assert weekly.factor == 1


@pytest.mark.parametrize(("held", "given"), [(20, 6), (30, 9), (40, 12)])
def test_a_patch_gives_less_than_it_holds(held: int, given: int) -> None:
    assert read().patches["selegiline"].contents[Fraction(held)] == given


def test_every_equivalence_says_where_it_was_read() -> None:
    found = read()
    for table in (found.salts, found.drops, found.weekly, found.patches):
        for row in table.values():
            assert row.source.id in KNOWLEDGE.sources
            assert row.where
            assert row.mark


def test_no_file_at_all_is_no_equivalence() -> None:
    assert read_equivalences({}, KNOWLEDGE.sources, KNOWLEDGE.agents) == Equivalences()


def twice(table: dict[str, Any]) -> None:
    table["salt"].append(table["salt"][0])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(lambda table: table.update(salts=[]), "unknown key salts", id="unknown table"),
        pytest.param(lambda table: table["salt"][0].update(agent="bupropin"), "unknown agent 'bupropin'", id="agent"),
        pytest.param(twice, "an agent stands twice", id="an agent twice"),
        pytest.param(lambda table: table["salt"][0].update(multiply=0), "multiply must be above zero", id="zero"),
        pytest.param(lambda table: table["drops"][0].update(divide=-8), "divide must be above zero", id="below zero"),
        pytest.param(lambda table: table["weekly"][0].update(weeks=1), "unknown key weeks", id="unknown key"),
        pytest.param(lambda table: table["patch"][0].update(contents=[20]), "must be pairs", id="no pairs"),
        pytest.param(lambda table: table["patch"][0].update(contents="20"), "must be pairs", id="no list"),
        pytest.param(
            lambda table: table["patch"][0].update(contents=[[6, 20]]), "less than it holds", id="turned round"
        ),
        pytest.param(
            lambda table: table["patch"][0].update(contents=[[20, 0]]), "less than it holds", id="gives nothing"
        ),
        pytest.param(lambda table: table["salt"][0].update(source="NOBODY"), "source", id="unknown source"),
        pytest.param(lambda table: table["salt"][0].pop("where"), "where must be text", id="no place"),
    ],
)
def test_a_wrong_equivalence_is_refused_by_name(change: Any, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"equivalences\.toml.*{fault}"):
        read(change)
