"""A database made by an earlier, by this and by a later version of the service, on both databases."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import URL, func, inspect, select, text

from app.store.database import Database, sqlite_file
from app.store.migration import SCRIPTS, UnknownTables, migrate, newest
from app.store.store import Store
from app.store.tables import DECISIONS, FEEDBACK
from cds_hooks.feedback import Feedback
from tests.app.store.recorded import card, record

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade() -> None:
    op.add_column("decision", sa.Column("later", sa.String(8)))
"""
LATER = text("UPDATE alembic_version SET version_num = '9999'")


async def filled(address: URL) -> Database:
    """A database of this version with one record in it."""
    store = Store(address, retention_days=30)
    await store.open()
    store.keep(record(card()))
    await store.close()
    return Database(address)


async def shape(database: Database) -> dict[str, list[str]]:
    """Every table with its columns and indexes, and how many records there are."""
    async with database.reading() as connection:
        tables = await connection.run_sync(
            lambda sync: {
                name: sorted(
                    [f"{column['name']} {column['type']}" for column in inspect(sync).get_columns(name)]
                    + [str(index["name"]) for index in inspect(sync).get_indexes(name)]
                )
                for name in inspect(sync).get_table_names()
            }
        )
        records = await connection.scalar(select(func.count()).select_from(DECISIONS))
    return {**tables, "records": [str(records)]}


async def test_a_database_of_this_version_opens_unchanged(address: URL) -> None:
    database = await filled(address)
    before = await shape(database)
    assert await migrate(database) == (newest(), newest())
    assert await shape(database) == before
    assert before["records"] == ["1"]
    await database.close()


async def test_a_database_of_an_earlier_version_goes_forward_and_keeps_what_it_holds(
    address: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await filled(address)
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "0002_later.py").write_text(NEXT, encoding="utf-8")
    monkeypatch.setattr("app.store.migration.SCRIPTS", scripts)
    assert await migrate(database) == ("0001", "0002")
    after = await shape(database)
    assert any(column.startswith("later ") for column in after["decision"])
    assert after["records"] == ["1"]
    await database.close()


async def test_a_database_of_a_later_version_is_told_and_left_alone(address: URL) -> None:
    database = await filled(address)
    async with database.durable() as connection:
        await connection.execute(LATER)
    before = await shape(database)
    with pytest.raises(UnknownTables, match="its tables are of version 9999, and this service knows 0001 at most"):
        await migrate(database)
    assert await shape(database) == before
    await database.close()


async def test_the_service_answers_beside_a_database_of_a_later_version_and_keeps_nothing(address: URL) -> None:
    database = await filled(address)
    async with database.durable() as connection:
        await connection.execute(LATER)
    store = Store(address, retention_days=30)
    await store.open()
    assert store.degraded == [
        "store: it can't be opened (its tables are of version 9999, and this service knows 0001 at most)"
    ]
    with pytest.raises(Exception, match="9999"):
        await store.keep_feedback([Feedback(card="c", outcome="overridden")], client="north", service="s")
    store.keep(record(card()))
    await store.close()
    assert (await shape(database))["records"] == ["1"]
    await database.close()


async def test_a_copy_made_while_calls_are_recorded_is_whole_and_opens(tmp_path: Path) -> None:
    """As docs/operators/backup-and-upgrade.md says: SQLite's own backup, not a copy of the file."""
    path = tmp_path / "store.sqlite3"
    store = Store(sqlite_file(path), retention_days=30)
    await store.open()
    said = [Feedback(card=str(number), outcome="accepted") for number in range(50)]
    await store.keep_feedback(said, client="north", service="s")
    recording = asyncio.create_task(_record_on(store))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(_back_up, path, tmp_path / "copy.sqlite3")
    recording.cancel()
    await store.close()
    restored = Database(sqlite_file(tmp_path / "copy.sqlite3"))
    assert await migrate(restored) == (newest(), newest())
    async with restored.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(FEEDBACK)) == 50
        assert await connection.scalar(text("PRAGMA integrity_check")) == "ok"
    await restored.close()


async def _record_on(store: Store) -> None:
    while True:
        store.keep(record(card()))
        await asyncio.sleep(0)


def _back_up(path: Path, copy: Path) -> None:
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
