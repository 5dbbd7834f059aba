"""The sample prescribing screen as a clinician uses it, and what it shows an informatics team of the wire."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from playwright.sync_api import Page, Route, expect

from app.clock import today
from app.pages.static_files import static_files

Open = Callable[..., Page]
SMART = "https://apps.example.org/launch"
DIALECTS = re.findall(r'^  like\("([a-z0-9.-]+)"', static_files()["sample_ehr_dialects.js"].body.decode(), re.MULTILINE)


@pytest.fixture
def chart(demo: str, watched: Open) -> Callable[..., Page]:
    """`chart("dose-too-low", width=360)`: the chart of a sample patient, opened, with its cards."""

    def opened(patient: str = "two-failed-trials", **options: Any) -> Page:
        page = watched(**options)
        page.goto(f"{demo}/sample-ehr#{patient}")
        page.locator("#ehr[data-ready=true]").wait_for()
        return page

    return opened


def cards(page: Page) -> list[str]:
    return page.locator("#advice-cards article.card h3").all_inner_texts()


def answered(page: Page, hook: str) -> None:
    """The cards of this hook are shown, and nothing newer is awaited."""
    expect(page.locator("#advice-cards .firing")).to_contain_text(hook)
    expect(page.locator("#advice")).not_to_have_attribute("aria-busy", "true")


def order(page: Page, drug: str, dose: str = "") -> None:
    """Choose a drug by its first letters and type a dose, by keyboard alone."""
    page.get_by_role("combobox", name="Drug").fill(drug)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    with page.expect_response("**/cds-services/trd-order-select"):
        page.keyboard.type(dose)
    answered(page, "order-select")


def stage(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Stages of prescribing").get_by_role("button", name=name).click()


def exchanges(page: Page) -> list[dict[str, Any]]:
    """The whole drawer, as it is downloaded."""
    if page.locator("#traffic").get_attribute("open") is None:
        page.locator("#traffic > summary").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download all").click()
    found: list[dict[str, Any]] = orjson.loads(kept.value.path().read_bytes())
    return found


def sent(page: Page, hook: str) -> dict[str, Any]:
    """The last request of a hook."""
    found: dict[str, Any] = next(one["request"] for one in reversed(exchanges(page)) if one["what"] == hook)
    return found


def stored(demo: str, topic: str, outcome: str) -> float:
    """How many feedback messages of this topic the store has taken."""
    text = httpx.get(f"{demo}/metrics", trust_env=False).text
    name = re.escape(f'trd_feedback_total{{outcome="{outcome}",topic="{topic}"}}')
    return sum(float(value) for value in re.findall(rf"^{name} (\S+)", text, re.MULTILINE))


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


def test_there_is_a_menu_entry_for_each_deviation_that_is_documented() -> None:
    assert {"sandbox", "epic", "epic-older", "oracle", "athena", "wintehr", "openemr", "stu3", "pre-1.0"} <= set(
        DIALECTS
    )


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name not in ("openemr", "hurried")])
def test_every_dialect_gets_the_cards_of_the_specification(chart: Callable[..., Page], dialect: str) -> None:
    page = chart()
    said = cards(page)
    with page.expect_response("**/cds-services/trd-patient-view"):
        page.get_by_label("Calls as").select_option(dialect)
    answered(page, "patient-view")
    assert cards(page) == said
    page.get_by_label("Calls as").select_option("standard")
    answered(page, "patient-view")
    stage(page, "Prescribe")
    order(page, "sert", "100")
    said = cards(page)
    page.get_by_label("Calls as").select_option(dialect)
    if dialect == "oracle":
        expect(page.locator("#advice-cards")).to_have_text("Oracle Health (2021) does not fire order-select.")
        return
    expect(page.locator("#exchanges > li")).to_have_count(6)
    answered(page, "order-select")
    assert cards(page) == said


def test_the_sandbox_asks_before_a_drug_is_chosen(chart: Callable[..., Page]) -> None:
    page = chart()
    page.get_by_label("Calls as").select_option("sandbox")
    answered(page, "patient-view")
    with page.expect_response("**/cds-services/trd-order-select") as told:
        stage(page, "Prescribe")
    assert told.value.status == 200
    context = sent(page, "order-select")["context"]
    assert "type" not in context["draftOrders"]
    assert set(context["draftOrders"]["entry"][0]["resource"]) & {"intent", "medicationCodeableConcept"} == set()


def test_epic_sends_three_doses_a_medication_beside_and_warnings_for_nothing(chart: Callable[..., Page]) -> None:
    page = chart()
    page.get_by_label("Calls as").select_option("epic")
    stage(page, "Prescribe")
    order(page, "sert", "100")
    request = sent(page, "order-select")
    request_order, medication = [entry["resource"] for entry in request["context"]["draftOrders"]["entry"]]
    types = [rate["type"]["coding"][0]["code"] for rate in request_order["dosageInstruction"][0]["doseAndRate"]]
    assert types == ["calculated", "admin-amount", "ordered"]
    assert medication["code"]["coding"][0]["system"] == "urn:oid:2.16.840.1.113883.6.88"
    assert request["prefetch"]["allergies"]["entry"][0]["resource"]["resourceType"] == "OperationOutcome"
    assert "medicationStatements" not in request["prefetch"]


def test_an_epic_writes_its_reasons_in_the_plural_and_they_are_kept(chart: Callable[..., Page]) -> None:
    page = chart()
    page.get_by_label("Calls as").select_option("epic")
    answered(page, "patient-view")
    card = page.locator("article.card").first
    card.get_by_label("Reason").select_option("will-monitor")
    with page.expect_response("**/feedback") as told:
        card.get_by_role("button", name="Dismiss").click()
    assert told.value.status == 200
    assert "overrideReason" not in sent(page, "feedback")["feedback"][0]


def test_a_refusal_is_shown_with_its_outcome_and_the_id_to_quote(chart: Callable[..., Page]) -> None:
    page = chart()
    page.complaints.expected.append("412")  # type: ignore[attr-defined]
    page.get_by_label("Calls as").select_option("openemr")
    shown = page.locator("#advice-cards .banner")
    expect(shown).to_contain_text("trd-patient-view answered 412")
    expect(shown).to_contain_text("Neither conditions nor medications could be had")
    expect(shown).to_contain_text("Request id to quote")


def test_an_ehr_that_does_not_wait_says_so_and_goes_on(chart: Callable[..., Page]) -> None:
    page = chart()
    page.route("**/cds-services/trd-order-sign", lambda _: None)  # no answer ever
    stage(page, "Prescribe")
    order(page, "sert", "100")
    stage(page, "Sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#advice-cards .banner")).to_contain_text("The EHR did not wait")
    expect(page.locator("#advice-cards .banner")).to_contain_text("had not answered after 3 s")
    expect(page.locator("#sign-answer")).to_contain_text("Not everything was checked")
    assert next(one for one in exchanges(page) if one["what"] == "order-sign")["state"] == "late"
    page.get_by_role("button", name="Sign anyway").click()
    expect(page.locator(".signed")).to_be_visible()


def test_a_service_that_is_gone_does_not_stop_the_screen(chart: Callable[..., Page]) -> None:
    page = chart()
    page.complaints.expected.append("ERR_FAILED")  # type: ignore[attr-defined]
    page.route("**/cds-services/trd-order-select", lambda route: route.abort())
    stage(page, "Prescribe")
    page.get_by_role("combobox", name="Drug").fill("sert")
    page.keyboard.press("Enter")
    expect(page.locator("#advice-cards .banner")).to_contain_text("can't be reached")
    expect(page.locator("#prescribe .drafts li")).to_contain_text("sertraline")


def other_service(route: Route) -> None:
    """An answer as another service could give it: a choice of one, a SMART link, an act without asking."""

    def delete(name: str) -> dict[str, Any]:
        return {"type": "delete", "description": "Take it back", "resourceId": f"MedicationRequest/{name}"}

    def create(what: str) -> dict[str, Any]:
        resource = {"resourceType": "ServiceRequest", "status": "draft", "intent": "order", "code": {"text": what}}
        return {"type": "create", "description": what, "resource": resource}

    card = {
        "uuid": "c-1",
        "summary": "One of these",
        "indicator": "warning",
        "source": {"label": "Another service"},
        "selectionBehavior": "at-most-one",
        "suggestions": [
            {"label": "Level", "uuid": "s-1", "isRecommended": True, "actions": [create("Lithium level")]},
            {"label": "Other", "uuid": "s-2", "actions": [delete("nowhere")]},
            {"label": "Back", "uuid": "s-3", "actions": [delete("draft-1")]},
        ],
        "links": [{"label": "Timeline", "url": SMART, "type": "smart", "appContext": "view=all"}],
    }
    route.fulfill(json={"cards": [card], "systemActions": [create("Blood count")]})


def test_of_at_most_one_suggestion_only_one_is_filed(chart: Callable[..., Page]) -> None:
    page = chart()
    page.route("**/cds-services/trd-order-select", other_service)
    stage(page, "Prescribe")
    order(page, "lithium", "300")
    expect(page.locator("#prescribe .drafts")).to_contain_text("Blood count")
    expect(page.get_by_text("✓ Recommended")).to_be_visible()
    page.locator("button.suggestion").filter(has_text="Other").click()
    expect(page.locator("#told")).to_contain_text("MedicationRequest/nowhere is no draft here, so nothing was filed.")
    page.locator("button.suggestion").filter(has_text="Level").click()
    expect(page.locator("#prescribe .drafts")).to_contain_text("Lithium level")
    expect(page.locator("button.suggestion:disabled")).to_have_count(3)


def test_a_smart_link_says_that_the_demonstration_has_no_server(chart: Callable[..., Page]) -> None:
    page = chart()
    page.route("**/cds-services/trd-order-select", other_service)
    stage(page, "Prescribe")
    order(page, "lithium", "300")
    page.get_by_role("link", name="Timeline").click()
    expect(page.locator(".launch")).to_contain_text("This demonstration has no SMART server")
    expect(page.locator(".launch")).to_contain_text("view=all")
    assert len(page.context.pages) == 1


def test_an_absolute_link_opens_beside_the_chart(chart: Callable[..., Page]) -> None:
    link = chart().locator("article.card .links a").first
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_an_exchange_can_be_read_and_copied(chart: Callable[..., Page]) -> None:
    page = chart()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#traffic > summary").click()
    page.locator("#exchanges summary").filter(has_text="patient-view").click()
    page.get_by_role("button", name="Copy request 2").click()
    expect(page.locator("#told")).to_have_text("Request copied.")
    assert orjson.loads(page.evaluate("() => navigator.clipboard.readText()"))["hook"] == "patient-view"
    expect(page.locator("#exchanges")).to_contain_text("Condition?patient=two-failed-trials")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#exchanges-count")).to_have_text("0 exchanges")


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
