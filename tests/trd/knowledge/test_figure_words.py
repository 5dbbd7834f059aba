"""What figures are called where people read them."""

from decimal import Decimal

from trd.knowledge.figure_words import plain_number, unit_of, words_of


def test_a_member_has_its_words_or_is_its_own_name() -> None:
    assert words_of("minimum") == "least adequate dose"
    assert words_of("taken_within") == "taken within"


def test_units_and_numbers_are_those_of_a_sentence() -> None:
    assert [unit_of("mg/d"), unit_of("mm[Hg]"), unit_of("sessions")] == ["mg/day", "mmHg", "sessions"]
    assert [plain_number(Decimal("50.00")), plain_number(Decimal("37.50")), plain_number(100)] == ["50", "37.5", "100"]
