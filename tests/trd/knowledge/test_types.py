"""What the types work out themselves."""

from dataclasses import replace
from decimal import Decimal

import pytest

from trd.knowledge.loading import load
from trd.terms import SeverityBand

KNOWLEDGE = load()


def test_a_value_above_the_last_end_is_in_the_last_band() -> None:
    assert KNOWLEDGE.scales["phq-9"].band(Decimal(99)) is SeverityBand.SEVERE


@pytest.mark.parametrize(("days", "window"), [(28, 35), (42, 52), (56, 70)])
def test_the_days_at_dose_lie_in_a_window_a_fifth_longer(days: int, window: int) -> None:
    default = KNOWLEDGE.definitions["default"]
    assert replace(default, days_at_dose=replace(default.days_at_dose, value=Decimal(days))).window_days == window


def test_a_row_of_the_matrix_has_its_number() -> None:
    assert KNOWLEDGE.safety[441].number == 442
