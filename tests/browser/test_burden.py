"""The report on the burden of cards in a real browser: one file, right at any width, in the light and in the dark."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.cohort.burden.replay import replay_of
from app.cohort.evaluation import Question
from app.cohort.export import find_files
from app.cohort.local import Run, run
from app.cohort.plan import plan_of
from app.pages.burden_files import HTML, write_report
from tests.app.cohort.burden.conftest import DAY, write_samples
from trd.knowledge.loading import load

Watched = Callable[..., Page]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its address, as somebody opens it who was sent it."""
    folder = tmp_path_factory.mktemp("burden")
    write_samples(folder / "in")
    knowledge = load()
    replay = replay_of(as_of=DAY, first=DAY - timedelta(days=90), last=None, every=90, max_cards=4)
    question = Question(as_of=DAY, replay=replay)
    files = find_files(folder / "in")
    known = (knowledge.version, knowledge.hash)
    plan = plan_of(question, files, knowledge=known, code="", package="1", partitions=2)
    manifest = run(Run(folder=folder / "in", out=folder / "out", question=question, plan=plan))
    write_report(folder / "out", folder / "report", manifest, knowledge)
    return Path(folder / "report" / HTML).as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1600, "light")])
def test_the_report_can_be_read_at_any_width_in_any_light(
    watched: Watched,
    report: str,
    width: int,
    scheme: str,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], Path],
) -> None:
    page = watched(width=width, color_scheme=scheme)
    page.goto(report)
    for narrower in (320, 800, width):
        page.set_viewport_size({"width": narrower, "height": 900})
        fits(page)
    pictured(page, f"burden-{width}-{scheme}")
    axe(page)


def test_it_is_whole_without_javascript_and_on_paper(watched: Watched, report: str, tmp_path: Path) -> None:
    page = watched(java_script_enabled=False)
    page.goto(report)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("svg.upset circle").first).to_be_visible()
    assert page.locator("table tbody tr:visible").count() == page.locator("table tbody tr").count()
    page.emulate_media(media="print")
    expect(page.locator("svg.upset")).to_be_visible()
    expect(page.locator("#unknown")).to_be_visible()


def test_it_asks_nobody_for_anything(watched: Watched, report: str) -> None:
    asked: list[Any] = []
    page = watched()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [report]
