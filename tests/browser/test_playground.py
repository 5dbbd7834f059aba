"""The playground as somebody uses it: a sample, a changed dose, a paste, a mistake, a link, keys, a small screen."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from app.demo import TELLS
from app.demo.orders import CALLS
from app.demo.variants import VARIANTS, payload
from tests.app.conftest import DAY
from tests.browser.served import OPERATOR, served

Watched = Callable[..., Page]
REFUSED = r"status of 400"
"""The console tells of an answer that was refused, whoever asked for it."""


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


def expects(page: Page, pattern: str) -> None:
    page.complaints.expected.append(pattern)  # type: ignore[attr-defined]


def paste(page: Page, text: str) -> None:
    """Paste as a person does, outside of any field."""
    page.locator("h1").click()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


def samples(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Patient", exact=True)


def card(page: Page, words: str) -> Locator:
    return page.locator("article.card").filter(has=page.get_by_role("heading", name=words))


def test_the_first_sample_is_answered_at_once(playground: Callable[..., Page]) -> None:
    page = playground()
    expect(page).to_have_title("Playground · trd-cds")
    expect(page.get_by_role("heading", level=2, name="4 cards")).to_be_visible()
    expect(page.locator("#difference")).to_have_text("Answered: 4 cards.")
    assert re.fullmatch(r"\d+ ms · 200 · X-Request-Id [0-9a-f-]{36}", page.locator("#facts").inner_text())


def test_a_lower_dose_makes_a_trial_inadequate_and_says_what_changed(playground: Callable[..., Page]) -> None:
    page = playground()
    page.get_by_role("group", name="sertraline").get_by_label("mg a day").nth(1).fill("25")
    said = page.locator("#difference")
    expect(said).to_contain_text("failed trials 2 → 1")
    expect(said).to_contain_text("sertraline: adequate → inadequate-duration")
    expect(card(page, "1 adequate antidepressant trial failed")).to_be_visible()
    written = json.loads(page.locator("#record-text").input_value())
    doses = [
        entry["resource"]["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"]
        for entry in written["entry"]
        if entry["resource"]["id"].startswith("a-sertraline")
    ]
    assert doses == [50, 25]


def test_every_sample_can_be_picked_and_silence_is_told_as_silence(playground: Callable[..., Page]) -> None:
    page = playground()
    menu = samples(page)
    names = menu.locator("option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    assert set(names) == {*TELLS, *VARIANTS, *CALLS}
    for name in names:
        menu.select_option(name)
        expect(page.locator("#difference")).to_have_text(re.compile(r"^Answered: "))
        expect(page).to_have_url(re.compile(rf"#p={name}&"))
    menu.select_option("getting-well")
    expect(page.get_by_role("heading", level=2, name="No card")).to_be_visible()
    expect(page.get_by_text("The service has nothing to say.")).to_be_visible()


def test_an_order_is_drafted_and_judged_and_the_hook_is_the_one_that_was_chosen(
    playground: Callable[..., Page],
) -> None:
    page = playground()
    page.get_by_role("combobox", name="Hook").select_option("order-sign")
    expect(page.locator("#difference")).to_contain_text("Nothing is being ordered")
    orders = page.get_by_role("group", name="Being ordered")
    orders.get_by_label("Drug").fill("bupropion")
    orders.get_by_role("button", name="Add order").click()
    expect(card(page, "Seizure disorder: bupropion is contraindicated")).to_be_visible()
    expect(page.locator("article.card .badge").first).to_have_text("■ Critical")
    page.get_by_role("tab", name="Request JSON").click()
    request = json.loads(page.locator("#request-json").inner_text())
    assert request["hook"] == "order-sign"
    assert [entry["resource"]["status"] for entry in request["context"]["draftOrders"]["entry"]] == ["draft"]


def test_what_is_added_to_the_form_is_in_the_record_and_can_be_taken_away_again(
    playground: Callable[..., Page],
) -> None:
    page = playground()
    conditions = page.get_by_role("group", name="Conditions", exact=True)
    conditions.get_by_label("Condition").select_option("F31.81")
    conditions.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#difference")).to_contain_text("diagnosis active → excluded")
    page.get_by_role("button", name="Remove Bipolar II disorder").click()
    expect(page.locator("#difference")).to_contain_text("diagnosis excluded → active")
    scores = page.get_by_role("group", name="Symptom scores")
    scores.get_by_label("Kind").select_option("44261-6")
    scores.get_by_role("button", name="Add", exact=True).click()
    scores.get_by_role("group", name="PHQ-9", exact=True).last.get_by_label("points").fill("3")
    expect(page.locator("#difference")).to_contain_text("severity moderately-severe → none")
    labs = page.get_by_role("group", name="Laboratory and other measurements")
    labs.get_by_label("Kind").select_option("3016-3")
    labs.get_by_role("button", name="Add", exact=True).click()
    labs.get_by_label("m[IU]/L").fill("12")
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")
    assert '"code": "3016-3"' in page.locator("#record-text").input_value()
    assert '"value": 12' in page.locator("#record-text").input_value()


def test_a_drug_and_its_dose_steps_are_written_as_statements(playground: Callable[..., Page]) -> None:
    page = playground()
    drugs = page.get_by_role("group", name="Drugs", exact=True)
    drugs.get_by_label("Drug", exact=True).fill("mirtazapine")
    drugs.get_by_label("Drug", exact=True).press("Enter")
    mirtazapine = page.get_by_role("group", name="mirtazapine")
    mirtazapine.get_by_label("mg a day").fill("15")
    mirtazapine.get_by_role("textbox", name="from").fill("2026-06-01")
    mirtazapine.get_by_role("button", name="Add a dose step of mirtazapine").click()
    mirtazapine.get_by_label("mg a day").nth(1).fill("30")
    expect(page.locator("#difference")).to_contain_text(re.compile("changed", re.IGNORECASE))
    written = json.loads(page.locator("#record-text").input_value())["entry"][-2:]
    first, second = (entry["resource"] for entry in written)
    assert first["effectivePeriod"] == {"start": "2026-06-01"}
    assert first["medicationCodeableConcept"]["coding"][0]["code"] == "15996"
    assert second["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 30
    assert second["id"] != first["id"]


def test_a_paste_of_lines_is_read_as_ndjson_and_sent_as_it_is(playground: Callable[..., Page]) -> None:
    page = playground()
    lines = payload("as-ndjson", DAY).text
    paste(page, lines)
    expect(page.locator("#record-kind")).to_have_text("NDJSON")
    expect(page.locator("#difference")).to_have_text(re.compile(r"Answered: \d cards"))
    expect(samples(page)).to_have_value("")
    page.get_by_role("tab", name="Request JSON").click()
    expect(page.locator("#request-told")).to_contain_text("application/fhir+ndjson")
    assert page.locator("#request-json").text_content() == lines


def test_a_file_comes_in_by_the_button_and_by_drop(playground: Callable[..., Page]) -> None:
    page = playground()
    sent = payload("four-failed-trials", DAY).text
    chosen = FilePayload(name="record.json", mimeType="application/json", buffer=sent.encode())
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(chosen)
    expect(page.locator("#record-text")).to_have_value(sent)
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "record.json", {type: "application/json"}));
          for (const name of ["dragover", "drop"])
            document.getElementById("record").dispatchEvent(new DragEvent(name, {dataTransfer: data, bubbles: true}));
        }""",
        payload("dose-too-low", DAY).text,
    )
    expect(page.locator("#record-text")).to_have_value(payload("dose-too-low", DAY).text)
    expect(page.locator("#difference")).to_have_text(re.compile("^Answered: "))


