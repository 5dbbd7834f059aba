"""The store through HTTP: feedback, filtered repeats, overrides, silent mode, and a store that is out of order."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from sqlalchemy import URL, select

from app.clients import Client, Clients
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.database import sqlite_file
from app.store.store import Store
from app.store.tables import CARDS, DECISIONS, FEEDBACK
from tests.acceptance.charts import DEPRESSION, Told, chart, checked, diagnosis, phq9, takes, two_failures
from tests.acceptance.orders import draft, ordering
from trd.knowledge.types import Knowledge

FEEDBACK_OF_SIGN = "/cds-services/trd-order-sign/feedback"
EARLY: Told = [
    *takes("sertraline", 50, "2026-11-04"),
    *phq9(20, "2026-11-03"),
    *phq9(14, "2026-11-23", thoughts_of_death=0),
]


class Served:
    """The running service and its store."""

    def __init__(self, http: httpx.AsyncClient, store: Store) -> None:
        self.http = http
        self.store = store

    async def ask(self, request: dict[str, Any], **context: Any) -> list[dict[str, Any]]:
        request["context"] |= context
        answer = await self.http.post(f"/cds-services/trd-{request['hook']}", content=orjson.dumps(request))
        assert answer.status_code == 200, answer.text
        await self.written()
        cards: list[dict[str, Any]] = answer.json()["cards"]
        return cards

    async def written(self) -> None:
        for _ in range(200):
            if not self.store.writer.waiting or self.store.degraded:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the record was not written")

    async def say(self, card: dict[str, Any], outcome: str, reason: str | None = None) -> None:
        entry: dict[str, Any] = {"card": card["uuid"], "outcome": outcome}
        if reason:
            entry["overrideReason"] = {"reason": {"code": reason, "system": "x"}}
        answer = await self.http.post(FEEDBACK_OF_SIGN, json={"feedback": [entry]})
        assert (answer.status_code, answer.content) == (200, b"{}")

    async def ready(self) -> dict[str, Any]:
        told: dict[str, Any] = (await self.http.get("/health/ready")).json()
        return told

    async def rows(self, table: Any) -> list[dict[str, Any]]:
        async with (await self.store.database()).reading() as connection:
            return [dict(row) for row in (await connection.execute(select(table))).mappings()]


Serving = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def kept(knowledge: Knowledge) -> Serving:
    """`async with kept(address) as served`: the service in demo mode over a store there."""

    @asynccontextmanager
    async def serve(address: URL, *, client: Client | None = None, **settings: Any) -> AsyncIterator[Served]:
        store = Store(address, retention_days=30)
        shell = Shell(
            settings=Settings(**settings),
            knowledge=knowledge,
            secret=b"a secret of the tests",
            demo=True,
            insecure=True,
            clients=Clients((client,) if client else ()),
            store=store,
        )
        app = create_app(shell)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as http,
        ):
            yield Served(http, store)

    return serve


@pytest.fixture
async def served(kept: Serving, address: URL) -> AsyncIterator[Served]:
    async with kept(address) as found:
        yield found


def early(hook: str, **asks: Any) -> dict[str, Any]:
    """N55: a change that comes too early, two quiet findings."""
    orders = [draft("mirtazapine", 15), draft("sertraline", 50, status="stopped")]
    return dict(ordering(hook, orders, DEPRESSION, EARLY, checked(), **asks))


def seizures(hook: str, **asks: Any) -> dict[str, Any]:
    """N53 f: bupropion with epilepsy, critical."""
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    return dict(ordering(hook, [draft("bupropion", 150)], *told, **asks))


def topics(cards: list[dict[str, Any]]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in cards]


# ---- filtered repeats


async def test_n59e_what_select_said_is_silent_at_sign(served: Served) -> None:
    assert topics(await served.ask(early("order-select", filterRepeated=True)))[0] == "orderSafety"
    assert await served.ask(early("order-sign", filterRepeated=True)) == []


async def test_n59f_a_critical_card_is_said_again(served: Served) -> None:
    assert topics(await served.ask(seizures("order-select", filterRepeated=True)))[0] == "orderSafety"
    (again,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert again["indicator"] == "critical"


async def test_n59g_silent_mode_shows_nothing_and_records_all(kept: Serving, address: URL) -> None:
    async with kept(address, silent=True) as served:
        told = chart(DEPRESSION, two_failures(thoughts_of_death=3), checked())
        assert await served.ask(dict(told)) == []
        (decision,) = await served.rows(DECISIONS)
        cards = await served.rows(CARDS)
    assert (decision["shown"], decision["silent_because"]) == (False, "silent")
    assert "suicideRisk" in [card["topic"] for card in cards]
    assert {card["uuid"] for card in cards} == {None}


async def test_without_the_filter_everything_is_said_again(served: Served) -> None:
    await served.ask(early("order-select"))
    assert topics(await served.ask(early("order-sign"))) == ["orderSafety"]


async def test_what_another_clinician_was_shown_is_said_again(served: Served) -> None:
    await served.ask(early("order-select", filterRepeated=True), userId="Practitioner/resident")
    assert await served.ask(early("order-sign", filterRepeated=True), userId="Practitioner/attending")


async def test_after_an_accepted_suggestion_sign_speaks_again(served: Served) -> None:
    cards = await served.ask(early("order-select", filterRepeated=True))
    await served.say(cards[0], "accepted")
    assert topics(await served.ask(early("order-sign", filterRepeated=True))) == ["orderSafety"]


async def test_a_client_has_the_filter_for_all_its_calls_and_a_request_can_switch_it_off(
    kept: Serving, address: URL
) -> None:
    async with kept(address, client=Client(id="north", filter_repeated=True)) as served:
        await served.ask(early("order-select"))
        assert await served.ask(early("order-sign")) == []
        assert await served.ask(early("order-sign", filterRepeated=False))


async def test_the_names_of_pddi_cds_mean_the_same(served: Served) -> None:
    for hook, name in (
        ("order-select", "cache-for-order-sign-filtering"),
        ("order-sign", "filter-out-repeated-alerts"),
    ):
        request = early(hook)
        request.setdefault("extension", {})["configuration-items"] = {name: True}
        cards = await served.ask(request)
    assert cards == []


# ---- overrides


async def test_an_override_silences_the_same_card_on_the_next_chart(served: Served) -> None:
    told = (DEPRESSION, two_failures(), checked())
    cards = await served.ask(dict(chart(*told, filterRepeated=True)))
    chosen = next(card for card in cards if card["source"]["topic"]["code"] == "augmentation")
    await served.say(chosen, "overridden", "patient-declined")
    again = await served.ask(dict(chart(*told, filterRepeated=True)))
    keys = [card["extension"]["org.trd-cds.card"]["key"] for card in again]
    assert again
    assert chosen["extension"]["org.trd-cds.card"]["key"] not in keys


@pytest.mark.parametrize("thoughts", [1, 3], ids=["present", "high"])
async def test_an_override_never_silences_a_suicide_risk(served: Served, thoughts: int) -> None:
    told = (DEPRESSION, two_failures(thoughts_of_death=thoughts), checked())
    first = await served.ask(dict(chart(*told, filterRepeated=True)), userId="Practitioner/1")
    assert topics(first)[0] == "suicideRisk"
    await served.say(first[0], "overridden", "not-indicated")
    again = await served.ask(dict(chart(*told, filterRepeated=True)), userId="Practitioner/2")
    assert topics(again)[0] == "suicideRisk"


@pytest.mark.parametrize(("thoughts", "said"), [(1, False), (3, True)], ids=["present", "high"])
async def test_the_filter_says_a_risk_that_is_present_once_a_day_and_a_high_one_always(
    served: Served, thoughts: int, said: bool
) -> None:
    told = (DEPRESSION, two_failures(thoughts_of_death=thoughts), checked())
    await served.ask(dict(chart(*told, filterRepeated=True)))
    assert ("suicideRisk" in topics(await served.ask(dict(chart(*told, filterRepeated=True))))) is said


async def test_a_critical_finding_that_was_overridden_is_said_with_the_day(served: Served) -> None:
    (first,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert "Overridden on" not in first["detail"]
    await served.say(first, "overridden", "clinically-inappropriate")
    (again,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert "Overridden on" in again["detail"]


# ---- feedback


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/cds-services/none/feedback", b"{", 404, id="an unknown service, before the body"),
        pytest.param(FEEDBACK_OF_SIGN, b"{", 400, id="no JSON"),
        pytest.param(FEEDBACK_OF_SIGN, b'{"feedback": [{"card": "x"}]}', 400, id="no outcome"),
        pytest.param(FEEDBACK_OF_SIGN + "/", b'{"feedback": []}', 200, id="a trailing slash, nothing to keep"),
        pytest.param(FEEDBACK_OF_SIGN, b'{"feedback": [{"card": "?", "outcome": "accepted"}]}', 200, id="unknown card"),
    ],
)
async def test_feedback_is_answered(served: Served, path: str, body: bytes, status: int) -> None:
    answer = await served.http.post(path, content=body)
    assert answer.status_code == status
    if status == 200:
        assert answer.content == b"{}"
    else:
        assert answer.json()["resourceType"] == "OperationOutcome"


async def test_a_batch_with_one_wrong_entry_keeps_nothing(served: Served) -> None:
    entries = [{"card": str(uuid4()), "outcome": "accepted"}, {"outcome": "accepted"}]
    assert (await served.http.post(FEEDBACK_OF_SIGN, json={"feedback": entries})).status_code == 400
    assert await served.rows(FEEDBACK) == []


async def test_no_name_no_patient_and_no_comment_is_on_disk(kept: Serving, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    async with kept(sqlite_file(path)) as served:
        request = dict(chart(DEPRESSION, two_failures(), checked(), filterRepeated=True))
        cards = await served.ask(request, userId="Practitioner/who-asks", encounterId="encounter-7")
        said = {"card": cards[0]["uuid"], "outcome": "overridden", "overrideReason": {"userComment": "Ada refuses"}}
        await served.http.post(FEEDBACK_OF_SIGN, json={"feedback": [said]})
        held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (request["context"]["patientId"], "who-asks", "encounter-7", "Ada", "refuses", "sertraline"):
        assert secret.encode() not in held, secret
    assert path.stat().st_mode & 0o077 == 0


# ---- a store that is out of order


async def test_a_gone_folder_costs_no_answer_and_is_never_told_as_stored(kept: Serving, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with kept(sqlite_file(tmp_path / "file" / "store.sqlite3")) as served:
        assert await served.ask(dict(chart(DEPRESSION, two_failures(), checked(), filterRepeated=True)))
        said = {"feedback": [{"card": str(uuid4()), "outcome": "accepted"}]}
        answer = await served.http.post(FEEDBACK_OF_SIGN, json=said)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert (await served.ready())["status"] == "degraded"


async def test_a_locked_database_costs_no_answer_and_feedback_is_refused(
    kept: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.BUSY_MS", 50)
    path = tmp_path / "store.sqlite3"
    async with kept(sqlite_file(path)) as served:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert await served.ask(dict(chart(DEPRESSION, two_failures(), checked(), filterRepeated=True)))
        said = {"feedback": [{"card": str(uuid4()), "outcome": "accepted"}]}
        assert (await served.http.post(FEEDBACK_OF_SIGN, json=said)).status_code == 503
        await asyncio.sleep(0.3)
        assert (await served.ready())["status"] == "degraded"
        other.execute("ROLLBACK")
        other.close()
        assert (await served.http.post(FEEDBACK_OF_SIGN, json=said)).status_code == 200
        for _ in range(300):
            if served.store.writer.written:
                break
            await asyncio.sleep(0.01)
        assert await served.ready() == {**await served.ready(), "status": "ok", "degraded": []}
        assert served.store.writer.written == 1


async def test_a_full_disk_costs_no_answer_and_feedback_is_refused(
    kept: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite3"
    store = Store(sqlite_file(path), retention_days=30)
    await store.open()
    await store.close()
    connection = sqlite3.connect(path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    monkeypatch.setattr("app.store.database.MOST_PAGES", pages)
    async with kept(sqlite_file(path)) as served:
        for _ in range(3):
            assert await served.ask(dict(chart(DEPRESSION, two_failures(), checked())))
        entries = [{"card": str(uuid4()), "outcome": "accepted"} for _ in range(200)]
        assert (await served.http.post(FEEDBACK_OF_SIGN, json={"feedback": entries})).status_code == 503
        assert await served.rows(FEEDBACK) == []
        for _ in range(40):
            await served.ask(dict(chart(DEPRESSION, two_failures(), checked())))
        await asyncio.sleep(0.2)
        assert (await served.ready())["status"] == "degraded"


async def test_when_there_is_no_room_records_are_counted_as_lost(tmp_path: Path) -> None:
    from app.store.writer import RecordWriter
    from tests.app.store.recorded import record

    store = Store(sqlite_file(tmp_path / "s.sqlite3"), retention_days=30)
    store.writer = RecordWriter(store, most_waiting=2)
    for _ in range(5):
        store.keep(record())
    assert (store.writer.waiting, store.writer.lost) == (2, 3)
    assert any("3 records were lost" in told for told in store.degraded)


async def test_a_call_waits_for_room_and_takes_it_when_the_store_made_some(tmp_path: Path) -> None:
    from app.store.writer import RecordWriter
    from tests.app.store.recorded import record

    store = Store(sqlite_file(tmp_path / "s.sqlite3"), retention_days=30)
    store.writer = RecordWriter(store, most_waiting=1)
    store.keep(record())
    waiting = asyncio.create_task(store.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    await store.open()
    await asyncio.wait_for(waiting, 20)
    store.keep(record())
    await store.close()
    assert (store.writer.written, store.writer.lost) == (2, 0)


async def test_a_store_that_takes_nothing_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.store.writer import RecordWriter
    from tests.app.store.recorded import record

    monkeypatch.setattr("app.store.writer.ROOM_SECONDS", 0.05)
    writer = RecordWriter(Store(sqlite_file(tmp_path / "s.sqlite3"), retention_days=30), most_waiting=1)
    writer.put(record())
    await writer.room()
    monkeypatch.setattr("app.store.writer.ROOM_SECONDS", 3600)
    await asyncio.wait_for(writer.room(), 5)


async def test_a_batch_whose_commit_was_not_heard_of_is_no_second_one(served: Served) -> None:
    from app.store.records import write_records
    from tests.app.store.recorded import card, record

    batch = [record(card()), record(card())]
    database = await served.store.database()
    for group, again in ((batch[:1], False), (batch, True)):
        async with database.quick() as connection:
            await write_records(connection, group, again=again)
    assert len(await served.rows(DECISIONS)) == 2
    assert len(await served.rows(CARDS)) == 2


async def test_a_record_that_cannot_be_made_costs_no_answer(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.answering.record_of", broken)
    assert await served.ask(dict(chart(DEPRESSION, two_failures(), checked())))
    assert await served.rows(DECISIONS) == []


async def test_a_read_that_takes_too_long_shows_everything(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    await served.ask(early("order-select", filterRepeated=True))

    async def slow(*_: Any) -> tuple[()]:
        await asyncio.sleep(5)
        return ()

    monkeypatch.setattr("app.store.store.READ_SECONDS", 0.01)
    monkeypatch.setattr(served.store, "_find_said", slow)
    assert topics(await served.ask(early("order-sign", filterRepeated=True))) == ["orderSafety"]
