"""The records that are measured are what they say, and growth is read rightly."""

from datetime import date

import orjson
import pytest

from bench.growth import STEPS, exponent, growth
from bench.records import SHAPES, mixed
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from tests.fhir_mappings.records import KNOWLEDGE

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("size", [50, 500])
def test_a_record_has_as_many_resources_as_it_says(shape: object, size: int) -> None:
    assert callable(shape)
    assert len(orjson.loads(shape(size, TODAY))["entry"]) == size


def test_the_mixed_record_holds_every_kind_of_fact() -> None:
    history = read_history(read_any(mixed(200, TODAY)), KNOWLEDGE)
    assert {record.kind.value for record in history.medications} == {
        "order",
        "statement",
        "dispense",
        "administration",
    }
    assert history.conditions
    assert history.scores
    assert history.measurements
    assert history.sessions
    assert history.encounters


def test_an_exponent_of_one_is_linear_and_two_quadratic() -> None:
    found = {50: {"rebuild": 2.0}, 500: {"rebuild": 20.0}, 5000: {"rebuild": 2000.0}}
    assert exponent(found, "rebuild", 50, 500) == pytest.approx(1)
    assert exponent(found, "rebuild", 500, 5000) == pytest.approx(2)


def test_every_step_is_measured() -> None:
    found = growth(mixed, TODAY, sizes=(12,))
    assert set(found[12]) == set(STEPS)
    assert all(taken >= 0 for taken in found[12].values())
