"""Products of draft orders: a wrong code would be a wrong drug, so the loader refuses it."""

from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_orders import read_orders
from trd.knowledge.reading import KnowledgeError

KNOWLEDGE = load()
GOOD: dict[str, Any] = {"form": "tablet", "name": "Sertraline {} mg oral tablet", "products": {"50": "312941"}}


def read(**changes: Any) -> None:
    agent = changes.pop("agent", "sertraline")
    read_orders({agent: {**GOOD, **changes}}, KNOWLEDGE.agents, KNOWLEDGE.codes)


def test_a_right_row_is_read() -> None:
    read()
    assert KNOWLEDGE.orders["sertraline"].products[Decimal(50)] == "312941"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"agent": "nobody"}, "no agent", id="unknown agent"),
        pytest.param({"products": {"50": "349332"}}, "no clinical drug of sertraline", id="another drug"),
        pytest.param({"products": {"25": "312941"}}, "not 25 mg", id="another strength"),
        pytest.param({"form": "capsule"}, "as capsule", id="another form"),
        pytest.param({"products": {"50": "1"}}, "no clinical drug", id="unknown code"),
        pytest.param({"products": {"fifty": "312941"}}, "no amount", id="an amount in words"),
        pytest.param({"products": []}, "table of amounts", id="a list of products"),
        pytest.param({"unit": "g"}, "none of its words", id="another unit"),
        pytest.param({"when": "noon"}, "none of its words", id="another time of day"),
        pytest.param({"name": "Sertraline"}, "none of its words", id="a name without the amount"),
        pytest.param({"times": [5]}, "times a day", id="five times a day"),
        pytest.param({"atc": "N06AB06"}, "or else", id="a product and an ATC code"),
        pytest.param({"steps": [{"next": "100 mg"}]}, "daily dose", id="a step without a dose"),
        pytest.param({"steps": [{"daily": 50, "then_units": 2}]}, "how long", id="two steps, no length"),
        pytest.param({"colour": "blue"}, "unknown key", id="unknown key"),
    ],
)
def test_a_wrong_row_stops_the_service(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(KnowledgeError, match=why):
        read(**changes)
