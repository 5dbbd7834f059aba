"""What this patient's clinicians were shown before: one indexed query, only where a call asks for it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.records import milliseconds
from app.store.tables import CARDS, DECISIONS, FEEDBACK
from cds_hooks.repeats import RISK_ONCE_IN, SELECT, SESSION, Said
from trd.terms import Topic

MOST_ROWS = 500
WINDOW = max(RISK_ONCE_IN, SESSION) + timedelta(minutes=1)


async def find_said(connection: AsyncConnection, patient_key: str, *, now: datetime) -> tuple[Said, ...]:
    """The newest first; feedback counts from the client alone that was shown the card (the key holds the client)."""
    answered = and_(FEEDBACK.c.card == CARDS.c.uuid, FEEDBACK.c.client == DECISIONS.c.client)
    of_the_day = or_(DECISIONS.c.hook == SELECT, CARDS.c.topic == Topic.SUICIDE_RISK.value)
    wanted = (
        select(
            DECISIONS.c.id,
            DECISIONS.c.at,
            DECISIONS.c.hook,
            DECISIONS.c.user_key,
            DECISIONS.c.encounter_key,
            CARDS.c.key,
            CARDS.c.topic,
            CARDS.c.indicator,
            FEEDBACK.c.outcome,
            FEEDBACK.c.reason,
            FEEDBACK.c.at.label("outcome_at"),
            FEEDBACK.c.said_at,
        )
        .select_from(DECISIONS)
        .join(CARDS, CARDS.c.decision == DECISIONS.c.id)
        .outerjoin(FEEDBACK, answered)
        .where(DECISIONS.c.patient_key == patient_key, DECISIONS.c.shown)
        .where(or_(and_(DECISIONS.c.at >= milliseconds(now - WINDOW), of_the_day), FEEDBACK.c.outcome.is_not(None)))
        .order_by(DECISIONS.c.at.desc())
        .limit(MOST_ROWS)
    )
    return tuple(_said(*tuple(row)) for row in (await connection.execute(wanted)).all())


def _said(
    call: str,
    at: int,
    hook: str,
    user: str | None,
    encounter: str | None,
    key: str,
    topic: str,
    indicator: str,
    outcome: str | None,
    reason: str | None,
    outcome_at: int | None,
    said_at: int | None,
) -> Said:
    """The client's clock orders what it told in one batch; it can't put an override into the future."""
    told = min(said_at, outcome_at) if said_at is not None and outcome_at is not None else outcome_at
    return Said(
        call=call,
        at=_instant(at),
        hook=hook,
        key=key,
        topic=topic,
        indicator=indicator,
        user=user,
        encounter=encounter,
        outcome=outcome,
        reason=reason,
        outcome_at=_instant(told) if told is not None else None,
    )


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
