"""Home, about, knowledge, API and the operator's report, as people meet them: any width or scheme, keyboard, paper."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect
from pypdf import PdfReader

from tests.browser.served import OPERATOR, fill, served

Open = Callable[..., Page]
Check = Callable[[Page], None]
Pictured = Callable[[Page, str], object]

OPERATORS = {"username": "operator", "password": OPERATOR}
SHORT = ("/", "/about", "/feedback")
LONG = ("/knowledge", "/docs")
FEW_ROWS = "() => document.querySelectorAll('tbody tr:nth-child(n + 9)').forEach(row => row.remove())"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that is no demonstration, with three months of answers in its store."""
    folder = tmp_path_factory.mktemp("site")
    fill(folder)
    with served(folder) as base:
        yield base


@pytest.fixture
def opened(site: str, watched: Open) -> Callable[..., Page]:
    """`opened("/about", width=320)`: the page, with the operator's token at hand."""

    def open_page(path: str, **options: Any) -> Page:
        page = watched(http_credentials=OPERATORS, **options)
        answer = page.goto(site + path)
        assert answer is not None
        assert answer.status == 200
        return page

    return open_page


def name_of(path: str) -> str:
    return path.strip("/") or "home"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light"), (1600, "dark")], ids=lambda value: str(value)
)
@pytest.mark.parametrize("path", SHORT)
def test_a_page_fits_and_axe_finds_nothing(
    opened: Callable[..., Page], axe: Check, fits: Check, pictured: Pictured, path: str, width: int, scheme: str
) -> None:
    page = opened(path, width=width, color_scheme=scheme)
    axe(page)
    fits(page)
    pictured(page, f"{name_of(path)}-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")], ids=lambda value: str(value))
@pytest.mark.parametrize("path", LONG)
def test_a_long_page_fits_and_axe_finds_nothing(
    opened: Callable[..., Page], axe: Check, fits: Check, path: str, width: int, scheme: str
) -> None:
    page = opened(path, width=width, color_scheme=scheme)
    fits(page)
    page.evaluate(FEW_ROWS)  # the rows of a table are written alike: all of them would cost axe a minute
    axe(page)


@pytest.mark.parametrize("path", SHORT)
def test_forced_colours_take_nothing_away(
    opened: Callable[..., Page], axe: Check, pictured: Pictured, path: str
) -> None:
    page = opened(path, forced_colors="active")
    axe(page)
    pictured(page, f"{name_of(path)}-forced-colours")


@pytest.mark.parametrize("path", [*SHORT, *LONG])
def test_without_a_script_the_page_says_the_same(opened: Callable[..., Page], path: str) -> None:
    said = [
        opened(path, java_script_enabled=scripted).locator("main").inner_text(timeout=20_000)
        for scripted in (True, False)
    ]
    assert said[0].replace("Show rows that hold", "").split() == said[1].split()


@pytest.mark.parametrize("path", [*SHORT, *LONG])
def test_the_first_key_leads_past_the_heading_of_the_page(opened: Callable[..., Page], path: str) -> None:
    page = opened(path)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    target = skip.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page.locator(str(target))).to_be_focused()


@pytest.mark.parametrize("path", [*SHORT, *LONG])
def test_headings_and_landmarks_are_in_order(opened: Callable[..., Page], path: str) -> None:
    page = opened(path)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("found => found.map(each => Number(each.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.locator("main").count() == page.locator("footer").count() == 1


def printed(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize(("path", "most"), [("/", 1), ("/about", 4), ("/feedback", 3)])
def test_on_paper_it_is_short_and_has_no_buttons(opened: Callable[..., Page], path: str, most: int) -> None:
    page = opened(path, color_scheme="dark")
    reader = printed(page)
    text = "".join(sheet.extract_text() for sheet in reader.pages)
    assert len(reader.pages) <= most
    assert "Skip to the contents" not in text
    assert "Show\n" not in text
    assert "answer: " not in text
    assert "shown: " not in text, "tables stay tables on paper, however narrow it is"
    page.emulate_media(media="print")
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(26, 31, 38)"


def test_the_knowledge_prints_with_its_rows_and_its_version(opened: Callable[..., Page]) -> None:
    reader = printed(opened("/knowledge"))
    first = reader.pages[0].extract_text()
    assert "Clinical knowledge, version" in first
    wide, high = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert wide > high
    assert "Show rows that hold" not in first


# ---- the report


def test_a_browser_asks_for_the_token_and_is_let_in_with_it(site: str, watched: Open) -> None:
    stranger = watched()
    stranger.complaints.expected.append("401")  # type: ignore[attr-defined]
    with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):  # it would have asked, and nobody is there
        stranger.goto(f"{site}/feedback")
    known = watched(http_credentials=OPERATORS)
    let_in = known.goto(f"{site}/feedback")
    assert let_in is not None
    assert let_in.status == 200


def test_period_and_service_are_chosen_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened("/feedback")
    page.locator("#days").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.locator("#service")).to_be_focused()
    page.keyboard.type("trd-order-sign")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback?days=30&service=trd-order-sign")
    expect(page.locator(".period")).to_contain_text("trd-order-sign")
    expect(page.locator("#days")).to_have_value("30")


