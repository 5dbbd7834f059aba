"""What else may explain that it did not help: the whole of it."""

from itertools import permutations

from tests.builders import condition, measurement, score
from tests.explained import BASE, look, of
from trd.knowledge.loading import load
from trd.terms import FactList


def test_nothing_found_is_nothing_said() -> None:
    assert of() == []


def test_checks_that_were_never_made_are_named() -> None:
    assert look(*BASE).not_on_record == ("TSH", "B12", "alcohol screen", "bipolar screen")
    made = [
        measurement("tsh", 2, "2026-01-01"),
        measurement("b12", 400, "2024-12-01"),
        score("audit-c", 0, "2026-01-01"),
        score("mdq", 0, "2015-01-01"),
    ]
    assert look(*BASE, *made).not_on_record == ()
    assert look(*BASE, measurement("tsh", 2, "2025-11-22"), *made[1:]).not_on_record == ("TSH",)


def test_what_is_diagnosed_is_not_screened_for() -> None:
    assert look(*BASE, condition("bipolar-ii")).not_on_record == ("TSH", "B12", "alcohol screen")
    assert look(*BASE, condition("alcohol-use")).not_on_record == ("TSH", "B12", "bipolar screen")
    unsure = condition("bipolar-ii", verification="unconfirmed")
    assert "bipolar screen" in look(*BASE, unsure).not_on_record
    assert "alcohol screen" in look(*BASE, condition("alcohol-use", clinical="remission")).not_on_record


def test_of_a_list_that_was_never_sent_no_check_is_called_missing() -> None:
    sent = [FactList.CONDITIONS, FactList.MEDICATIONS]
    assert look(*BASE, delivered=sent).not_on_record == ()


def test_explanations_come_in_the_order_of_the_rows_whatever_the_order_of_the_record() -> None:
    facts = [
        condition("seizure-epilepsy", id="a"),
        measurement("tsh", 12, "2026-06-01", id="b"),
        condition("adhd", id="c"),
        score("audit", 10, "2026-06-01", id="d"),
    ]
    found = {look(*BASE, *told).found for told in permutations(facts)}
    assert len(found) == 1
    assert [each.row for each in found.pop()] == ["X3", "X12", "X17", "X25"]


def test_every_row_of_the_specification_has_its_entry() -> None:
    rows = {row.row for row in load().explanations.values()}
    assert rows == {f"X{number}" for number in range(1, 58)}
