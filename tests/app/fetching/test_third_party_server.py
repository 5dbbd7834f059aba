"""Whole conversations with a FHIR server that nobody here wrote: the prefetch is empty, everything is fetched."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from app.clients import Client, Clients
from app.demo import TELLS, hook_request
from app.demo.orders import CALLS
from app.fetching.addresses import place_of
from app.fetching.completed import Completed
from app.fetching.servers import FhirServers, Wanted
from tests.app.conftest import DAY
from tests.app.fetching.third_party import need_server, serving_third_party, write_store
from tests.conftest import NotTested

Serving = Callable[..., httpx.AsyncClient]
TOKEN = "a-token-of-the-ehr"

pytestmark = pytest.mark.xdist_group("third-party-server")


@pytest.fixture(scope="module")
def node(not_tested: NotTested) -> str:
    return need_server(not_tested)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def ehr(node: str, store: Path) -> Iterator[str]:
    with serving_third_party(node, store, "--token", TOKEN) as base:
        yield base


def call(name: str, base: str | None, token: str = TOKEN) -> tuple[str, bytes]:
    """The service of a sample's call, and its request: with its prefetch, or with a server in its place."""
    sent = hook_request(name, DAY)
    service = f"trd-{sent['hook']}"
    sent["extension"] = {"org.trd-cds.configuration": {"asOf": DAY.isoformat(), "maxCards": 20}}
    if base is not None:
        del sent["prefetch"]
        granted = {"access_token": token, "token_type": "Bearer", "expires_in": 300, "scope": "user/*.rs"}
        sent |= {"fhirServer": base, "fhirAuthorization": {**granted, "subject": "trd-cds"}}
    return service, orjson.dumps(sent)


async def answered(
    serving: Serving, name: str, base: str | None, *, token: str = TOKEN, **settings: Any
) -> httpx.Response:
    clients = Clients((Client(id="open", fhir_servers=(base,) if base else ()),))
    service = serving(
        clients=clients, insecure=True, allow_as_of=True, **{"deadline_ms": 20_000, "rate_limit": 10_000, **settings}
    )
    service_id, body = call(name, base, token)
    app: Any = service._transport.app  # type: ignore[attr-defined]  # httpx's own has this
    async with app.router.lifespan_context(app):
        headers = {"Content-Type": "application/json"}
        return await service.post(f"/cds-services/{service_id}", content=body, headers=headers)


def told(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """The cards of an answer as a clinician reads them."""
    assert answer.status_code == 200, answer.text
    return [(card["indicator"], card["summary"], card["source"]["topic"]["code"]) for card in answer.json()["cards"]]


async def had(base: str, patient: str, token: str | None = TOKEN, seconds: float = 20) -> Completed:
    server = place_of(base)
    assert server is not None
    servers = FhirServers()
    try:
        return await servers.complete(
            Wanted(
                server=server, patient_id=patient, prefetch={}, token=token, seconds=seconds, most_bytes=32 * 1_048_576
            )
        )
    finally:
        await servers.close()


@pytest.mark.parametrize("name", [*TELLS, *CALLS])
async def test_everything_fetched_gives_the_cards_of_everything_sent_along(
    serving: Serving, ehr: str, name: str
) -> None:
    fetched, sent = await answered(serving, name, ehr), await answered(serving, name, None)
    assert told(fetched) == told(sent)


async def test_pages_of_one_record_give_the_same_cards(serving: Serving, node: str, store: Path) -> None:
    with serving_third_party(node, store, "--most", "1") as base:
        fetched = await answered(serving, "two-failed-trials", base)
        origins = (await had(base, "two-failed-trials")).origins
    assert told(fetched) == told(await answered(serving, "two-failed-trials", None))
    assert origins["observations"].pages == origins["observations"].count
    assert (origins["observations"].count or 0) > 3


async def test_drugs_that_are_only_pointed_to_are_named(
    serving: Serving, node: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    by_reference = write_store(tmp_path_factory.mktemp("by-reference"), by_reference=True)
    with serving_third_party(node, by_reference) as base:
        fetched = await answered(serving, "two-failed-trials", base)
        drugs = (await had(base, "two-failed-trials")).origins["medications"]
    assert told(fetched) == told(await answered(serving, "two-failed-trials", None))
    assert (drugs.count or 0) >= 2
    assert drugs.pages == 1


async def test_a_wrong_token_is_a_412_that_says_so(serving: Serving, ehr: str) -> None:
    answer = await answered(serving, "two-failed-trials", ehr, token="another")
    assert answer.status_code == 412
    assert "refused to give them" in answer.json()["issue"][0]["diagnostics"]


async def test_a_patient_without_records_is_nothing_to_say(serving: Serving, ehr: str) -> None:
    origins = (await had(ehr, "nobody")).origins
    assert origins["patient"].reason == "not-offered"
    assert origins["conditions"].count == 0


async def test_late_answers_are_waited_for_all_together(node: str, store: Path) -> None:
    with serving_third_party(node, store, "--delay", "400") as base:
        await had(base, "two-failed-trials", None)
        started = time.perf_counter()
        found = await had(base, "two-failed-trials", None)
        took = time.perf_counter() - started
    assert not found.failures
    assert took < 11 * 0.4, "eleven searches one after the other take longer"


async def test_a_server_slower_than_the_deadline_is_a_412_that_says_so(
    serving: Serving, node: str, store: Path
) -> None:
    with serving_third_party(node, store, "--delay", "5000") as base:
        started = time.perf_counter()
        answer = await answered(serving, "two-failed-trials", base, deadline_ms=300)
        assert time.perf_counter() - started < 3
    assert answer.status_code == 412
    assert "did not answer in time" in answer.json()["issue"][0]["diagnostics"]


async def test_a_server_that_is_gone_is_a_412_that_says_so(serving: Serving, node: str, store: Path) -> None:
    with serving_third_party(node, store) as base:
        pass
    answer = await answered(serving, "two-failed-trials", base)
    assert answer.status_code == 412
    assert "can't be reached" in answer.json()["issue"][0]["diagnostics"]


def test_evaluate_reads_it(node: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    day = ["--as-of", DAY.isoformat(), "--json"]
    with serving_third_party(node, store) as base:
        words = ["evaluate", "--fhir-server", base, "--patient", "two-failed-trials", *day]
        read = CliRunner().invoke(cli, words)
    sent = CliRunner().invoke(cli, ["evaluate", str(store / "two-failed-trials.json"), *day])
    assert read.exit_code == 0, read.output
    result, expected = json.loads(read.stdout), json.loads(sent.stdout)
    assert result["failedTrials"] == expected["failedTrials"] == 2
    assert [trial["because"] for trial in result["trials"]] == [trial["because"] for trial in expected["trials"]]
