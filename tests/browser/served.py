"""The real service with a store that holds three months of invented answers, as a process of its own."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import httpx

from app.clock import now
from app.store.database import FILE, Database, sqlite_file
from app.store.feedback import keep_feedback
from app.store.migration import migrate
from app.store.records import CardRecord, DecisionRecord, write_records
from cds_hooks.feedback import Feedback
from tests.app.store.recorded import record
from tests.ports import open_port

ROOT = Path(__file__).parents[2]
OPERATOR = "operator-of-the-browser-tests"
TOPICS = {
    "summary": 0.9,
    "augmentation": 0.38,
    "switch": 0.3,
    "orderSafety": 0.55,
    "measurement": 0.7,
    "tmsReferral": 0.2,
}
REASONS = ("will-monitor", "already-tried", "patient-declined", "local-17")


@contextmanager
def served(folder: Path, command: str = "serve", **settings: str) -> Iterator[str]:
    """The address of `trd-cds serve`, or `demo`, over the state in `folder`."""
    port = open_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
    given = {"TRD_STATE_DIR": str(folder), "TRD_OPERATOR_TOKEN": OPERATOR, **settings}
    with (folder / "log").open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.main", command, "--port", str(port)],
            cwd=ROOT,
            env=kept | given,
            stdout=told,
            stderr=told,
        )
        base = f"http://127.0.0.1:{port}"
        try:
            _until_it_lives(base, process, folder / "log")
            yield base
        finally:
            process.terminate()
            process.wait(30)


def _until_it_lives(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            if httpx.get(f"{base}/health/live", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > end or process.poll() is not None:
            raise AssertionError(log.read_text())
        time.sleep(0.1)


def fill(folder: Path, *, calls: int = 600) -> None:
    """Three months of calls, with cards of six topics, of which some were answered; the same at every run."""
    chance = Random(7)
    records: list[DecisionRecord] = []
    answers: list[Feedback] = []
    for number in range(calls):
        at = now() - timedelta(hours=1) - timedelta(days=89) * (1 - (number / calls) ** 0.7)
        service = chance.choice(("patient-view", "patient-view", "patient-view", "order-select", "order-sign"))
        topics = [topic for topic, often in TOPICS.items() if chance.random() < 0.08 * (1 + (topic == "augmentation"))]
        cards = [
            CardRecord(key=f"{topic}-{chance.randrange(3)}"[:32], topic=topic, indicator="info", uuid=str(uuid4()))
            for topic in topics
        ]
        version = "2026.10" if number < calls // 3 else "2026.11"
        records.append(
            record(
                *cards,
                at=at,
                service=f"trd-{service}",
                hook=service,
                knowledge_version=version,
                patient_key=f"{chance.randrange(150):032}",
            )
        )
        for card in cards:
            if chance.random() < 0.45:
                accepted = chance.random() < TOPICS[card.topic]
                reasons = () if accepted or chance.random() < 0.1 else (chance.choice(REASONS),)
                outcome = "accepted" if accepted else "overridden"
                answers.append(Feedback(card=str(card.uuid), outcome=outcome, reasons=reasons, said_at=at))  # type: ignore[arg-type]
    answers.append(Feedback(card="of nobody", outcome="accepted"))

    async def write() -> None:
        database = Database(sqlite_file(folder / FILE))
        await migrate(database)
        async with database.quick() as connection:
            await write_records(connection, records)
        await keep_feedback(database, answers, client="north", service="trd-patient-view", at=now())
        await database.close()

    with ThreadPoolExecutor(1) as beside:  # playwright's own loop runs in this thread
        beside.submit(lambda: asyncio.run(write())).result()
