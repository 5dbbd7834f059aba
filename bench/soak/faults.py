"""Faults, one after the other while calls go on: each is a context that breaks something and mends it again."""

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from bench.soak.ehr import Ehr
from bench.soak.service import Service

ROOM_BYTES = 65_536
"""The journal is longer after a few calls, and every write behind this place fails."""


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    injected: str
    broken: Callable[[], AbstractAsyncContextManager[None]]


def faults(service: Service, ehr: Ehr, server: Any, clock: Path | None) -> list[Fault]:
    """All that can be injected here, in the order of the report."""
    modes = {
        "slow": ("EHR slow", "its FHIR server answers after 8 s"),
        "closing": ("EHR closing", "its FHIR server closes every connection without an answer"),
        "html": ("EHR lying", "its FHIR server answers 200 with an HTML page"),
        "stranger": ("EHR lying worse", "its FHIR server answers with the records of another patient"),
    }
    made = [Fault(name, told, lambda mode=mode: _mode(ehr, mode)) for mode, (name, told) in modes.items()]  # type: ignore[misc]
    made.append(Fault("JWKS rotated", "new keys published and used from the next call on", lambda: _rotated(ehr)))
    made.append(Fault("worker killed", "kill -9 of one worker", lambda: _killed(service)))
    sqlite = server is None
    if sqlite:
        path = Path(str(service.address.database))
        told = "another process holds the write lock of the file"
        made.append(Fault("store locked", told, lambda: _sqlite_locked(path)))
        told = f"no write behind the first {ROOM_BYTES // 1024} kB of a file (RLIMIT_FSIZE of the workers)"
        made.append(Fault("store full", told, lambda: _limited(service)))
        made.append(Fault("store gone and back", "the file and its journal renamed, and back", lambda: _renamed(path)))
    else:
        made.append(Fault("store locked", "ACCESS EXCLUSIVE locks on every table", lambda: _tables_locked(service)))
        made.append(Fault("store gone and back", "PostgreSQL stopped, and started again", lambda: _stopped(server)))
    if clock is not None:
        made.append(
            Fault("clock stepped 30 s", "the service's clock 30 s ahead (libfaketime)", lambda: _step(clock, 30))
        )
        made.append(
            Fault("clock stepped 2 h", "the service's clock 2 h ahead (libfaketime)", lambda: _step(clock, 7200))
        )
    else:
        told = "the EHR's clock {} behind ours (`--faketime` steps the service's own)"
        made.append(Fault("clock stepped 30 s", told.format("30 s"), lambda: _behind(ehr, 30)))
        made.append(Fault("clock stepped 2 h", told.format("2 h"), lambda: _behind(ehr, 7200)))
    return made


@asynccontextmanager
async def _mode(ehr: Ehr, mode: str) -> AsyncIterator[None]:
    ehr.mode = mode
    yield
    ehr.mode = "well"


@asynccontextmanager
async def _behind(ehr: Ehr, seconds: int) -> AsyncIterator[None]:
    ehr.behind = seconds
    yield
    ehr.behind = 0


@asynccontextmanager
async def _rotated(ehr: Ehr) -> AsyncIterator[None]:
    ehr.rotate()
    yield


@asynccontextmanager
async def _killed(service: Service) -> AsyncIterator[None]:
    os.kill(service.pids()[0], signal.SIGKILL)
    yield
    if service.workers > 1:
        await asyncio.to_thread(service.until_ready)


@asynccontextmanager
async def _sqlite_locked(path: Path) -> AsyncIterator[None]:
    holder = sqlite3.connect(path, isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


@asynccontextmanager
async def _limited(service: Service) -> AsyncIterator[None]:
    """A soft limit on the size of any file: a full disk for whoever may mount none."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in service.pids()}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@asynccontextmanager
async def _renamed(path: Path) -> AsyncIterator[None]:
    aside = path.parent / "aside"
    aside.mkdir()
    files = list(path.parent.glob(f"{path.name}*"))
    for file in files:
        file.rename(aside / file.name)
    yield
    for file in files:
        (aside / file.name).rename(file)
    aside.rmdir()


@asynccontextmanager
async def _tables_locked(service: Service) -> AsyncIterator[None]:
    plain = service.address.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("LOCK TABLE decision, card, feedback, token IN ACCESS EXCLUSIVE MODE")
    yield
    await transaction.rollback()
    await connection.close()


@asynccontextmanager
async def _stopped(server: Any) -> AsyncIterator[None]:
    await asyncio.to_thread(server.stop)
    yield
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _step(clock: Path, seconds: int) -> AsyncIterator[None]:
    """libfaketime reads the file at every question; written aside and moved, so that it never reads half of it."""
    _write(clock, f"+{seconds}")
    yield
    _write(clock, "+0")


def _write(clock: Path, told: str) -> None:
    new = clock.with_suffix(".new")
    new.write_text(told + "\n")
    new.replace(clock)
