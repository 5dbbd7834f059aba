"""Documentation by reader: every page is led to, and says what it is for before anybody scrolls."""

import re
from pathlib import Path

import pytest

from tests.documents import DOCS, documentation, name_of

INDEX = DOCS / "README.md"
READERS = ["Clinicians", "Integrators", "Operators", "Safety", "Developers", "Reference"]
FIRST_SCREEN = 24
OPENINGS = ("#", "|", "-", "*", "`", "<", ">", "!")
"""How a line begins that is no sentence."""


def links_of(page: Path) -> set[Path]:
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    return {(page.parent / target).resolve() for target in targets if not re.match(r"[a-z]+:", target)}


def sentences(page: Path) -> list[str]:
    """The lines of the first screen that are prose."""
    lines = page.read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN]
    return [line for line in lines if (line and not line.startswith(OPENINGS)) or line.startswith("**")]


@pytest.mark.parametrize("page", [page for page in documentation() if page != INDEX], ids=name_of)
def test_the_index_leads_to_it(page: Path) -> None:
    shelf = DOCS / "decisions" / "README.md"
    assert page in links_of(INDEX) or (page.parent == shelf.parent and page in links_of(shelf)), "add it to its reader"


def test_the_index_has_a_part_for_each_reader() -> None:
    assert re.findall(r"(?m)^## (.+)$", INDEX.read_text(encoding="utf-8")) == READERS


@pytest.mark.parametrize("page", documentation(), ids=name_of)
def test_it_says_what_it_is_for_on_its_first_screen(page: Path) -> None:
    assert page.read_text(encoding="utf-8").startswith("# ")
    assert len(" ".join(sentences(page))) >= 60, "a sentence on what its reader finds here"


@pytest.mark.parametrize("page", documentation(), ids=name_of)
def test_it_has_one_title(page: Path) -> None:
    prose = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    assert len(re.findall(r"(?m)^# ", prose)) == 1


def test_the_readme_says_on_its_first_screen_what_it_is_what_it_is_not_and_where_to_go() -> None:
    screen = "\n".join((DOCS.parent / "README.md").read_text(encoding="utf-8").splitlines()[:20])
    parts = ["docs/images/timeline.webp", "What it is not", "make demo"]
    parts += ["I integrate an EHR", "I run it", "I judge its safety"]
    places = [screen.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
