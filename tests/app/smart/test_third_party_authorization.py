"""The whole launch over real sockets at an authorization server that nobody here wrote (oidc-provider)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.clients import Client, Clients
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.smart.registrations import SigningKeys
from tests.app.fetching.third_party import need_server, serving_third_party, write_store
from tests.app.smart.conftest import SECRET
from tests.app.smart.third_party import Visitor, authorizing, need_authorization, query_of, told, with_query
from tests.conftest import NotTested
from tests.ports import open_port
from trd.knowledge.types import Knowledge

pytestmark = pytest.mark.xdist_group("third-party-authorization")

KINDS = ("public", "signing", "short", "stranger")
"""A client without a key, one with, one whose tokens are over at once, and one whose key the EHR does not know."""
SIGNING = ("signing", "short", "stranger")


def entries(ports: dict[str, int], folder: Path) -> Clients:
    """One entry an EHR, as docs/smart.md has it registered."""
    listed = []
    for kind, port in ports.items():
        smart: dict[str, object] = {"client_id": kind, "fhir_servers": [f"http://127.0.0.1:{port}/fhir"]}
        if kind in SIGNING:
            smart["private_key_file"] = folder / f"{kind}.pem"
            made = ec.generate_private_key(ec.SECP384R1())
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / f"{kind}.pem").write_bytes(pem)
            (folder / f"{kind}.pem").chmod(0o600)
        listed.append(Client.model_validate({"id": kind, "smart": smart}))
    return Clients(tuple(listed))


@contextmanager
def serving_app(knowledge: Knowledge, clients: Clients) -> Iterator[str]:
    """The address of the service, which asks over real sockets and is asked over them."""
    port = open_port()
    base = f"http://127.0.0.1:{port}"
    keys = SigningKeys.of(clients)
    shell = Shell(
        settings=Settings(base_url=base), knowledge=knowledge, secret=SECRET, clients=clients, signing_keys=keys
    )
    server = uvicorn.Server(uvicorn.Config(create_app(shell), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield base
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def ehrs(
    knowledge: Knowledge, not_tested: NotTested, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """The service, and the FHIR server of each kind."""
    node = need_authorization(not_tested)
    need_server(not_tested)
    ports = {kind: open_port() for kind in KINDS}
    clients = entries(ports, tmp_path_factory.mktemp("keys"))
    store = write_store(tmp_path_factory.mktemp("store"))
    with ExitStack() as stack:
        behind = urlsplit(stack.enter_context(serving_third_party(node, store))).port
        service = stack.enter_context(serving_app(knowledge, clients))
        found = {}
        for kind, port in ports.items():
            options: dict[str, object] = {"client": kind, "redirect": f"{service}/smart/callback", "fhir": behind}
            if kind in SIGNING:
                options["jwks_uri"] = f"{service}/smart/jwks.json"
            if kind == "stranger":
                options["jwks_uri"] = f"http://127.0.0.1:{ports['public']}/jwks"
            if kind == "short":
                options["seconds"] = 10
            found[kind] = stack.enter_context(authorizing(node, port, **options))
        yield service, found


Visiting = Callable[[str], Visitor]


@pytest.fixture
def visitor(ehrs: tuple[str, dict[str, str]]) -> Iterator[Visiting]:
    """`visitor("public")`: a browser at the EHR of this kind."""
    service, servers = ehrs
    with ExitStack() as stack:

        def at(kind: str) -> Visitor:
            found = Visitor(service, servers[kind])
            stack.callback(found.http.close)
            stack.callback(found.ehr.close)
            return found

        yield at


@pytest.mark.parametrize("launch", ["launch-1", None], ids=["from the EHR", "standalone"])
@pytest.mark.parametrize("kind", ["public", "signing"])
def test_a_launch_ends_at_the_timeline(visitor: Visiting, kind: str, launch: str | None) -> None:
    page = visitor(kind)
    before = len(page.heard())
    shown = page.opened(launch)
    assert shown.status_code == 200, told(shown)
    assert "Sertraline" in shown.text
    assert "Alma Sample" in shown.text
    assert page.heard()[before:] == ["grant.success"]


def test_a_token_that_is_over_is_renewed_by_a_refresh_token_that_counts_once(visitor: Visiting) -> None:
    page = visitor("short")
    for _ in range(2):
        shown = page.opened() if not page.ours else page.ask("/timeline?read=1")
        assert "Sertraline" in shown.text, told(shown)
    assert page.heard() == ["grant.success", *["refresh_token.consumed", "grant.success"] * 2]


@pytest.mark.parametrize("kind", ["public", "signing"])
def test_a_code_of_another_launch_is_refused_since_its_verifier_is_another(visitor: Visiting, kind: str) -> None:
    theirs, ours = visitor(kind), visitor(kind)
    code = query_of(theirs.sign_in(theirs.launch()))["code"]
    answer = ours.ask(with_query(ours.sign_in(ours.launch()), code=code))
    assert answer.status_code == 502
    assert told(answer).endswith("It says: invalid_grant.")
    assert ours.heard()[-1] == "grant.error: invalid_grant: PKCE verification failed"


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        pytest.param({"code_challenge": None, "code_challenge_method": None}, "PKCE", id="no PKCE"),
        pytest.param({"aud": "https://elsewhere.example.org/fhir"}, "aud is not this FHIR server", id="other aud"),
        pytest.param({"launch": "launch-2"}, "launch is not one of ours", id="other launch"),
    ],
)
def test_what_the_server_refuses_to_begin_is_told_in_its_words(
    visitor: Visiting, changed: dict[str, str | None], because: str
) -> None:
    page = visitor("public")
    answer = page.ask(page.sign_in(with_query(page.launch(), **changed)))
    assert "invalid_request" in told(answer)
    assert because in told(answer)


def test_a_redirect_elsewhere_is_not_followed_by_the_server(visitor: Visiting) -> None:
    page = visitor("public")
    address = with_query(page.launch(), redirect_uri=f"{page.service}/smart/callback/")
    assert page.ehr.get(address).status_code == 400


def test_a_key_that_the_server_does_not_know_gets_no_token(visitor: Visiting) -> None:
    page = visitor("stranger")
    answer = page.ask(page.sign_in(page.launch()))
    assert told(answer).endswith("It says: invalid_client.")
    assert not any(said == "grant.success" for said in page.heard())


def test_an_identity_under_another_nonce_is_not_believed(visitor: Visiting) -> None:
    page = visitor("public")
    answer = page.ask(page.sign_in(with_query(page.launch(), nonce="x" * 43)))
    assert page.heard()[-1] == "grant.success"
    assert answer.status_code != 303
    assert "who signed in" in told(answer)


@pytest.mark.parametrize("kind", ["public", "signing"])
def test_signing_out_gives_the_tokens_back(visitor: Visiting, kind: str) -> None:
    page = visitor(kind)
    page.opened()
    before = len(page.heard())
    page.ask("/smart/logout", "POST", sec_fetch_site="same-origin")
    assert page.ours == {}
    assert {"refresh_token.destroyed", "grant.revoked"} <= set(page.heard()[before:])


def test_without_a_token_of_its_own_the_server_gives_nothing(ehrs: tuple[str, dict[str, str]]) -> None:
    _, servers = ehrs
    for headers in ({}, {"Authorization": "Bearer of-somebody-else"}):
        assert httpx.get(f"{servers['public']}/Patient/x", headers=headers, trust_env=False).status_code == 401
