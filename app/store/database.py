"""One database, SQLite or PostgreSQL: its address, its engines, and one error for whatever it can't do."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.settings import ConfigurationError, Settings

FILE = "trd-cds.sqlite3"
BUSY_MS = 2000
"""How long a write waits for another process that writes."""
MOST_PAGES: int | None = None
"""A size that the file may not outgrow, in SQLite's pages; none: the disk's."""
READS = {"reads_only": True}


class StoreUnavailable(Exception):
    """The store can't do what it was asked for; its message holds no value of a row."""


def address_of(settings: Settings) -> URL:
    """Where the store is: `TRD_DATABASE_URL`, else a file in the state folder; raises `ConfigurationError`."""
    if settings.database_url is None:
        return sqlite_file(settings.state_dir / FILE)
    try:
        address = make_url(settings.database_url.get_secret_value())
    except ArgumentError:
        raise ConfigurationError("TRD_DATABASE_URL can't be read, such as postgresql://user@host/database") from None
    sqlite = address.get_backend_name() == "sqlite"
    return address.set(drivername="sqlite+aiosqlite" if sqlite else "postgresql+asyncpg")


def sqlite_file(path: Path) -> URL:
    """The address of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(path))


class Database:
    """Two engines over one database: what is acknowledged waits for the disk, what may be lost does not.

    SQLite: WAL, so that readers never wait for a writer; `synchronous=FULL` where a commit is a promise (feedback),
    `NORMAL` elsewhere (records, tokens), which a power cut may cost the last moments, and a crash of the process none.
    PostgreSQL: the same by `synchronous_commit`.
    """

    def __init__(self, address: URL) -> None:
        self.address = address
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self._durable = self._engine(durable=True)
        self._quick = self._engine(durable=False)

    def _engine(self, *, durable: bool) -> AsyncEngine:
        if self.is_sqlite:
            return _sqlite_engine(self.address, "FULL" if durable else "NORMAL")
        server: dict[str, str] = {"application_name": "trd-cds", "synchronous_commit": "on" if durable else "off"}
        try:
            return create_async_engine(
                self.address,
                pool_pre_ping=True,
                pool_size=2 if durable else 5,
                max_overflow=3,
                pool_timeout=5,
                connect_args={"server_settings": server, "timeout": 5, "command_timeout": 10},
            )
        except ImportError:
            raise ConfigurationError(
                "TRD_DATABASE_URL: there is no driver for PostgreSQL; pip install 'trd-cds[postgres]'"
            ) from None

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is on disk when it ends; raises `StoreUnavailable`."""
        with _told():
            async with self._durable.begin() as connection:
                yield connection

    @asynccontextmanager
    async def quick(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that survives the process, and perhaps not the machine; raises `StoreUnavailable`."""
        with _told():
            async with self._quick.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Queries that never wait for a writer; raises `StoreUnavailable`."""
        with _told():
            async with self._quick.connect() as connection:
                yield await connection.execution_options(**READS)

    async def close(self) -> None:
        """Let go of every connection."""
        for engine in (self._durable, self._quick):
            await engine.dispose()


class _told:
    """Whatever a database or a disk says becomes one error whose text names no value."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, SQLAlchemyError | OSError | TimeoutError | sqlite3.Error):
            said = str(getattr(error, "orig", None) or type(error).__name__) if self._is_plain(error) else ""
            raise StoreUnavailable(f"{type(error).__name__}{': ' + said if said else ''}") from None

    @staticmethod
    def _is_plain(error: BaseException) -> bool:
        """SQLite's own words ("database is locked") hold no value; those of other drivers may quote a row."""
        return isinstance(getattr(error, "orig", None), sqlite3.Error)


def _sqlite_engine(address: URL, synchronous: str) -> AsyncEngine:
    engine = create_async_engine(address, connect_args={"timeout": BUSY_MS / 1000, "isolation_level": None})
    path = Path(address.database) if address.database else None

    @event.listens_for(engine.sync_engine, "do_connect")
    def make_file(*_: Any) -> None:
        if path is not None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        if MOST_PAGES is not None:
            cursor.execute(f"PRAGMA max_page_count={MOST_PAGES}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        """A write takes its lock at once, so that it can't fail half-way for another's; a read takes none."""
        if not connection.get_execution_options().get("reads_only"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
