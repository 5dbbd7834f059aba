"""The store of one worker: opened and migrated when first asked, and never in the way of an answer."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from app.clock import now
from app.logs import fault, log
from app.metrics import series
from app.settings import Settings
from app.store.database import FILE, Database, StoreUnavailable, address_of, sqlite_file
from app.store.feedback import Kept, keep_feedback
from app.store.migration import migrate
from app.store.records import DecisionRecord
from app.store.retention import Pruned, prune
from app.store.seen_cards import find_said
from app.store.seen_tokens import StoredTokens
from app.store.writer import RecordWriter
from cds_hooks.feedback import Feedback
from cds_hooks.repeats import Said

OPEN_AGAIN_SECONDS = 5.0
"""A store that can't be opened is tried again after this time, so that no call waits for it."""
READ_SECONDS = 0.1
"""What a call waits for what was said before; then everything is shown."""
PRUNE_SECONDS = 6 * 3600.0


class Store:
    """Everything that is kept; `close` writes what is waiting."""

    def __init__(self, address: URL | None, *, retention_days: int) -> None:
        """Without an address: a file of its own, that goes when it is closed."""
        self._address = address
        self.tokens = StoredTokens(self)
        self.writer = RecordWriter(self)
        self.unknown_cards = 0
        self._retention_days = retention_days
        self._folder: TemporaryDirectory[str] | None = None
        self._living = False
        self._database: Database | None = None
        self._opening = asyncio.Lock()
        self._not_before = 0.0
        self._why: str | None = None
        self._reads_from = 0.0
        self._pruning: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[tuple[Said, ...]]] = set()

    # ---- its life

    async def open(self) -> None:
        """Open, migrate, begin to write; a store that can't be opened is told, and tried again later."""
        self._living = True
        with suppress(StoreUnavailable):
            await self.database()
        self.writer.start()
        self._pruning = asyncio.create_task(self._prune_on(), name="retention")

    async def close(self) -> None:
        """Write what is waiting and let go."""
        await self.writer.stop()
        if self._pruning is not None:
            self._pruning.cancel()
            with suppress(asyncio.CancelledError):
                await self._pruning
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._living = False
        if self._database is not None:
            await self._database.close()
            self._database = None
        if self._folder is not None:
            self._folder.cleanup()

    async def database(self) -> Database:
        """The open database; raises `StoreUnavailable`."""
        if self._database is not None:
            return self._database
        if not self._living or time.monotonic() < self._not_before:
            raise StoreUnavailable(self._why or "not open")
        async with self._opening:
            if self._database is None:
                self._database = await self._opened()
            return self._database

    async def _opened(self) -> Database:
        database = Database(self._address or self._throw_away())
        try:
            before, after = await migrate(database)
        except Exception as error:
            await database.close()
            self._not_before = time.monotonic() + OPEN_AGAIN_SECONDS
            self._why = str(error) if isinstance(error, StoreUnavailable) else type(error).__name__
            series.STORE_FAILING.labels("open").set(1)
            log.error("the store can't be opened; answers are given, and nothing is kept", store=self._why)
            raise StoreUnavailable(self._why) from None
        if before != after:
            log.info("the tables were brought up to date", before=before, after=after)
        self._why = None
        series.STORE_FAILING.labels("open").set(0)
        return database

    def _throw_away(self) -> URL:
        self._folder = self._folder or TemporaryDirectory(prefix="trd-cds-", ignore_cleanup_errors=True)
        return sqlite_file(Path(self._folder.name) / FILE)

    @property
    def degraded(self) -> list[str]:
        """What an operator should know, a sentence each; nothing when all is well."""
        told = []
        if self._why is not None:
            told.append(f"store: it can't be opened ({self._why})")
        if self.writer.failing is not None:
            told.append(f"store: {self.writer.waiting} records wait to be written ({self.writer.failing})")
        if self.writer.lost:
            told.append(f"store: {self.writer.lost} records were lost since the start")
        return told

    # ---- what is kept and asked

    async def room(self) -> None:
        """Wait for room for one more record, a moment at the most."""
        await self.writer.room()

    def keep(self, record: DecisionRecord) -> None:
        """Leave a decision record to be written; never waits and never fails."""
        self.writer.put(record)

    async def keep_feedback(self, feedback: Sequence[Feedback], *, client: str, service: str) -> Kept:
        """On disk when this returns; raises `StoreUnavailable`."""
        return await keep_feedback(await self.database(), feedback, client=client, service=service, at=now())

    async def said_before(self, patient_key: str, *, at: datetime) -> tuple[Said, ...]:
        """What was shown for this patient; nothing when the store does not tell in time, so more is shown, not less."""
        if time.monotonic() < self._reads_from:
            return ()
        task = asyncio.create_task(self._find_said(patient_key, at))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        try:
            said = await asyncio.wait_for(asyncio.shield(task), READ_SECONDS)
        except Exception as error:
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            self._reads_from = time.monotonic() + OPEN_AGAIN_SECONDS
            series.STORE_FAILING.labels("reading").set(1)
            log.error("what was shown before can't be read; everything is shown", **fault(error))
            return ()
        if self._reads_from:
            self._reads_from = 0.0
            series.STORE_FAILING.labels("reading").set(0)
        return said

    async def _find_said(self, patient_key: str, at: datetime) -> tuple[Said, ...]:
        async with (await self.database()).reading() as connection:
            return await find_said(connection, patient_key, now=at)

    async def prune(self) -> Pruned:
        """Delete what is older than the site keeps it; raises `StoreUnavailable`."""
        return await prune(await self.database(), days=self._retention_days, now=now())

    async def _prune_on(self) -> None:
        while True:
            try:
                await self.prune()
            except StoreUnavailable as error:
                log.error("old records can't be deleted", store=str(error))
            await asyncio.sleep(PRUNE_SECONDS)


def store_of(settings: Settings, *, throw_away: bool = False) -> Store:
    """The site's store; in demo mode a file that goes with the process. Raises `ConfigurationError`."""
    return Store(None if throw_away else address_of(settings), retention_days=settings.retention_days)
