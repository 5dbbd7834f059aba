"""Every answer by itself, for who takes them elsewhere; no patient, no clinician, no free text."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.records import milliseconds
from app.store.tables import CARDS, DECISIONS, FEEDBACK


async def every_entry(
    connection: AsyncConnection, *, since: datetime, service: str | None = None
) -> list[dict[str, Any]]:
    """Each answer with the card's topic and key, as they came."""
    wanted = (
        select(
            FEEDBACK.c.at,
            FEEDBACK.c.said_at,
            FEEDBACK.c.client,
            FEEDBACK.c.service,
            FEEDBACK.c.card,
            FEEDBACK.c.outcome,
            FEEDBACK.c.reason,
            FEEDBACK.c.reasons,
            FEEDBACK.c.commented,
            CARDS.c.topic,
            CARDS.c.indicator,
            CARDS.c.key,
            DECISIONS.c.knowledge_version,
        )
        .select_from(FEEDBACK)
        .outerjoin(CARDS, CARDS.c.uuid == FEEDBACK.c.card)
        .outerjoin(DECISIONS, and_(DECISIONS.c.id == CARDS.c.decision, DECISIONS.c.client == FEEDBACK.c.client))
        .where(FEEDBACK.c.at >= milliseconds(since))
        .order_by(FEEDBACK.c.at, FEEDBACK.c.id)
    )
    if service is not None:
        wanted = wanted.where(FEEDBACK.c.service == service)
    rows = [dict(row) for row in (await connection.execute(wanted)).mappings().all()]
    for row in rows:
        if row["knowledge_version"] is None:  # another client's card is as unknown as no card
            row |= {"topic": None, "indicator": None, "key": None}
    return rows
