"""Numbers as clinicians read them."""

from decimal import Decimal

import pytest

from trd.figures import counted, plain


@pytest.mark.parametrize(
    ("number", "said"),
    [("50.0", "50"), ("37.50", "37.5"), ("1E+2", "100"), ("0", "0"), ("0.0", "0"), ("100", "100"), ("-0.10", "-0.1")],
)
def test_a_number_is_said_without_needless_zeros(number, said) -> None:
    assert plain(Decimal(number)) == said


def test_a_count_agrees_with_its_noun() -> None:
    assert [counted(number, "agent") for number in (0, 1, 2)] == ["0 agents", "1 agent", "2 agents"]
