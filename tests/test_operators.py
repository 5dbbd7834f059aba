"""What operators read speaks of events, reasons, settings and codes that there are."""

import re
from pathlib import Path

import pytest

from app.cli.talk import Exit
from app.security.tokens import Refusal
from app.settings import SECRETS, Settings, variable

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "operators").glob("*.md"))
TROUBLE = (ROOT / "docs" / "operators" / "troubleshooting.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py")))
KNOWN = {variable(name) for name in Settings.model_fields} | {f"TRD_{name}_FILE" for name in SECRETS}


@pytest.mark.parametrize("event", re.findall(r"^\| `([^`]+)` \|", TROUBLE.split("## By what the log says")[1], re.M))
def test_an_event_of_the_page_is_one_that_is_logged(event: str) -> None:
    assert f'"{event}' in SOURCE


def test_every_reason_for_a_401_that_the_page_names_is_one() -> None:
    row = next(line for line in TROUBLE.splitlines() if line.startswith("| 401 | `refused`"))
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+|expired)`", row))
    assert named
    assert named <= {reason.value for reason in Refusal}


def test_every_exit_code_is_explained() -> None:
    table = TROUBLE.split("## By exit code")[1].split("##")[0]
    assert set(re.findall(r"^\| (\d) \|", table, re.M)) == {str(int(code)) for code in Exit if code}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_setting_that_is_named_is_one(page: Path) -> None:
    assert set(re.findall(r"TRD_[A-Z_]+", page.read_text(encoding="utf-8"))) <= KNOWN
