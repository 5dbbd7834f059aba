"""Feedback, on disk before it is acknowledged; a repeat is the same row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy import select

from app.store.database import Database
from app.store.records import milliseconds
from app.store.seen_tokens import insert_new
from app.store.tables import CARDS, FEEDBACK
from cds_hooks.feedback import Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a message."""

    new: int
    repeated: int
    unknown: int
    """Cards of which there is no record (yet, or no more): kept all the same."""
    told: tuple[tuple[str | None, str], ...] = ()
    """Of what was new the topic of the card, where there is a record of it, and the outcome."""


async def keep_feedback(
    database: Database, feedback: Sequence[Feedback], *, client: str, service: str, at: datetime
) -> Kept:
    """Commit the whole message or none of it; raises `StoreUnavailable`."""
    rows = {row["id"]: row for row in (row_of(one, client=client, service=service, at=at) for one in feedback)}
    async with database.durable() as connection:
        new = [row for row in rows.values() if await insert_new(connection, FEEDBACK, [row])]
        named = {str(row["card"]) for row in rows.values()}
        found = await connection.execute(select(CARDS.c.uuid, CARDS.c.topic).where(CARDS.c.uuid.in_(named)))
        topics = {str(uuid): str(topic) for uuid, topic in found}
    return Kept(
        new=len(new),
        repeated=len(feedback) - len(new),
        unknown=len(named - topics.keys()),
        told=tuple((topics.get(str(row["card"])), str(row["outcome"])) for row in new),
    )


def row_of(feedback: Feedback, *, client: str, service: str, at: datetime) -> dict[str, object]:
    """The row of one entry."""
    said: dict[str, object] = {
        "client": client,
        "service": service,
        "card": card_id(feedback.card),
        "outcome": feedback.outcome,
        "said_at": milliseconds(feedback.said_at) if feedback.said_at else None,
        "reason": feedback.reason,
        "reasons": list(feedback.reasons),
        "suggestions": list(feedback.suggestions),
        "commented": feedback.commented,
    }
    digest = sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return {"id": digest, "at": milliseconds(at), **said}


def card_id(sent: str) -> str:
    """Ours are UUIDs; what else a client sends is kept as a digest, since it could be anything."""
    try:
        return str(UUID(sent.removeprefix("urn:uuid:")))
    except ValueError:
        return sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
