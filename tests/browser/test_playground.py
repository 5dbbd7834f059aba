"""The playground as somebody uses it: a sample, a changed dose, an order, a card, the timeline."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.demo import TELLS
from app.demo.orders import CALLS
from app.demo.variants import VARIANTS
from tests.browser.playground import Playground, card, samples

Watched = Callable[..., Page]


def test_the_first_sample_is_answered_at_once(playground: Playground) -> None:
    page = playground()
    expect(page).to_have_title("Playground · trd-cds")
    expect(page.get_by_role("heading", level=2, name="4 cards")).to_be_visible()
    expect(page.locator("#difference")).to_have_text("Answered: 4 cards.")
    assert re.fullmatch(r"\d+ ms · 200 · X-Request-Id [0-9a-f-]{36}", page.locator("#facts").inner_text())


def test_a_lower_dose_makes_a_trial_inadequate_and_says_what_changed(playground: Playground) -> None:
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


def test_every_sample_can_be_picked_and_silence_is_told_as_silence(playground: Playground) -> None:
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
    playground: Playground,
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
    playground: Playground,
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


def test_a_drug_and_its_dose_steps_are_written_as_statements(playground: Playground) -> None:
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


def test_the_timeline_is_drawn_from_the_same_record(playground: Playground) -> None:
    page = playground()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#chart[data-ready=true]")).to_be_visible()
    expect(page.locator("#view")).to_contain_text("Venlafaxine")
    page.get_by_role("group", name="trazodone").get_by_label("mg a day").fill("300")
    expect(page.locator("#view")).to_contain_text("Trazodone", timeout=10_000)
    expect(page.locator("#chart[data-ready=true]")).to_be_visible()


def test_text_is_copied_or_selected_where_the_clipboard_is_refused(playground: Playground) -> None:
    page = playground()
    page.get_by_role("tab", name="Assessment JSON").click()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    button = page.locator("#pane-assessment").get_by_role("button", name="Copy")
    button.click()
    expect(page.locator("#pane-assessment button")).to_have_text("Selected: press Ctrl+C")
    assert page.evaluate("() => getSelection().toString().length") > 1000


def test_a_newer_key_gives_up_the_older_question(playground: Playground) -> None:
    page = playground()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/assessments" in request.url else None)
    dose = page.get_by_role("group", name="sertraline").get_by_label("mg a day").nth(1)
    dose.press_sequentially("0000", delay=30)
    dose.fill("100")
    expect(page.locator("#facts")).to_contain_text("200")
    page.wait_for_timeout(800)
    assert len(asked) == 1


def test_the_cards_can_be_shown_as_others_show_them_and_nothing_is_filed(playground: Playground) -> None:
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
