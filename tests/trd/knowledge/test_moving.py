"""One figure at another value, the rest as it was."""

from decimal import Decimal

import pytest

from trd.knowledge.loading import load
from trd.knowledge.moving import found_at, moved

KNOWLEDGE = load()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(("agents", "sertraline", "minimum", "value"), id="a threshold of an entry"),
        pytest.param(("figures", "tms-sessions", "value"), id="a figure of its own"),
        pytest.param(("scales", "phq-9", "bands", 0, 1), id="the second of a pair in a list"),
        pytest.param(("definitions", "default", "failures"), id="a number alone"),
    ],
)
def test_one_figure_moves_and_nothing_beside_it(path: tuple[str | int, ...]) -> None:
    other = moved(KNOWLEDGE, path, Decimal(7))
    assert found_at(other, path) == 7
    assert found_at(KNOWLEDGE, path) != 7
    assert moved(other, path, found_at(KNOWLEDGE, path)) == KNOWLEDGE


def test_what_is_not_on_the_way_is_shared() -> None:
    other = moved(KNOWLEDGE, ("agents", "sertraline", "minimum", "value"), Decimal(75))
    assert other.agents["lithium"] is KNOWLEDGE.agents["lithium"]
    assert other.safety is KNOWLEDGE.safety


def test_a_member_that_is_not_there_is_an_error() -> None:
    with pytest.raises((KeyError, AttributeError)):
        moved(KNOWLEDGE, ("agents", "nothing", "minimum"), None)
    with pytest.raises(TypeError):
        moved(Decimal(1), ("real",), 2)