def test_what_is_no_json_is_said_with_its_line_and_the_answer_before_stays(playground: Callable[..., Page]) -> None:
    page = playground()
    page.get_by_role("radio", name="FHIR JSON").check()
    area = page.locator("#record-text")
    lines = area.input_value().split("\n")
    lines[2] = lines[2].replace(":", "", 1)
    area.fill("\n".join(lines))
    expect(page.locator("#record-fault")).to_contain_text("Not readable")
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#difference")).to_contain_text("The record can't be read")
    expect(page.locator("article.card")).to_have_count(4)
    page.get_by_role("button", name="Go to line 3").click()
    expect(area).to_be_focused()
    selected = page.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)", area.element_handle())
    assert selected == lines[2]
    page.get_by_role("radio", name="Form").check()
    expect(page.locator("#form")).to_contain_text("The form comes back")


def test_what_the_service_refuses_is_said_in_its_own_sentence(playground: Callable[..., Page]) -> None:
    page = playground()
    expects(page, REFUSED)
    two = [{"resourceType": "Patient", "id": name} for name in ("a", "b")]
    paste(page, json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in two]}))
    expect(page.locator("#refusal")).to_contain_text("The record is of 2 patients; send one patient at a time.")
    expect(page.locator("#facts")).to_contain_text("400 · X-Request-Id")
    samples(page).select_option("two-failed-trials")
    expect(page.locator("#refusal")).to_be_empty()


