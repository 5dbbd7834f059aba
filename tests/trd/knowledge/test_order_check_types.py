"""Figures of the order checks by their names, and how long a taper takes."""

from decimal import Decimal

import pytest

from trd.knowledge.loading import load

RULES = load().order_checks


def test_a_number_of_days_is_whole() -> None:
    assert RULES.days("withdrawal-from-days") == 28


def test_a_share_is_exact() -> None:
    assert RULES.share("supplied-share") == Decimal("0.80")


def test_a_figure_that_is_not_there_is_an_error_and_never_zero() -> None:
    with pytest.raises(KeyError):
        RULES.days("no such figure")


@pytest.mark.parametrize(("agent", "weeks"), [("lithium", "at least 4"), ("sertraline", "2 to 4")])
def test_a_taper_without_weeks_of_its_own_takes_the_default(agent: str, weeks: str) -> None:
    assert RULES.taper_weeks(agent) == weeks
