"""The wire of an answer: nothing empty on a card, resources whole, decimals exact."""

import json
from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.responses import Action, Card, Coding, Source, Suggestion, json_bytes, without_empty, write_response


def card(**more: Any) -> Card:
    return Card(summary="One sentence", indicator="info", source=Source(label="A guideline"), **more)


def written(*cards: Card) -> Any:
    return json.loads(write_response(cards))


def test_nothing_to_say_is_an_empty_list() -> None:
    assert write_response(()) == b'{"cards":[]}'


def test_members_without_a_value_are_not_sent() -> None:
    assert written(card()) == {
        "cards": [{"summary": "One sentence", "indicator": "info", "source": {"label": "A guideline"}}]
    }


def test_names_are_those_of_the_specification() -> None:
    full = card(
        uuid="5f0c",
        detail="More.",
        selection_behavior="any",
        suggestions=(Suggestion(label="Go", uuid="a1", actions=(Action(type="delete", resource_id="X/1"),)),),
        override_reasons=(Coding(code="other", system="s", display="Other"),),
    )
    (sent,) = written(full)["cards"]
    assert sent["selectionBehavior"] == "any"
    assert sent["overrideReasons"] == [{"code": "other", "system": "s", "display": "Other"}]
    assert sent["suggestions"][0]["actions"] == [{"type": "delete", "resourceId": "X/1"}]


def test_a_resource_is_sent_whole_with_its_nulls_and_exact_decimals() -> None:
    resource: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "x": None,
        "y": [],
        "dose": Decimal("2.50"),
        "z": {"n": 37},
    }
    answer = write_response(
        [card(suggestions=(Suggestion(label="Go", actions=(Action(type="update", resource=resource),)),))]
    )
    assert b'"dose":2.50' in answer
    sent = json.loads(answer)["cards"][0]["suggestions"][0]["actions"][0]["resource"]
    assert sent["x"] is None
    assert sent["y"] == []


@pytest.mark.parametrize("text", ["0.1", "2.50", "100", "37.5", "0.333333333333333333333333", "-0.50"])
def test_a_decimal_is_written_as_the_number_that_it_is(text: str) -> None:
    assert json_bytes({"value": Decimal(text)}) == b'{"value":' + text.encode() + b"}"


def test_a_structured_result_loses_its_empty_members_at_any_depth_and_keeps_zero_and_false() -> None:
    told = {"a": None, "b": [], "c": {}, "d": {"e": {"f": None}}, "g": 0, "h": False, "i": [{"j": ""}], "k": ("x",)}
    assert without_empty(told) == {"g": 0, "h": False, "i": [{}], "k": ["x"]}