def test_what_could_not_be_used_is_noted_with_the_way_to_it(playground: Callable[..., Page]) -> None:
    page = playground()
    record = json.loads(payload("two-failed-trials", DAY).text)
    lost = {
        "resourceType": "MedicationStatement",
        "id": "lost",
        "status": "completed",
        "medicationCodeableConcept": {"text": "fluoxetine"},
        "subject": {"reference": "Patient/two-failed-trials"},
    }
    record["entry"].append({"resource": lost})
    paste(page, json.dumps(record, indent=2))
    notes = page.get_by_role("region", name=re.compile("notes? on the record"))
    expect(notes).to_contain_text("luoxetine")
    notes.get_by_role("button", name="MedicationStatement/lost").first.click()
    area = page.locator("#record-text")
    expect(area).to_be_focused()
    selected = page.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)", area.element_handle())
    assert '"id": "lost"' in selected


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_markup_in_a_paste_is_text_wherever_it_is_shown(playground: Callable[..., Page]) -> None:
    page = playground()
    page.on("dialog", lambda dialog: pytest.fail(f"something ran: {dialog.message}"))
    record = json.loads(payload("two-failed-trials", DAY).text.replace("a-trazodone", "a-hostile"))
    for entry in record["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Condition":
            resource["code"]["text"] = resource["code"]["coding"][0]["display"] = HOSTILE
        if resource["id"] == "a-hostile":
            resource["medicationCodeableConcept"] = {"text": f"sertraline {HOSTILE}"}
            resource["dosage"] = [{"text": HOSTILE}]
        if resource["resourceType"] == "Patient":
            resource["name"] = [{"family": HOSTILE}]
            resource["gender"] = HOSTILE
    paste(page, json.dumps(record))
    expect(page.locator("#form-conditions")).to_contain_text(HOSTILE)
    for tab in ("Timeline", "Assessment JSON", "Request JSON", "curl", "Cards"):
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.locator("[role=tabpanel]:not([hidden])")).not_to_be_empty()
        assert page.locator("main img, main script:not([type='application/json'])").count() == 0


def test_a_link_holds_the_record_and_the_service_is_not_told(
    playground: Callable[..., Page], watched: Watched, demo: str
) -> None:
    page = playground()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("group", name="venlafaxine").get_by_label("mg a day").first.fill("75")
    page.get_by_role("combobox", name="Definition").select_option("athf-sf")
    page.get_by_role("textbox", name="Today").fill("2026-11-01")
    expect(page).to_have_url(re.compile(r"#d=z.*t=2026-11-01.*f=athf-sf"))
    assert all("#" not in address and "venlafaxine" not in address for address in asked)
    record = page.locator("#record-text").input_value()
    other = watched()
    other.goto(page.url)
    expect(other.locator("#record-text")).to_have_value(record)
    expect(other.get_by_role("combobox", name="Definition")).to_have_value("athf-sf")
    expect(other.get_by_role("textbox", name="Today")).to_have_value("2026-11-01")
    expect(other.locator("#difference")).to_have_text(re.compile("^Answered: "))


def test_a_damaged_link_is_said_and_the_first_sample_is_shown(playground: Callable[..., Page]) -> None:
    page = playground("#d=zAAAA")
    expect(page.locator("#record-fault")).to_contain_text("The link is damaged")
    expect(page.locator("article.card")).to_have_count(4)


def test_back_leads_to_the_record_before(playground: Callable[..., Page]) -> None:
    page = playground("#p=getting-well")
    samples(page).select_option("dose-too-low")
    expect(page).to_have_url(re.compile("#p=dose-too-low"))
    page.go_back()
    expect(samples(page)).to_have_value("getting-well")
    expect(page.get_by_role("heading", level=2, name="No card")).to_be_visible()


