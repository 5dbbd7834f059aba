"""A detail has at most twelve lines of 180 characters, most important first, and no markup (R-W2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_hooks.wording.catalogue import LONGEST_LINE, WORDS
from cds_hooks.wording.detail import (
    MOST_LINES,
    Line,
    as_overridden,
    line,
    named,
    packed,
    plain,
    write_detail,
)

KEYS = ("lines.check_first", "lines.check_also")


def test_a_detail_is_a_sentence_an_empty_line_and_list_items() -> None:
    assert write_detail("First.", [Line("one"), None, Line("two")]) == "First.\n\n- one\n- two"


def test_a_detail_without_items_is_its_first_sentence() -> None:
    assert write_detail("First.", [None, Line("")]) == "First."


@given(st.lists(st.builds(Line, st.text(max_size=300), st.integers(0, 9)), max_size=30), st.text(max_size=300))
def test_no_detail_is_ever_too_long(lines: list[Line], first: str) -> None:
    detail = write_detail(first, lines)
    said = [text for text in detail.split("\n") if text]
    assert len(said) <= MOST_LINES
    assert all(len(text) <= LONGEST_LINE for text in said)


def test_what_can_be_spared_most_goes_first_and_what_cannot_be_spared_stays() -> None:
    lines = [Line(f"kept {number}") for number in range(9)] + [Line("spare 1", 1), Line("spare 3", 3), Line("end")]
    detail = write_detail("First.", lines)
    assert "spare 3" not in detail
    assert "spare 1" in detail
    assert detail.endswith("- end")


def test_a_line_without_content_is_left_out_with_its_label() -> None:
    assert line("lines.refer_to", text=None) is None
    assert named("lines.also_possible", [], most=3) is None
    assert packed(KEYS, [], most=3) == []


def test_names_beyond_the_most_are_counted() -> None:
    said = named("lines.also_considered", ["a", "b", "c", "d"], most=2)
    assert said is not None
    assert said.text == "Also considered: a, b, and 2 more."


def test_clauses_fill_lines_and_what_has_no_room_is_counted() -> None:
    clauses = [f"{word} {'x' * 60}" for word in ("one", "two", "three", "four", "five")]
    lines = packed(KEYS, clauses, most=5, lines=2)
    assert len(lines) == 2
    assert lines[0].text.startswith("Check first: one")
    assert lines[1].text.startswith("Check also: three")
    assert lines[1].text.endswith("and 1 more.")
    assert all(len(found.text) <= LONGEST_LINE - 2 for found in lines)


@given(st.lists(st.text("abc ;:", min_size=1, max_size=60), min_size=1, max_size=12), st.integers(1, 4))
def test_every_clause_is_said_or_counted(clauses: list[str], lines: int) -> None:
    said = packed(KEYS, clauses, most=6, lines=lines)
    text = " ".join(found.text for found in said)
    hidden = [int(word) for word in text.replace(";", " ").split() if word.isdigit()]
    shown = len(clauses) - sum(hidden)
    assert 1 <= shown <= len(clauses)
    assert len(said) <= lines


def test_markup_and_addresses_never_reach_a_card() -> None:
    assert plain("<b>Sertraline</b> *50* [x](http://a.b/c)  `mg`\n# new") == "bSertraline/b 50 x( mg new"
    assert "<" not in plain("<img src=x onerror=alert(1)>")


def test_the_labels_are_those_of_the_specification() -> None:
    labels = [
        form.partition(":")[0]
        for key in ("check_first", "how", "with", "watch")
        for form in WORDS.forms(f"lines.{key}")
    ]
    assert labels == ["Check first", "How", "With", "Watch"]


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("Head.", "Head.\n\n- Overridden on 20 Nov 2026."),
        ("Head.\n\n- One.", "Head.\n\n- One.\n- Overridden on 20 Nov 2026."),
        ("Head.\n\n" + "\n".join(["- x"] * 11), "Head. Overridden on 20 Nov 2026.\n\n" + "\n".join(["- x"] * 11)),
    ],
    ids=["no item", "a free line", "no free line"],
)
def test_what_was_overridden_names_the_day_within_twelve_lines(detail: str, expected: str) -> None:
    assert as_overridden(detail, date(2026, 11, 20)) == expected
