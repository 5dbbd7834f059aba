"""The treatment timeline in a real browser: nothing refused, no barrier, walked by keyboard, one sheet of paper."""

import io
import itertools
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import httpx
import orjson
import pypdf
import pytest
from playwright.sync_api import Page, Route, expect

from app.demo import TELLS, hook_request
from app.pages.frame import framed
from app.pages.view import view_values
from app.view.view import Banner
from tests.viewed import AS_OF, EVERYTHING, judged

SIZES = (320, 360, 1280, 1600)
Shown = Callable[..., Page]


@pytest.fixture
def shown(watched: Callable[..., Page], demo: str) -> Shown:
    """`shown("two-failed-trials", width=360)`: the page of a sample, as `POST /assessments` answers it."""

    def show(sample: str, *, cards: bool = False, **options: Any) -> Page:
        answer = httpx.post(
            f"{demo}/assessments",
            params={"asOf": str(AS_OF), "cards": str(cards).lower()},
            content=orjson.dumps(hook_request("two-failed-trials" if sample == "everything" else sample, AS_OF)),
            headers={"Accept": "text/html", "Content-Type": "application/json"},
            trust_env=False,
        )
        body = answer.text
        if sample == "everything":
            told = judged(*EVERYTHING)
            who = Banner(name="A. Example", record_number="MRN 123", read_at="23 Nov 2026 09:14")
            body = framed(told.shell, "view_page.html", **view_values(told, who=who))
        page = watched(**options)
        kept = {name: answer.headers[name] for name in ("content-security-policy", "content-type")}

        def fulfil(route: Route) -> None:
            route.fulfill(body=body, headers=kept)

        page.route("**/shown", fulfil)
        page.goto(f"{demo}/shown")
        if options.get("java_script_enabled", True) and page.locator("#chart").count():
            page.locator("#chart[data-ready=true]").wait_for()
        return page

    return show


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sample", [*TELLS, "everything"])
def test_no_barrier_and_no_sideways_scroll(
    shown: Shown, axe: Any, fits: Any, pictured: Any, sample: str, scheme: str
) -> None:
    page = shown(sample, width=1280, color_scheme=scheme)
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(80)
        fits(page)
        pictured(page, f"view-{sample}-{width}-{scheme}")
    page.set_viewport_size({"width": 360, "height": 900})
    axe(page)


def test_no_barrier_in_forced_colours(shown: Shown, axe: Any) -> None:
    axe(shown("everything", forced_colors="active"))


def test_the_keyboard_walks_lanes_and_scores_and_one_tab_leaves_the_chart(shown: Shown) -> None:
    page = shown("two-failed-trials")
    items = page.locator("#chart .item")
    assert page.locator("#chart [tabindex='0']").count() == 1
    page.locator("#chart [tabindex='0']").focus()
    said = page.locator("#said")
    expect(said).to_contain_text("50 mg/day, 10 Jan 2026 to 23 Jan 2026")
    expect(said).to_contain_text("Evidence: MedicationStatement/a-sertraline-50")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("150 mg/day, 24 Jan 2026")
    page.keyboard.press("Home")
    expect(said).to_contain_text("50 mg/day, 10 Jan 2026")
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Venlafaxine XR")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("PHQ-9 19, 18 Apr 2026")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#trial-t2")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.classList.contains('item')")
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.classList.contains('item')")
    assert items.count() > 5


def test_a_click_anywhere_takes_the_nearest_item(shown: Shown) -> None:
    page = shown("two-failed-trials")
    box = page.locator("#chart").bounding_box()
    assert box
    page.mouse.click(box["x"] + 300, box["y"] + 40)
    expect(page.locator("#said")).to_contain_text("Sertraline: adequate, no response")


def test_a_screen_reader_hears_each_lane_and_each_bar(shown: Shown) -> None:
    expect(shown("two-failed-trials").locator("#chart")).to_match_aria_snapshot("""
      - group "Treatment timeline, 17 Nov 2025 to 23 Nov 2026":
        - group "Treatments":
          - 'group "Sertraline: adequate, no response"':
            - img "50 mg/day, 10 Jan 2026 to 23 Jan 2026, at or above the least adequate dose"
          - 'group "Venlafaxine XR: adequate, no response"'
        - group "PHQ-9 scores":
          - img "PHQ-9 21, 8 Jan 2026"
    """)


def test_earlier_treatments_unfold(shown: Shown) -> None:
    page = shown("everything")
    page.get_by_role("button", name="Show 3 earlier treatments").click()
    expect(page.locator("#chart [aria-label^='Escitalopram']").first).to_be_attached()


@pytest.mark.parametrize("sample", TELLS)
def test_each_sample_fits_one_sheet_of_paper(shown: Shown, sample: str) -> None:
    printed = shown(sample).pdf(prefer_css_page_size=True)
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) == 1


def test_without_javascript_the_page_is_complete(shown: Shown, fits: Any) -> None:
    page = shown("two-failed-trials", width=320, java_script_enabled=False)
    expect(page.locator(".undrawn")).to_be_visible()
    expect(page.locator("#trial-t1")).to_contain_text("Sertraline")
    expect(page.locator("#options")).to_contain_text("consider adding aripiprazole")
    fits(page)


def test_the_text_for_the_note_is_copied_or_shown(shown: Shown) -> None:
    page = shown("two-failed-trials")
    page.get_by_role("button", name="Copy as text").click()
    expect(page.locator("#tools-said")).not_to_be_empty()


def test_evidence_opens_everywhere_at_once(shown: Shown) -> None:
    page = shown("two-failed-trials")
    page.get_by_role("button", name="Evidence").click()
    assert page.locator("details.evidence:not([open])").count() == 0


def test_the_cards_are_under_it(shown: Shown, axe: Any) -> None:
    page = shown("two-failed-trials", cards=True)
    assert page.locator("#cards article").count() == 4
    axe(page)


def test_the_browser_never_asks_for_the_day() -> None:
    static = files("app.pages").joinpath("static")
    scripts = [
        each for each in static.iterdir() if each.name.startswith(("timeline", "view")) and each.name.endswith("js")
    ]
    asks = ("Date.now", "new Date()", "innerHTML", 'setAttribute("style')
    assert scripts
    assert [(each.name, ask) for each, ask in itertools.product(scripts, asks) if ask in each.read_text()] == []
