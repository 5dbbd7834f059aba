"""What a fact of the record says by itself."""

import pytest

from tests.builders import finding


@pytest.mark.parametrize(
    ("value", "positive"),
    [("Positive", True), ("LA6576-8", True), ("10828004", True), ("negative", False), ("LA6577-6", False), ("", False)],
)
def test_a_coded_answer_is_positive_in_words_or_by_its_code(value: str, positive: bool) -> None:
    assert finding("hcg", value, "2026-11-13").positive is positive
