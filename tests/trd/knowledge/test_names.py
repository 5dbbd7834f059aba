"""Names are folded before they are looked up."""

import pytest

from trd.knowledge.names import fold_drug_name, fold_label


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Sertraline", "sertraline"),
        ("St. John’s Wort", "st johns wort"),
        ("ST JOHN'S WORT", "st johns wort"),
        ("Tofranil-PM", "tofranil pm"),
        ("  venlafaxine   hydrochloride ", "venlafaxine hydrochloride"),
        ("Ｐａｘｉｌ", "paxil"),
        ("5-HTP", "5 htp"),
    ],
)
def test_a_drug_name_keeps_its_words(written: str, folded: str) -> None:
    assert fold_drug_name(written) == folded


@pytest.mark.parametrize("written", ["PHQ-9", "phq 9", "PHQ9", "PHQ–9", "phq_9"])
def test_hyphens_and_spaces_of_a_label_are_equal(written: str) -> None:
    assert fold_label(written) == "phq9"
