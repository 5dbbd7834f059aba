"""What the sample EHR shows an informatics team of the wire: dialects, refusals, silence, links, exchanges."""

import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, Route, expect

from app.pages.static_files import static_files
from tests.browser.sample_ehr import answered, cards, exchanges, order, sent, stage

Open = Callable[..., Page]


SMART = "https://apps.example.org/launch"


DIALECTS = re.findall(r'^  like\("([a-z0-9.-]+)"', static_files()["sample_ehr_dialects.js"].body.decode(), re.MULTILINE)


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
