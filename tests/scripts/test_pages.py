"""Pages that are made from the code stand as the code would make them today."""

import pytest

from scripts.pages import PAGES, abridged, block, current


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    assert current(name), f"{name} is stale: make fix"


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = "before\n<!-- demo:start -->\nold\n<!-- demo:end -->\nafter\n"
    assert block(page, "demo", "new\n") == "before\n<!-- demo:start -->\nnew\n<!-- demo:end -->\nafter\n"


def test_a_backslash_in_what_is_told_stays_a_backslash() -> None:
    assert block("<!-- a:start -->\n<!-- a:end -->", "a", "\\1 \\n\n") == "<!-- a:start -->\n\\1 \\n\n<!-- a:end -->"


@pytest.mark.parametrize("page", ["no markers", "<!-- a:start -->\n<!-- a:end -->\n" * 2], ids=["none", "twice"])
def test_a_page_whose_markers_are_lost_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="the markers of a"):
        block(page, "a", "")


def test_only_the_first_card_is_shown_whole() -> None:
    told = ["a patient", "╭─ INFO ─╮", "│ first  │", "│        │", "│ detail │", "╰────────╯"]
    told += ["╭─ INFO ─╮", "│ second │", "│        │", "│ hidden │", "│        │", "│ hidden │", "╰────────╯"]
    assert list(abridged(told)) == [*told[:8], told[-1]]
