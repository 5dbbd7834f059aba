"""Cards, suggestions, actions, links: CDS Hooks §CDS Service Response. Each test is a row of docs/conformance.toml."""

import re
from typing import Any

import httpx
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from tests.conformance.conftest import called, requests

Found = list[dict[str, Any]]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SMALL_CARD = {
    *("uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons"),
    *("links", "extension"),
}


async def test_a_call_is_answered_200_with_an_object_of_cards(answers: Found) -> None:
    for answer in answers:
        assert isinstance(answer["cards"], list)


async def test_nothing_to_say_is_200_and_an_empty_list(keeping: httpx.AsyncClient) -> None:
    answer = await keeping.post("/cds-services/trd-patient-view", json=hook_request("getting-well", REFERENCE_DAY))
    assert (answer.status_code, answer.json()) == (200, {"cards": []})


async def test_no_system_actions_are_sent(answers: Found) -> None:
    assert {member for answer in answers for member in answer} == {"cards"}


async def test_a_summary_is_shorter_than_140_characters(keeping: httpx.AsyncClient, cards: Found) -> None:
    for card in cards:
        assert 0 < len(card["summary"]) < 140
        assert "\n" not in card["summary"]


async def test_an_indicator_is_info_warning_or_critical(cards: Found) -> None:
    assert {card["indicator"] for card in cards} == {"info", "warning", "critical"}


async def test_a_card_holds_only_what_the_specification_names(cards: Found) -> None:
    assert {member for card in cards for member in card} <= SMALL_CARD


async def test_every_card_has_a_uuid_of_its_own(keeping: httpx.AsyncClient, cards: Found) -> None:
    ids = [card["uuid"] for card in cards]
    assert all(UUID.fullmatch(one) for one in ids)
    assert len(set(ids)) == len(ids)
    sent = called(hook_request("two-failed-trials", REFERENCE_DAY))
    again = [(await keeping.post("/cds-services/trd-patient-view", json=sent)).json()["cards"] for _ in range(2)]
    assert not {card["uuid"] for card in again[0]} & {card["uuid"] for card in again[1]}


async def test_every_card_has_a_detail_in_markdown_without_html(cards: Found) -> None:
    for card in cards:
        assert card["detail"]
        assert not re.search(r"<[a-zA-Z/!]", card["detail"])


async def test_a_source_has_a_label_and_an_absolute_address_that_names_no_patient(cards: Found) -> None:
    for card in cards:
        assert card["source"]["label"].strip()
        address = card["source"].get("url", "https://x")
        assert re.match(r"https?://[^/]", address)
        assert not any(name in address for name in ("patient", "Patient", *TELLS)), (
            "a link leads there, a source does not"
        )
    assert sum("url" in card["source"] for card in cards) > len(cards) / 2


async def test_a_topic_is_a_coding_whose_code_is_alphanumeric_and_short(cards: Found) -> None:
    topics = [card["source"]["topic"] for card in cards]
    for topic in topics:
        assert topic["system"] == "https://trd-cds.org/fhir/CodeSystem/card-topic"
        assert re.fullmatch(r"[A-Za-z0-9]{1,100}", topic["code"])
    assert len({topic["code"] for topic in topics}) > 5


async def test_suggestions_come_with_a_selection_behavior(cards: Found) -> None:
    with_some = [card for card in cards if card.get("suggestions")]
    assert with_some
    assert {card["selectionBehavior"] for card in with_some} <= {"any", "at-most-one"}
    assert not any("selectionBehavior" in card for card in cards if not card.get("suggestions"))


async def test_override_reasons_are_codings_with_a_display(cards: Found) -> None:
    for card in cards:
        assert card["overrideReasons"]
        for reason in card["overrideReasons"]:
            assert set(reason) == {"code", "system", "display"}
            assert all(reason.values())


async def test_a_suggestion_has_a_label_and_a_uuid(suggestions: Found) -> None:
    assert all(one["label"].strip() and UUID.fullmatch(one["uuid"]) for one in suggestions)
    assert len({one["uuid"] for one in suggestions}) == len(suggestions)


