"""What is older than the site keeps it goes: records with their cards, feedback, tokens that have expired."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.store.database import Database
from app.store.records import milliseconds
from app.store.tables import CARDS, DECISIONS, FEEDBACK, TOKENS

BATCH = 5000
"""Rows a transaction, so that nobody waits long for the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows went."""

    decisions: int
    feedback: int
    tokens: int


async def prune(database: Database, *, days: int, now: datetime) -> Pruned:
    """Delete what is older than `days`; raises `StoreUnavailable`."""
    before = milliseconds(now - timedelta(days=days))
    decisions = 0
    while True:
        async with database.durable() as connection:
            old = select(DECISIONS.c.id).where(DECISIONS.c.at < before).limit(BATCH)
            ids = (await connection.execute(old)).scalars().all()
            if ids:
                await connection.execute(delete(CARDS).where(CARDS.c.decision.in_(ids)))
                await connection.execute(delete(DECISIONS).where(DECISIONS.c.id.in_(ids)))
        decisions += len(ids)
        if len(ids) < BATCH:
            break
    async with database.durable() as connection:
        feedback = (await connection.execute(delete(FEEDBACK).where(FEEDBACK.c.at < before))).rowcount
        tokens = (await connection.execute(delete(TOKENS).where(TOKENS.c.expires < milliseconds(now)))).rowcount
    return Pruned(decisions=decisions, feedback=feedback, tokens=tokens)
