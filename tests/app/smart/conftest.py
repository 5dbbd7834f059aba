"""The service beside a strict EHR, both in this process, and a browser's cookie jar between them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.clients import Client, Clients
from app.fetching.network import http_client
from app.fetching.servers import FhirServers
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.smart.registrations import SigningKeys
from tests.app.smart.ehr import Ehr
from trd.knowledge.types import Knowledge

BASE = "https://cds.example.org"
SECRET = b"a secret of the tests, long enough"


@dataclass
class Browser:
    """What a browser does: it keeps cookies, and follows where it is led."""

    service: httpx.AsyncClient
    ehr: Ehr
    cookies: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """The `Set-Cookie` lines of the last answer."""

    async def get(self, address: str, **headers: str) -> httpx.Response:
        return await self._ask("GET", address, headers)

    async def post(self, address: str, **headers: str) -> httpx.Response:
        return await self._ask("POST", address, headers)

    async def _ask(self, method: str, address: str, headers: dict[str, str]) -> httpx.Response:
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.service.request(method, address, headers=sent)
        self.lines = answer.headers.get_list("set-cookie")
        for line in self.lines:
            name, _, rest = line.partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = rest.partition(";")[0]
        return answer

    async def launch(self, **asked: str) -> str:
        """Where an EHR launch leads; the address at the EHR."""
        answer = await self.get(f"/smart/launch?{httpx.QueryParams({'iss': self.ehr.fhir, **asked})}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def authorize(self, address: str) -> str:
        """What the EHR answers to the browser: the address of our callback."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.ehr.app)) as ehr:
            answer = await ehr.get(address)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def sign_in(self, **asked: str) -> httpx.Response:
        """The whole way, to the answer of our callback."""
        back = await self.authorize(await self.launch(**(asked or {"launch": "launch-1"})))
        return await self.get(back)

    async def timeline(self) -> httpx.Response:
        return await self.get("/timeline?read=1")


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


Opened = Callable[..., Browser]


@pytest.fixture
def ehr() -> Ehr:
    return Ehr()


def entry(ehr: Ehr, key_file: Path | None = None, **members: Any) -> Client:
    smart: dict[str, Any] = {"client_id": ehr.client_id, "fhir_servers": [ehr.fhir]}
    if key_file is not None:
        smart["private_key_file"] = key_file
    return Client.model_validate({"id": "north", "smart": smart, **members})


@pytest.fixture
def browser(knowledge: Knowledge, ehr: Ehr) -> Opened:
    """`browser()`: at a service where the EHR is registered; `browser(secret=…)`: at another worker or site."""

    def at(
        *, clients: Clients | None = None, secret: bytes = SECRET, key_file: Path | None = None, **given: Any
    ) -> Browser:
        listed = clients or Clients((entry(ehr, key_file),))

        def connected(seconds: float) -> httpx.AsyncClient:
            http = http_client(seconds)
            http._transport = httpx.ASGITransport(ehr.app)
            return http

        shell = Shell(
            settings=Settings(**{"base_url": BASE, **given.pop("settings", {})}),
            knowledge=knowledge,
            secret=secret,
            clients=listed,
            signing_keys=SigningKeys.of(listed),
            fhir_servers=FhirServers(connect=connected),
        )
        shell = replace(shell, **given)
        transport = httpx.ASGITransport(create_app(shell), raise_app_exceptions=False)
        kept_by_us = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        return Browser(httpx.AsyncClient(transport=transport, base_url=BASE, cookies=kept_by_us), ehr)

    return at


def told(answer: httpx.Response) -> str:
    """The sentence of a page that says why it is not shown."""
    found = re.search(r'<p class="sentence">(.*?)</p>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return unescape(found[1])
