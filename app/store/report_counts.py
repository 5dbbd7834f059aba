"""The counts of the report, made by the database: a few hundred rows, however many cards there were."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import CARDS, DECISIONS, FEEDBACK

CHART_OPENED = "patient-view"
OVERRIDDEN = "overridden"
NO_REASON = "none given"
WEEK_MS = 7 * 86_400_000
FIRST_MONDAY = date(1969, 12, 29)
TO_FIRST_MONDAY_MS = 3 * 86_400_000
"""The first of 1970, from which the tables count, was a Thursday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls of one service, week and version of the knowledge."""

    service: str
    monday: date
    version: str
    calls: int
    with_card: int
    silent: int
    charts: int
    """Those that opened a chart, and were answered to somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Cards of one topic, week, version of the knowledge and last answer."""

    topic: str
    monday: date
    version: str
    outcome: str | None
    reason: str | None
    """Of an override, where it is one of ours or HL7's word for it."""
    cards: int
    repeated: int


async def count_calls(connection: AsyncConnection, start: int) -> list[Calls]:
    """Calls by service, week and version; of every service, since charts are opened for all of them."""
    week = _week()
    with_card = select(CARDS.c.decision).where(CARDS.c.uuid.is_not(None)).distinct().subquery()
    charts = and_(DECISIONS.c.hook == CHART_OPENED, DECISIONS.c.shown)
    wanted = (
        select(
            DECISIONS.c.service,
            week.label("week"),
            DECISIONS.c.knowledge_version,
            func.count().label("calls"),
            func.count(with_card.c.decision).label("with_card"),
            _sum(~DECISIONS.c.shown).label("silent"),
            _sum(charts).label("charts"),
        )
        .select_from(DECISIONS)
        .outerjoin(with_card, with_card.c.decision == DECISIONS.c.id)
        .where(DECISIONS.c.at >= start)
        .group_by(DECISIONS.c.service, week, DECISIONS.c.knowledge_version)
    )
    return [
        Calls(
            service=row.service,
            monday=_monday(row.week),
            version=row.knowledge_version,
            calls=row.calls,
            with_card=row.with_card,
            silent=row.silent,
            charts=row.charts,
        )
        for row in await connection.execute(wanted)
    ]


async def count_shown(connection: AsyncConnection, start: int, service: str | None) -> list[Shown]:
    """Cards by topic, week, version and last answer; one that was said again of the same patient is a repeat."""
    card = _cards(start, service)
    last = _last_answers(start)
    reason = case((last.c.outcome == OVERRIDDEN, last.c.reason))
    by = (card.c.topic, card.c.week, card.c.knowledge_version, last.c.outcome, reason)
    wanted = (
        select(*by[:4], reason.label("reason"), func.count().label("cards"), _sum(card.c.time > 1).label("repeated"))
        .select_from(card)
        .outerjoin(last, _same_card(card, last))
        .group_by(*by)
    )
    return [
        Shown(
            topic=row.topic,
            monday=_monday(row.week),
            version=row.knowledge_version,
            outcome=row.outcome,
            reason=row.reason,
            cards=row.cards,
            repeated=row.repeated,
        )
        for row in await connection.execute(wanted)
    ]


async def uncoded_reasons(connection: AsyncConnection, start: int, service: str | None) -> list[tuple[str, str]]:
    """Topic and first reason of each override whose reason is none of ours; a site may have its own codes."""
    card, last = _cards(start, service), _last_answers(start)
    wanted = (
        select(card.c.topic, FEEDBACK.c.reasons)
        .select_from(card)
        .join(last, _same_card(card, last))
        .join(FEEDBACK, FEEDBACK.c.id == last.c.id)
        .where(last.c.outcome == OVERRIDDEN, last.c.reason.is_(None))
    )
    return [(topic, next(iter(reasons), NO_REASON)) for topic, reasons in (await connection.execute(wanted)).all()]


async def count_answers(connection: AsyncConnection, start: int, service: str | None) -> tuple[int, int]:
    """Answers that came since, and those of them on cards of which there is no record (yet, or no more)."""
    known = (
        select(CARDS.c.uuid)
        .join(DECISIONS, DECISIONS.c.id == CARDS.c.decision)
        .where(CARDS.c.uuid == FEEDBACK.c.card, DECISIONS.c.client == FEEDBACK.c.client)
        .exists()
    )
    wanted = select(func.count(), _sum(~known)).where(FEEDBACK.c.at >= start)
    if service is not None:
        wanted = wanted.where(FEEDBACK.c.service == service)
    came, unknown = (await connection.execute(wanted)).one()
    return came, unknown


def _cards(start: int, service: str | None) -> Subquery:
    """Each card that was shown, and the how manieth time its patient's clinicians were shown this very card."""
    again = func.row_number().over(
        partition_by=(DECISIONS.c.patient_key, CARDS.c.key), order_by=(DECISIONS.c.at, CARDS.c.id)
    )
    wanted: Select[Any] = (
        select(
            CARDS.c.uuid,
            CARDS.c.topic,
            DECISIONS.c.client,
            DECISIONS.c.knowledge_version,
            _week().label("week"),
            again.label("time"),
        )
        .join(DECISIONS, DECISIONS.c.id == CARDS.c.decision)
        .where(DECISIONS.c.at >= start, CARDS.c.uuid.is_not(None))
    )
    if service is not None:
        wanted = wanted.where(DECISIONS.c.service == service)
    return wanted.subquery()


def _last_answers(start: int) -> Subquery:
    """The last answer to each card: the client's clock orders them, but can put none into the future."""
    told, came = FEEDBACK.c.said_at, FEEDBACK.c.at
    said = case((or_(told.is_(None), told > came), came), else_=told)
    place = func.row_number().over(
        partition_by=(FEEDBACK.c.client, FEEDBACK.c.card), order_by=(said.desc(), came.desc(), FEEDBACK.c.id)
    )
    answers = select(
        FEEDBACK.c.id, FEEDBACK.c.client, FEEDBACK.c.card, FEEDBACK.c.outcome, FEEDBACK.c.reason, place.label("place")
    ).where(came >= start)
    return answers.subquery()


def _same_card(card: Subquery, last: Subquery) -> ColumnElement[bool]:
    """Feedback counts from the client alone that was shown the card."""
    return and_(last.c.card == card.c.uuid, last.c.client == card.c.client, last.c.place == 1)


def _week() -> ColumnElement[int]:
    return (DECISIONS.c.at + TO_FIRST_MONDAY_MS) // WEEK_MS


def _monday(week: int) -> date:
    return FIRST_MONDAY + timedelta(days=7 * int(week))


def _sum(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows are so; 0 of none."""
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
