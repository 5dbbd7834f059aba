"""GET /feedback: for the operator alone; a page, JSON, CSV; the same figures as `trd-cds feedback`; its four states."""

import base64
import csv
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from app.clock import now
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.database import FILE, sqlite_file
from app.store.feedback import keep_feedback
from app.store.records import CardRecord, write_records
from app.store.store import Store
from cds_hooks.feedback import Feedback
from tests.app.store.recorded import record
from trd.knowledge.types import Knowledge

TOKEN = "the operator's own token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
JSON = BEARER | {"Accept": "application/json"}
Serving = Callable[..., Any]


@pytest.fixture
def reporting(knowledge: Knowledge, tmp_path: Path) -> Serving:
    """`async with reporting() as (http, store)`: the service over a store of its own."""

    @asynccontextmanager
    async def serve(
        *, token: str | None = TOKEN, with_store: bool = True, path: Path | None = None
    ) -> AsyncIterator[tuple[httpx.AsyncClient, Store]]:
        store = Store(sqlite_file(path or tmp_path / "state" / FILE), retention_days=365)
        settings = Settings(operator_token=token) if token else Settings()
        shell = Shell(
            settings=settings, knowledge=knowledge, secret=b"of the tests", store=store if with_store else None
        )
        app = create_app(shell)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as http,
        ):
            yield http, store

    return serve


