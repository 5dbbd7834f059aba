"""A number without a place cannot be built."""

from decimal import Decimal

import pytest

from trd.knowledge.sourced import Source, Threshold

FORM = Source(id="MGH", citation="form")


def test_a_threshold_is_positive_and_says_where_it_stands() -> None:
    assert Threshold(value=Decimal(50), unit="mg/d", source=FORM, where="form").mark == "M"
    with pytest.raises(ValueError, match="MGH, form: 0 is no threshold"):
        Threshold(value=Decimal(0), unit="mg/d", source=FORM, where="form")
    with pytest.raises(ValueError, match="MGH: a threshold says where it stands"):
        Threshold(value=Decimal(50), unit="mg/d", source=FORM, where="")
