"""An authorization server that nobody here wrote, before a FHIR server that nobody here wrote, and a browser."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from tests.conftest import ROOT, NotTested

MODULES = ROOT / ".cache" / "authorization"
LAUNCHER = ROOT / "tests" / "npm" / "authorization" / "serve.mjs"
PATIENT = "two-failed-trials"


def need_authorization(not_tested: NotTested) -> str:
    """The command that runs the server; without it the test is not run, and it is said."""
    node = shutil.which("node")
    if node is None or not (MODULES / "complete").exists():
        not_tested(
            "signing in at an authorization server nobody here wrote", "scripts/third_party_data.sh (it needs npm)"
        )
        pytest.skip("the third-party authorization server is not installed")
    return node


@contextmanager
def authorizing(node: str, port: int, **options: object) -> Iterator[str]:
    """The address of the FHIR server behind the running authorization server."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = [node, str(LAUNCHER), "--port", str(port), "--modules", str(MODULES), "--patient", PATIENT, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address == f"http://127.0.0.1:{port}/fhir", "it did not start"
            yield address
        finally:
            process.terminate()
            process.wait(20)


@dataclass
class Visitor:
    """A browser with its cookies: of the service (`Secure`, which browsers take on this machine) and of the EHR."""

    service: str
    fhir: str
    ours: dict[str, str] = field(default_factory=dict)
    http: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            trust_env=False, timeout=60, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=()))
        )
    )
    ehr: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=60))

    def ask(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask the service."""
        if self.ours:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.ours.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.http.request(method, httpx.URL(self.service).join(address), headers=sent)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            if "Max-Age=0" in line:
                self.ours.pop(name, None)
            else:
                self.ours[name] = rest.partition(";")[0]
        return answer

    def launch(self, launch: str | None = "launch-1") -> str:
        """Where a launch leads; without its name it is a standalone one."""
        asked = {"iss": self.fhir} | ({"launch": launch} if launch else {})
        answer = self.ask(f"/smart/launch?{urlencode(asked)}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def sign_in(self, address: str) -> str:
        """Through the EHR's own pages, until it leads back to the service."""
        for _ in range(10):
            answer = self.ehr.get(address)
            assert answer.is_redirect, answer.text
            address = str(answer.url.join(answer.headers["location"]))
            if address.startswith(self.service):
                return address
        raise AssertionError(f"it goes round: {address}")

    def opened(self, launch: str | None = "launch-1") -> httpx.Response:
        """The whole way, to the timeline."""
        back = self.ask(self.sign_in(self.launch(launch)))
        assert back.status_code == 303, told(back)
        return self.ask("/timeline?read=1")

    def heard(self) -> list[str]:
        """What the authorization server did and refused since it was asked last, in its own words."""
        found: list[str] = self.ehr.get(httpx.URL(self.fhir).join("/told")).json()
        return found


def told(answer: httpx.Response) -> str:
    """The sentence of a page that says why it is not shown."""
    found = re.search(r'<p class="sentence">(.*?)</p>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return unescape(found[1])


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def with_query(address: str, **changed: str | None) -> str:
    """The address with other parameters; `None`: without that one."""
    members = {name: value for name, value in (query_of(address) | changed).items() if value is not None}
    return f"{address.partition('?')[0]}?{urlencode(members)}"
