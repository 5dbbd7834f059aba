"""What the order checks look at is read strictly: a misspelt drug or row would silence a check."""

from copy import deepcopy
from typing import Any

import pytest

from trd.knowledge.loading import PACKAGED, load
from trd.knowledge.loading_order_checks import read_order_checks
from trd.knowledge.order_check_types import OrderChecks
from trd.knowledge.reading import KnowledgeError, read_toml
from trd.knowledge.vocabulary import vocabulary

KNOWLEDGE = load()
RULES = KNOWLEDGE.order_checks
TABLE = read_toml(PACKAGED, "order_checks.toml")
WORDS = vocabulary(KNOWLEDGE.agents, KNOWLEDGE.codes)


def read(table: dict[str, Any]) -> OrderChecks:
    known = KNOWLEDGE
    return read_order_checks(table, known.sources, known.agents, known.codes, known.safety, WORDS, known.monitoring)


def test_classes_and_groups_are_expanded() -> None:
    assert {"amitriptyline", "maprotiline", "lithium", "bupropion"} <= RULES.agents["critical-duplicate"]
    assert {"phenelzine", "linezolid", "rasagiline"} <= RULES.ingredients["mao-inhibitor"]


def test_every_figure_names_its_source() -> None:
    assert all(figure.source.id and figure.where for figure in RULES.figures.values())
    assert RULES.days("withdrawal-from-days") == 28


def test_a_taper_without_weeks_of_its_own_takes_the_usual_ones() -> None:
    assert RULES.taper_weeks("lithium") == "at least 4"
    assert RULES.taper_weeks("paroxetine") == RULES.taper["default"]


@pytest.mark.parametrize(
    ("section", "key", "value", "why"),
    [
        pytest.param("agents", "overdose", ["lithum"], "no agent", id="misspelt drug"),
        pytest.param("agents", "overdose", ["class:TCAS"], "no agent", id="misspelt class"),
        pytest.param("ingredients", "sedative", ["group:opiods"], "no ingredient", id="misspelt group"),
        pytest.param("rows", "bipolar", ["S999"], "unknown row", id="a row that is none"),
        pytest.param("rows", "bipolar", [], "unknown row", id="an empty list of rows"),
        pytest.param("doses", "critical-above", {"venlafaxine": 0}, "no agent with a dose", id="a dose of zero"),
        pytest.param("titration", "lamotrigine", [50, 25], "rising", id="steps that fall"),
        pytest.param("taper", "lithum", "2", "agents", id="a taper of nobody"),
        pytest.param("figures", "mania-days", {"value": 90}, "unit", id="a figure without a source"),
    ],
)
def test_a_wrong_entry_stops_the_service(section: str, key: str, value: Any, why: str) -> None:
    table = deepcopy(TABLE)
    table[section][key] = value
    with pytest.raises(KnowledgeError, match=why):
        read(table)


@pytest.mark.parametrize(
    "changes",
    [{"tests": ["tsch"]}, {"tests": []}, {"days": 0}, {"level": "loud"}, {"about": ["lithum"]}, {"colour": 1}],
)
def test_wrong_tests_stop_the_service(changes: dict[str, Any]) -> None:
    table = deepcopy(TABLE)
    table["monitoring"][0].update(changes)
    with pytest.raises(KnowledgeError):
        read(table)
