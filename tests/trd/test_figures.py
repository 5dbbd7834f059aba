"""Numbers as clinicians read them."""

from decimal import Decimal

import pytest

from trd.figures import plain


@pytest.mark.parametrize(
    ("number", "said"),
    [("50.0", "50"), ("37.50", "37.5"), ("1E+2", "100"), ("0", "0"), ("0.0", "0"), ("100", "100"), ("-0.10", "-0.1")],
)
def test_a_number_is_said_without_needless_zeros(number, said) -> None:
    assert plain(Decimal(number)) == said
