"""Which servers may launch the app, and where their configuration may lead: only what is listed, only what is safe."""

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx

from app.clients import Clients
from app.fetching.network import http_client
from app.fetching.servers import FhirServers
from app.smart.asking import Unanswered, get
from app.smart.configuration import may_be_asked, read_configuration
from app.smart.refusals import Refused
from app.smart.registrations import Registration, registration_for
from tests.app.smart.conftest import Opened, entry, told
from tests.app.smart.ehr import Ehr

ISS = "https://ehr.example.org/fhir/R4"


def registered(iss: str = ISS, *servers: str) -> Registration:
    ehr = Ehr()
    listed = entry(ehr)
    assert listed.smart is not None
    smart = listed.smart.model_copy(update={"fhir_servers": (iss, *servers)})
    found = registration_for(Clients((listed.model_copy(update={"smart": smart}),)), iss)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "iss",
    [
        "https://evil.example.org/fhir/R4",
        "http://ehr.example.org/fhir/R4",
        "https://ehr.example.org/fhir",
        "https://ehr.example.org/fhir/R4/../R5",
        "https://ehr.example.org.evil.org/fhir/R4",
        "https://user@ehr.example.org/fhir/R4",
        "https://ehr.example.org/fhir/R4?x=1",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//ehr.example.org/fhir/R4",
        "<script>alert(1)</script>",
    ],
)
async def test_a_server_that_is_not_listed_is_not_asked_and_not_shown(browser: Opened, ehr: Ehr, iss: str) -> None:
    seen = browser()
    answer = await seen.get(f"/smart/launch?{httpx.QueryParams({'iss': iss, 'launch': 'launch-1'})}")
    assert answer.status_code == 403
    assert "not one where this app is registered" in told(answer)
    assert ehr.asked == []
    assert "location" not in answer.headers
    assert seen.lines == []
    assert iss not in answer.text


@pytest.mark.parametrize("iss", [f"{ISS}/", "https://EHR.example.org/fhir/R4", "https://ehr.example.org:443/fhir/R4"])
async def test_another_spelling_of_a_listed_server_is_that_server(browser: Opened, ehr: Ehr, iss: str) -> None:
    answer = await browser().get(f"/smart/launch?{httpx.QueryParams({'iss': iss, 'launch': 'launch-1'})}")
    assert answer.status_code == 303


@pytest.mark.parametrize("query", ["", "?launch=x", "?iss=", f"?iss={ISS}&iss={ISS}", "?iss=" + "x" * 5000])
async def test_a_launch_without_one_server_is_no_launch(browser: Opened, ehr: Ehr, query: str) -> None:
    answer = await browser().get(f"/smart/launch{query}")
    assert answer.status_code == 400
    assert ehr.asked == []


async def test_without_an_address_of_its_own_nobody_is_signed_in(browser: Opened, ehr: Ehr) -> None:
    answer = await browser(settings={"base_url": None}).get(f"/smart/launch?iss={ISS}&launch=launch-1")
    assert answer.status_code == 503
    assert "TRD_BASE_URL" in answer.text


HOSTILE: dict[str, dict[str, Any]] = {
    "tokens over http": {"token_endpoint": "http://ehr.example.org/token"},
    "signing in over http": {"authorization_endpoint": "http://ehr.example.org/authorize"},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a header within": {"authorization_endpoint": "https://ehr.example.org/\r\nSet-Cookie: x=1"},
    "tokens to this machine": {"token_endpoint": "https://127.0.0.1:8000/token"},
    "tokens to this machine by name": {"token_endpoint": "https://localhost/token"},
    "tokens to this machine in disguise": {"token_endpoint": "https://[::ffff:127.0.0.1]/token"},
    "tokens to a cloud's metadata": {"token_endpoint": "https://169.254.169.254/latest/meta-data"},
    "tokens into the network": {"token_endpoint": "https://10.0.0.8/token"},
    "signing in inside the network": {"authorization_endpoint": "https://192.168.1.1/"},
    "keys from this machine": {"jwks_uri": "https://127.0.0.1/keys"},
    "giving back over http": {"revocation_endpoint": "http://ehr.example.org/revoke"},
    "somebody within the address": {"token_endpoint": "https://ehr.example.org@evil.example.org/token"},
    "a fragment": {"authorization_endpoint": "https://ehr.example.org/authorize#x"},
    "no token endpoint": {"token_endpoint": None},
    "a number": {"token_endpoint": 7},
    "an endless address": {"token_endpoint": "https://ehr.example.org/" + "x" * 3000},
    "plain challenges": {"code_challenge_methods_supported": ["plain"]},
    "challenges that are no list": {"code_challenge_methods_supported": "S256"},
}


@pytest.mark.parametrize("changed", HOSTILE.values(), ids=list(HOSTILE))
async def test_a_configuration_that_leads_astray_is_not_followed(
    browser: Opened, ehr: Ehr, changed: dict[str, Any]
) -> None:
    ehr.configured = changed
    seen = browser()
    answer = await seen.get(f"/smart/launch?iss={ISS}&launch=launch-1")
    assert answer.status_code == 502
    assert "location" not in answer.headers
    assert seen.lines == []


