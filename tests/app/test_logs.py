"""Nothing of a patient in logs, metrics or traces: names, ids, birth dates, tokens and free text through every path."""

import asyncio
import dataclasses
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import respx
from typer.testing import CliRunner

from app import logs
from app.clients import Client, Clients
from app.demo import hook_request
from app.demo.orders import CALLS
from app.fetching.servers import FhirServers
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.database import sqlite_file
from app.store.store import Store
from app.tracing import Span, attributes
from tests.app.conftest import DAY
from tests.app.fetching.conftest import BASE, _mocked, bundle, ehr, nothing_else
from tests.app.security.signing import ISSUER, bearer, claims, signed
from trd.knowledge.types import Knowledge

__all__ = ["ehr"]  # a fixture

NAME, IDENTITY, BORN, NUMBER, TEXT = "Zebulina", "pat-7781zq", "1979-06-14", "MRN99887766", "tearful over her divorce"
ACCESS, DOCTOR, COMMENT, VISIT = "ya29.SecretAccess", "dr-quackenbush", "she will not hear of it", "visit-4471zq"
PRIVATE = (NAME, IDENTITY, BORN, NUMBER, TEXT, ACCESS, DOCTOR, COMMENT, VISIT, "divorce", "BEGIN PRIVATE")
SERVICES = ("trd-patient-view", *sorted({call.service for call in CALLS.values()}))


@pytest.fixture
def told() -> list[str]:
    """What was told as traces."""
    return []


@pytest.fixture(autouse=True)
def log_as_served() -> Iterator[None]:
    """As a worker logs, at its most talkative; the libraries' own levels as low as a site could set them."""
    before = logging.root.handlers, logging.root.level
    logs.set_up("debug", "json")
    logs.take_libraries()
    yield
    logging.root.handlers, _ = before
    logging.root.setLevel(before[1])
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
async def service(
    knowledge: Knowledge, ehr: respx.MockRouter, tmp_path: Path, told: list[str]
) -> AsyncIterator[httpx.AsyncClient]:
    def tell(whole: Span, facts: Mapping[str, Any], stages: Sequence[Span], traceparent: str | None) -> None:
        told.append(f"{whole} {dict(attributes(facts))} {stages}")

    shell = Shell(
        settings=Settings(operator_token="let me in", allow_as_of=True),
        knowledge=knowledge,
        secret=b"a secret of the tests",
        insecure=True,
        clients=Clients(
            (
                Client(id="north", fhir_servers=(BASE,), filter_repeated=True),
                Client(id="south", issuer=ISSUER, jwks_uri=f"{ISSUER}/keys"),
            )
        ),
        fhir_servers=FhirServers(connect=lambda seconds: _mocked(ehr, seconds)),
        store=Store(sqlite_file(tmp_path / "store.sqlite3"), retention_days=30),
    )
    app = create_app(shell, tell=tell)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


def request_of(service: str, **members: Any) -> dict[str, Any]:
    """A sample's request, every record of it full of what must not be told."""
    name = next((name for name, call in CALLS.items() if call.service == service), "two-failed-trials")
    request = hook_request(name, DAY)
    text = json.dumps(request).replace(request["context"]["patientId"], IDENTITY)
    full: dict[str, Any] = json.loads(text)
    for resource in resources_in(full):
        resource["text"] = {"status": "generated", "div": f"<div>{TEXT}</div>"}
        resource["note"] = [{"text": f"{NAME}: {TEXT}"}]
        resource["identifier"] = [{"value": NUMBER}]
        if resource["resourceType"] == "Patient":
            resource |= {"name": [{"family": NAME}], "birthDate": BORN}
        elif "subject" in resource:
            resource["subject"]["display"] = NAME
    full["context"] |= {"userId": f"Practitioner/{DOCTOR}", "encounterId": VISIT}
    full["fhirAuthorization"] = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 300, "subject": NAME}
    return full | members


def resources_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for part in value:
            yield from resources_in(part)
    elif isinstance(value, dict):
        if "resourceType" in value:
            yield value
        for part in list(value.values()):
            yield from resources_in(part)


async def scraped(service: httpx.AsyncClient) -> str:
    page = await service.get("/metrics", headers={"Authorization": "Bearer let me in"})
    assert page.status_code == 200
    return page.text


