"""The sample prescribing screen as a clinician uses it: a chart, a draft, a suggestion, a signature."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.clock import today
from tests.browser.sample_ehr import answered, cards, exchanges, order, sent, stage, stored

Open = Callable[..., Page]


def test_opening_a_chart_asks_and_shows_the_cards(chart: Callable[..., Page]) -> None:
    page = chart()
    assert cards(page)[0].startswith("2 adequate antidepressant trials failed this episode")
    assert page.locator("#who").inner_text().startswith("Alma Sample")
    assert page.get_by_role("row", name=re.compile("Epilepsy")).count() == 1
    request = sent(page, "patient-view")
    assert request["context"] == {"userId": "Practitioner/demo", "patientId": "two-failed-trials"}
    assert {"patient", "conditions", "medicationStatements", "observations"} <= set(request["prefetch"])
    assert request["prefetch"]["patient"]["id"] == "two-failed-trials"


def test_each_firing_has_an_instance_of_its_own_and_each_service_one_call(chart: Callable[..., Page]) -> None:
    page = chart()
    page.get_by_label("Patient", exact=True).select_option("dose-too-low")
    expect(page.locator("#who")).not_to_contain_text("Alma")
    answered(page, "patient-view")
    calls = [one["request"] for one in exchanges(page) if one["what"] == "patient-view"]
    assert [call["context"]["patientId"] for call in calls] == ["two-failed-trials", "dose-too-low"]
    assert len({call["hookInstance"] for call in calls}) == 2


def test_a_chart_in_remission_has_no_card(chart: Callable[..., Page]) -> None:
    page = chart("getting-well")
    assert cards(page) == []
    expect(page.locator("#advice-cards")).to_contain_text("nothing to say")


def test_choosing_a_drug_that_failed_is_answered_while_one_chooses(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "venl", "75")
    assert any("enlafaxine" in card for card in cards(page))
    request = sent(page, "order-select")
    assert request["context"]["selections"] == ["MedicationRequest/draft-1"]
    draft_orders = request["context"]["draftOrders"]
    assert (draft_orders["resourceType"], draft_orders["type"]) == ("Bundle", "collection")
    draft = draft_orders["entry"][0]["resource"]
    assert draft["medicationCodeableConcept"]["coding"][0]["code"] == "313585"
    assert draft["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 75
    assert draft["authoredOn"] == today().isoformat()


def test_a_change_of_the_dose_changes_the_same_draft(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "sert", "50")
    with page.expect_response("**/cds-services/trd-order-select"):
        page.get_by_label("Dose each time").fill("100")
    answered(page, "order-select")
    assert page.locator("#prescribe .drafts li").count() == 1
    expect(page.locator("#prescribe .drafts li")).to_contain_text("100 mg once a day")
    with page.expect_response("**/cds-services/trd-order-select"):
        page.get_by_label("How often").select_option("twice")
    answered(page, "order-select")
    repeat = sent(page, "order-select")["context"]["draftOrders"]["entry"][0]["resource"]["dosageInstruction"][0]
    assert repeat["timing"]["repeat"]["frequency"] == 2


def test_a_dose_that_is_no_number_is_said_and_not_sent(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "sert", "50")
    page.get_by_label("Dose each time").fill("fifty")
    expect(page.get_by_role("alert").filter(has_text="A dose is a number")).to_be_visible()
    expect(page.get_by_label("Dose each time")).to_have_attribute("aria-invalid", "true")
    page.wait_for_timeout(700)
    assert len([one for one in exchanges(page) if one["what"] == "order-select"]) == 1


def test_a_drug_that_is_no_antidepressant_can_be_ordered_too(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "linez", "600")
    assert any("inezolid" in card for card in cards(page))
    assert page.locator("article.card.critical").count() == 1


def test_an_accepted_suggestion_is_filed_and_told_to_the_service(demo: str, chart: Callable[..., Page]) -> None:
    page = chart()
    before = stored(demo, "augmentation", "accepted")
    with page.expect_response("**/feedback") as told:
        page.locator("button.suggestion").filter(has_text="Add aripiprazole").click()
    assert told.value.status == 200
    expect(page.get_by_text("✓ Filed: Add aripiprazole 2 mg each morning. 1 draft now.")).to_be_visible()
    expect(page.locator("button.suggestion").filter(has_text="Add aripiprazole")).to_be_disabled()
    expect(page.locator("button.suggestion").filter(has_text="Order weight")).to_be_enabled()
    stage(page, "Sign")
    expect(page.locator("#sign .drafts li")).to_contain_text("Aripiprazole 2 mg oral tablet")
    assert stored(demo, "augmentation", "accepted") == before + 1
    entry = sent(page, "feedback")["feedback"][0]
    assert entry["outcome"] == "accepted"
    assert len(entry["acceptedSuggestions"]) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", entry["outcomeTimestamp"])


def test_a_dismissal_asks_for_a_coded_reason_and_tells_it(demo: str, chart: Callable[..., Page]) -> None:
    page = chart()
    before = stored(demo, "switch", "overridden")
    card = page.locator("article.card").filter(has_text="consider a switch to mirtazapine")
    card.get_by_role("button", name="Dismiss").click()
    expect(card.get_by_text("Choose a reason")).to_be_visible()
    assert card.get_by_label("Reason").evaluate("select => select === document.activeElement")
    card.get_by_label("Reason").select_option("patient-declined")
    with page.expect_response("**/feedback") as told:
        card.get_by_role("button", name="Dismiss").click()
    assert told.value.status == 200
    expect(page.locator(".dismissed")).to_contain_text("Dismissed (Patient declines)")
    assert stored(demo, "switch", "overridden") == before + 1
    assert sent(page, "feedback")["feedback"][0]["overrideReason"]["reason"]["code"] == "patient-declined"
    stage(page, "Prescribe")
    order(page, "sert", "100")
    expect(page.locator("article.card").filter(has_text="a switch to mirtazapine (different")).to_contain_text(
        "Put aside before on this topic: Patient declines."
    )


def test_a_dismissal_without_a_reason_is_possible_and_meant(chart: Callable[..., Page]) -> None:
    page = chart()
    dismiss = page.get_by_role("button", name="Dismiss").first
    dismiss.click()
    with page.expect_response("**/feedback"):
        dismiss.click()
    assert "overrideReason" not in sent(page, "feedback")["feedback"][0]


def test_cards_come_before_the_signature_and_the_draft_can_be_taken_back(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "bupr", "150")
    stage(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    answered(page, "order-sign")
    assert "Seizure disorder: bupropion is contraindicated" in cards(page)
    expect(page.get_by_role("button", name="Sign anyway")).to_be_focused()
    page.locator("button.suggestion").filter(has_text="Remove the bupropion draft").click()
    expect(page.locator("#sign .drafts")).to_contain_text("No draft.")
    expect(page.get_by_role("button", name="Sign anyway")).to_have_count(0)
    expect(page.locator("#sign-answer")).to_contain_text("No draft is left to sign.")
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_disabled()


def test_what_is_signed_anyway_is_on_the_chart_and_in_the_next_prefetch(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    order(page, "sert", "100")
    stage(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("button", name="Sign anyway").click()
    expect(page.locator(".signed")).to_contain_text("1 order signed: Sertraline 100 mg oral tablet")
    expect(page.locator(".signed")).to_be_focused()
    stage(page, "Chart")
    expect(page.get_by_role("row", name=re.compile("Sertraline 100 mg oral tablet"))).to_have_count(1)
    with page.expect_response("**/cds-services/trd-patient-view"):
        page.get_by_label("Calls as").select_option("fetching")
        page.get_by_label("Calls as").select_option("standard")
    answered(page, "patient-view")
    orders = sent(page, "patient-view")["prefetch"]["medicationRequests"]["entry"]
    assert [entry["resource"]["status"] for entry in orders] == ["active"]


def test_an_order_without_a_card_is_signed_at_once(chart: Callable[..., Page]) -> None:
    page = chart("getting-well")
    stage(page, "Prescribe")
    order(page, "ibupr", "400")
    stage(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".signed")).to_contain_text("1 order signed: ibuprofen")


def test_a_renewal_fires_its_own_hook(chart: Callable[..., Page]) -> None:
    page = chart()
    with page.expect_response("**/cds-services/trd-medication-refill"):
        page.get_by_role("button", name=re.compile("Renew 24 HR venlafaxine")).click()
    answered(page, "medication-refill")
    assert any("it does not work enough" in card for card in cards(page))
    renewed = sent(page, "medication-refill")["context"]["medications"]["entry"][0]["resource"]
    assert renewed["status"] == "draft"


def test_the_drug_field_is_an_editable_combobox(chart: Callable[..., Page]) -> None:
    page = chart()
    stage(page, "Prescribe")
    field = page.get_by_role("combobox", name="Drug")
    field.fill("snri")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("no such drug")
    expect(page.locator("#drugs-told")).to_have_text("No drug of that name is known")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280, 1600])
def test_every_stage_can_be_used_at_every_width(
    chart: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], object],
    width: int,
    scheme: str,
) -> None:
    page = chart(width=width, color_scheme=scheme)

    def looked_at(name: str) -> None:
        axe(page)
        fits(page)
        pictured(page, f"sample-ehr-{name}-{width}-{scheme}")

    looked_at("chart")
    stage(page, "Prescribe")
    page.get_by_role("combobox", name="Drug").fill("ven")
    looked_at("search")
    order(page, "sert", "100")
    looked_at("prescribe")
    stage(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("button", name="Sign anyway").wait_for()
    exchanges(page)
    page.locator("#exchanges summary").first.click()
    looked_at("sign")


def test_without_a_script_the_page_says_so(demo: str, watched: Open, axe: Callable[[Page], None]) -> None:
    page = watched(java_script_enabled=False)
    page.goto(f"{demo}/sample-ehr")
    expect(page.get_by_text("This screen needs JavaScript")).to_be_visible()
