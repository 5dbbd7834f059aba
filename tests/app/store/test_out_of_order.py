"""A store that is out of order, gone, locked, full or slow: it costs no answer, and nothing is told as stored."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.store.database import sqlite_file
from app.store.records import write_records
from app.store.store import Store
from app.store.tables import CARDS, DECISIONS, FEEDBACK
from app.store.writer import RecordWriter
from tests.acceptance.charts import DEPRESSION, chart, checked, two_failures
from tests.app.store.recorded import card, record
from tests.app.store.served import FEEDBACK_OF_SIGN, Served, Serving, early, topics


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
    store = Store(sqlite_file(tmp_path / "s.sqlite3"), retention_days=30)
    store.writer = RecordWriter(store, most_waiting=2)
    for _ in range(5):
        store.keep(record())
    assert (store.writer.waiting, store.writer.lost) == (2, 3)
    assert any("3 records were lost" in told for told in store.degraded)


async def test_a_call_waits_for_room_and_takes_it_when_the_store_made_some(tmp_path: Path) -> None:
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
    monkeypatch.setattr("app.store.writer.ROOM_SECONDS", 0.05)
    writer = RecordWriter(Store(sqlite_file(tmp_path / "s.sqlite3"), retention_days=30), most_waiting=1)
    writer.put(record())
    await writer.room()
    monkeypatch.setattr("app.store.writer.ROOM_SECONDS", 3600)
    await asyncio.wait_for(writer.room(), 5)


async def test_a_batch_whose_commit_was_not_heard_of_is_no_second_one(served: Served) -> None:
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
