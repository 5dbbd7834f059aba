"""How cards were answered: shown, accepted, overridden by topic, and the reasons; no patient, no clinician."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.records import milliseconds
from app.store.tables import CARDS, DECISIONS, FEEDBACK

FEW = 10
"""Fewer answers than this give no percentage."""


@dataclass(kw_only=True)
class TopicReport:
    """One topic: cards shown, and those that were answered, each by its last answer."""

    topic: str
    shown: int = 0
    accepted: int = 0
    overridden: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return self.accepted + self.overridden

    @property
    def accepted_percent(self) -> int | None:
        return round(100 * self.accepted / self.answered) if self.answered >= FEW else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the store tells of a period."""

    calls: int
    calls_with_a_card: int
    entries: int
    on_unknown_cards: int
    topics: tuple[TopicReport, ...]


async def report(connection: AsyncConnection, *, since: datetime) -> Report:
    """Calls, cards and answers since an instant."""
    start = milliseconds(since)
    calls = (await connection.execute(select(func.count()).where(DECISIONS.c.at >= start))).scalar_one()
    topics: dict[str, TopicReport] = {}
    shown = (
        select(CARDS.c.topic, func.count())
        .join(DECISIONS, DECISIONS.c.id == CARDS.c.decision)
        .where(DECISIONS.c.at >= start, CARDS.c.uuid.is_not(None))
        .group_by(CARDS.c.topic)
    )
    for topic, count in (await connection.execute(shown)).all():
        topics[topic] = TopicReport(topic=topic, shown=count)
    with_card = select(func.count(func.distinct(CARDS.c.decision))).join(DECISIONS, DECISIONS.c.id == CARDS.c.decision)
    with_card = with_card.where(DECISIONS.c.at >= start, CARDS.c.uuid.is_not(None))
    entries = await _entries(connection, start)
    for entry in _last_of_each_card(entries):
        of = topics.setdefault(entry["topic"], TopicReport(topic=entry["topic"]))
        if entry["outcome"] == "accepted":
            of.accepted += 1
        else:
            of.overridden += 1
            reason = entry["reason"] or next(iter(entry["reasons"]), "none given")
            of.reasons[reason] = of.reasons.get(reason, 0) + 1
    return Report(
        calls=calls,
        calls_with_a_card=(await connection.execute(with_card)).scalar_one(),
        entries=len(entries),
        on_unknown_cards=sum(entry["topic"] is None for entry in entries),
        topics=tuple(sorted(topics.values(), key=lambda one: (-one.shown, one.topic))),
    )


async def every_entry(connection: AsyncConnection, *, since: datetime) -> list[dict[str, Any]]:
    """Each answer with the card's topic and key, for export; no patient, no clinician, no free text."""
    return await _entries(connection, milliseconds(since))


async def _entries(connection: AsyncConnection, start: int) -> list[dict[str, Any]]:
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
        .where(FEEDBACK.c.at >= start)
        .order_by(FEEDBACK.c.at, FEEDBACK.c.id)
    )
    rows = [dict(row) for row in (await connection.execute(wanted)).mappings().all()]
    for row in rows:
        if row["knowledge_version"] is None:  # another client's card is as unknown as no card
            row |= {"topic": None, "indicator": None, "key": None}
    return rows


def _last_of_each_card(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_card: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry["topic"] is not None:
            by_card[entry["client"], entry["card"]].append(entry)
    return [max(said, key=lambda entry: entry["said_at"] or entry["at"]) for said in by_card.values()]
