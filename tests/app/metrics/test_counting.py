"""What a call adds to the numbers: how it ended, what was shown, how long each stage took."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.clients import Client, Clients
from app.metrics.counting import method_of, reason_of
from app.security.tokens import Refusal
from cds_hooks.wording.phrases import Phrasebook
from tests.app.metrics.conftest import Counted

CALL = "/cds-services/trd-patient-view"
Serving = Callable[..., httpx.AsyncClient]


async def test_a_call_with_cards_is_counted_with_each_of_them(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted
) -> None:
    cards = (await client.post(CALL, json=two_failures)).json()["cards"]
    assert cards
    called = {"service": "trd-patient-view", "client": "unnamed"}
    assert counted("trd_hooks_total", **called, outcome="cards") == 1
    assert counted("trd_hooks_total") == 1
    assert counted("trd_cards_total", service="trd-patient-view") == len(cards)
    assert counted("trd_cards_total", topic="summary", indicator=cards[0]["indicator"]) == 1
    assert counted("trd_silent_total") == 0


async def test_its_time_is_told_whole_and_by_stage(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted
) -> None:
    await client.post(CALL, json=two_failures)
    assert counted("trd_hook_duration_seconds_count", service="trd-patient-view") == 1
    whole = counted("trd_hook_duration_seconds_sum", service="trd-patient-view")
    stages = ("parse", "fetch", "read", "assess", "write")
    taken = {stage: counted("trd_hook_stage_seconds_sum", stage=stage) for stage in stages}
    assert all(seconds > 0 for seconds in taken.values()), taken
    assert sum(taken.values()) <= whole
    assert sum(taken.values()) > whole / 2
    assert counted("trd_hook_stage_seconds_count") == len(stages)


@pytest.mark.parametrize("service", ["trd-order-select", "trd-order-sign", "trd-medication-refill"])
async def test_an_order_is_timed_by_stage_too(client: httpx.AsyncClient, counted: Counted, service: str) -> None:
    from app.demo import hook_request
    from app.demo.orders import CALLS
    from tests.app.conftest import DAY

    name = next(name for name, call in CALLS.items() if call.service == service)
    assert (await client.post(f"/cds-services/{service}", json=hook_request(name, DAY))).status_code == 200
    for stage in ("parse", "fetch", "read", "assess", "write"):
        assert counted("trd_hook_stage_seconds_count", service=service, stage=stage) == 1


async def test_what_is_said_in_english_in_another_language_is_counted_by_its_group(
    serving: Serving, two_failures: dict[str, Any], counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Phrasebook, "translate", lambda *_: None)
    await serving(language="de").post(CALL, json=two_failures)
    assert counted("trd_said_in_english_total", language="de", group="names") == 1
    await serving(language="en").post(CALL, json=two_failures)
    assert counted("trd_said_in_english_total", language="en") == 0


async def test_silent_mode_shows_nothing_and_counts_no_card(
    serving: Serving, two_failures: dict[str, Any], counted: Counted
) -> None:
    answer = await serving(silent=True, allow_as_of=True).post(CALL, json=two_failures)
    assert answer.json()["cards"] == []
    assert counted("trd_hooks_total", outcome="empty") == 1
    assert counted("trd_silent_total", service="trd-patient-view", reason="silent") == 1
    assert counted("trd_cards_total") == 0


async def test_a_chart_that_is_none_of_ours_is_counted_with_its_gate(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted
) -> None:
    empty = dict.fromkeys(two_failures["prefetch"])
    await client.post(CALL, json={**two_failures, "prefetch": empty})
    assert counted("trd_silent_total", reason="G9") == 1
    assert counted("trd_hooks_total", outcome="empty") == 1


async def test_missing_data_and_a_broken_body_are_told_apart(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted
) -> None:
    lacking = {key: value for key, value in two_failures.items() if key != "prefetch"}
    assert (await client.post(CALL, json=lacking)).status_code == 412
    assert counted("trd_hooks_total", outcome="precondition_failed") == 1
    assert counted("trd_fetch_failures_total", client="unnamed", reason="no-server") == 1
    assert counted("trd_fetches_total", outcome="not-asked") == 1
    assert (await client.post(CALL, content=b"{")).status_code == 400
    assert counted("trd_hooks_total", outcome="error") == 1
    assert counted("trd_hook_duration_seconds_count") == 0


async def test_gaps_are_counted_by_their_published_code(client: httpx.AsyncClient, counted: Counted) -> None:
    from app.demo import hook_request
    from tests.app.conftest import DAY

    await client.post(CALL, json=hook_request("cannot-be-judged", DAY))
    assert counted("trd_gaps_total") > 0


async def test_where_each_key_came_from_is_counted(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted
) -> None:
    sent = set(two_failures["prefetch"])
    await client.post(CALL, json=two_failures)
    assert counted("trd_prefetch_keys_total", source="prefetch") == len(sent)
    assert counted("trd_prefetch_keys_total", key="conditions", source="prefetch") == 1


async def test_every_request_is_counted_by_the_address_as_it_is_described(
    client: httpx.AsyncClient, counted: Counted
) -> None:
    name = "http_server_request_duration_seconds_count"
    await client.get("/health/live")
    await client.get("/Alma-Sample/1979-06-14")
    await client.post("/cds-services/alma-sample", json={})
    await client.request("ALMA", "/health/live")
    assert counted(name, method="GET", route="/health/live", status="200") == 1
    assert counted(name, method="GET", route="unknown", status="404") == 1
    assert counted(name, method="POST", route="/cds-services/{service_id}", status="404") == 1
    assert counted(name, method="_OTHER", status="405") == 1
    assert counted("trd_hooks_total") == 0


async def test_an_unexpected_error_is_counted(
    client: httpx.AsyncClient, two_failures: dict[str, Any], counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Alma Sample")

    monkeypatch.setattr("app.answering.read_completed", broken)
    assert (await client.post(CALL, json=two_failures)).status_code == 500
    assert counted("trd_hooks_total", outcome="error") == 1
    assert counted("http_server_request_duration_seconds_count", status="500") == 1


async def test_a_refusal_is_counted_by_its_reason(serving: Serving, counted: Counted) -> None:
    north = Client(id="north", issuer="https://ehr.example.org", jwks_uri="https://ehr.example.org/jwks.json")
    service = serving(clients=Clients((north,)), base_url="https://cds.example.org")
    assert (await service.post(CALL, content=b"{}")).status_code == 401
    assert (await service.post(CALL, content=b"{}", headers={"Authorization": "Basic x"})).status_code == 401
    assert counted("trd_jwt_rejections_total", reason=Refusal.NO_TOKEN.value) == 1
    assert counted("trd_jwt_rejections_total", reason=Refusal.NOT_BEARER.value) == 1
    assert (await service.get("/metrics")).status_code == 401
    assert counted("trd_jwt_rejections_total", reason="no-operator-token") == 1
    assert counted("trd_hooks_total") == 0


async def test_a_429_is_counted_by_client(serving: Serving, counted: Counted) -> None:
    service = serving(rate_limit=1)
    await service.post(CALL, content=b"{}")
    assert (await service.post(CALL, content=b"{}")).status_code == 429
    assert counted("trd_rate_limited_total", client="unnamed") == 1


async def test_the_knowledge_and_the_package_are_told(client: httpx.AsyncClient) -> None:
    told = list(text_string_to_metric_families((await _page(client)).text))
    (knowledge,) = next(family for family in told if family.name == "trd_knowledge_info").samples
    (build,) = next(family for family in told if family.name == "trd_build_info").samples
    assert knowledge.labels["status"] == "draft"
    assert knowledge.labels["version"] == (await client.get("/health/ready")).json()["knowledge"]
    assert len(build.labels["revision"]) == 12
    assert (knowledge.value, build.value) == (1, 1)


async def _page(client: httpx.AsyncClient) -> httpx.Response:
    transport = httpx.ASGITransport(client._transport.app, client=("127.0.0.1", 50_000))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
        return await asking.get("/metrics")


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("silent", "silent"),
        ("nothing to say", "nothing-to-say"),
        ("no drug chosen", "no-drug-chosen"),
        ("G21", "G21"),
        ("Alma Sample", "other"),
        ("G1 Alma", "other"),
        (None, "other"),
    ],
)
def test_why_nothing_was_shown_is_one_of_a_closed_list(why: str | None, reason: str) -> None:
    assert reason_of(why) == reason


def test_a_method_that_nobody_knows_is_not_told() -> None:
    assert method_of("ALMA") == "_OTHER"


def test_no_number_is_of_a_word_of_the_caller() -> None:
    """The labels of the whole run so far: nothing but closed lists."""
    from app.metrics.series import LABELS, REGISTRY

    for family in REGISTRY.collect():
        for sample in family.samples:
            assert set(sample.labels) <= {*LABELS, "le"}, sample
            assert "alma" not in json.dumps(sample.labels).lower(), sample
