"""The figures of an entry: each number that decides, with its source, its place and its mark."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.entries import entries
from trd.knowledge.entry_figures import READ, figures_of
from trd.knowledge.loading import load
from trd.knowledge.moving import found_at
from trd.knowledge.sourced import Threshold

KNOWLEDGE = load()
ENTRIES = entries(KNOWLEDGE)


def thresholds(value: Any) -> Iterator[Threshold]:
    if isinstance(value, Threshold):
        yield value
    elif isinstance(value, dict):
        yield from (found for part in value.values() for found in thresholds(part))
    elif isinstance(value, tuple | list):
        yield from (found for part in value for found in thresholds(part))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (found for field in fields(value) for found in thresholds(getattr(value, field.name)))


@pytest.mark.parametrize("kind", sorted(READ))
def test_no_figure_with_a_source_is_missing_from_its_pack(kind: str) -> None:
    for name, value in ENTRIES.items():
        if name.partition(" ")[0] == kind:
            told = [found.value for found in figures_of(KNOWLEDGE, name)]
            missing = [found for found in thresholds(value) if found.value not in told]
            assert not missing, f"{name}: {missing}"


def test_every_figure_stands_where_it_says() -> None:
    for name in ENTRIES:
        for figure in figures_of(KNOWLEDGE, name):
            stands = found_at(KNOWLEDGE, figure.path)
            if figure.path[-1] == "risk_levels":
                assert figure.value in stands
            else:
                assert figure.written(figure.value) == (stands if figure.within is None else str(stands)), figure


def told(entry: str) -> dict[str, Any]:
    return {figure.says: figure.value for figure in figures_of(KNOWLEDGE, entry)}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("agent sertraline", {"least adequate dose": Decimal(50), "highest dose with CYP2C19 poor": Decimal(75)}),
        ("agent citalopram", {"highest dose from 60 years": Decimal(20), "older adult from": 60}),
        ("agent trazodone", {"no trial below (hypnotic dose)": Decimal(150)}),
        ("definition default", {"days at dose": Decimal(42), "failures for resistant": 2}),
        ("scale phq-9", {"remission at or below": Decimal(4), "suicide risk present from answer": Decimal(1)}),
        ("safety S001", {"look-back": 35}),
        ("safety S315", {"limit: < 30": Decimal(30), "look-back": 180}),
        ("safety S083", {"limit in bp-systolic>=140": Decimal(140), "limit in bp-diastolic>=90": Decimal(90)}),
        ("figure tms-sessions", {"tms sessions": Decimal(20)}),
    ],
)
def test_what_a_reviewer_is_asked_for_is_there(entry: str, expected: dict[str, Any]) -> None:
    found = told(entry)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("entry", ["row D18", "country US", "table indications"])
def test_what_is_a_choice_in_words_has_no_figures(entry: str) -> None:
    assert entry in ENTRIES
    assert figures_of(KNOWLEDGE, entry) == ()


def test_a_figure_names_its_source_its_place_and_its_mark() -> None:
    (found,) = [figure for figure in figures_of(KNOWLEDGE, "agent sertraline") if figure.says == "least adequate dose"]
    assert (found.source, found.where, found.mark, found.unit) == ("MGH", "form, sertraline", "V", "mg/d")
