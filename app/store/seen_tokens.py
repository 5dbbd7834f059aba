"""Used tokens in the database, so that all workers know: a `jti` counts once (protocol §1.8)."""

import asyncio
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database, StoreUnavailable
from app.store.records import milliseconds
from app.store.tables import TOKENS

SECONDS = 1.0


class Opened(Protocol):
    """Whoever holds the open database."""

    async def database(self) -> Database: ...


class StoredTokens:
    """Fulfils `app.security.seen_tokens.SeenTokens`; raises `StoreUnavailable` when it can't know."""

    def __init__(self, store: Opened) -> None:
        self._store = store

    async def first_seen(self, issuer: str, jti: str, expires: datetime) -> bool:
        """One insert: of two workers that ask at once the database lets only one be the first."""
        row = {"digest": _digest(issuer, jti), "expires": milliseconds(expires)}
        try:
            async with asyncio.timeout(SECONDS), (await self._store.database()).quick() as connection:
                return await insert_new(connection, TOKENS, [row]) == 1
        except TimeoutError:
            raise StoreUnavailable("no answer in time") from None


def _digest(issuer: str, jti: str) -> str:
    return sha256(b"%d:%b%b" % (len(issuer.encode()), issuer.encode(), jti.encode())).hexdigest()


async def insert_new(connection: AsyncConnection, table: Table, rows: list[dict[str, object]]) -> int:
    """Insert the rows whose primary key is not there yet; returns how many were new."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = 0
    for row in rows:
        new += (await connection.execute(dialect.insert(table).values(row).on_conflict_do_nothing())).rowcount
    return new
