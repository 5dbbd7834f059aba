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


def test_micrograms_are_compared_with_the_milligrams_of_the_product() -> None:
    row = {
        "form": "tablet",
        "name": "Liothyronine {} microgram oral tablet",
        "unit": "ug",
        "products": {"25": "903697"},
    }
    read_orders({"liothyronine": row}, KNOWLEDGE.agents, KNOWLEDGE.codes)
    with pytest.raises(KnowledgeError, match="not 5 ug as tablet"):
        read_orders({"liothyronine": row | {"products": {"5": "903697"}}}, KNOWLEDGE.agents, KNOWLEDGE.codes)


def test_a_product_or_an_ingredient_is_given_not_both_and_not_neither() -> None:
    with pytest.raises(KnowledgeError, match="or else"):
        read(ingredient="36437")
    with pytest.raises(KnowledgeError, match="or else"):
        read_orders({"sertraline": {"name": "Sertraline {} mg"}}, KNOWLEDGE.agents, KNOWLEDGE.codes)


def test_a_step_says_how_long_it_lasts_and_what_comes_next() -> None:
    step = KNOWLEDGE.orders["duloxetine"].steps[Decimal(30)]
    assert step.days == 7
    assert "60" in str(step.next_step)


def test_every_drug_that_may_be_drafted_starts_with_a_product_of_its_own() -> None:
    told = {code: row.agent for row in KNOWLEDGE.orders.values() for code in row.products.values()}
    assert len(told) == sum(len(row.products) for row in KNOWLEDGE.orders.values()), "a product stands for two drugs"
