"""The database: does it answer? Nothing in it is read, and none is made."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.checkup.findings import Finding, misconfigured, unreachable, well
from app.settings import Settings

SECONDS = 5.0


async def check_store(settings: Settings) -> list[Finding]:
    """SQLite needs its folder, PostgreSQL its server; no address is told, since it may hold a password."""
    if settings.database_url is None:
        return [well("store", "a SQLite file in the state folder")]
    try:
        address = make_url(settings.database_url.get_secret_value())
    except ArgumentError:
        return [misconfigured("store", "TRD_DATABASE_URL can't be read", "Such as postgresql://user@host/database.")]
    if address.get_backend_name() == "sqlite":
        return list(_folder_of(address))
    try:
        async with asyncio.timeout(SECONDS):
            await _ask(address.set(drivername="postgresql+asyncpg"))
    except ImportError:
        return [
            misconfigured("store", "there is no driver for PostgreSQL", "Install it: pip install 'trd-cds[postgres]'.")
        ]
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        told = f"PostgreSQL at {address.host or 'its socket'} can't be reached ({type(error).__name__})"
        return [unreachable("store", told, "Start it, or correct TRD_DATABASE_URL (host, user, password, database).")]
    return [well("store", f"PostgreSQL at {address.host or 'its socket'} answers")]


async def _ask(address: URL) -> None:
    engine = create_async_engine(address)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    finally:
        await engine.dispose()


def _folder_of(address: URL) -> Iterator[Finding]:
    folder = Path(address.database or ".").absolute().parent
    if folder.is_dir():
        yield well("store", f"a SQLite file in {folder}")
    else:
        yield misconfigured("store", f"{folder} is no folder", "Make it, or correct TRD_DATABASE_URL.")
