"""Numbers, cells and anchors of the knowledge page."""

from decimal import Decimal

import pytest

from trd.knowledge.rendering_tables import plain, table


@pytest.mark.parametrize(
    ("value", "text"),
    [("50", "50"), ("37.5", "37.5"), ("37.50", "37.5"), ("0.80", "0.8"), ("100", "100"), ("1E+2", "100")],
)
def test_a_number_is_printed_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_no_number_is_a_dash() -> None:
    assert plain(None) == "–"


def test_a_bar_and_a_line_break_do_not_break_the_table() -> None:
    assert table(("one",), [("a|b\nc",), ("",)]).splitlines()[2:] == ["| a\\|b c |", "| – |"]
