"""The playground by keys, on every screen, in every colour, without a script, and behind the operator's token."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.playground import Playground, expects
from tests.browser.served import OPERATOR, served

Watched = Callable[..., Page]


def test_all_of_it_can_be_done_from_the_keyboard(playground: Playground) -> None:
    page = playground()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the contents")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    page.get_by_role("tab", name="Cards").focus()
    for key, tab in (
        ("ArrowRight", "Timeline"),
        ("End", "curl"),
        ("ArrowRight", "Cards"),
        ("ArrowLeft", "curl"),
        ("Home", "Cards"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=tab, exact=True)).to_be_focused()
        expect(page.get_by_role("tab", name=tab, exact=True)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[role=tabpanel]:not([hidden])")).to_have_count(1)
    dose = page.get_by_role("group", name="sertraline").get_by_label("mg a day").nth(1)
    dose.fill("20")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#difference")).to_contain_text("failed trials 2 → 1")


def test_after_adding_and_removing_the_focus_stays_where_the_reader_was(playground: Playground) -> None:
    page = playground()
    drugs = page.get_by_role("group", name="Drugs", exact=True)
    drugs.get_by_label("Drug", exact=True).fill("lithium")
    drugs.get_by_label("Drug", exact=True).press("Enter")
    expect(page.get_by_role("group", name="lithium").get_by_label(re.compile("a day"))).to_be_focused()
    page.get_by_role("button", name=re.compile("Remove lithium")).press("Enter")
    expect(drugs.get_by_label("Drug", exact=True)).to_be_focused()


SIZES = (320, 360, 1280, 1600)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_it_reads_at_every_width_in_light_and_dark(
    playground: Playground,
    axe: Callable[..., None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], Path],
    width: int,
    colours: str,
) -> None:
    page = playground(width=width, color_scheme=colours)
    for tab in ("Cards", "Timeline", "Assessment JSON", "curl"):
        page.get_by_role("tab", name=tab, exact=True).click()
        if tab == "Timeline":
            expect(page.locator("#chart[data-ready=true]")).to_be_visible()
        axe(page)
        fits(page)
        if tab in ("Cards", "Timeline"):
            pictured(page, f"playground-{tab.lower()}-{width}-{colours}")
    page.get_by_role("radio", name="FHIR JSON").check()
    page.get_by_role("combobox", name="Hook").select_option("order-sign")
    expect(page.locator("#difference")).to_contain_text("Nothing is being ordered")
    axe(page)
    fits(page)
    pictured(page, f"playground-json-{width}-{colours}")


def test_in_forced_colours_every_state_has_its_word(
    playground: Playground, axe: Callable[..., None], pictured: Callable[[Page, str], Path]
) -> None:
    page = playground("#p=bupropion-with-epilepsy", forced_colors="active")
    expect(page.locator("article.card .badge").first).to_have_text("■ Critical")
    axe(page)
    pictured(page, "playground-forced-colours")


def test_light_and_dark_can_be_chosen_by_hand(playground: Playground, axe: Callable[..., None]) -> None:
    page = playground(color_scheme="light")
    background = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    toggle = page.get_by_role("button", name="Dark")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(background) != light
    axe(page)
    toggle.click()
    assert page.evaluate(background) == light


def test_without_a_script_the_page_says_so(watched: Watched, demo: str, axe: Callable[..., None]) -> None:
    page = watched(java_script_enabled=False)
    page.goto(f"{demo}/playground")
    expect(page.get_by_text("The playground needs JavaScript.")).to_be_visible()


CLIENTS = """\
[[client]]
id = "north"
issuer = "https://ehr.example.org"
jwks_uri = "https://ehr.example.org/jwks.json"
"""


def test_in_production_it_asks_for_the_operators_token_and_keeps_it_nowhere(
    watched: Watched, axe: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "clients.toml").write_text(CLIENTS)
    settings = {
        "TRD_PLAYGROUND": "true",
        "TRD_CLIENTS": str(tmp_path / "clients.toml"),
        "TRD_BASE_URL": "https://cds.example.org",
    }
    with served(tmp_path, **settings) as base:
        page = watched()
        expects(page, "status of 401")
        page.goto(f"{base}/playground")
        expect(page.locator("#refusal")).to_contain_text("Unauthorized")
        expect(page.get_by_text("Demonstration with invented patients")).to_have_count(0)
        axe(page)
        page.get_by_label("Operator's token").fill(OPERATOR)
        page.get_by_label("Operator's token").press("Enter")
        expect(page.get_by_role("heading", level=2, name="4 cards")).to_be_visible()
        page.get_by_role("tab", name="Timeline").click()
        expect(page.locator("#chart[data-ready=true]")).to_be_visible()
        page.get_by_role("tab", name="curl").click()
        assert OPERATOR not in page.content()
        assert OPERATOR not in page.url
        page.close()


def test_no_script_of_the_page_asks_the_browser_what_day_it_is() -> None:
    scripts = sorted((Path(__file__).parents[2] / "app" / "pages" / "static").glob("*.js"))
    named = [
        path for path in scripts if path.name.startswith(("playground", "cards", "tabs", "theme", "nodes", "copying"))
    ]
    assert len(named) > 15
    for path in named:
        assert not re.search(
            r"Date\.now|new Date\(\)|innerHTML|insertAdjacentHTML|localStorage|\beval\b", path.read_text()
        ), path
