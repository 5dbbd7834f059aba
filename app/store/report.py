"""How cards were answered: by topic, week and knowledge; how often the same was said; no patient, no clinician."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.proportions import wilson
from app.store.records import milliseconds
from app.store.report_counts import (
    OVERRIDDEN,
    Calls,
    Shown,
    count_answers,
    count_calls,
    count_shown,
    uncoded_reasons,
)

FEW = 10
"""Fewer answers than this give no percentage."""


@dataclass(kw_only=True)
class Answered:
    """Cards that were shown in the period, and of these the ones that were answered, each by its last answer."""

    shown: int = 0
    accepted: int = 0
    overridden: int = 0
    repeated: int = 0
    """Shown of a patient of whom the very same (same deciding facts) had been shown before in the period."""

    @property
    def answered(self) -> int:
        return self.accepted + self.overridden

    @property
    def unanswered(self) -> int:
        return self.shown - self.answered

    @property
    def accepted_percent(self) -> int | None:
        return round(100 * self.accepted / self.answered) if self.answered >= FEW else None

    @property
    def interval_percent(self) -> tuple[int, int] | None:
        """Both ends of the 95 % interval; `None` for too few answers."""
        if self.answered < FEW:
            return None
        low, high = wilson(self.accepted, self.answered)
        return round(100 * low), round(100 * high)

    def count(self, shown: Shown) -> None:
        """Add cards of one kind."""
        self.shown += shown.cards
        self.repeated += shown.repeated
        if shown.outcome == OVERRIDDEN:
            self.overridden += shown.cards
        elif shown.outcome is not None:
            self.accepted += shown.cards


@dataclass(kw_only=True)
class TopicReport(Answered):
    """One topic, and why its cards were overridden."""

    topic: str
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class WeekReport(Answered):
    """One week, by its Monday (UTC); the first and the last of a period are seldom whole."""

    monday: date
    calls: int = 0


@dataclass(kw_only=True)
class VersionReport(Answered):
    """What was answered by one version of the knowledge."""

    version: str
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the store tells of a period."""

    calls: int
    calls_with_a_card: int
    silent_calls: int
    """Answered in silent mode: computed, and shown to nobody."""
    charts_opened: int
    """Calls of patient-view that were answered to somebody, of whichever service the report is."""
    entries: int
    """Answers that came in the period, repeats of a client left out, changes of mind counted."""
    on_unknown_cards: int
    topics: tuple[TopicReport, ...]
    weeks: tuple[WeekReport, ...]
    versions: tuple[VersionReport, ...]

    @property
    def total(self) -> Answered:
        """All topics together."""
        whole = Answered()
        for name in ("shown", "accepted", "overridden", "repeated"):
            setattr(whole, name, sum(getattr(topic, name) for topic in self.topics))
        return whole

    @property
    def cards_per_100_charts(self) -> int | None:
        """The alert burden; `None` where no chart was opened, since then there is nothing to compare with."""
        return round(100 * self.total.shown / self.charts_opened) if self.charts_opened else None


async def report(
    connection: AsyncConnection, *, since: datetime, until: datetime, service: str | None = None
) -> Report:
    """Calls and cards since an instant, and how these cards have been answered until now."""
    start = milliseconds(since)
    calls = await count_calls(connection, start)
    shown = await count_shown(connection, start, service)
    entries, unknown = await count_answers(connection, start, service)
    of_service = [one for one in calls if service is None or one.service == service]
    topics = _topics(shown)
    for topic, reason in await uncoded_reasons(connection, start, service):
        topics[topic].reasons[reason] = topics[topic].reasons.get(reason, 0) + 1
    return Report(
        calls=sum(one.calls for one in of_service),
        calls_with_a_card=sum(one.with_card for one in of_service),
        silent_calls=sum(one.silent for one in of_service),
        charts_opened=sum(one.charts for one in calls),
        entries=entries,
        on_unknown_cards=unknown,
        topics=tuple(sorted(topics.values(), key=lambda one: (-one.shown, one.topic))),
        weeks=_weeks(of_service, shown, since, until),
        versions=_versions(of_service, shown),
    )


def _topics(shown: Iterable[Shown]) -> dict[str, TopicReport]:
    topics: dict[str, TopicReport] = {}
    for one in shown:
        topic = topics.setdefault(one.topic, TopicReport(topic=one.topic))
        topic.count(one)
        if one.outcome == OVERRIDDEN and one.reason is not None:
            topic.reasons[one.reason] = topic.reasons.get(one.reason, 0) + one.cards
    return topics


def _weeks(calls: Iterable[Calls], shown: Iterable[Shown], since: datetime, until: datetime) -> tuple[WeekReport, ...]:
    """Every week of the period, also those in which nothing happened."""
    first, last = (_monday(day.astimezone(UTC).date()) for day in (since, until))
    mondays = (first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1))
    weeks = {monday: WeekReport(monday=monday) for monday in mondays}
    for one in calls:
        if one.monday in weeks:
            weeks[one.monday].calls += one.calls
    for cards in shown:
        if cards.monday in weeks:
            weeks[cards.monday].count(cards)
    return tuple(weeks.values())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _versions(calls: Iterable[Calls], shown: Iterable[Shown]) -> tuple[VersionReport, ...]:
    """The newest first."""
    versions: dict[str, VersionReport] = {}
    for one in calls:
        versions.setdefault(one.version, VersionReport(version=one.version)).calls += one.calls
    for cards in shown:
        versions.setdefault(cards.version, VersionReport(version=cards.version)).count(cards)
    return tuple(sorted(versions.values(), key=lambda one: _in_order(one.version), reverse=True))


def _in_order(version: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", version)], version
