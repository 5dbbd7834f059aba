"""Wilson's interval against published figures and at its ends."""

import pytest

from app.store.proportions import wilson


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        # Newcombe, Stat Med 1998;17:857, table I, method 3 (score without continuity correction)
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
        pytest.param(20, 20, 0.8389, 1.0, id="all of 20"),
    ],
)
def test_it_is_the_published_interval(successes: int, of: int, low: float, high: float) -> None:
    assert wilson(successes, of) == pytest.approx((low, high), abs=5e-5)


def test_of_no_answer_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_more_answers_of_the_same_share_are_surer() -> None:
    few, many = wilson(4, 10), wilson(40, 100)
    assert few[0] < many[0] < 0.4 < many[1] < few[1]
