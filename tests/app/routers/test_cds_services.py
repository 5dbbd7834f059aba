"""Discovery, the call and its errors, as the CDS Hooks specification and the contract word them."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

CALL = "/cds-services/trd-patient-view"
JSON = {"Content-Type": "application/json"}


def diagnostics(answer: httpx.Response) -> str:
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome", answer.text
    assert answer.headers["X-Request-Id"]
    return str(body["issue"][0]["diagnostics"])


async def test_discovery_lists_the_service_with_what_it_would_like_to_be_sent(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cds-services")
    assert answer.status_code == 200
    service = next(entry for entry in answer.json()["services"] if entry["id"] == "trd-patient-view")
    assert service["hook"] == "patient-view"
    assert service["description"]
    assert {"patient", "conditions", "medicationRequests", "medicationStatements"} <= set(service["prefetch"])


async def test_discovery_is_open_and_does_not_look_at_a_token(serving: Callable[..., httpx.AsyncClient]) -> None:
    closed = serving(open_to_callers=False)
    answer = await closed.get("/cds-services", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 200


async def test_a_call_answers_cards(client: httpx.AsyncClient, two_failures: dict[str, Any]) -> None:
    answer = await client.post(CALL, content=orjson.dumps(two_failures), headers=JSON)
    assert answer.status_code == 200, answer.text
    cards = answer.json()["cards"]
    assert cards
    assert all(len(card["summary"]) < 140 for card in cards)


async def test_a_trailing_slash_is_answered(client: httpx.AsyncClient, two_failures: dict[str, Any]) -> None:
    answer = await client.post(CALL + "/", content=orjson.dumps(two_failures), headers=JSON)
    assert answer.status_code == 200


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/json+fhir", "text/json", None])
async def test_every_spelling_of_json_is_read(
    client: httpx.AsyncClient, two_failures: dict[str, Any], media_type: str | None
) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    answer = await client.post(CALL, content=orjson.dumps(two_failures), headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(b"{", "JSON", id="half a JSON"),
        pytest.param(b"", "body", id="nothing"),
        pytest.param(b"[]", "object", id="a list"),
        pytest.param(b'{"hookInstance": "x", "context": {"patientId": "p"}}', "hook", id="no hook"),
        pytest.param(b'{"hook": "order-sign", "context": {"patientId": "p"}}', "hook", id="another hook"),
        pytest.param(b'{"hook": "patient-view"}', "context", id="no context"),
        pytest.param(
            b'{"hook": "patient-view", "context": {"userId": "Practitioner/1"}}', "patientId", id="no patient"
        ),
    ],
)
async def test_a_malformed_call_is_a_400_that_says_what_is_wrong(
    client: httpx.AsyncClient, body: bytes, says: str
) -> None:
    answer = await client.post(CALL, content=body, headers=JSON)
    assert answer.status_code == 400
    assert says in diagnostics(answer)


async def test_an_unknown_service_is_a_404_before_its_body_is_looked_at(client: httpx.AsyncClient) -> None:
    answer = await client.post("/cds-services/nobody", content=b"{", headers={"Content-Type": "text/html"})
    assert answer.status_code == 404
    assert "cds-services" in diagnostics(answer)


@pytest.mark.parametrize(("method", "path"), [("GET", CALL), ("DELETE", CALL), ("POST", "/cds-services")])
async def test_a_wrong_method_is_a_405(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    diagnostics(answer)


async def test_a_wrong_method_of_an_unknown_service_is_a_405_all_the_same(client: httpx.AsyncClient) -> None:
    assert (await client.get("/cds-services/nobody")).status_code == 405


async def test_what_is_no_json_is_a_415(client: httpx.AsyncClient) -> None:
    answer = await client.post(CALL, content=b"<xml/>", headers={"Content-Type": "application/xml"})
    assert answer.status_code == 415
    diagnostics(answer)


async def test_too_large_comes_before_not_json_and_both_before_malformed(
    serving: Callable[..., httpx.AsyncClient],
) -> None:
    small = serving(max_body_mb=1)
    large = b"x" * 1_100_000
    assert (await small.post(CALL, content=large, headers={"Content-Type": "text/html"})).status_code == 413
    assert (await small.post(CALL, content=b"{", headers={"Content-Type": "text/html"})).status_code == 415


async def test_too_large_is_seen_without_a_declared_size(serving: Callable[..., httpx.AsyncClient]) -> None:
    async def drops() -> Any:
        for _ in range(12):
            yield b" " * 100_000

    answer = await serving(max_body_mb=1).post(CALL, content=drops(), headers=JSON)
    assert answer.status_code == 413
    assert "1 MB" in diagnostics(answer)


async def test_neither_conditions_nor_medications_is_a_412_that_names_them(client: httpx.AsyncClient) -> None:
    body = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}, "prefetch": {}}
    answer = await client.post(CALL, content=orjson.dumps(body), headers=JSON)
    assert answer.status_code == 412
    said = diagnostics(answer)
    assert "conditions" in said
    assert "medicationStatements" in said


async def test_a_failed_fetch_of_both_is_a_412_too(client: httpx.AsyncClient) -> None:
    failed = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
    prefetch = {"conditions": failed, "medicationStatements": failed}
    body = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}, "prefetch": prefetch}
    answer = await client.post(CALL, content=orjson.dumps(body), headers=JSON)
    assert answer.status_code == 412


async def test_lists_that_can_not_be_read_are_a_412_and_a_first_page_is_none(client: httpx.AsyncClient) -> None:
    unreadable = {"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": [{"resource": {"a": 1}}]}
    statement = {"resourceType": "MedicationStatement", "id": "s", "subject": {"reference": "Patient/p"}}
    part = {"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": [{"resource": statement}]}
    for statements, status in ((unreadable, 412), (part, 200)):
        prefetch = {"conditions": unreadable, "medicationStatements": statements}
        body = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}, "prefetch": prefetch}
        answer = await client.post(CALL, content=orjson.dumps(body), headers=JSON)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "nothing",
    [
        pytest.param(None, id="null"),
        pytest.param({"resourceType": "Bundle", "type": "searchset", "total": 0}, id="empty Bundle"),
    ],
)
async def test_known_to_be_empty_is_no_412_but_silence(client: httpx.AsyncClient, nothing: Any) -> None:
    prefetch = {"conditions": nothing, "medicationStatements": nothing}
    body = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}, "prefetch": prefetch}
    answer = await client.post(CALL, content=orjson.dumps(body), headers=JSON)
    assert answer.status_code == 200
    assert answer.json() == {"cards": []}


async def test_no_user_and_an_instance_that_is_no_uuid_are_served(
    client: httpx.AsyncClient, two_failures: dict[str, Any]
) -> None:
    del two_failures["context"]["userId"]
    two_failures["hookInstance"] = "openemr-1"
    answer = await client.post(CALL, content=orjson.dumps(two_failures), headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["cards"]


async def test_the_same_record_gives_the_same_bytes_but_for_uuids(
    client: httpx.AsyncClient, two_failures: dict[str, Any]
) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items() if key not in ("uuid", "id")}
        return [plain(part) for part in value] if isinstance(value, list) else value

    answers = [await client.post(CALL, content=orjson.dumps(two_failures), headers=JSON) for _ in range(2)]
    assert orjson.dumps(plain(answers[0].json())) == orjson.dumps(plain(answers[1].json()))


class TestBrowsers:
    """CORS: without it no browser client works, the public sandbox included."""

    ORIGIN = "https://sandbox.cds-hooks.org"

    @pytest.mark.parametrize("path", ["/cds-services", CALL, CALL + "/feedback"])
    async def test_a_preflight_allows_the_token_and_the_type(self, client: httpx.AsyncClient, path: str) -> None:
        asked = {
            "Origin": self.ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        answer = await client.options(path, headers=asked)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", self.ORIGIN)
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()
        assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()

    async def test_an_error_can_be_read_by_a_browser_too(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(CALL, content=b"{", headers={**JSON, "Origin": self.ORIGIN})
        assert answer.status_code == 400
        assert answer.headers["Access-Control-Allow-Origin"]
        assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"]

    async def test_only_listed_origins_when_the_site_lists_them(
        self, serving: Callable[..., httpx.AsyncClient]
    ) -> None:
        listed = serving(cors_origins="https://ehr.example.org")
        answer = await listed.get("/cds-services", headers={"Origin": self.ORIGIN})
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_an_unexpected_error_is_a_500_that_holds_no_patient_data(
    client: httpx.AsyncClient, two_failures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("Alma Sample")

    monkeypatch.setattr("app.answering.read_completed", breaks)
    answer = await client.post(CALL, content=orjson.dumps(two_failures), headers={**JSON, "Origin": "https://e.org"})
    assert answer.status_code == 500
    assert answer.headers["Access-Control-Allow-Origin"]
    assert "Alma" not in answer.text
    diagnostics(answer)


async def test_every_hook_that_is_built_is_discovered_and_answered(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/cds-services")).json()["services"]
    assert [entry["id"] for entry in listed] == [
        "trd-patient-view",
        "trd-order-select",
        "trd-order-sign",
        "trd-medication-refill",
    ]
    for entry in listed[1:]:
        name = "medications" if entry["hook"].startswith("medication") else "draftOrders"
        context = {"patientId": "p1", name: {"resourceType": "Bundle"}}
        body = {"hook": entry["hook"], "context": context, "prefetch": {"conditions": None}}
        answer = await client.post(f"/cds-services/{entry['id']}", content=orjson.dumps(body))
        assert (answer.status_code, answer.json()) == (200, {"cards": []})


async def test_the_hook_of_1_0_is_off_unless_the_site_wants_it(serving: Callable[..., httpx.AsyncClient]) -> None:
    body = {"hook": "medication-prescribe", "context": {"patientId": "p1", "medications": []}}
    body["prefetch"] = {"conditions": None}
    for wanted, status in ((False, 404), (True, 200)):
        there = serving(legacy_hooks=wanted)
        listed = [entry["id"] for entry in (await there.get("/cds-services")).json()["services"]]
        assert ("trd-medication-prescribe" in listed) is wanted
        answer = await there.post("/cds-services/trd-medication-prescribe", content=orjson.dumps(body))
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("hook", "context", "says"),
    [
        ("order-select", {}, "The context of order-select names no draftOrders."),
        ("order-sign", {}, "The context of order-sign names no draftOrders."),
        ("order-sign", {"draftOrders": 17}, "The draftOrders of the context are neither a Bundle nor a list."),
        ("medication-refill", {}, "The context of medication-refill names no medications."),
    ],
)
async def test_an_order_hook_without_orders_is_refused(
    client: httpx.AsyncClient, hook: str, context: dict[str, Any], says: str
) -> None:
    body = {"hook": hook, "context": {"patientId": "p1", **context}, "prefetch": {"conditions": None}}
    answer = await client.post(f"/cds-services/trd-{hook}", content=orjson.dumps(body))
    assert answer.status_code == 400
    assert diagnostics(answer) == says


async def test_an_order_hook_without_any_record_is_a_412(client: httpx.AsyncClient) -> None:
    body = {"hook": "order-sign", "context": {"patientId": "p1", "draftOrders": {"resourceType": "Bundle"}}}
    answer = await client.post("/cds-services/trd-order-sign", content=orjson.dumps(body))
    assert answer.status_code == 412
