"""Around every request: a correlation id, one log line, no trace to a client, trailing slashes answered."""

import json
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app import logs
from app.middleware import HEADER, Faults, RequestContext


async def well(_: Request) -> Response:
    return PlainTextResponse("well")


async def broken(_: Request) -> Response:
    raise RuntimeError("Alma Sample, born 1979-06-14")


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = Starlette(
        routes=[Route("/well", well), Route("/broken/{patient}", broken)],
        middleware=[Middleware(RequestContext), Middleware(Faults)],
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_the_callers_id_is_kept_when_it_is_harmless(client: httpx.AsyncClient) -> None:
    answer = await client.get("/well", headers={HEADER: "call-7_a.B"})
    assert answer.headers[HEADER] == "call-7_a.B"


@pytest.mark.parametrize("sent", ["a" * 65, "two words", "line\tbreak", ""], ids=["too long", "space", "tab", "empty"])
async def test_any_other_id_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/well", headers={HEADER: sent})
    assert answer.headers[HEADER] != sent
    assert len(answer.headers[HEADER]) == 36


async def test_a_trailing_slash_is_answered_not_redirected(client: httpx.AsyncClient) -> None:
    answer = await client.get("/well/")
    assert (answer.status_code, answer.text) == (200, "well")


async def test_an_unexpected_error_is_an_operation_outcome_without_patient_data(client: httpx.AsyncClient) -> None:
    answer = await client.get("/broken/alma")
    assert answer.status_code == 500
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.headers[HEADER]
    assert "Alma" not in answer.text
    assert "Traceback" not in answer.text


async def test_the_log_tells_where_it_broke_and_nothing_of_the_patient(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("info", "json")
    await client.get("/broken/alma?patient=alma")
    told = capsys.readouterr().err
    lines = [json.loads(line) for line in told.splitlines()]
    assert lines[0]["error"] == "RuntimeError"
    assert any(re.fullmatch(r"app/test_middleware\.py:\d+", place) for place in lines[0]["at"])
    assert lines[1]["status"] == 500
    assert lines[1]["route"] == "/broken/{patient}"
    assert "alma" not in told.lower()
    assert "1979" not in told
