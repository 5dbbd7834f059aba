"""The pictures of the documentation: few, small, told in words, and each of them used."""

import re

import pytest

from scripts.pictures import FOLDER, PICTURES
from tests.documents import pages

MOST_BYTES = 120_000
FEWEST_WORDS = 8


def shown() -> dict[str, set[str]]:
    """Each picture with the words that stand for it."""
    found: dict[str, set[str]] = {}
    for page in pages():
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if (page.parent / target).resolve().parent == FOLDER:
                found.setdefault(target.rpartition("/")[2], set()).add(words)
    return found


def test_those_that_are_made_are_those_that_are_shown() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.webp" for name in PICTURES} == set(shown())


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_small_and_told_in_words(name: str) -> None:
    path = FOLDER / f"{name}.webp"
    assert path.stat().st_size <= MOST_BYTES
    assert path.read_bytes()[8:12] == b"WEBP"
    assert min(len(words.split()) for words in shown()[path.name]) >= FEWEST_WORDS
