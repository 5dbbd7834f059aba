"""The treatment timeline in a real browser: nothing refused, no barrier, walked by keyboard, one sheet of paper."""

import io
import itertools
from collections.abc import Callable
from datetime import date, timedelta
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
from tests.builders import depression, score, statement
from tests.viewed import AS_OF, EVERYTHING, judged

SIZES = (320, 360, 1280, 1600)
Shown = Callable[..., Page]


@pytest.fixture
def shown(watched: Callable[..., Page], demo: str) -> Shown:
    """`shown("two-failed-trials", width=360)`: the page of a sample, as `POST /assessments` answers it."""

    def show(
        sample: str, *, cards: bool = False, facts: list[Any] | None = None, who: Banner | None = None, **options: Any
    ) -> Page:
        answer = httpx.post(
            f"{demo}/assessments",
            params={"asOf": str(AS_OF), "cards": str(cards).lower()},
            content=orjson.dumps(hook_request(sample if sample in TELLS else "two-failed-trials", AS_OF)),
            headers={"Accept": "text/html", "Content-Type": "application/json"},
            trust_env=False,
        )
        body = answer.text
        if sample not in TELLS:
            told = judged(*(facts or EVERYTHING))
            who = who or Banner(name="A. Example", record_number="MRN 123", read_at="23 Nov 2026 09:14")
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


def printed_of(page: Page) -> list[str]:
    """The words of each sheet, as the browser prints it."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]


TRIED = ("sertraline", "venlafaxine", "mirtazapine", "bupropion", "escitalopram", "duloxetine", "nortriptyline")
LEAST = (150, 225, 45, 300, 20, 60, 100, 20, 40)


def tried(count: int) -> list[Any]:
    """So many drugs one after the other, nine weeks each, with a score at each change."""
    first = date(2025, 1, 6)
    facts: list[Any] = [depression(onset="2024-12-17", id="Condition/depression")]
    for number, (agent, dose) in enumerate(zip((*TRIED, "vortioxetine", "fluoxetine"), LEAST, strict=True)):
        if number == count:
            break
        start = first + timedelta(weeks=9 * number)
        end = start + timedelta(days=62)
        facts += [
            statement(agent, dose, str(start), str(end), id=f"MedicationStatement/{agent}"),
            score("phq-9", 20, str(start), id=f"Observation/{agent}"),
        ]
    return facts


@pytest.mark.parametrize(("trials", "sheets"), [(5, 1), (6, 1), (7, 1), (8, 1), (9, 2)])
def test_eight_trials_fit_one_sheet_and_the_table_of_nine_has_its_own(shown: Shown, trials: int, sheets: int) -> None:
    page = shown("facts", facts=tried(trials))
    assert page.locator("tr[id^=trial-]").count() == trials
    assert len(printed_of(page)) == sheets


def test_each_sheet_says_whose_chart_it_is_when_it_was_printed_and_which_page(shown: Shown) -> None:
    who = Banner(name='O"Hara } \\ Åsa', born=date(1979, 3, 4), read_at="23 Nov 2026 09:14")
    sheets = printed_of(shown("facts", facts=tried(9), who=who))
    for number, text in enumerate(sheets, start=1):
        foot = " ".join(text.split())
        assert 'O"Hara } \\ Åsa, born 4 Mar 1979 · printed ' in foot
        assert f"knowledge 2026.11 (draft) · page {number} of {len(sheets)}" in foot


def test_the_signs_of_the_legend_shrink_whole_on_paper(shown: Shown) -> None:
    page = shown("two-failed-trials")
    page.emulate_media(media="print")
    cut = page.locator(".legend svg").evaluate_all(
        "signs => signs.filter(sign => { const box = sign.getBoundingClientRect();"
        " return [...sign.children].some(each => each.getBoundingClientRect().bottom > box.bottom + 1); }).length"
    )
    assert cut == 0


@pytest.mark.parametrize("width", [800, 1024, 1280, 1600])
def test_no_word_of_the_table_breaks_in_its_middle(shown: Shown, fits: Any, width: int) -> None:
    page = shown("everything", width=width)
    fits(page)
    broken = page.locator(".trials thead th, .trials .badge").evaluate_all(BROKEN_WORDS)
    assert broken == []


BROKEN_WORDS = """cells => cells.flatMap(cell => {
  const found = [], walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) for (const word of node.data.matchAll(/[\\w]+/g)) {
    const range = new Range();
    range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""
"""Words whose letters stand on more than one line."""


def test_the_words_of_response_and_remission_never_run_into_each_other(shown: Shown) -> None:
    page = shown("two-failed-trials")
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    response, remission = (page.locator(f"#chart text:has-text('{name}:')") for name in ("response", "remission"))
    above, below = response.bounding_box(), remission.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"] + 3


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


def test_where_a_frame_may_not_print_the_page_opens_in_a_window_to_print_from(shown: Shown) -> None:
    page = shown("two-failed-trials")
    page.evaluate("() => { window.print = () => {}; }")  # what a frame without allow-modals makes of it
    page.get_by_role("button", name="Print").click()
    button = page.get_by_role("button", name="Open in a window")
    with page.expect_popup() as opened:
        button.click()
    beside = opened.value
    expect(beside.get_by_role("heading", name="Treatment history")).to_be_visible()
    expect(beside.locator("#chart svg").first).to_be_visible()
    assert beside.locator("script").count() == 0
    expect(page.get_by_role("status").filter(has_text="print there")).to_be_visible()
