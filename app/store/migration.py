"""The tables brought up to date at the start: of workers that start together one does it, the others wait."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.store.database import Database, StoreUnavailable

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x74726463
"""The number of the advisory lock on PostgreSQL; SQLite locks its file."""


class UnknownTables(StoreUnavailable):
    """A later version of the service has been here: this one must not guess what its tables mean."""

    def __init__(self, version: str) -> None:
        super().__init__(f"its tables are of version {version}, and this service knows {newest()} at most")


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the tables to the newest form, in one transaction; returns the versions before and after.

    Raises `StoreUnavailable`, also where a later version of the service has made them.
    """
    async with database.durable() as connection:
        return await connection.run_sync(_upgrade)


async def versions(database: Database) -> tuple[str | None, str]:
    """The version that the database has, and the newest there is."""
    async with database.reading() as connection:
        return await connection.run_sync(_version), newest()


def is_known(version: str | None) -> bool:
    """False for the tables of a later version of the service; none at all are known."""
    return version is None or version in {script.revision for script in _scripts().walk_revisions()}


def newest() -> str:
    """The version that this package brings."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = _version(connection)
    if before is not None and not is_known(before):
        raise UnknownTables(before)
    if before != newest():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, newest()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
