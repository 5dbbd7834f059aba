"""`trd-cds feedback`: how the cards were answered, by topic."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.store import read, within
from app.cli.talk import out, print_json, talk
from app.clock import now
from app.store.database import Database
from app.store.migration import migrate
from app.store.report import Report, every_entry, report


def feedback(
    days: Annotated[int, typer.Option(min=1, help="The days to look back.")] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document with every entry.")] = False,
) -> None:
    """Acceptance and override rates by topic. Example: trd-cds feedback --days 30"""
    since = now() - timedelta(days=days)

    async def work(database: Database) -> tuple[Report, list[dict[str, Any]]]:
        await migrate(database)
        async with database.reading() as connection:
            return await report(connection, since=since), await every_entry(connection, since=since)

    found, entries = within(read(), work)
    if as_json:
        print_json({**asdict(found), "feedback": [told(entry) for entry in entries]})
        return
    table = Table("topic", "shown", "accepted", "overridden", "no answer", "accepted %", "reasons", show_edge=False)
    for topic in found.topics:
        percent = "too few" if topic.accepted_percent is None else str(topic.accepted_percent)
        reasons = ", ".join(f"{reason} {count}" for reason, count in most(topic.reasons))
        counts = (topic.shown, topic.accepted, topic.overridden, max(topic.shown - topic.answered, 0))
        table.add_row(topic.topic, *map(str, counts), percent, reasons)
    out().print(table)
    told_of = f"{found.calls} calls in {days} days, {found.calls_with_a_card} with a card; {found.entries} answers"
    talk().print(f"{told_of}, {found.on_unknown_cards} on cards of which there is no record.", markup=False)


def most(reasons: dict[str, int]) -> list[tuple[str, int]]:
    """The three that were given most."""
    return sorted(reasons.items(), key=lambda given: (-given[1], given[0]))[:3]


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """One entry with readable instants."""
    return {name: _instant(value) if name in ("at", "said_at") else value for name, value in entry.items()}


def _instant(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
