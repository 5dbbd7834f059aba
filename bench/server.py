"""The service as a user runs it, started in a process of its own for the measurement."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.cli.serve import free_port


@dataclass(frozen=True)
class Server:
    address: str
    pid: int
    cold_start: float
    """Seconds from the start of the process to the first answer of /health/live."""

    def megabytes(self) -> float:
        """Resident memory of the worker; 0 where the system does not tell."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return 0.0
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def serving() -> Iterator[Server]:
    """`trd-cds serve` on a free port, stopped at the end."""
    port = free_port("127.0.0.1", 18400)
    command = [sys.executable, "-m", "app.cli.main", "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "TRD_STATE_DIR": state, "TRD_LOG_LEVEL": "warning"}
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            yield Server(address, process.pid, _first_answer(address, process, started))
        finally:
            process.terminate()
            process.wait(timeout=15)


def _first_answer(address: str, process: "subprocess.Popen[bytes]", started: float) -> float:
    while time.perf_counter() - started < 60:
        if process.poll() is not None:
            raise SystemExit(f"the service stopped at once, exit code {process.returncode}")
        try:
            httpx.get(f"{address}/health/live", timeout=1, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.01)
            continue
        return time.perf_counter() - started
    raise SystemExit("the service did not start within a minute")
