"""Every figure's source is in the list, and every source in the list is there for something."""

import re
from pathlib import Path

import pytest

import trd.knowledge
from trd.knowledge.loading import load
from trd.knowledge.loading_sources import read_sources
from trd.knowledge.reading import KnowledgeError

FOLDER = Path(trd.knowledge.__file__).parent

OF_RULES = {"TR", "PEF", "DMTRD", "CSSRS", "DPWG"}
"""Sources of rules in code (staging, C-SSRS, phenotypes), which stand for no figure of the files."""


def test_every_source_is_used_and_says_what_it_supports() -> None:
    files = [path for path in FOLDER.rglob("*.*") if path.suffix in (".toml", ".csv") and path.name != "sources.toml"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    sources = load().sources
    unused = {name for name in sources if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}
    assert unused - OF_RULES == set()
    assert all(source.supports and source.citation for source in sources.values())


def test_what_is_cited_from_memory_says_so() -> None:
    sources = load().sources
    assert not sources["US-LABEL"].seen
    assert not sources["CLIN"].seen
    assert sources["STARD"].seen


def test_an_address_is_secure_and_a_day_is_a_day() -> None:
    with pytest.raises(KnowledgeError, match=r"sources\.toml: X: url"):
        read_sources({"X": {"citation": "x", "supports": "y", "url": "http://example.org"}})
    with pytest.raises(KnowledgeError, match="accessed must be a date"):
        read_sources({"X": {"citation": "x", "supports": "y", "accessed": "today"}})
    with pytest.raises(KnowledgeError, match="supports"):
        read_sources({"X": {"citation": "x"}})
