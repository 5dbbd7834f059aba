"""Who is let in under which start, in which order the checks come, and what can't be claimed."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
import respx
from starlette.requests import Request
from starlette.responses import Response

from app.callers import is_asked_from_here, require_operator
from app.clients import Client, Clients
from app.demo import REFERENCE_DAY, hook_request, sample
from app.middleware import HEADER
from tests.app.security.signing import BASE, CALL, ISSUER, KEYS_AT, bearer, claims, key_set, signed

Serving = Callable[..., httpx.AsyncClient]
HOOK = orjson.dumps(hook_request("two-failed-trials", REFERENCE_DAY))
RECORD = orjson.dumps(sample("two-failed-trials", REFERENCE_DAY).bundle)
FEEDBACK = CALL + "/feedback"


def north(**entry: Any) -> Client:
    return Client.model_validate({"id": "north", "issuer": ISSUER, "jwks_uri": KEYS_AT, **entry})


@pytest.fixture(autouse=True)
def keys_at(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(KEYS_AT).respond(json=key_set())


@pytest.fixture
def respx_mock() -> Any:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
def closed(serving: Serving) -> Serving:
    def serve(*, entry: dict[str, Any] | None = None, **settings: Any) -> httpx.AsyncClient:
        return serving(clients=Clients((north(**(entry or {})),)), base_url=BASE, **settings)

    return serve


class TestOrder:
    """405, 404, 401, 429, 413, 415, 400, 412 (contract §2): of two things that are wrong, the earlier is told."""

    async def test_405_before_401(self, closed: Serving) -> None:
        answer = await closed().get(CALL)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"

    async def test_404_before_401(self, closed: Serving) -> None:
        assert (await closed().post("/cds-services/no-such-service", content=b"{")).status_code == 404

    async def test_401_before_413(self, closed: Serving) -> None:
        assert (await closed(max_body_mb=1).post(CALL, content=b" " * (1 << 20) + b"  ")).status_code == 401

    async def test_401_before_415_and_400(self, closed: Serving) -> None:
        assert (await closed().post(CALL, content=b"<", headers={"Content-Type": "text/xml"})).status_code == 401

    async def test_401_before_429(self, closed: Serving) -> None:
        service = closed(rate_limit=1)
        await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))
        assert (await service.post(CALL, content=HOOK)).status_code == 401

    async def test_429_before_413(self, closed: Serving) -> None:
        service = closed(rate_limit=1, max_body_mb=1)
        assert (await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))).status_code == 200
        answer = await service.post(CALL, content=b" " * (2 << 20), headers=bearer(signed(claims())))
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 120
        assert answer.json()["issue"][0]["code"] == "throttled"

    async def test_413_before_415(self, closed: Serving) -> None:
        headers = {**bearer(signed(claims())), "Content-Type": "text/xml"}
        assert (await closed(max_body_mb=1).post(CALL, content=b" " * (2 << 20), headers=headers)).status_code == 413

    async def test_415_before_400(self, closed: Serving) -> None:
        headers = {**bearer(signed(claims())), "Content-Type": "text/xml"}
        assert (await closed().post(CALL, content=b"<", headers=headers)).status_code == 415

    async def test_400_before_412(self, closed: Serving) -> None:
        body = orjson.dumps({"hook": "patient-view", "hookInstance": "x", "context": {}})
        assert (await closed().post(CALL, content=body, headers=bearer(signed(claims())))).status_code == 400

    async def test_412_comes_last(self, closed: Serving) -> None:
        body = orjson.dumps({"hook": "patient-view", "context": {"patientId": "1", "userId": "Practitioner/1"}})
        assert (await closed().post(CALL, content=body, headers=bearer(signed(claims())))).status_code == 412


class TestStarts:
    async def test_on_loopback_without_clients_nobody_is_asked(self, serving: Serving) -> None:
        assert (await serving().post(CALL, content=HOOK)).status_code == 200

    async def test_started_by_another_server_than_ours_it_is_closed(self, serving: Serving) -> None:
        assert (await serving(open_to_callers=False).post(CALL, content=HOOK)).status_code == 401

    async def test_on_loopback_with_clients_a_token_is_asked_for(self, closed: Serving) -> None:
        service = closed(open_to_callers=True)
        assert (await service.post(CALL, content=HOOK)).status_code == 401
        assert (await service.post("/assessments", content=RECORD)).status_code == 401

    @pytest.mark.parametrize("start", [{"insecure": True}, {"demo": True}], ids=["insecure", "demo"])
    async def test_while_it_stands_open_a_caller_without_a_token_is_answered(
        self, closed: Serving, start: dict[str, bool]
    ) -> None:
        assert (await closed(**start).post(CALL, content=HOOK)).status_code == 200

    async def test_while_it_stands_open_the_token_of_a_stranger_is_not_looked_at(self, closed: Serving) -> None:
        """WintEHR sends a key of its own; the sandbox signs for whoever it is pointed at."""
        service = closed(insecure=True)
        for credential in ("Bearer some-static-key", f"Bearer {signed(claims(iss='https://sandbox.example.org'))}"):
            answer = await service.post(CALL, content=HOOK, headers={"Authorization": credential})
            assert answer.status_code == 200

    async def test_even_then_who_claims_to_be_a_listed_client_must_prove_it(self, closed: Serving) -> None:
        service = closed(insecure=True, entry={"max_cards": 1, "definition": "athf-sf"})
        assert (await service.post(CALL, content=HOOK, headers=bearer(signed(claims(aud="x"))))).status_code == 401
        proven = await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))
        assert len(proven.json()["cards"]) == 1

    async def test_the_entry_of_the_client_holds_for_its_calls(self, closed: Serving) -> None:
        service = closed(entry={"max_cards": 1})
        answer = await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))
        assert len(answer.json()["cards"]) == 1

    async def test_discovery_knowledge_and_health_stay_open_and_look_at_no_token(self, closed: Serving) -> None:
        service = closed()
        for path in ("/cds-services", "/knowledge", "/health/ready"):
            assert (await service.get(path, headers=bearer("nonsense"))).status_code == 200


class TestAssessments:
    ADDRESS = "/assessments"

    async def test_a_clients_token_made_for_this_address_is_let_in(self, closed: Serving) -> None:
        service = closed()
        right = await service.post(self.ADDRESS, content=RECORD, headers=bearer(signed(claims(self.ADDRESS))))
        assert right.status_code == 200
        wrong = await service.post(self.ADDRESS, content=RECORD, headers=bearer(signed(claims())))
        assert wrong.status_code == 401

    async def test_the_operators_token_is_let_in_here_and_not_at_a_hook(self, closed: Serving) -> None:
        service = closed(operator_token="let me in")
        headers = {"Authorization": "Bearer let me in"}
        assert (await service.post(self.ADDRESS, content=RECORD, headers=headers)).status_code == 200
        assert (await service.post(self.ADDRESS, content=RECORD, auth=("anyone", "let me in"))).status_code == 200
        assert (await service.post(CALL, content=HOOK, headers=headers)).status_code == 401

    @pytest.mark.parametrize(
        "sent", ["Bearer let me i", "Bearer let me inn", "Bearer ", "Basic !!", "Digest let me in"]
    )
    async def test_nothing_like_it_is(self, closed: Serving, sent: str) -> None:
        service = closed(operator_token="let me in")
        headers = {"Authorization": sent}
        assert (await service.post(self.ADDRESS, content=RECORD, headers=headers)).status_code == 401

    async def test_two_credentials_are_none(self, closed: Serving) -> None:
        both = [("Authorization", "Bearer let me in"), ("Authorization", "Bearer or me")]
        answer = await closed(operator_token="let me in").post(self.ADDRESS, content=RECORD, headers=both)
        assert answer.status_code == 401

    async def test_where_no_operators_token_is_set_none_is_let_in(self, closed: Serving) -> None:
        for sent in ("Bearer ", "Bearer None", "Basic Og=="):
            answer = await closed().post(self.ADDRESS, content=RECORD, headers={"Authorization": sent})
            assert answer.status_code == 401


class TestRateLimits:
    async def test_each_client_has_its_own_limit(self, serving: Serving) -> None:
        south = Client(id="south", issuer="https://south.example.org", jwks_uri=KEYS_AT)
        service = serving(clients=Clients((north(rate_limit=2), south)), base_url=BASE, rate_limit=3)

        async def statuses(issuer: str) -> list[int]:
            tokens = [signed(claims(iss=issuer)) for _ in range(4)]
            return [(await service.post(CALL, content=b"{}", headers=bearer(token))).status_code for token in tokens]

        assert await statuses(ISSUER) == [400, 400, 429, 429]
        assert await statuses("https://south.example.org") == [400, 400, 400, 429]

    async def test_with_insecure_an_address_has_a_limit_whatever_it_says_it_forwards(self, serving: Serving) -> None:
        service = serving(insecure=True, rate_limit=2)
        answers = [
            await service.post(CALL, content=b"{}", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(3)
        ]
        assert [answer.status_code for answer in answers] == [400, 400, 429]

    @pytest.mark.parametrize(
        ("start", "statuses"),
        [({}, {400}), ({"demo": True}, {400}), ({"insecure": True}, {400, 429})],
        ids=["loopback", "demo", "insecure"],
    )
    async def test_the_default_holds_nobody_up_on_this_machine_alone(
        self, serving: Serving, start: dict[str, bool], statuses: set[int]
    ) -> None:
        service = serving(**start)
        assert {(await service.post(CALL, content=b"{}")).status_code for _ in range(601)} == statuses

    async def test_there_too_a_limit_that_was_set_holds(self, serving: Serving) -> None:
        service = serving(rate_limit=1)
        assert [(await service.post(CALL, content=b"{}")).status_code for _ in range(2)] == [400, 429]

    async def test_what_is_open_to_all_is_not_counted(self, serving: Serving) -> None:
        service = serving(insecure=True, rate_limit=1)
        assert {(await service.get("/cds-services")).status_code for _ in range(5)} == {200}


class TestFailures:
    """Many answers 401 to one address: the next are 429, and who holds a good token is let in all the same."""

    @pytest.fixture(autouse=True)
    def three(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.callers.FAILURES_A_MINUTE", 3)

    async def test_after_too_many_the_caller_is_told_to_wait_and_a_good_token_is_let_in(self, closed: Serving) -> None:
        service = closed()
        answers = [await service.post(CALL, content=HOOK, headers=bearer("nonsense")) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        assert answers[-1].headers["Retry-After"]
        assert (await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))).status_code == 200

    @pytest.mark.parametrize("address", ["/metrics", "/assessments"])
    async def test_nobody_guesses_on_at_the_operators_token(self, closed: Serving, address: str) -> None:
        service = closed(operator_token="let me in")
        for _ in range(3):
            await service.get("/metrics", headers={"Authorization": "Bearer guess"})
        right = {"Authorization": "Bearer let me in"}
        asked = service.get(address, headers=right) if address == "/metrics" else service.post(address, headers=right)
        assert (await asked).status_code == 429


def asked(address: str | None, **headers: str) -> Request:
    told = {"host": "localhost:8000", **headers}
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()]
    client = None if address is None else (address, 50_000)
    return Request({"type": "http", "method": "GET", "path": "/metrics", "headers": sent, "client": client})


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_this_machine_is_this_machine(address: str, host: str) -> None:
    assert is_asked_from_here(asked(address, host=host))


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1", "testclient", "", None])
def test_any_other_is_not(address: str | None) -> None:
    assert not is_asked_from_here(asked(address))
    assert not is_asked_from_here(asked(address, x_forwarded_for="127.0.0.1", forwarded="for=127.0.0.1"))


@pytest.mark.parametrize(
    "header", ["x_forwarded_for", "x_forwarded_host", "x_forwarded_proto", "forwarded", "via", "x_real_ip"]
)
def test_a_proxy_on_this_machine_asks_for_somebody_else(header: str) -> None:
    assert not is_asked_from_here(asked("127.0.0.1", **{header: "127.0.0.1"}))


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example.org"}, {"origin": "null"}, {"host": "evil.example.org"}, {"host": "[::"}],
    ids=["a page from elsewhere", "a page without a name", "a name that leads here", "no name"],
)
def test_a_browser_on_this_machine_asks_for_the_page_it_shows(headers: dict[str, str]) -> None:
    assert not is_asked_from_here(asked("127.0.0.1", **headers))


ORIGIN = {"Origin": "https://ehr.example.org"}
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
    **ORIGIN,
}


class TestBrowsers:
    @pytest.mark.parametrize("path", [CALL, "/cds-services", "/assessments"])
    async def test_r208_a_browser_may_ask_and_sees_an_id_on_every_answer(self, closed: Serving, path: str) -> None:
        answer = await closed().options(path, headers=PREFLIGHT)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers[HEADER]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    async def test_a_refusal_can_be_read_by_the_browser_too(self, closed: Serving) -> None:
        answer = await closed().post(CALL, content=HOOK, headers=ORIGIN)
        assert answer.status_code == 401
        assert answer.headers["Access-Control-Allow-Origin"] == "*"

    async def test_another_origin_than_the_settings_is_refused_in_our_own_form(self, closed: Serving) -> None:
        service = closed(cors_origins="https://other.example.org")
        answer = await service.options(CALL, headers=PREFLIGHT)
        assert answer.status_code == 400
        assert answer.json()["resourceType"] == "OperationOutcome"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers[HEADER]
        answered = await service.options(CALL, headers={**PREFLIGHT, "Origin": "https://other.example.org"})
        assert answered.headers["Access-Control-Allow-Origin"] == "https://other.example.org"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("POST", CALL),
        ("GET", "/nowhere"),
        ("PUT", CALL),
        ("GET", "/health/live"),
        ("GET", "/knowledge"),
    ],
)
async def test_every_answer_has_the_security_headers(closed: Serving, method: str, path: str) -> None:
    answer = await closed().request(method, path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Cache-Control"]
    assert "server" not in answer.headers


async def test_an_answer_about_a_patient_is_kept_by_nobody(closed: Serving) -> None:
    answer = await closed().post(CALL, content=HOOK, headers=bearer(signed(claims())))
    assert answer.headers["Cache-Control"] == "no-store"


async def test_over_plain_http_no_browser_is_told_to_insist_on_https(serving: Serving) -> None:
    assert "Strict-Transport-Security" not in (await serving().get("/health/live")).headers


class TestOperators:
    """What metrics and reports ask for."""

    @staticmethod
    async def ask(serving: Serving, address: str, **headers: str) -> httpx.Response:
        app = serving(operator_token="let me in")._transport.app  # type: ignore[attr-defined]  # the service itself

        async def report(request: Request) -> Response:
            require_operator(request)
            return Response("told")

        app.add_route("/report", report)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            return await asking.get(address, headers=headers)

    async def test_the_operators_token_opens_it(self, serving: Serving) -> None:
        assert (await self.ask(serving, "/report", Authorization="Bearer let me in")).text == "told"

    async def test_a_browser_may_ask_its_user_for_it(self, serving: Serving) -> None:
        answer = await self.ask(serving, "/report")
        assert answer.status_code == 401
        assert 'Basic realm="trd-cds"' in answer.headers["WWW-Authenticate"]

    async def test_on_this_machine_metrics_are_told_without_one_and_a_report_is_not(self, serving: Serving) -> None:
        assert (await self.ask(serving, "/metrics")).status_code == 200
        assert (await self.ask(serving, "/metrics", Forwarded="for=192.0.2.1")).status_code == 401
        assert (await self.ask(serving, "/report")).status_code == 401
