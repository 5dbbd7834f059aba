"""docs/security.md: every threat has what stands against it, and its tests exist by name."""

import re
from pathlib import Path

import pytest

from tests.named import is_there

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| [STRIDE] \| ", line)]
NODE = re.compile(r"`(tests/[^`]+)`")


def test_every_letter_of_stride_is_thought_of() -> None:
    assert {row[0].strip() for row in ROWS} == set("STRIDE")
    assert len(ROWS) >= 20


@pytest.mark.parametrize("row", ROWS, ids=[row[1].strip()[:40] for row in ROWS])
def test_every_threat_has_a_control_and_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 4
    assert row[2].strip()
    nodes = NODE.findall(row[3])
    assert nodes
    assert [node for node in nodes if not is_there(node)] == []
