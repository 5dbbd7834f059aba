"""`trd-cds store`: the database brought up to date, and what is too old deleted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from app.cli.talk import Exit, configuration_faults, out, stop
from app.clock import now
from app.settings import Settings, read_settings
from app.store.database import Database, StoreUnavailable, address_of
from app.store.migration import migrate
from app.store.retention import Pruned, prune

T = TypeVar("T")

store = typer.Typer(help="The database. Example: trd-cds store prune", no_args_is_help=True)


@store.command("migrate")
def migrated() -> None:
    """Bring the tables up to date, as every start does. Example: trd-cds store migrate"""
    before, after = within(read(), migrate)
    out().print(
        "The tables are up to date." if before == after else f"The tables went from {before or 'none'} to {after}."
    )


@store.command("prune")
def pruned(
    days: int | None = typer.Option(None, min=1, help="Keep this many days; default TRD_RETENTION_DAYS."),
) -> None:
    """Delete what is older than the site keeps it; the service does so by itself. Example: trd-cds store prune"""
    settings = read()

    async def work(database: Database) -> Pruned:
        await migrate(database)
        return await prune(database, days=days or settings.retention_days, now=now())

    gone = within(settings, work)
    out().print(f"Deleted: {gone.decisions} records, {gone.feedback} answers to cards, {gone.tokens} used tokens.")


def read() -> Settings:
    """The settings in force."""
    with configuration_faults():
        return read_settings()


def within(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do `work` with the site's database; one that can't be reached ends the command."""

    async def done() -> T:
        database = Database(address_of(settings))
        try:
            return await work(database)
        finally:
            await database.close()

    with configuration_faults():
        try:
            return asyncio.run(done())
        except StoreUnavailable as error:
            stop(Exit.UNREACHABLE, f"The store can't be used: {error}", "trd-cds doctor looks at each part.")
