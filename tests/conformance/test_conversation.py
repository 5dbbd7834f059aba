"""Discovery, calls, refusals, feedback, who may call: each test is a row of docs/conformance.toml."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.demo import REFERENCE_DAY, hook_request
from tests.app.security.conftest import closed, keys_at
from tests.app.security.signing import bearer, claims, signed
from tests.conformance.conftest import called, requests

__all__ = ["closed", "keys_at"]

ORIGIN = "https://sandbox.cds-hooks.org"
PUBLISHED = {"patient-view", "order-select", "order-sign", "medication-refill", "medication-prescribe"}


async def services(service: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await service.get("/cds-services")
    assert answer.status_code == 200
    found = answer.json()["services"]
    assert len(found) >= 4
    return found


async def test_discovery_is_a_get_of_cds_services_that_answers_an_object_of_services(
    keeping: httpx.AsyncClient,
) -> None:
    answer = await keeping.get("/cds-services")
    assert answer.status_code == 200
    assert set(answer.json()) == {"services"}


async def test_each_service_has_hook_description_and_id(keeping: httpx.AsyncClient) -> None:
    for service in await services(keeping):
        assert service["hook"] in PUBLISHED
        assert service["description"].strip()
        assert re.fullmatch(r"[A-Za-z0-9_-]+", service["id"])


async def test_each_service_has_a_title(keeping: httpx.AsyncClient) -> None:
    assert all(service["title"].strip() for service in await services(keeping))


async def test_each_service_says_what_it_would_like_to_be_sent(keeping: httpx.AsyncClient) -> None:
    for service in await services(keeping):
        assert service["prefetch"]
        assert all(isinstance(query, str) and query for query in service["prefetch"].values())


async def test_each_service_says_what_it_requires(keeping: httpx.AsyncClient) -> None:
    assert all(len(service["usageRequirements"]) > 40 for service in await services(keeping))


async def test_the_version_is_that_of_the_published_specification(keeping: httpx.AsyncClient) -> None:
    assert {service["version"] for service in await services(keeping)} == {"2.0.1"}


async def test_the_hook_version_is_the_published_one(keeping: httpx.AsyncClient) -> None:
    assert {service["hookVersion"] for service in await services(keeping)} == {"1.0"}


async def test_each_hook_has_an_id_of_its_own(keeping: httpx.AsyncClient) -> None:
    found = await services(keeping)
    assert sorted(service["hook"] for service in found) == sorted(PUBLISHED), "none is lost under the id of another"
    assert len({service["id"] for service in found}) == len(found)


async def test_a_prefetch_query_keeps_to_the_restricted_subset(keeping: httpx.AsyncClient) -> None:
    for service in await services(keeping):
        for query in service["prefetch"].values():
            path, _, search = query.partition("?")
            assert re.fullmatch(r"[A-Z][A-Za-z]+(/{{context\.patientId}})?", path), "a relative read or type search"
            names = [part.partition("=")[0] for part in search.split("&") if part]
            assert set(names) <= {"patient", "category", "_count"}
            assert len(names) == len(set(names)), "a parameter that is repeated is merged by some clients"


async def test_a_prefetch_token_is_the_patient_id_of_the_context_alone(keeping: httpx.AsyncClient) -> None:
    tokens = {
        token
        for service in await services(keeping)
        for query in service["prefetch"].values()
        for token in re.findall(r"{{(.*?)}}", query)
    }
    assert tokens == {"context.patientId"}


async def test_every_service_is_called_by_post_at_its_id(keeping: httpx.AsyncClient) -> None:
    ids = {service["id"] for service in await services(keeping)}
    for sent in requests():
        answer = await keeping.post(f"/cds-services/trd-{sent['hook']}", json=sent)
        assert answer.status_code == 200
        ids.discard(f"trd-{sent['hook']}")
    assert not ids


async def test_what_is_sent_is_json_by_type_and_by_grammar(keeping: httpx.AsyncClient) -> None:
    sent = requests()[0]
    feedback = {"feedback": [{"card": "c", "outcome": "accepted"}]}
    for answer in (
        await keeping.get("/cds-services"),
        await keeping.post("/cds-services/trd-patient-view", json=sent),
        await keeping.post("/cds-services/trd-patient-view/feedback", json=feedback),
    ):
        assert answer.headers["content-type"] == "application/json"

        def refuse(constant: str) -> None:
            raise AssertionError(constant)

        json.loads(answer.content.decode("utf-8"), parse_constant=refuse)


async def test_a_call_takes_less_than_half_a_second_of_computing(keeping: httpx.AsyncClient) -> None:
    sent, fastest = requests()[0], 9.0
    for _ in range(5):
        began = time.process_time()
        await keeping.post("/cds-services/trd-patient-view", json=sent)
        fastest = min(fastest, time.process_time() - began)
    assert fastest < 0.5


async def test_a_call_is_answered_from_what_was_sent_along_alone(keeping: httpx.AsyncClient) -> None:
    sent = called(hook_request("two-failed-trials", REFERENCE_DAY))
    assert "fhirServer" not in sent
    answer = await keeping.post("/cds-services/trd-patient-view", json=sent)
    assert answer.json()["cards"]


async def test_every_refusal_has_an_operation_outcome_as_its_body(serving: Callable[..., httpx.AsyncClient]) -> None:
    service, path = serving(demo=True, max_body_mb=1), "/cds-services/trd-patient-view"
    context = {"hook": "patient-view", "context": {"patientId": "p"}}
    refused = {
        400: await service.post(path, content=b"{"),
        404: await service.post("/cds-services/none", json=context),
        405: await service.get(path),
        412: await service.post(path, json=context),
        413: await service.post(path, content=b" " * 1_100_000),
        415: await service.post(path, content=b"{}", headers={"Content-Type": "text/plain"}),
    }
    for status, answer in refused.items():
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/fhir+json"
        assert answer.json()["resourceType"] == "OperationOutcome"
        (issue,) = answer.json()["issue"]
        assert issue["severity"] in ("error", "fatal")
        assert issue["code"]
        assert issue["diagnostics"].endswith(".")


@pytest.mark.parametrize("absent", ["context", "hook", "patientId"])
async def test_a_call_without_what_the_hook_requires_is_refused(keeping: httpx.AsyncClient, absent: str) -> None:
    sent = requests()[0]
    sent.pop(absent, None)
    sent.get("context", {}).pop(absent, None)
    assert (await keeping.post("/cds-services/trd-patient-view", json=sent)).status_code == 400


async def test_the_optional_elements_may_be_missing(keeping: httpx.AsyncClient) -> None:
    sent = requests()[0]
    whole = (await keeping.post("/cds-services/trd-patient-view", json=sent)).json()["cards"]
    sent["context"].pop("userId")
    sent.pop("hookInstance")
    bare = await keeping.post("/cds-services/trd-patient-view", json=sent)
    assert bare.status_code == 200
    assert [card["summary"] for card in bare.json()["cards"]] == [card["summary"] for card in whole]


async def test_unknown_members_and_extensions_are_passed_over(keeping: httpx.AsyncClient) -> None:
    sent = requests()[0]
    whole = (await keeping.post("/cds-services/trd-patient-view", json=sent)).json()["cards"]
    more = {**sent, "more": [{}], "_hook": None}
    more["context"] = {**sent["context"], "more": 1}
    more["extension"] = {**sent["extension"], "com.example.timestamp": {"a": []}}
    more["prefetch"] = {**sent["prefetch"], "com.example": {"resourceType": "Basic"}}
    told = await keeping.post("/cds-services/trd-patient-view", json=more)
    assert [card["summary"] for card in told.json()["cards"]] == [card["summary"] for card in whole]
    entry = {"card": "c", "outcome": "accepted", "extension": {"com.example": 1}, "more": []}
    feedback = await keeping.post(
        "/cds-services/trd-patient-view/feedback", json={"feedback": [entry], "extension": {"com.example": {}}}
    )
    assert feedback.status_code == 200


async def test_medication_refill_needs_no_user(keeping: httpx.AsyncClient) -> None:
    sent = called(hook_request("refill-of-a-low-dose", REFERENCE_DAY))
    del sent["context"]["userId"]
    answer = await keeping.post("/cds-services/trd-medication-refill", json=sent)
    assert answer.json()["cards"]


# ---- feedback


async def shown(service: httpx.AsyncClient) -> list[dict[str, Any]]:
    found = (await service.post("/cds-services/trd-patient-view", json=requests()[0])).json()["cards"]
    return [card for card in found if card.get("suggestions")]


async def told(service: httpx.AsyncClient, *entries: dict[str, Any]) -> httpx.Response:
    return await service.post("/cds-services/trd-patient-view/feedback", json={"feedback": list(entries)})


AT = {"outcomeTimestamp": "2026-11-23T10:05:31.123Z"}


async def test_feedback_of_an_accepted_suggestion_is_answered_200(keeping: httpx.AsyncClient) -> None:
    card = (await shown(keeping))[0]
    accepted = [{"id": card["suggestions"][0]["uuid"]}]
    answer = await told(keeping, {"card": card["uuid"], "outcome": "accepted", "acceptedSuggestions": accepted, **AT})
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize(
    "reason",
    [
        {"overrideReason": {"reason": {"code": "other", "system": "https://x.org"}, "userComment": "No."}},
        {"overrideReason": {"userComment": "No."}},
        {"overrideReasons": [{"reason": {"code": "other", "system": "https://x.org", "display": "Other"}}]},
        {},
    ],
    ids=["a reason and a comment", "a comment", "in the plural", "none"],
)
async def test_feedback_of_an_override_is_answered_200(keeping: httpx.AsyncClient, reason: dict[str, Any]) -> None:
    card = (await shown(keeping))[0]
    assert (await told(keeping, {"card": card["uuid"], "outcome": "overridden", **reason, **AT})).status_code == 200


async def test_feedback_comes_in_batches_again_and_of_cards_that_nobody_knows(keeping: httpx.AsyncClient) -> None:
    entries = [{"card": card["uuid"], "outcome": "overridden", **AT} for card in await shown(keeping)]
    unknown = {"card": "an id of another service", "outcome": "overridden", **AT}
    for _ in range(2):
        assert (await told(keeping, *entries, {**entries[0], "outcome": "accepted"}, unknown)).status_code == 200


# ---- who may call


@pytest.mark.parametrize("path", ["/cds-services/trd-patient-view", "/cds-services/trd-patient-view/feedback"])
async def test_a_token_is_for_the_very_address_that_is_called(
    closed: Callable[..., httpx.AsyncClient], path: str
) -> None:
    service = closed()
    other = "/cds-services/trd-order-sign" + path.removeprefix("/cds-services/trd-patient-view")
    assert (await service.post(path, content=b"{}", headers=bearer(signed(claims(path))))).status_code == 400
    assert (await service.post(path, content=b"{}", headers=bearer(signed(claims(other))))).status_code == 401


async def test_without_a_token_no_call_is_answered(closed: Callable[..., httpx.AsyncClient]) -> None:
    service = closed()
    for path in ("/cds-services/trd-patient-view", "/cds-services/trd-patient-view/feedback"):
        assert (await service.post(path, json=requests()[0])).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("POST", "/cds-services/trd-patient-view"),
        ("POST", "/cds-services/trd-patient-view/feedback"),
    ],
)
async def test_r208_a_browser_of_another_origin_may_call(keeping: httpx.AsyncClient, method: str, path: str) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = await keeping.options(path, headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in ("*", ORIGIN)
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    answer = await keeping.request(method, path, headers={"Origin": ORIGIN}, json=requests()[0])
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)


async def test_over_https_a_browser_is_told_to_stay_there(keeping: httpx.AsyncClient) -> None:
    assert "max-age" in (await keeping.get("/cds-services")).headers["strict-transport-security"]
