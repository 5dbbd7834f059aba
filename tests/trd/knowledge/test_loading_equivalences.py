"""Doses written in another way than their table counts them (§1.6), read strictly."""

from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_equivalences import read_equivalences
from trd.knowledge.reading import KnowledgeError

KNOWLEDGE = load()
FOUND = KNOWLEDGE.equivalences


def test_hydrobromide_174_is_hydrochloride_150() -> None:
    assert FOUND.salts["bupropion"].factor * 174 == 150
    assert "hydrobromide" in FOUND.salts["bupropion"].words


def test_eight_milligrams_of_drops_are_a_tablet_of_ten() -> None:
    assert FOUND.drops["citalopram"].factor * 8 == 10
    assert FOUND.drops["citalopram"].mg_per_drop == 2


def test_ninety_milligrams_once_a_week_are_twenty_a_day() -> None:
    weekly = FOUND.weekly["fluoxetine"]
    assert weekly.intake == 90
    assert weekly.daily == 20


def test_a_patch_gives_less_than_it_holds() -> None:
    contents = {int(held): int(given) for held, given in FOUND.patches["selegiline"].contents.items()}
    assert contents == {20: 6, 30: 9, 40: 12}


def test_every_equivalence_names_its_place() -> None:
    rows = [*FOUND.salts.values(), *FOUND.drops.values(), *FOUND.weekly.values(), *FOUND.patches.values()]
    assert len(rows) == 4
    assert all(row.where and row.source.citation and row.mark in "VMP" for row in rows)


ROW: dict[str, Any] = {"agent": "bupropion", "multiply": 150, "divide": 174, "source": "US-LABEL", "where": "here"}


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"salts": []}, "unknown key"),
        ({"salt": [ROW | {"agent": "aspirin-like"}]}, "unknown agent"),
        ({"salt": [ROW | {"source": "NOBODY"}]}, "unknown source"),
        ({"salt": [ROW | {"multiply": 0}]}, "above zero"),
        ({"salt": [ROW | {"factor": 1}]}, "unknown key"),
        ({"salt": [ROW, ROW]}, "stands twice"),
        ({"patch": [ROW | {"contents": [[6, 20]]}]}, "gives less"),
        ({"patch": [ROW | {"contents": [[6]]}]}, "pairs"),
    ],
)
def test_a_wrong_entry_stops_the_service_by_name(table: dict[str, Any], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=fault):
        read_equivalences(table, KNOWLEDGE.sources, KNOWLEDGE.agents)
