"""The database: does it answer, and are its tables those of this version? Nothing in it is read, and none is made."""

import asyncio
import os
from pathlib import Path

from app.checkup.findings import Finding, misconfigured, note, unreachable, well, wrong
from app.settings import ConfigurationError, Settings
from app.store.database import Database, StoreUnavailable, address_of
from app.store.migration import is_known, versions

SECONDS = 6.0


async def check_store(settings: Settings) -> list[Finding]:
    """SQLite needs its file, PostgreSQL its server; no address is told, since it may hold a password."""
    try:
        address = address_of(settings)
        database = Database(address)
    except ConfigurationError as error:
        return [misconfigured("store", fault, "Correct TRD_DATABASE_URL.") for fault in error.faults]
    named = f"PostgreSQL at {address.host or 'its socket'}"
    if database.is_sqlite:
        file = Path(address.database or "")
        named = f"SQLite, {file.name} in {file.parent}"
        if not file.exists():
            return [_not_made(file)]
    try:
        async with asyncio.timeout(SECONDS):
            has, newest = await versions(database)
    except (StoreUnavailable, TimeoutError) as error:
        told = f"{named} can't be read ({str(error) or 'no answer in time'})"
        return [unreachable("store", told, "Start it, or correct TRD_DATABASE_URL and who may read and write it.")]
    finally:
        await database.close()
    if not is_known(has):
        told = f"{named} has the tables of version {has}, and this service knows {newest} at most"
        return [wrong("store", told, "Run the version that made them, or restore the backup from before it.")]
    if has != newest:
        told = f"{named} has the tables of {has or 'no version'}, and {newest} is the newest"
        return [note("store", told, "The next start brings them up to date, or now: trd-cds store migrate.")]
    return [well("store", f"{named}, its tables up to date")]


def _not_made(file: Path) -> Finding:
    """The start makes the file and the folders above it, where it may."""
    above = next(folder for folder in file.absolute().parents if folder.exists())
    if above.is_dir() and os.access(above, os.W_OK):
        return note("store", f"no {file.name} in {file.parent} yet", "The first start makes it.")
    return misconfigured("store", f"{file.parent} can't be made or written", "Make it, or correct TRD_DATABASE_URL.")
