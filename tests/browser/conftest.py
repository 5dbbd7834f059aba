"""A real browser, the served demonstration, and a page that forgets no complaint."""

import re
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.served import served

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / ".cache" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.refused.push(event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile));
"""

Watched = Callable[..., Page]

expect.set_options(timeout=30_000)  # a busy machine is no defect


@pytest.fixture(scope="module")
def chromium(not_tested: Callable[[str, str], None]) -> Iterator[Browser]:
    """A browser that is installed; playwright's own download is not everywhere to be had.

    Of one module: while it stands its event loop runs, and nothing asynchronous could be tested beside it.
    """
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        not_tested("the pages in a real browser", "scripts/system_packages.sh chromium")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `trd-cds demo`, as a process of its own."""
    with served(tmp_path_factory.mktemp("demo"), "demo") as base:
        yield base


class Complaints:
    """What a browser says that nobody would read: refused by the policy, on the console, thrown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[str] = []
        self.expected: list[str] = []
        """Patterns of what this test provokes, such as an answer of 400 that the console tells of."""
        page.on("console", lambda said: self.heard.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.heard.append(f"thrown: {error}"))

    def all(self) -> list[str]:
        refused = self.page.evaluate("() => window.refused || []") if not self.page.is_closed() else []
        heard = [*self.heard, *(f"refused: {what}" for what in refused)]
        return [said for said in heard if not any(re.search(pattern, said) for pattern in self.expected)]


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    """`watched(color_scheme="dark", width=360)`: a page; at the end of the test nothing was complained of."""
    opened: list[tuple[BrowserContext, Complaints]] = []

    def open_page(*, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        if options.get("java_script_enabled", True):
            context.add_init_script(WATCH)
        page = context.new_page()
        complaints = Complaints(page)
        page.complaints = complaints  # type: ignore[attr-defined]
        opened.append((context, complaints))
        return page

    yield open_page
    found = [said for _, complaints in opened for said in complaints.all()]
    for context, _ in opened:
        context.close()
    assert found == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)`: axe-core finds no violation of WCAG 2.2 AA or of its best practices."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def check(page: Page, within: str = "html") -> None:
        page.evaluate(source)  # over the protocol: the page's own policy stays in force
        found = page.evaluate("within => axe.run(within)", within)
        told = [
            f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
        assert told == []

    return check


@pytest.fixture(scope="session")
def pictured() -> Callable[[Page, str], Path]:
    """`pictured(page, "timeline-360-dark")`: the whole page as a picture, kept for people to look at."""

    def keep(page: Page, name: str) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], None]:
    """`fits(page)`: nothing makes the page scroll sideways (WCAG 1.4.10)."""

    def check(page: Page) -> None:
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} px too wide"

    return check


@pytest.fixture
def playground(watched: Watched, demo: str) -> Callable[..., Page]:
    """`playground("#p=getting-well", width=360)`: the page with its first answer."""

    def opened(fragment: str = "", **options: Any) -> Page:
        page = watched(**options)
        page.goto(f"{demo}/playground{fragment}")
        expect(page.locator("#facts")).to_contain_text("200")
        expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")
        return page

    return opened


@pytest.fixture
def chart(demo: str, watched: Watched) -> Callable[..., Page]:
    """`chart("dose-too-low", width=360)`: the chart of a sample patient, opened, with its cards."""

    def opened(patient: str = "two-failed-trials", **options: Any) -> Page:
        page = watched(**options)
        page.goto(f"{demo}/sample-ehr#{patient}")
        page.locator("#ehr[data-ready=true]").wait_for()
        return page

    return opened