def test_the_bars_say_in_words_what_they_draw(opened: Callable[..., Page]) -> None:
    page = opened("/feedback")
    for row in page.locator("section[aria-labelledby=topics] tbody tr").all():
        share = row.locator(".share")
        if share.count() == 0:
            expect(row).to_contain_text("too few")
            continue
        drawn = share.locator("rect.part").get_attribute("width")
        assert share.locator("span").first.inner_text() == f"{drawn} %"
        low, high = share.locator("span.muted").inner_text().split("–")
        reach = share.locator("path.reach").get_attribute("d") or ""
        assert reach.startswith(f"M{int(low) + 2} 8H{int(high) + 2}")
    weeks = page.get_by_role("img", name="Cards shown a week")
    expect(weeks).to_be_visible()
    assert weeks.locator("rect.part").count() == page.locator("section[aria-labelledby=weeks] tbody tr").count()


def test_the_exports_come_with_the_same_period(opened: Callable[..., Page]) -> None:
    page = opened("/feedback?days=30")
    with page.expect_download() as told:
        page.get_by_role("link", name="CSV").click()
    content = Path(told.value.path()).read_text(encoding="utf-8")
    assert content.startswith("by,name,within,calls,")
    assert "topic,augmentation" in content


@pytest.mark.parametrize(
    ("state", "status", "says"),
    [("empty", 200, "● No call"), ("broken", 503, "■ The store can’t be read.")],
    ids=["none yet", "store unreachable"],
)
def test_a_report_that_has_nothing_to_tell_says_why(
    tmp_path: Path, watched: Open, axe: Check, fits: Check, pictured: Pictured, state: str, status: int, says: str
) -> None:
    (tmp_path / "in-the-way").write_text("no folder")
    broken = {"TRD_DATABASE_URL": f"sqlite:///{tmp_path}/in-the-way/store.sqlite3"} if state == "broken" else {}
    with served(tmp_path, **broken) as base:
        page = watched(http_credentials=OPERATORS, width=320)
        page.complaints.expected.append("503")  # type: ignore[attr-defined]
        answer = page.goto(f"{base}/feedback")
        assert answer is not None
        assert answer.status == status
        expect(page.locator("main")).to_contain_text(says)
        axe(page)
        fits(page)
        pictured(page, f"feedback-{state}")
        if state == "broken":
            page.goto(base)
            expect(page.locator("main")).to_contain_text("▲ Degraded.")


# ---- the knowledge


def test_typing_leaves_the_rows_that_hold_the_words(opened: Callable[..., Page]) -> None:
    page = opened("/knowledge")
    page.get_by_role("searchbox", name="Show rows that hold").fill("sertraline breast-feeding")
    expect(page.get_by_role("status")).to_have_text(page.get_by_role("status").inner_text())
    shown = page.locator("main tbody tr:visible")
    count = shown.count()
    assert 0 < count < 50
    expect(page.get_by_role("status")).to_contain_text(f"{count} of ")
    for text in shown.all_inner_texts():
        assert "sertraline" in text.lower()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_cards_link_ends_at_its_row(opened: Callable[..., Page], pictured: Pictured, width: int) -> None:
    page = opened("/knowledge#agent-sertraline", width=width)
    row = page.locator("#agent-sertraline")
    expect(row).to_be_in_viewport()
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    page.screenshot(path=_kept(f"knowledge-target-{width}"))


def test_a_link_to_a_row_that_the_filter_hides_shows_it(opened: Callable[..., Page]) -> None:
    page = opened("/knowledge")
    page.get_by_role("searchbox").fill("lithium")
    expect(page.locator("#agent-sertraline")).to_be_hidden()
    page.evaluate("() => { location.hash = 'agent-sertraline'; }")
    expect(page.locator("#agent-sertraline")).to_be_in_viewport()


def test_about_leads_to_the_very_row(opened: Callable[..., Page]) -> None:
    page = opened("/about")
    page.locator("#attribute-10 summary").click()
    page.get_by_role("link", name="S239").click()
    page.wait_for_url("**/knowledge#S239")
    expect(page.locator("#S239")).to_be_in_viewport()


def _kept(name: str) -> Path:
    folder = Path(__file__).parents[2] / ".cache" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
