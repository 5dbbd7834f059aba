"""The store in numbers: records written, waiting and lost, a store that does not work, feedback by topic."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.clock import now
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.database import sqlite_file
from app.store.store import Store
from app.store.writer import RecordWriter
from tests.app.metrics.conftest import Counted
from tests.app.store.recorded import record
from trd.knowledge.types import Knowledge

CALL = "/cds-services/trd-patient-view"


async def test_feedback_is_counted_by_the_topic_of_its_card_and_once(
    knowledge: Knowledge, tmp_path: Path, two_failures: dict[str, Any], counted: Counted
) -> None:
    store = Store(sqlite_file(tmp_path / "store.sqlite3"), retention_days=30)
    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret", demo=True, insecure=True, store=store)
    app = create_app(shell)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        cards = (await http.post(CALL, json=two_failures)).json()["cards"]
        while store.writer.waiting:
            await asyncio.sleep(0.01)
        assert counted("trd_store_records_written_total") == 1
        told = [
            {"card": cards[0]["uuid"], "outcome": "accepted"},
            {"card": cards[1]["uuid"], "outcome": "overridden"},
            {"card": str(uuid4()), "outcome": "overridden"},
            {"card": "Alma Sample", "outcome": "overridden"},
        ]
        for _ in range(2):
            assert (await http.post(f"{CALL}/feedback", json={"feedback": told})).status_code == 200
    topics = [card["source"]["topic"]["code"] for card in cards]
    assert counted("trd_feedback_total", topic=topics[0], outcome="accepted") == 1
    assert counted("trd_feedback_total", topic=topics[1], outcome="overridden") == 1
    assert counted("trd_feedback_total", topic="unknown", outcome="overridden") == 2
    assert counted("trd_feedback_total") == 4


async def test_a_store_that_takes_nothing_is_told_and_what_it_loses_too(tmp_path: Path, counted: Counted) -> None:
    (tmp_path / "file").touch()
    store = Store(sqlite_file(tmp_path / "file" / "store.sqlite3"), retention_days=30)
    store.writer = RecordWriter(store, most_waiting=2)
    await store.open()
    for _ in range(3):
        store.keep(record())
    while store.writer.failing is None:
        await asyncio.sleep(0.01)
    assert counted("trd_store_failing", what="open") == 1
    assert counted("trd_store_failing", what="records") == 1
    assert counted("trd_store_records_waiting") == 2
    assert counted("trd_store_records_lost_total") == 1
    await store.close()
    assert counted("trd_store_records_lost_total") == 3
    assert counted("trd_store_records_waiting") == 0
    for what in ("open", "records"):
        from app.metrics import series

        series.STORE_FAILING.labels(what).set(0)


async def test_a_store_that_works_again_is_told(tmp_path: Path, counted: Counted) -> None:
    store = Store(sqlite_file(tmp_path / "store.sqlite3"), retention_days=30)
    await store.open()
    store.writer._fail(OSError("Alma Sample"))
    assert counted("trd_store_failing", what="records") == 1
    store.keep(record())
    while store.writer.waiting:
        await asyncio.sleep(0.01)
    assert counted("trd_store_failing", what="records") == 0
    await store.close()


async def test_a_clients_file_that_was_read_again_is_counted(tmp_path: Path, counted: Counted) -> None:
    from app.main import hold, start
    from app.reloading import reload_clients

    path = tmp_path / "clients.toml"
    path.write_text('[[client]]\nid = "north"\n')
    app = create_app(start(Settings(clients=path, state_dir=tmp_path / "state"), demo=True))
    assert reload_clients(app, hold)
    path.write_text("[[client]\n")
    assert not reload_clients(app, hold)
    assert counted("trd_clients_reloads_total", outcome="read") == 1
    assert counted("trd_clients_reloads_total", outcome="wrong") == 1


async def test_a_store_that_cannot_tell_what_was_shown_is_told_until_it_can(
    tmp_path: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise OSError("Alma Sample")

    store = Store(sqlite_file(tmp_path / "store.sqlite3"), retention_days=30)
    await store.open()
    with monkeypatch.context() as patched:
        patched.setattr("app.store.store.find_said", broken)
        assert await store.said_before("p", at=now()) == ()
    assert counted("trd_store_failing", what="reading") == 1
    monkeypatch.setattr("app.store.store.READ_SECONDS", 10)
    store._reads_from = 1.0  # its rest is over
    assert await store.said_before("p", at=now()) == ()
    assert counted("trd_store_failing", what="reading") == 0
    await store.close()
