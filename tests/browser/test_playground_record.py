"""What comes into the playground and leaves it: a paste, a file, a mistake, a link, a command; and nothing is kept."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.demo.variants import payload
from tests.app.conftest import DAY
from tests.browser.playground import Playground, expects, paste, samples

Watched = Callable[..., Page]


REFUSED = r"status of 400"
"""The console tells of an answer that was refused, whoever asked for it."""


def test_a_paste_of_lines_is_read_as_ndjson_and_sent_as_it_is(playground: Playground) -> None:
    page = playground()
    lines = payload("as-ndjson", DAY).text
    paste(page, lines)
    expect(page.locator("#record-kind")).to_have_text("NDJSON")
    expect(page.locator("#difference")).to_have_text(re.compile(r"Answered: \d cards"))
    expect(samples(page)).to_have_value("")
    page.get_by_role("tab", name="Request JSON").click()
    expect(page.locator("#request-told")).to_contain_text("application/fhir+ndjson")
    assert page.locator("#request-json").text_content() == lines


def test_a_file_comes_in_by_the_button_and_by_drop(playground: Playground) -> None:
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


def test_what_is_no_json_is_said_with_its_line_and_the_answer_before_stays(playground: Playground) -> None:
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


def test_what_the_service_refuses_is_said_in_its_own_sentence(playground: Playground) -> None:
    page = playground()
    expects(page, REFUSED)
    two = [{"resourceType": "Patient", "id": name} for name in ("a", "b")]
    paste(page, json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in two]}))
    expect(page.locator("#refusal")).to_contain_text("The record is of 2 patients; send one patient at a time.")
    expect(page.locator("#facts")).to_contain_text("400 · X-Request-Id")
    samples(page).select_option("two-failed-trials")
    expect(page.locator("#refusal")).to_be_empty()


def test_what_could_not_be_used_is_noted_with_the_way_to_it(playground: Playground) -> None:
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


def test_markup_in_a_paste_is_text_wherever_it_is_shown(playground: Playground) -> None:
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
    playground: Playground, watched: Watched, demo: str
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


def test_a_damaged_link_is_said_and_the_first_sample_is_shown(playground: Playground) -> None:
    page = playground("#d=zAAAA")
    expect(page.locator("#record-fault")).to_contain_text("The link is damaged")
    expect(page.locator("article.card")).to_have_count(4)


def test_back_leads_to_the_record_before(playground: Playground) -> None:
    page = playground("#p=getting-well")
    samples(page).select_option("dose-too-low")
    expect(page).to_have_url(re.compile("#p=dose-too-low"))
    page.go_back()
    expect(samples(page)).to_have_value("getting-well")
    expect(page.get_by_role("heading", level=2, name="No card")).to_be_visible()


def test_the_command_is_the_exact_request_and_holds_no_token(playground: Playground, tmp_path: Path) -> None:
    page = playground("#p=as-ndjson")
    page.get_by_role("tab", name="curl").click()
    for name, member in (("curl-assessment", "trials"), ("curl-hook", "cards")):
        command = page.locator(f"#{name}").text_content() or ""
        assert "Authorization" not in command
        ran = subprocess.run(
            ["sh", "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60
        )
        assert json.loads(ran.stdout)[member]


def test_nothing_of_what_was_pasted_is_in_the_page_s_storage_or_goes_elsewhere(
    playground: Playground, demo: str
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
