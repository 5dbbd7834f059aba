"""What is counted of FHIR servers: each question by resource type, what came of a call, and servers left alone."""

from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from app.clients import Client, Clients
from app.fetching.servers import FhirServers
from app.main import create_app
from app.metrics.fetching import resource_type_of
from app.settings import Settings
from app.shell import Shell
from tests.app.fetching.conftest import BASE, _mocked, bundle, condition, ehr, nothing_else
from tests.app.metrics.conftest import Counted
from trd.knowledge.types import Knowledge

__all__ = ["ehr"]  # a fixture

CALL = "/cds-services/trd-patient-view"
REQUEST = {
    "hook": "patient-view",
    "hookInstance": "7b7ba5b5-2f12-4b0c-9d0e-6a3f2f9c1d55",
    "context": {"userId": "Practitioner/d1", "patientId": "p1"},
    "fhirServer": BASE,
}


class Clock:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(knowledge: Knowledge, ehr: respx.MockRouter, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    shell = Shell(
        settings=Settings(),
        knowledge=knowledge,
        secret=b"a secret of the tests",
        insecure=True,
        clients=Clients((Client(id="north", fhir_servers=(BASE,)),)),
        fhir_servers=FhirServers(connect=lambda seconds: _mocked(ehr, seconds), clock=clock),
    )
    app = create_app(shell)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


async def test_every_question_is_counted_by_type_and_class_of_answer(
    service: httpx.AsyncClient, ehr: respx.MockRouter, counted: Counted
) -> None:
    page = f"{BASE}/Condition?page=2"
    ehr.get(url=page).respond(json=bundle(condition("c2")))
    ehr.get(url__startswith=f"{BASE}/Condition").respond(json=bundle(condition("c1"), following=page))
    ehr.get(url__startswith=f"{BASE}/Procedure").respond(403)
    ehr.get(url__startswith=f"{BASE}/MedicationStatement").respond(404)
    nothing_else(ehr)
    assert (await service.post(CALL, json=REQUEST)).status_code == 200
    asked = {"client": "north"}
    name = "trd_fhir_requests_total"
    assert counted(name, **asked, resource_type="Condition", status="2xx") == 2
    assert counted(name, **asked, resource_type="Procedure", status="4xx") == 1
    assert counted(name, **asked, resource_type="metadata", status="2xx") == 1
    assert counted(name, **asked, resource_type="other") == 0
    assert counted(name) == counted("trd_fhir_request_duration_seconds_count")
    assert counted("trd_prefetch_keys_total", key="conditions", source="fetched") == 1
    assert counted("trd_prefetch_keys_total", key="procedures", source="failed") == 1
    assert counted("trd_fetch_failures_total", client="north", reason="refused") == 1
    assert counted("trd_fetch_failures_total") == 1, "a server without MedicationStatement is a usual one"
    assert counted("trd_fetches_total", client="north", outcome="part") == 1


async def test_everything_had_is_complete(service: httpx.AsyncClient, ehr: respx.MockRouter, counted: Counted) -> None:
    nothing_else(ehr)
    assert (await service.post(CALL, json=REQUEST)).status_code == 200
    assert counted("trd_fetches_total", outcome="complete") == 1


async def test_an_untrusted_server_is_not_asked(service: httpx.AsyncClient, counted: Counted) -> None:
    other = {**REQUEST, "fhirServer": "https://elsewhere.example.org/fhir"}
    assert (await service.post(CALL, json=other)).status_code == 412
    assert counted("trd_fetches_total", client="north", outcome="not-asked") == 1
    assert counted("trd_fetch_failures_total", client="north", reason="untrusted") == 1
    assert counted("trd_fhir_requests_total") == 0


async def test_a_server_that_is_left_alone_is_told_until_it_answers_again(
    service: httpx.AsyncClient, ehr: respx.MockRouter, clock: Clock, counted: Counted
) -> None:
    ehr.routes.clear()
    broken = ehr.get(url__startswith=BASE).mock(side_effect=httpx.ConnectError("Alma Sample"))
    for _ in range(2):
        assert (await service.post(CALL, json=REQUEST)).status_code == 412
    assert counted("trd_fhir_circuits_open") == 0
    await service.post(CALL, json=REQUEST)
    assert counted("trd_fhir_circuits_open", client="north") == 1
    assert counted("trd_fhir_requests_total", status="none") > 0
    before = broken.call_count
    await service.post(CALL, json=REQUEST)
    assert broken.call_count == before
    assert counted("trd_fetch_failures_total", reason="resting") == 1
    assert counted("trd_fetches_total", outcome="failed") == 3
    ehr.routes.clear()
    nothing_else(ehr)
    clock.at += 600
    assert (await service.post(CALL, json=REQUEST)).status_code == 200
    assert counted("trd_fhir_circuits_open") == 0
    assert counted("trd_fhir_circuit_opened_total", client="north") == 1


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("Condition?patient=alma", "Condition"),
        ("Patient/alma", "Patient"),
        ("Medication/7", "Medication"),
        ("metadata", "metadata"),
        ("?_getpages=alma", "page"),
        ("https://ehr.example.org/fhir?_getpages=alma", "page"),
        ("AlmaSample/7", "other"),
        ("", "other"),
    ],
)
def test_of_an_address_only_a_known_type_is_kept(address: str, kind: str) -> None:
    assert resource_type_of(address) == kind
