"""The operator's report as a page: what was asked for, and the figures as they are drawn; no patient, no clinician."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.store.report import Report, TopicReport, WeekReport
from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.code_systems import code_systems

PERIODS: Mapping[int, str] = MappingProxyType(
    {7: "last 7 days", 30: "last 30 days", 90: "last 90 days", 180: "last 180 days", 365: "last 365 days"}
)
DEFAULT_DAYS = 90
MOST_DAYS = 3650
MOST_REASONS = 5
COLUMN, HEIGHT = 12, 60
"""Of the small picture of the weeks, in its own units."""
REASONS: Mapping[str, str] = MappingProxyType(
    {reason.code: reason.display or reason.code for reason in OVERRIDE_REASONS}
)
TOPICS: Mapping[str, str] = MappingProxyType(
    {concept["code"]: concept["display"] for concept in code_systems()["card-topic"]["concept"]}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Period and service of a report."""

    until: datetime
    days: int = DEFAULT_DAYS
    service: str | None = None

    @property
    def since(self) -> datetime:
        return self.until - timedelta(days=self.days)

    def __str__(self) -> str:
        """As the query of an address."""
        return f"days={self.days}" + (f"&service={self.service}" if self.service else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One week of the picture: where it stands, and how high its two parts are."""

    x: int
    shown: float
    accepted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why cards were overridden, in the words of the menu or, if it is a site's own, by its code."""

    words: str
    times: int


def report_values(found: Report | None, chosen: Chosen, services: Collection[str]) -> dict[str, Any]:
    """Everything the template asks for; `None`: the store could not be read."""
    periods = dict(sorted({**PERIODS, chosen.days: PERIODS.get(chosen.days, f"last {chosen.days} days")}.items()))
    values: dict[str, Any] = {
        "chosen": chosen,
        "periods": periods,
        "services": list(services),
        "since": chosen.since.astimezone(UTC).date(),
        "until": chosen.until.astimezone(UTC).date(),
        "found": found,
    }
    if found is None:
        return values
    return {
        **values,
        "total": found.total,
        "reasons": list(top_reasons(found.topics)),
        "columns": weekly_columns(found.weeks),
        "picture": f"0 0 {COLUMN * len(found.weeks)} {HEIGHT}",
        "told": told_of_weeks(found.weeks),
        "share": share,
        "named": lambda code: TOPICS.get(code, code),
    }


def top_reasons(topics: Sequence[TopicReport]) -> Iterator[tuple[TopicReport, tuple[Reason, ...]]]:
    """The reasons that were given most, topic by topic."""
    for topic in topics:
        given = sorted(topic.reasons.items(), key=lambda reason: (-reason[1], reason[0]))[:MOST_REASONS]
        if given:
            yield topic, tuple(Reason(words=REASONS.get(code, code), times=times) for code, times in given)


def weekly_columns(weeks: Sequence[WeekReport]) -> tuple[Column, ...]:
    """A column a week, as high as its cards; its lower part are those that were accepted."""
    most = max((week.shown for week in weeks), default=0) or 1
    return tuple(
        Column(
            x=COLUMN * place,
            shown=round(HEIGHT * week.shown / most, 1),
            accepted=round(HEIGHT * week.accepted / most, 1),
        )
        for place, week in enumerate(weeks)
    )


def told_of_weeks(weeks: Sequence[WeekReport]) -> str:
    """The picture in words."""
    shown = [week.shown for week in weeks]
    return f"Cards shown a week: from {min(shown)} to {max(shown)}, {shown[-1]} in the last week."


def share(part: int, of: int) -> str:
    """A share as a whole percentage; of nothing there is none."""
    return f"{round(100 * part / of)} %" if of else "–"
