"""The pages for readers: links lead somewhere, and commands that are shown exist."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.documents import ROOT, name_of, pages
from tests.named import is_there


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that a forge gives to the headings of a page, and those set by hand."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^#+ +(.+?) *$", text)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        leads_to = page.parent / name if name else page
        if not leads_to.exists() or (anchor and anchor not in anchors(leads_to)):
            dead.append(target)
    assert dead == []


PROOF = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)*)`")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_test_that_a_page_names_as_proof_exists(page: Path) -> None:
    named = PROOF.findall(page.read_text(encoding="utf-8"))
    assert [one for one in named if not (is_there(one) if "::" in one else (ROOT / one).is_file())] == []


def targets_of_make() -> set[str]:
    return set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))


def test_every_make_command_that_is_shown_exists() -> None:
    shown = {name for page in pages() for name in re.findall(r"(?m)(?:`|\$ )make ([a-z]+)", page.read_text("utf-8"))}
    assert shown - targets_of_make() == set()


def test_make_says_what_each_of_its_targets_does() -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    names = {line.split()[1] for line in said.splitlines()}
    assert names == targets_of_make()
    assert names >= {"setup", "demo", "serve", "test", "check", "fix", "bench", "lock"}