class Heard:
    """Everything that was told, searched for what must not be in it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], told: list[str], service: httpx.AsyncClient) -> None:
        self.capsys, self.told, self.service = capsys, told, service

    async def is_clean(self, *events: str, lines: int = 1) -> list[dict[str, Any]]:
        page = await scraped(self.service)
        captured = self.capsys.readouterr()
        log = captured.err + captured.out
        found = [json.loads(line) for line in log.splitlines()]
        assert len([line for line in found if line["event"] == "request"]) > lines - 1
        for event in events:
            assert any(event in line["event"] for line in found), (event, log)
        for place, text in {"log": log, "metrics": page, "traces": "\n".join(self.told)}.items():
            assert text, place
            for private in PRIVATE:
                assert private.lower() not in text.lower(), (place, private, text)
        return found


@pytest.fixture
def heard(capsys: pytest.CaptureFixture[str], told: list[str], service: httpx.AsyncClient) -> Heard:
    return Heard(capsys, told, service)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_call(service: httpx.AsyncClient, ehr: respx.MockRouter, heard: Heard, name: str) -> None:
    nothing_else(ehr)
    answer = await service.post(f"/cds-services/{name}", json=request_of(name, fhirServer=BASE))
    assert answer.status_code == 200
    lines = await heard.is_clean()
    line = next(line for line in lines if line.get("service"))
    wanted = {"ts", "level", "request_id", "hook_instance", "service", "client", "status", "duration_ms", "fetch_ms"}
    assert line.keys() >= wanted | {"resources_read", "gaps", "cards", "topics", "knowledge_version"}


@pytest.mark.parametrize("name", SERVICES)
async def test_a_call_in_which_something_unexpected_breaks(
    service: httpx.AsyncClient, heard: Heard, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME}, born {BORN}: {TEXT}")

    for place in ("cds_hooks.services.patient_view.assess", "cds_hooks.order_judgement.assess"):
        monkeypatch.setattr(place, broken)
    monkeypatch.setattr("cds_hooks.answers.write_risk_alone", broken)
    answer = await service.post(f"/cds-services/{name}", json=request_of(name))
    assert answer.status_code == 500
    assert not any(private in answer.text for private in PRIVATE)
    await heard.is_clean("unexpected")


def spoilt(**changed: Any) -> bytes:
    return orjson.dumps(request_of("trd-patient-view") | changed)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"hook": "' + NAME.encode(), 400),
        (b"\xff\xfe" + NAME.encode(), 400),
        (spoilt(hook=NAME), 400),
        (spoilt(hook=[TEXT]), 400),
        (spoilt(hookInstance=f"{NAME} {BORN}"), 200),
        (spoilt(context={"patientId": f"{NAME} {BORN}", "userId": NAME}), None),
        (spoilt(context=TEXT), 400),
        (spoilt(context={"patientId": IDENTITY, "userId": NAME, "encounterId": f"Encounter/{VISIT}/{NAME}"}), None),
        (spoilt(prefetch=TEXT), None),
        (spoilt(prefetch={NAME: TEXT, "conditions": TEXT, TEXT: {"resourceType": NAME}}), None),
        (spoilt(fhirServer=f"https://{NAME}.example.org/{IDENTITY}?name={NAME}"), None),
        (spoilt(fhirServer={NAME: 1}, fhirAuthorization=[ACCESS]), None),
        (spoilt(extension={"org.trd-cds.configuration": {NAME: TEXT, "maxCards": NAME, "topics": {NAME: TEXT}}}), None),
        (spoilt(extension={"org.trd-cds.configuration": {"asOf": NAME, "definition": TEXT}}), None),
        (spoilt(extension=TEXT), None),
    ],
)
async def test_a_call_that_is_no_good(
    service: httpx.AsyncClient, heard: Heard, body: bytes, status: int | None
) -> None:
    answer = await service.post("/cds-services/trd-patient-view", content=body)
    assert answer.status_code in ((status,) if status else (200, 400, 412))
    await heard.is_clean()


async def test_addresses_methods_and_headers(service: httpx.AsyncClient, heard: Heard) -> None:
    await service.get(f"/{NAME}/{BORN}?patient={IDENTITY}")
    await service.request(NAME.upper(), "/health/live")
    await service.post(f"/cds-services/{NAME}", json=request_of("trd-patient-view"))
    await service.get(f"/knowledge?name={NAME}", headers={"Accept": NAME, "Cookie": ACCESS, "traceparent": NAME})
    await service.get("/health/live", headers={"X-Request-Id": f"{NAME} {BORN}", "tracestate": f"a={NAME}"})
    await service.get(f"/schemas/{NAME}")
    await service.get(f"/fhir/Questionnaire/{NAME}")
    await heard.is_clean(lines=7)


async def test_tokens_that_are_refused(service: httpx.AsyncClient, heard: Heard) -> None:
    token = signed(claims(sub=NAME, jti=f"{NAME}-{BORN}", tenant=NAME))
    for sent in (bearer(token), bearer(ACCESS), {"Authorization": f"Basic {ACCESS}"}):
        await service.post("/cds-services/trd-patient-view", content=b"{}", headers=sent)
    await service.get("/metrics", headers=bearer(ACCESS))
    lines = await heard.is_clean(lines=4)
    assert token[:40] not in json.dumps(lines)
    assert any(line.get("refused") for line in lines)


async def test_an_assessment(service: httpx.AsyncClient, heard: Heard) -> None:
    request = request_of("trd-patient-view")
    record = bundle(*resources_in(request["prefetch"]))
    for body in (orjson.dumps(request), orjson.dumps(record), f'{{"resourceType": "{NAME}"'.encode(), NAME.encode()):
        await service.post("/assessments?cards=true", content=body)
    await service.post(f"/assessments?asOf={NAME}&definition={IDENTITY}&{NAME}={BORN}", json=record)
    await service.post(f"/assessments?definition={IDENTITY}", json=record)
    await heard.is_clean(lines=6)


async def test_feedback(service: httpx.AsyncClient, heard: Heard) -> None:
    reason = {"reason": {"code": TEXT, "display": NAME, "system": NAME}, "userComment": COMMENT}
    entries: list[Any] = [
        {"card": NAME, "outcome": "overridden", "overrideReason": reason, "userComment": COMMENT},
        {"card": IDENTITY, "outcome": "accepted", "acceptedSuggestions": [{"id": NAME}], "outcomeTimestamp": BORN},
        {"card": IDENTITY, "outcome": NAME},
        NAME,
    ]
    for sent in ({"feedback": entries[:2]}, {"feedback": entries}, {"feedback": NAME}, {NAME: entries}):
        await service.post("/cds-services/trd-patient-view/feedback", json=sent)
    await heard.is_clean(lines=4)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError(f"{NAME} {IDENTITY}"),
        httpx.ReadTimeout(f"https://ehr/{IDENTITY}?name={NAME}"),
        RuntimeError(f"{NAME}, {TEXT}"),
        httpx.Response(403, json={"resourceType": "OperationOutcome", "issue": [{"diagnostics": NAME}]}),
        httpx.Response(503, text=TEXT, headers={"Retry-After": NAME}),
        httpx.Response(302, headers={"Location": f"https://{NAME}.example.org/{IDENTITY}"}),
        httpx.Response(200, text=f"<html>{NAME} {TEXT}</html>"),
        httpx.Response(200, json={"resourceType": NAME, "entry": TEXT}),
        httpx.Response(200, json=bundle(following=f"https://{NAME}.example.org/{IDENTITY}?name={NAME}")),
    ],
    ids=["unreachable", "late", "fault", "refused", "busy", "sent elsewhere", "HTML", "no FHIR", "a stray page"],
)
async def test_a_fhir_server_that_fails(
    service: httpx.AsyncClient, ehr: respx.MockRouter, heard: Heard, answer: Any
) -> None:
    ehr.routes.clear()
    route = ehr.get(url__startswith=BASE)
    route.mock(side_effect=answer) if isinstance(answer, Exception) else route.mock(return_value=answer)
    lacking = request_of("trd-patient-view", fhirServer=BASE)
    lacking["prefetch"] = {"patient": lacking["prefetch"]["patient"]}
    for _ in range(4):
        await service.post("/cds-services/trd-patient-view", json=lacking)
    assert route.called
    await heard.is_clean(lines=4)


async def test_a_store_that_fails(service: httpx.AsyncClient, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise OSError(f"INSERT INTO … VALUES ('{NAME}', '{TEXT}')")

    for place in ("writer.write_records", "store.find_said", "store.keep_feedback"):
        monkeypatch.setattr(f"app.store.{place}", broken)
    await service.post("/cds-services/trd-patient-view", json=request_of("trd-patient-view"))

    def fault(*_: object, **__: object) -> None:
        raise OSError(f"{NAME} {TEXT}")

    monkeypatch.setattr("app.answering.record_of", fault)
    await service.post("/cds-services/trd-patient-view", json=request_of("trd-patient-view"))
    await asyncio.sleep(0.2)  # the first record is tried meanwhile
    await heard.is_clean(
        "what was shown before can't be read", "records can't be written", "could not be made", lines=2
    )


async def test_what_libraries_tell(service: httpx.AsyncClient, heard: Heard) -> None:
    """asyncio quotes the exception of a lost task, an http client the address that it asked."""
    try:
        raise ValueError(f"{NAME} {TEXT}")
    except ValueError as error:
        logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %r", error, exc_info=error)
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    logging.getLogger("httpx").info("HTTP Request: GET https://ehr.example.org/Patient/%s", IDENTITY)
    logging.getLogger("aiosqlite").debug("executing %s", NAME)
    logging.getLogger("uvicorn.access").info("GET /launch?iss=%s", IDENTITY)
    await service.get("/health/live")
    lines = await heard.is_clean("Task exception was never retrieved", "Exception in ASGI application")
    lost = next(line for line in lines if line.get("library") == "asyncio")
    assert (lost["error"], lost["level"]) == ("ValueError", "error")
    assert lost["at"]


def test_evaluate_tells_nothing_beside_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from app.cli.main import cli

    monkeypatch.setenv("TRD_STATE_DIR", str(tmp_path / "state"))
    request = request_of("trd-patient-view")
    files = {"record.json": bundle(*resources_in(request["prefetch"])), "request.json": request}
    for name, content in files.items():
        (tmp_path / name).write_bytes(orjson.dumps(content))
    (tmp_path / "broken.json").write_text(f'{{"resourceType": "{NAME} {TEXT}"')
    for name in (*files, "broken.json"):
        answered = CliRunner().invoke(cli, ["evaluate", str(tmp_path / name), "--json"])
        for private in PRIVATE:
            assert private not in answered.stderr, name
    told = capfd.readouterr()
    assert not any(private in told.err for private in PRIVATE)


async def test_a_worker_that_is_full(service: httpx.AsyncClient, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    app = service._transport.app  # type: ignore[attr-defined]  # the service itself
    monkeypatch.setattr(app.state.shell.places, "taken", 10_000)
    for path in ("/cds-services/trd-patient-view", "/cds-services/trd-patient-view/feedback", "/assessments"):
        answer = await service.post(path, json=request_of("trd-patient-view"), headers={"X-Name": NAME})
        assert answer.status_code == 503
    lines = await heard.is_clean(lines=3)
    assert [line["refused"] for line in lines if line.get("refused")] == ["no-place"] * 3


async def test_a_clients_file_that_holds_what_it_should_not(
    service: httpx.AsyncClient, heard: Heard, tmp_path: Path
) -> None:
    """A key or a password pasted into the file is not told by the log of SIGHUP."""
    from app.main import hold
    from app.reloading import reload_clients

    app = service._transport.app  # type: ignore[attr-defined]  # the service itself
    wrong = tmp_path / "clients.toml"
    for text in (
        f'[[client]]\nid = "north"\nissuer = "i"\njwks_uri = "{ACCESS}"\n',
        f'[[client]]\nid = "north"\nrate_limit = "{ACCESS}"\n',
        "-----BEGIN PRIVATE KEY-----\nMIG\n",
    ):
        wrong.write_text(text)
        shell = app.state.shell
        app.state.shell = dataclasses.replace(shell, settings=Settings(clients=wrong, operator_token="let me in"))
        assert not reload_clients(app, hold)
        app.state.shell = shell
    await service.get("/health/live")
    await heard.is_clean("the old one stays in force")