async def fill(store: Store, *, shown: int = 12, accepted: int = 4, overridden: int = 6) -> None:
    """Switch cards of order-select, the first of which are answered; a chart opened for each."""
    database = await store.database()
    cards = [CardRecord(key=str(uuid4())[:32], topic="switch", uuid=str(uuid4())) for _ in range(shown)]
    at = now() - timedelta(hours=1)
    opened = [record(at=at, hook="patient-view", service="trd-patient-view") for _ in cards]
    async with database.quick() as connection:
        await write_records(connection, [*opened, *(record(card, at=at) for card in cards)])
    said = [Feedback(card=str(card.uuid), outcome="accepted") for card in cards[:accepted]]
    said += [
        Feedback(card=str(card.uuid), outcome="overridden", reasons=("will-monitor",))
        for card in cards[accepted : accepted + overridden]
    ]
    await keep_feedback(database, said, client="north", service="trd-order-select", at=now())


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({"Authorization": "Bearer another"}, id="another token"),
        pytest.param({"Authorization": "Basic " + base64.b64encode(b"me:another").decode()}, id="another password"),
    ],
)
async def test_without_the_operators_token_a_browser_is_told_to_ask_for_it(
    reporting: Serving, headers: dict[str, str]
) -> None:
    async with reporting() as (http, _):
        answer = await http.get("/feedback", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="trd-cds", Bearer realm="trd-cds"'
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_unset_the_token_opens_to_nobody(reporting: Serving) -> None:
    async with reporting(token=None) as (http, _):
        for headers in ({}, BEARER, {"Authorization": "Bearer "}, {"Authorization": "Basic Og=="}):
            assert (await http.get("/feedback", headers=headers)).status_code == 401


@pytest.mark.parametrize("name", ["", "me", "operator"])
async def test_the_token_is_the_password_of_any_name(reporting: Serving, name: str) -> None:
    sent = {"Authorization": "Basic " + base64.b64encode(f"{name}:{TOKEN}".encode()).decode()}
    async with reporting() as (http, _):
        assert (await http.get("/feedback", headers=sent)).status_code == 200


async def test_the_page_tells_shares_with_their_interval(reporting: Serving) -> None:
    async with reporting() as (http, store):
        await fill(store)
        answer = await http.get("/feedback", headers=BEARER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    text = " ".join(answer.text.split())
    assert "<strong>24</strong> calls" in text
    assert "<strong>50 %</strong> with a card" in text
    assert "<span>40 %</span>" in text
    assert "17–69" in text
    assert "Will monitor" in text
    assert "<dd>100</dd>" in text, "12 cards on 12 charts opened"
    assert "style=" not in text


async def test_the_page_names_no_patient_and_no_clinician(reporting: Serving) -> None:
    async with reporting() as (http, store):
        await fill(store)
        for form in ("html", "json", "csv"):
            text = (await http.get(f"/feedback?format={form}", headers=BEARER)).text
            assert "p" * 32 not in text
            assert "u" * 32 not in text


async def test_it_is_the_same_as_the_command_tells(
    reporting: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reporting() as (http, store):
        await fill(store, shown=20, accepted=7, overridden=9)
        told = (await http.get("/feedback?days=30", headers=JSON)).json()
    monkeypatch.setenv("TRD_STATE_DIR", str(tmp_path / "state"))
    from anyio import to_thread

    ran = await to_thread.run_sync(lambda: CliRunner().invoke(cli, ["feedback", "--days", "30", "--json"]))
    command = json.loads(ran.stdout)
    (topic,), (same,) = told["topics"], command["topics"]
    for name in ("topic", "shown", "accepted", "overridden"):
        assert topic[name] == same[name], name
    assert topic["reasons"] == same["reasons"] == {"will-monitor": 9}
    assert (told["calls"], told["callsWithCard"]) == (command["calls"], command["calls_with_a_card"])
    assert told["answersReceived"] == command["entries"] == 16
    assert [week["monday"] for week in told["weeks"]] == [week["monday"] for week in command["weeks"]]


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        pytest.param("", "*/*", "text/html; charset=utf-8", id="who says nothing gets the page"),
        pytest.param("", "text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", id="a browser"),
        pytest.param("", "application/json", "application/json", id="JSON by Accept"),
        pytest.param("", "text/csv", "text/csv; charset=utf-8", id="CSV by Accept"),
        pytest.param("", "text/html;q=0.5, text/csv", "text/csv; charset=utf-8", id="CSV more than HTML"),
        pytest.param("?format=csv", "text/html", "text/csv; charset=utf-8", id="format before Accept"),
        pytest.param("?format=json", "text/html", "application/json", id="JSON by format"),
        pytest.param("?format=html", "application/json", "text/html; charset=utf-8", id="the page by format"),
        pytest.param("?days=90&service=", "*/*", "text/html; charset=utf-8", id="as the form sends all services"),
    ],
)
async def test_the_form_is_by_format_or_accept(reporting: Serving, query: str, accept: str, media_type: str) -> None:
    async with reporting() as (http, _):
        answer = await http.get(f"/feedback{query}", headers=BEARER | {"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type


async def test_csv_is_a_file_with_a_name(reporting: Serving) -> None:
    async with reporting() as (http, store):
        await fill(store)
        answer = await http.get("/feedback?format=csv", headers=BEARER)
    assert answer.headers["content-disposition"].startswith('attachment; filename="trd-cds-feedback-20')
    first = next(csv.DictReader(StringIO(answer.text, newline="")))
    assert (first["by"], first["shown"], first["accepted"], first["overridden"]) == ("all", "12", "< 5", "6")


@pytest.mark.parametrize(
    "query",
    [
        "days=0",
        "days=3651",
        "days=x",
        "days=-1",
        "days=000019999999999",
        "days=%C2%B2",
        "days=1&days=2",
        "service=none",
        "format=xml",
    ],
)
async def test_what_cannot_be_asked_is_a_400_that_says_why(reporting: Serving, query: str) -> None:
    async with reporting() as (http, _):
        answer = await http.get(f"/feedback?{query}", headers=BEARER)
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["diagnostics"]


async def test_a_period_and_a_service_leave_the_others_out(reporting: Serving) -> None:
    async with reporting() as (http, store):
        await fill(store)
        assert (await http.get("/feedback?service=trd-order-sign", headers=JSON)).json()["topics"] == []
        kept = (await http.get("/feedback?service=trd-order-select&days=1", headers=JSON)).json()
        page = (await http.get("/feedback?service=trd-order-select&days=30", headers=BEARER)).text
    assert kept["all"]["shown"] == 12
    assert '<option value="trd-order-select" selected>' in page
    assert '<option value="30" selected>' in page
    assert "/feedback?days=30&amp;service=trd-order-select&amp;format=csv" in page


async def test_no_call_yet_is_said(reporting: Serving) -> None:
    async with reporting() as (http, _):
        text = (await http.get("/feedback", headers=BEARER)).text
    assert "● No call" in text
    assert "By topic" not in text


async def test_calls_without_any_feedback_ask_whether_the_ehr_sends_it(reporting: Serving) -> None:
    async with reporting() as (http, store):
        await fill(store, accepted=0, overridden=0)
        text = (await http.get("/feedback", headers=BEARER)).text
    assert "▲ No feedback" in text
    assert "<code>uuid</code>" in text
    assert "too few" in text


async def test_a_store_that_cannot_be_read_is_a_503_with_the_reason_and_no_figure(
    reporting: Serving, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("no folder")
    async with reporting(path=tmp_path / "in-the-way" / FILE) as (http, _):
        page = await http.get("/feedback", headers=BEARER | {"Accept": "text/html"})
        told = await http.get("/feedback", headers=JSON)
    assert (page.status_code, told.status_code) == (503, 503)
    assert "■ The store can’t be read." in page.text
    assert "FileExistsError" in page.text
    assert "calls ·" not in page.text
    assert told.json()["issue"][0]["diagnostics"].startswith("The store can't be read at this time: ")
    assert told.headers["retry-after"] == "10"


async def test_without_a_store_nothing_is_made_up(reporting: Serving) -> None:
    async with reporting(with_store=False) as (http, _):
        assert (await http.get("/feedback", headers=JSON)).status_code == 503
