"""A FHIR server as a respx router, and calls that lack something."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import orjson
import pytest
import respx

from app.fetching.addresses import Place, place_of
from app.fetching.completed import Completed
from app.fetching.network import http_client
from app.fetching.servers import FhirServers, Wanted

BASE = "https://ehr.example.org/fhir/R4"
JSON = {"Content-Type": "application/fhir+json"}

Complete = Callable[..., Any]


def place(address: str = BASE) -> Place:
    found = place_of(address)
    assert found is not None
    return found


def bundle(*resources: dict[str, Any], following: str | None = None, **members: Any) -> dict[str, Any]:
    links = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries, **members}


def condition(identity: str, patient: str = "p1") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": identity,
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1"}]},
    }


def outcome(severity: str = "error") -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]}


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(orjson.dumps(value))


@pytest.fixture
def ehr() -> respx.MockRouter:
    """A server that has the patient p1, and nothing else on file; routes added first win."""
    router = respx.MockRouter(assert_all_called=False, base_url=BASE)
    router.get("/metadata").respond(json={"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})
    router.get("/Patient/p1").respond(json={"resourceType": "Patient", "id": "p1"})
    return router


def nothing_else(router: respx.MockRouter) -> None:
    """Every other search of the server is empty."""
    router.get(url__startswith=f"{BASE}/").respond(json=bundle(total=0))


@pytest.fixture
def servers(ehr: respx.MockRouter) -> FhirServers:
    return FhirServers(connect=lambda seconds: _mocked(ehr, seconds))


def _mocked(router: respx.MockRouter, seconds: float) -> httpx.AsyncClient:
    http = http_client(seconds)
    http._transport = httpx.MockTransport(router.async_handler)
    return http


@pytest.fixture
def complete(servers: FhirServers, ehr: respx.MockRouter) -> Complete:
    async def completed(prefetch: dict[str, Any] | None = None, *, rest: bool = True, **given: Any) -> Completed:
        if rest:
            nothing_else(ehr)
        values: dict[str, Any] = {
            "server": place(),
            "patient_id": "p1",
            "prefetch": {key: raw(value) for key, value in (prefetch or {}).items()},
            "seconds": 2.0,
            "most_bytes": 32 * 1_048_576,
            **given,
        }
        return await servers.complete(Wanted(**values))

    return completed


def asked(router: respx.MockRouter) -> list[str]:
    """Every address that was asked, relative to the server, without the version question."""
    addresses = [str(call.request.url).removeprefix(f"{BASE}/") for call in router.calls]
    return [address for address in addresses if address != "metadata"]
