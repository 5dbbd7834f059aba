"""The page of all knowledge, for people who read no code."""

import re

import pytest

from tests.signed import signed_throughout
from trd.knowledge.loading import load
from trd.knowledge.rendering import render
from trd.knowledge.rendering_reviews import DRAFT

KNOWLEDGE = load()
PAGE = render(KNOWLEDGE)


def line_of(anchor: str) -> str:
    (line,) = [line for line in PAGE.splitlines() if f'<a id="{anchor}"></a>' in line]
    return line


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("agent-sertraline", ["SSRI", "50 V", "200 V", "[MGH](#MGH), form, sertraline", "36437", "draft"]),
        ("agent-citalopram", ["20 V from 60"]),
        ("agent-zuranolone", ["listed, never a trial"]),
        ("agent-dibenzepin", ["not rated"]),
        ("definition-default", ["two adequate failed trials, this episode", "42 V in 52", "non-response"]),
        ("scale-phq-9", ["0–27", "item 9: 0 none, 1 present, 2 present, 3 high"]),
        ("figure-ect-sessions", ["8 sessions", "R-T33"]),
        ("D16", ["specialistReferral (first-line)", "[STARD](#STARD)"]),
        ("S001", ["fluoxetine", "contraindicated", "35 days", "[ODB](#ODB) V"]),
        ("explanation-hypothyroidism", ["thyroid"]),
        ("STARD", ["Am J Psychiatry 2006", "https://doi.org/10.1176/ajp.2006.163.11.1905"]),
        ("US-LABEL", ["| no |"]),
    ],
)
def test_an_entry_is_one_line_with_an_anchor(anchor: str, words: list[str]) -> None:
    line = line_of(anchor)
    assert [word for word in words if word not in line] == []


def test_every_source_that_is_named_can_be_followed() -> None:
    anchors = set(re.findall(r'<a id="([^"]+)">', PAGE))
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_no_anchor_stands_twice() -> None:
    anchors = re.findall(r'<a id="([^"]+)">', PAGE)
    doubled = {anchor for anchor in anchors if anchors.count(anchor) > 1}
    assert doubled == set()


def test_every_agent_row_and_source_is_told() -> None:
    anchors = set(re.findall(r'<a id="([^"]+)">', PAGE))
    assert {f"agent-{name}" for name in KNOWLEDGE.agents} <= anchors
    assert {row.id for row in KNOWLEDGE.safety} <= anchors
    assert set(KNOWLEDGE.sources) <= anchors


def test_a_draft_says_so_and_signed_knowledge_names_its_reader() -> None:
    assert DRAFT in PAGE
    page = render(signed_throughout(KNOWLEDGE))
    assert DRAFT not in page
    assert "A. Clinician" in page


def test_the_page_is_the_same_every_time() -> None:
    assert render(KNOWLEDGE) == PAGE
