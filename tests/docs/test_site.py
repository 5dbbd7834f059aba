"""The site: every page is in its navigation, and no link, anchor or picture of it leads nowhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml  # type: ignore[import-untyped]
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.documents import DOCS, ROOT, documentation

pytestmark = pytest.mark.xdist_group("site")
"""Built once."""

AS_TEXT = re.compile(r"<p>(?:\||- |\d+\. )|\| ---|```|<code>(?:sh|console|json|python|toml|text)\n")
"""A table, a list or a block that stands where the site does not see one, such as a block inside a list."""


class Page(HTMLParser):
    """What a page of the site leads to, loads, and can be led to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.leads_to: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.leads_to.append(given["href"])
        elif "src" in given or tag == "link":
            self.loads.append(given.get("src") or given.get("href", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make site` builds it: a warning ends it."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(folder)))
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if path.name not in ("404.html", "search.html")}


def navigation() -> Iterator[str]:
    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        else:
            for one in part.values() if isinstance(part, dict) else part:
                yield from walk(one)

    yield from walk(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])


def test_every_page_is_in_the_navigation_once() -> None:
    named = list(navigation())
    assert sorted(set(named)) == sorted(named)
    missing = {page.relative_to(DOCS).as_posix() for page in documentation()} - set(named)
    assert missing == set(), "add it to nav in mkdocs.yml"


def test_it_is_built_without_a_warning(site: Path) -> None:
    assert (site / "index.html").is_file()
    assert (site / "project" / "examples" / "patient-view.request.json").is_file()


def test_every_link_anchor_and_picture_leads_somewhere(read: dict[Path, Page], site: Path) -> None:
    dead = []
    for path, page in read.items():
        for target in (*page.leads_to, *page.loads):
            parts = urlsplit(target)
            if parts.scheme or target in ("", "#"):
                continue
            leads_to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            leads_to = leads_to / "index.html" if leads_to.is_dir() else leads_to
            anchors = read[leads_to].anchors if leads_to in read else set()
            if not leads_to.is_file() or (parts.fragment and leads_to in read and parts.fragment not in anchors):
                dead.append(f"{path.relative_to(site)}: {target}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(read: dict[Path, Page]) -> None:
    assert {one for page in read.values() for one in page.loads if urlsplit(one).netloc} == set()


def test_no_table_list_or_block_stands_there_as_text(read: dict[Path, Page], site: Path) -> None:
    assert [path.relative_to(site).as_posix() for path, page in read.items() if AS_TEXT.search(page.text)] == []
