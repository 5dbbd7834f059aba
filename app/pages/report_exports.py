"""The report for programs and spreadsheets: the same figures, and what is below five is only said to be."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from app.pages.report import Chosen
from app.store.report import Answered, Report
from app.store.sheets import sheet

FEW_COUNTED = 5
TOO_SMALL = f"< {FEW_COUNTED}"
COLUMNS = (
    *("by", "name", "within", "calls", "shown", "accepted", "overridden", "noAnswer", "repeated"),
    *("acceptedPercent", "low95", "high95"),
)


def counted(number: int) -> int | str:
    """A count that leaves the house: five or more as it is, none and fewer as one."""
    return number if number >= FEW_COUNTED else TOO_SMALL


def report_json(found: Report, chosen: Chosen) -> dict[str, Any]:
    """One document."""
    return {
        "since": chosen.since.astimezone(UTC).isoformat(timespec="seconds"),
        "until": chosen.until.astimezone(UTC).isoformat(timespec="seconds"),
        "days": chosen.days,
        "service": chosen.service,
        "calls": counted(found.calls),
        "callsWithCard": counted(found.calls_with_a_card),
        "silentCalls": counted(found.silent_calls),
        "chartsOpened": counted(found.charts_opened),
        "cardsPer100Charts": found.cards_per_100_charts,
        "answersReceived": counted(found.entries),
        "answersOnUnknownCards": counted(found.on_unknown_cards),
        "all": answered(found.total),
        "topics": [
            {
                "topic": topic.topic,
                **answered(topic),
                "reasons": {code: counted(times) for code, times in sorted(topic.reasons.items())},
            }
            for topic in found.topics
        ],
        "weeks": [
            {"monday": week.monday.isoformat(), "calls": counted(week.calls), **answered(week)} for week in found.weeks
        ],
        "knowledge": [{"version": one.version, "calls": counted(one.calls), **answered(one)} for one in found.versions],
    }


def answered(told: Answered) -> dict[str, Any]:
    """What became of cards; no percentage of too few answers."""
    low, high = told.interval_percent or (None, None)
    return {
        "shown": counted(told.shown),
        "accepted": counted(told.accepted),
        "overridden": counted(told.overridden),
        "noAnswer": counted(told.unanswered),
        "repeated": counted(told.repeated),
        "acceptedPercent": told.accepted_percent,
        "low95": low,
        "high95": high,
    }


def report_csv(found: Report) -> str:
    """One table; `by` says what a row stands for, so that a spreadsheet can filter."""
    return sheet(COLUMNS, (tuple(row.get(column) for column in COLUMNS) for row in _rows(found)))


def _rows(found: Report) -> Iterator[dict[str, Any]]:
    yield {"by": "all", "calls": counted(found.calls), **answered(found.total)}
    for topic in found.topics:
        yield {"by": "topic", "name": topic.topic, **answered(topic)}
        for code, times in sorted(topic.reasons.items()):
            yield {"by": "reason", "name": code, "within": topic.topic, "overridden": counted(times)}
    for week in found.weeks:
        yield {"by": "week", "name": week.monday.isoformat(), "calls": counted(week.calls), **answered(week)}
    for one in found.versions:
        yield {"by": "knowledge", "name": one.version, "calls": counted(one.calls), **answered(one)}
