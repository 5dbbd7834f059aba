"""An option's standing: five levels, and the word that a card says for each."""

import pytest

from trd.options import Option
from trd.terms import Strength, Topic


@pytest.mark.parametrize(
    ("level", "said"),
    [
        pytest.param(5, Strength.URGENT, id="5 is urgent"),
        pytest.param(4, Strength.FIRST_LINE, id="4 is first-line"),
        pytest.param(3, Strength.SECOND_LINE, id="3 is second-line"),
        pytest.param(2, Strength.THIRD_LINE, id="2 is third-line"),
        pytest.param(1, Strength.CONSIDER, id="1 is consider"),
        pytest.param(0, Strength.CONSIDER, id="a level that is not offered is never said to be stronger"),
    ],
)
def test_each_level_is_said_in_one_word(level: int, said: Strength) -> None:
    assert Option(topic=Topic.SWITCH, level=level).strength is said
