"""docs/conformance.toml: no requirement without a test that exists, and without a change that makes it fail."""

import ast
import re
from pathlib import Path

import pytest

from scripts.conformance import Requirement, conformance_page, requirements
from tests.named import is_there

ROOT = Path(__file__).parents[2]
ROWS = requirements()
HERE = ("test_answers.py", "test_conversation.py")


def test_every_part_of_the_protocol_is_in_the_table() -> None:
    assert len(ROWS) >= 60
    assert {row.id.partition("-")[0] for row in ROWS} == {
        *("JSON", "DISC", "PREF", "DATA", "CALL", "ANS", "CARD", "SUG", "ACT", "LINK", "FEED", "SEC", "EXT")
    }


def test_every_row_has_an_id_of_its_own() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_every_requirement_has_words_a_strength_a_change_and_tests_that_exist(row: Requirement) -> None:
    assert row.says.endswith(".")
    assert re.match(r"(SHALL|SHOULD|MAY)( NOT)?\b", row.strength)
    assert row.change.endswith(".")
    assert row.tests
    assert [node for node in row.tests if not is_there(node)] == []


def test_every_test_of_this_room_is_a_row() -> None:
    named = {node for row in ROWS for node in row.tests}
    for file in HERE:
        for part in ast.parse((ROOT / "tests/conformance" / file).read_text(encoding="utf-8")).body:
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name.startswith("test_"):
                assert f"tests/conformance/{file}::{part.name}" in named


def test_the_page_tells_every_row() -> None:
    page = conformance_page()
    assert all(f"| {row.id}" in page for row in ROWS)
