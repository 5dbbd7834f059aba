"""The knowledge as JSON can hold it: whole, by id, with its sources."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from trd.knowledge.loading import load
from trd.knowledge.publication import plain_value, publish
from trd.knowledge.types import Source
from trd.terms import Effect

KNOWLEDGE = load()
PUBLISHED = publish(KNOWLEDGE)


def test_every_kind_of_entry_is_published_under_its_id() -> None:
    for kind in ("agents", "definitions", "scales", "strategies", "mainRows", "countries", "explanations", "figures"):
        assert PUBLISHED[kind], kind
    assert set(PUBLISHED["safetyRows"]) == {row.id for row in KNOWLEDGE.safety}
    assert set(PUBLISHED["sources"]) == set(KNOWLEDGE.sources)
    assert PUBLISHED["draft"] is True


def test_a_figure_names_its_source_and_the_place_in_it() -> None:
    assert PUBLISHED["agents"]["sertraline"]["minimum"] == {
        "value": Decimal(50),
        "unit": "mg/d",
        "source": "MGH",
        "where": "form, sertraline",
        "mark": "V",
    }


def test_a_source_has_its_title_year_and_address() -> None:
    source = PUBLISHED["sources"]["MGH"]
    assert source["doi"] == source["url"].removeprefix("https://doi.org/")
    assert source["year"] == 2010
    assert PUBLISHED["sources"]["CANMAT-2023"]["year"] is None, "two years are named: neither is guessed"


def test_code_tables_are_not_republished() -> None:
    assert not {"codes", "units"} & set(PUBLISHED)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Source(id="X", citation="a"), "X"),
        (Effect.AVOID, "avoid"),
        (Fraction(1, 6), "1/6"),
        (date(2026, 11, 23), "2026-11-23"),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({("a", "b"): (1, 2)}, {"a → b": [1, 2]}),
        (True, True),
        (None, None),
    ],
)
def test_a_value_has_one_plain_form(value: object, plain: object) -> None:
    assert plain_value(value) == plain


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        plain_value(object())


def test_a_changed_dose_is_a_changed_value() -> None:
    agents = {**KNOWLEDGE.agents, "sertraline": replace(KNOWLEDGE.agents["sertraline"], start=Decimal(25))}
    assert publish(replace(KNOWLEDGE, agents=agents))["agents"]["sertraline"]["start"] == Decimal(25)