def test_http_and_this_machine_are_for_a_server_that_is_on_it() -> None:
    here, there = registered("http://127.0.0.1:9/fhir"), registered()
    for address in ("http://127.0.0.1:8/token", "http://localhost:8/token", "https://[::1]/token"):
        assert may_be_asked(address, here)
        assert not may_be_asked(address, there)
    assert not may_be_asked("http://auth.example.org/token", here)
    assert may_be_asked("https://auth.example.org/token", there)


def test_an_address_inside_the_network_is_asked_only_where_it_is_listed() -> None:
    assert not may_be_asked("https://10.0.0.8/token", registered())
    assert may_be_asked("https://10.0.0.8/token", registered(ISS, "https://10.0.0.8"))


def leads_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Every name leads there, as an attacker's DNS says."""

    async def found(host: Any, port: Any, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("anyio.getaddrinfo", found)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.0.0.8"])
async def test_a_name_is_judged_where_it_leads_to_at_each_connection(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, address)
    async with http_client(2) as http:
        with pytest.raises(Unanswered, match="address-not-allowed"):
            await get(http, "https://auth.example.org/keys", hosts=registered().hosts)


@pytest.fixture
def answering(browser: Opened) -> Callable[..., Any]:
    """The service beside a server whose configuration is answered in this way."""

    async def launched(**response: Any) -> httpx.Response:
        router = respx.MockRouter(assert_all_called=False)
        router.get(f"{ISS}/.well-known/smart-configuration").respond(**response)
        router.route().respond(200, json={"stray": True})

        def connected(seconds: float) -> httpx.AsyncClient:
            http = http_client(seconds)
            http._transport = httpx.MockTransport(router.async_handler)
            return http

        seen = browser(fhir_servers=FhirServers(connect=connected))
        answer = await seen.get(f"/smart/launch?iss={ISS}&launch=launch-1")
        assert len(router.calls) == 1, "nothing else is asked"
        await seen.get(f"/smart/launch?iss={ISS}&launch=launch-1")
        assert len(router.calls) == 1, "nor the same again in the same moment"
        return answer

    return launched


@pytest.mark.parametrize(
    "response",
    [
        pytest.param({"status_code": 302, "headers": {"Location": "https://169.254.169.254/"}}, id="a redirect"),
        pytest.param({"status_code": 404}, id="none"),
        pytest.param({"status_code": 500}, id="out of order"),
        pytest.param({"status_code": 200, "text": "<html>"}, id="a page"),
        pytest.param({"status_code": 200, "json": ["x"]}, id="a list"),
        pytest.param({"status_code": 200, "content": b"{" + b" " * 300_000 + b"}"}, id="too large"),
    ],
)
async def test_an_answer_that_is_no_configuration_is_told(answering: Any, response: dict[str, Any]) -> None:
    answer = await answering(**response)
    assert answer.status_code == 502
    assert "does not say how to sign in" in told(answer)


async def test_a_server_that_can_not_be_reached_is_told(browser: Opened) -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    def connected(seconds: float) -> httpx.AsyncClient:
        http = http_client(seconds)
        http._transport = httpx.MockTransport(refused)
        return http

    answer = await browser(fhir_servers=FhirServers(connect=connected)).get(f"/smart/launch?iss={ISS}&launch=x")
    assert answer.status_code == 502


async def test_the_configuration_is_asked_for_once_in_ten_minutes(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    for _ in range(3):
        await seen.sign_in()
    assert ehr.asked.count("GET /fhir/R4/.well-known/smart-configuration") == 1


async def test_where_the_ehr_opens_no_app_outside_a_chart_it_is_said(browser: Opened, ehr: Ehr) -> None:
    ehr.configured = {"capabilities": ["launch-ehr"]}
    answer = await browser().get(f"/smart/launch?iss={ISS}")
    assert answer.status_code == 400
    assert "outside a chart" in told(answer)


def test_an_old_configuration_is_enough() -> None:
    """SMART 1 says no capabilities, and knows PKCE or passes it over."""
    told = {"authorization_endpoint": "https://ehr.example.org/a", "token_endpoint": "https://ehr.example.org/t"}
    found = read_configuration(told, registered())
    assert not found.takes_v2
    assert not found.proves_identity
    assert not found.renews
    assert found.launches(standalone=True)
    with pytest.raises(Refused):
        read_configuration({**told, "token_endpoint": "ftp://x"}, registered())
    assert replace(found, scopes=frozenset({"patient/*.rs"})).takes_v2


async def test_a_browser_that_runs_in_circles_is_stopped(browser: Opened, ehr: Ehr) -> None:
    seen = browser(settings={"rate_limit": 2})
    statuses = [(await seen.get(f"/smart/launch?iss={ISS}&launch=launch-1")).status_code for _ in range(4)]
    assert statuses == [303, 303, 429, 429]
