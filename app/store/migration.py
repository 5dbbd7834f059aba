"""The tables brought up to date at the start: of workers that start together one does it, the others wait."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x74726463
"""The number of the advisory lock on PostgreSQL; SQLite locks its file."""


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the tables to the newest form, in one transaction; returns the versions before and after."""
    async with database.durable() as connection:
        return await connection.run_sync(_upgrade)


async def versions(database: Database) -> tuple[str | None, str]:
    """The version that the database has, and the newest there is."""
    async with database.reading() as connection:
        return await connection.run_sync(_version), newest()


def newest() -> str:
    """The version that this package brings."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = _version(connection)
    if before != newest():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, newest()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
