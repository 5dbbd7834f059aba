"""Feedback that was acknowledged survives a kill -9 of the real service; two workers share what they know."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.ports import open_port


@pytest.fixture
def port() -> int:
    return open_port()


@pytest.fixture
def service(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`trd-cds serve` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "serve", "--port", str(port)],
        env=environment | {"TRD_STATE_DIR": str(tmp_path / "state")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        for _ in range(600):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process
        if process.poll() is None:
            process.kill()


def test_what_was_acknowledged_is_on_disk_after_kill_9(
    service: subprocess.Popen[bytes], tmp_path: Path, port: int
) -> None:
    cards = [str(uuid4()) for _ in range(20)]
    address = f"http://127.0.0.1:{port}/cds-services/trd-patient-view/feedback"
    with httpx.Client(trust_env=False) as http:
        for card in cards:
            answer = http.post(address, json={"feedback": [{"card": card, "outcome": "accepted"}]})
            assert (answer.status_code, answer.content) == (200, b"{}")
    service.send_signal(signal.SIGKILL)
    service.wait()
    with sqlite3.connect(tmp_path / "state" / "trd-cds.sqlite3") as store:
        kept = {row[0] for row in store.execute("SELECT card FROM feedback")}
    store.close()
    assert kept == set(cards)
