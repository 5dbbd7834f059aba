"""`trd-cds feedback`: how the cards were answered, by topic; every answer as JSON or as CSV."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.store import read, within
from app.cli.talk import Exit, out, print_json, stop, talk
from app.clock import now
from app.store.database import Database
from app.store.entries import every_entry
from app.store.migration import migrate
from app.store.report import Report, report
from app.store.sheets import sheet
from cds_hooks.catalog import ALL_SERVICES

COLUMNS = ("intervention", "action", "feedback", "user", "date", "location")
"""What HTI-1, 45 CFR 170.315(b)(11), asks of a certified EHR's export; what each holds: `docs/feedback.md`."""


def feedback(
    days: Annotated[int, typer.Option(min=1, help="The days to look back.")] = 90,
    service: Annotated[str | None, typer.Option(help="One service alone, such as trd-order-sign.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document with every entry.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Every answer as CSV, in the columns of HTI-1.")] = False,
) -> None:
    """Acceptance and override rates by topic. Example: trd-cds feedback --days 30"""
    if service is not None and service not in ALL_SERVICES:
        stop(Exit.WRONG_USE, f"There is no service {service}; there are {', '.join(ALL_SERVICES)}.")
    until = now()
    since = until - timedelta(days=days)

    async def work(database: Database) -> tuple[Report, list[dict[str, Any]]]:
        await migrate(database)
        async with database.reading() as connection:
            found = await report(connection, since=since, until=until, service=service)
            return found, await every_entry(connection, since=since, service=service)

    found, entries = within(read(), work)
    if as_json:
        print_json({**asdict(found), "feedback": [told(entry) for entry in entries]})
    elif as_csv:
        sys.stdout.write(sheet(COLUMNS, (exported(entry) for entry in entries)))
    else:
        _draw(found, days)


def _draw(found: Report, days: int) -> None:
    columns = ("topic", "shown", "accepted", "overridden", "no answer", "accepted %", "95 %")
    table = Table(*columns, show_edge=False, collapse_padding=True)
    table.columns[0].no_wrap = table.columns[3].no_wrap = True
    for topic in found.topics:
        percent = "too few" if topic.accepted_percent is None else str(topic.accepted_percent)
        interval = "" if topic.interval_percent is None else "–".join(map(str, topic.interval_percent))
        counts = (topic.shown, topic.accepted, topic.overridden, topic.unanswered)
        table.add_row(topic.topic, *map(str, counts), percent, interval)
    out().print(table)
    for topic in found.topics:
        if topic.reasons:
            reasons = ", ".join(f"{reason} {count}" for reason, count in most(topic.reasons))
            out().print(f"{topic.topic}, why overridden: {reasons}", markup=False)
    told_of = f"Calls in {days} days: {found.calls}, with a card: {found.calls_with_a_card}; answers: {found.entries}"
    talk().print(f"{told_of}, on cards of which there is no record: {found.on_unknown_cards}.", markup=False)


def most(reasons: dict[str, int], *, of: int = 3) -> list[tuple[str, int]]:
    """Those that were given most."""
    return sorted(reasons.items(), key=lambda given: (-given[1], given[0]))[:of]


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """One entry with readable instants."""
    return {name: _instant(value) if name in ("at", "said_at") else value for name, value in entry.items()}


def exported(entry: dict[str, Any]) -> Iterable[object]:
    """One answer in HTI-1's columns: no user, since none is kept; the site, and not the place in it."""
    reason = entry["reason"] or next(iter(entry["reasons"]), "")
    return (
        entry["topic"] or "unknown card",
        entry["outcome"],
        reason,
        "",
        _instant(entry["said_at"] or entry["at"]),
        entry["client"],
    )


def _instant(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