async def test_at_most_one_suggestion_is_recommended(cards: Found) -> None:
    for card in cards:
        assert sum(one.get("isRecommended", False) for one in card.get("suggestions", [])) <= 1


async def test_what_only_some_clients_know_is_not_sent(suggestions: Found) -> None:
    assert {member for one in suggestions for member in one} <= {"label", "uuid", "isRecommended", "actions"}


def actions(suggestions: Found) -> Found:
    found = [action for one in suggestions for action in one.get("actions", [])]
    assert found
    return found


async def test_an_action_has_a_type_and_a_description(suggestions: Found) -> None:
    for action in actions(suggestions):
        assert action["type"] in ("create", "update", "delete")
        assert action["description"].strip()


async def test_a_create_brings_a_whole_new_resource(suggestions: Found) -> None:
    created = [action["resource"] for action in actions(suggestions) if action["type"] == "create"]
    assert {resource["resourceType"] for resource in created} == {"MedicationRequest", "ServiceRequest"}
    for resource in created:
        assert "id" not in resource, "an id is the EHR's to give"
        assert resource["status"] == "draft"
        assert resource["subject"]["reference"].startswith("Patient/")


async def test_an_update_brings_the_whole_draft_and_a_delete_names_it(suggestions: Found) -> None:
    changed = [action for action in actions(suggestions) if action["type"] != "create"]
    assert changed
    for action in changed:
        if action["type"] == "delete":
            assert action["resourceId"] == "MedicationRequest/draft-1"
        else:
            assert action["resource"]["id"] == "draft-1"
            assert {"medicationCodeableConcept", "subject", "intent", "status"} <= set(action["resource"])


async def test_a_link_has_label_address_and_type_and_only_smart_has_a_context(cards: Found) -> None:
    links = [link for card in cards for link in card.get("links", [])]
    assert links
    for link in links:
        assert link["label"].strip()
        assert re.match(r"https?://[^/]", link["url"])
        assert link["type"] in ("absolute", "smart")
        assert link["type"] == "smart" or "appContext" not in link


def empty_members(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [where for name, part in value.items() for where in empty_members(part, f"{path}.{name}")] or (
            [] if value else [path]
        )
    if isinstance(value, list):
        return [where for part in value for where in empty_members(part, f"{path}[]")] if value else [path]
    return [path] if value is None or value == "" else []


async def test_no_null_and_nothing_empty_is_sent(answers: Found, keeping: httpx.AsyncClient) -> None:
    assert {where for answer in answers for where in empty_members(answer)} <= {".cards"}
    assert empty_members((await keeping.get("/cds-services")).json()) == []


async def test_extensions_have_reverse_domain_names(answers: Found, keeping: httpx.AsyncClient) -> None:
    services = (await keeping.get("/cds-services")).json()["services"]
    extended = [*services, *(card for answer in answers for card in answer["cards"])]
    names = {name for one in extended for name in one["extension"]}
    assert names
    assert all(re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", name) for name in names)


async def test_the_same_prescription_under_a_new_hook_instance_has_the_same_answer(keeping: httpx.AsyncClient) -> None:
    for sent in requests():
        told = []
        for instance in ("7b7ba5b5-2f12-4b0c-9d0e-6a3f2f9c1d55", "0c1cf1f4-7f2f-4bc8-a2a7-58d1ff9de6f6"):
            answer = await keeping.post(f"/cds-services/trd-{sent['hook']}", json={**sent, "hookInstance": instance})
            told.append([UUID.sub("", card["summary"] + card["extension"]["org.trd-cds.card"]["key"])
                         for card in answer.json()["cards"]])  # fmt: skip
        assert told[0] == told[1]


@pytest.mark.parametrize("status", ["draft", "active", "on-hold"])
async def test_order_sign_judges_an_order_that_is_signed_again(keeping: httpx.AsyncClient, status: str) -> None:
    sent = called(hook_request("bupropion-with-epilepsy", REFERENCE_DAY))
    sent["context"]["draftOrders"]["entry"][0]["resource"]["status"] = status
    (card, *_) = (await keeping.post("/cds-services/trd-order-sign", json=sent)).json()["cards"]
    assert card["indicator"] == "critical"
