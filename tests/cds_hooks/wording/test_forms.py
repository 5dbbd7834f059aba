"""One form of a sentence: its slots are filled or it is passed over; what is too long loses its end whole."""

import pytest

from cds_hooks.wording.forms import capitalised, fill, read_form, shortened


def test_a_form_is_filled_from_its_slots_in_any_order() -> None:
    form = read_form("{new} statt {agent}")
    assert fill(form, {"agent": "Sertralin", "new": "Mirtazapin"}) == "Mirtazapin statt Sertralin"


def test_a_form_whose_slot_is_not_known_is_no_sentence() -> None:
    assert fill(read_form("{agent} {dose}"), {"agent": "Sertralin", "dose": None}) is None


@pytest.mark.parametrize(("n", "said"), [(1, "1 Tag"), (2, "2 Tage"), (0, "0 Tage")])
def test_a_word_agrees_with_its_number(n: int, said: str) -> None:
    assert fill(read_form("{n} {n:Tag|Tage}"), {"n": n}) == said


def test_a_capital_slot_is_the_same_with_a_capital() -> None:
    assert fill(read_form("{Agent}"), {"agent": "sertraline"}) == "Sertraline"
    assert capitalised("ärztlich") == "Ärztlich"


def test_what_is_too_long_loses_its_last_part_and_no_bracket_stays_open() -> None:
    assert shortened("one, two, three", 9) == "one, two"
    assert shortened("first (with a bracket that ends late)", 20) == "first"