def test_the_timeline_is_drawn_from_the_same_record(playground: Callable[..., Page]) -> None:
    page = playground()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#chart[data-ready=true]")).to_be_visible()
    expect(page.locator("#view")).to_contain_text("Venlafaxine")
    page.get_by_role("group", name="trazodone").get_by_label("mg a day").fill("300")
    expect(page.locator("#view")).to_contain_text("Trazodone", timeout=10_000)
    expect(page.locator("#chart[data-ready=true]")).to_be_visible()


def test_the_command_is_the_exact_request_and_holds_no_token(playground: Callable[..., Page], tmp_path: Path) -> None:
    page = playground("#p=as-ndjson")
    page.get_by_role("tab", name="curl").click()
    for name, member in (("curl-assessment", "trials"), ("curl-hook", "cards")):
        command = page.locator(f"#{name}").text_content() or ""
        assert "Authorization" not in command
        ran = subprocess.run(
            ["sh", "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60
        )
        assert json.loads(ran.stdout)[member]


def test_text_is_copied_or_selected_where_the_clipboard_is_refused(playground: Callable[..., Page]) -> None:
    page = playground()
    page.get_by_role("tab", name="Assessment JSON").click()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    button = page.locator("#pane-assessment").get_by_role("button", name="Copy")
    button.click()
    expect(page.locator("#pane-assessment button")).to_have_text("Selected: press Ctrl+C")
    assert page.evaluate("() => getSelection().toString().length") > 1000


def test_a_newer_key_gives_up_the_older_question(playground: Callable[..., Page]) -> None:
    page = playground()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/assessments" in request.url else None)
    dose = page.get_by_role("group", name="sertraline").get_by_label("mg a day").nth(1)
    dose.press_sequentially("0000", delay=30)
    dose.fill("100")
    expect(page.locator("#facts")).to_contain_text("200")
    page.wait_for_timeout(800)
    assert len(asked) == 1


def test_the_cards_can_be_shown_as_others_show_them_and_nothing_is_filed(playground: Callable[..., Page]) -> None:
    page = playground()
    offer = page.locator("button.suggestion").first
    expect(offer.locator(".label")).to_be_visible()
    page.get_by_label("as Epic shows it").check()
    expect(offer.locator(".label")).to_be_hidden()
    expect(offer.locator(".description")).to_be_visible()
    expect(page.locator("details.order").first).to_be_hidden()
    page.get_by_label("as plain text").check()
    expect(page.locator("pre.plain").first).to_be_visible()
    expect(page.locator(".detail.formatted").first).to_be_hidden()
    page.get_by_role("button", name="Answer now").click()
    expect(page.locator("#difference")).to_have_text("Nothing changed in the answer.")
    expect(page.get_by_label("as plain text")).to_be_checked()
    page.locator("button.suggestion").first.click()
    expect(page.locator(".dry")).to_contain_text("Nothing is filed here.")


def test_all_of_it_can_be_done_from_the_keyboard(playground: Callable[..., Page]) -> None:
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
    expect(page.locator("#difference")).to_contain_text("failed trials 2 → 1", timeout=2_000)


def test_after_adding_and_removing_the_focus_stays_where_the_reader_was(playground: Callable[..., Page]) -> None:
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
    playground: Callable[..., Page],
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
    playground: Callable[..., Page], axe: Callable[..., None], pictured: Callable[[Page, str], Path]
) -> None:
    page = playground("#p=bupropion-with-epilepsy", forced_colors="active")
    expect(page.locator("article.card .badge").first).to_have_text("■ Critical")
    axe(page)
    pictured(page, "playground-forced-colours")


def test_light_and_dark_can_be_chosen_by_hand(playground: Callable[..., Page], axe: Callable[..., None]) -> None:
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


def test_nothing_of_what_was_pasted_is_in_the_page_s_storage_or_goes_elsewhere(
    playground: Callable[..., Page], demo: str
) -> None:
    page = playground()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    paste(page, payload("four-failed-trials", DAY).text)
    expect(page.locator("#difference")).to_have_text(re.compile("^Answered: "))
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#chart[data-ready=true]")).to_be_visible()
    assert {str(httpx.URL(address).copy_with(path="/", query=None)) for address in asked} == {f"{demo}/"}
    assert page.evaluate("() => localStorage.length + sessionStorage.length + document.cookie.length") == 0


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
