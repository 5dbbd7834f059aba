"""Decision records go to the database in groups, behind the clinician's back: a store that fails costs no answer."""

import asyncio
from collections import deque
from contextlib import suppress

from app.logs import fault, log
from app.metrics import series
from app.store.database import StoreUnavailable
from app.store.records import DecisionRecord, write_records
from app.store.seen_tokens import Opened

GROUP_SECONDS = 0.05
"""What a kill -9 can lose of records; never of feedback."""
GROUP_SIZE = 100
MOST_WAITING = 10_000
"""About 20 MB; beyond it records are lost, counted and told."""
ROOM_SECONDS = 1.0
"""A call waits so long for room; then its record is lost and told, since an answer is worth more than its record."""
RETRY_SECONDS = 1.0
FLUSH_SECONDS = 5.0


class RecordWriter:
    """One task a worker; it keeps what it can't write, as long as there is room, and writes it when it can."""

    def __init__(self, store: Opened, *, most_waiting: int = MOST_WAITING) -> None:
        self._store = store
        self._most = most_waiting
        self._waiting: deque[DecisionRecord] = deque()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._left = asyncio.Event()
        self._waited_in_vain = False
        self.written = 0
        self.lost = 0
        self.failing: str | None = None
        """Why the last group could not be written."""

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def start(self) -> None:
        """Begin to write; what came before is written too."""
        self._task = asyncio.create_task(self._write_on(), name="decision records")

    async def room(self) -> None:
        """Wait until there is room, for a moment and no longer; not again before the store has taken something."""
        if len(self._waiting) < self._most or self._waited_in_vain:
            return
        self._left.clear()
        try:
            await asyncio.wait_for(self._left.wait(), ROOM_SECONDS)
        except TimeoutError:
            self._waited_in_vain = True

    def put(self, record: DecisionRecord) -> None:
        """Leave a record to be written; never waits."""
        if len(self._waiting) >= self._most:
            self._lose(1)
            if self.lost & (self.lost - 1) == 0:  # each doubling: a full disk must not fill the log as well
                log.error("decision records are lost: the store does not take them", lost=self.lost)
            return
        self._waiting.append(record)
        series.RECORDS_WAITING.set(len(self._waiting))
        self._arrived.set()

    async def stop(self) -> None:
        """Write what is waiting, and end; what the store does not take within its time is counted as lost."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._task, FLUSH_SECONDS)
            self._task = None
        if self._waiting:
            self._lose(len(self._waiting))
            log.error("decision records are lost: the store does not take them", lost=self.lost)
            self._waiting.clear()
        series.RECORDS_WAITING.set(0)

    async def _write_on(self) -> None:
        while not (self._stopping and not self._waiting):
            await self._arrived.wait()
            self._arrived.clear()
            if not self._stopping:
                await asyncio.sleep(GROUP_SECONDS)
            while self._waiting:
                if not await self._write_group():
                    if self._stopping:
                        return
                    self._arrived.set()
                    await asyncio.sleep(RETRY_SECONDS)
                    break

    async def _write_group(self) -> bool:
        group = [self._waiting[place] for place in range(min(GROUP_SIZE, len(self._waiting)))]
        try:
            async with (await self._store.database()).quick() as connection:
                await write_records(connection, group, again=self.failing is not None)
        except Exception as error:
            self._fail(error)
            return False
        for _ in group:
            self._waiting.popleft()
        self._waited_in_vain = False
        self._left.set()
        self.written += len(group)
        series.RECORDS_WRITTEN.inc(len(group))
        series.RECORDS_WAITING.set(len(self._waiting))
        if self.failing is not None:
            log.info("decision records are written again", waiting=len(self._waiting))
            self.failing = None
            series.STORE_FAILING.labels("records").set(0)
        return True

    def _fail(self, error: Exception) -> None:
        told = str(error) if isinstance(error, StoreUnavailable) else type(error).__name__
        if self.failing is None:
            log.error("decision records can't be written", store=told, waiting=len(self._waiting), **fault(error))
        self.failing = told
        series.STORE_FAILING.labels("records").set(1)

    def _lose(self, number: int) -> None:
        self.lost += number
        series.RECORDS_LOST.inc(number)
