"""SIGTERM to the served process: readiness first, then the door, and calls in flight are answered and recorded."""

import asyncio
import http.client
import json
import signal
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import orjson
import pytest
from fastapi import FastAPI

from app.demo import REFERENCE_DAY, hook_request
from app.stopping import Stop, is_stopping
from tests.app.security.signing import CALL
from tests.app.security.test_served import Served

HOOK = orjson.dumps(hook_request("two-failed-trials", REFERENCE_DAY))


class Half:
    """A call of which half the body was sent."""

    def __init__(self, service: Served) -> None:
        self.connection = socket.create_connection(("127.0.0.1", service.port), timeout=30)
        head = f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(HOOK)}\r\n\r\n"
        self.connection.sendall(head.encode() + HOOK[:100])

    def finish(self) -> tuple[int, str | None, int]:
        """Its status, what is said of the connection, and how many cards."""
        self.connection.sendall(HOOK[100:])
        with http.client.HTTPResponse(self.connection) as answer, self.connection:
            answer.begin()
            return answer.status, answer.headers["Connection"], len(json.loads(answer.read())["cards"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_calls_in_flight_are_answered_and_recorded_after_readiness_went_down(tmp_path: Path, workers: str) -> None:
    service = Served(tmp_path, "--workers", workers, TRD_DRAIN_SECONDS="2")
    service.until(lambda: service.log.read_text().count("Application startup complete") == int(workers))
    calls = [Half(service) for _ in range(4)]
    time.sleep(0.3)  # their heads are read
    service.process.send_signal(signal.SIGTERM)
    service.until(lambda: service.get("/health/ready") == 503, 5)
    with httpx.Client(base_url=service.base, trust_env=False) as late:
        refused = late.get("/health/ready")
        assert refused.json()["resourceType"] == "OperationOutcome"
        assert refused.headers["Retry-After"]
        answer = late.post(CALL, content=HOOK)
        assert answer.status_code == 200, "who has not heard of it yet is answered"
        assert answer.headers["Connection"] == "close", "and comes back elsewhere"
    service.until(lambda: service.get("/health/live") == 0, 20)
    for call in calls:
        status, connection, cards = call.finish()
        assert (status, connection) == (200, "close")
        assert cards > 1
    assert service.process.wait(20) in (0, -signal.SIGTERM)
    with sqlite3.connect(tmp_path / "state" / "trd-cds.sqlite3") as store:
        assert store.execute("SELECT count(*) FROM decision").fetchone() == (5,)
    store.close()
    assert "Traceback" not in service.log.read_text()


def test_who_drips_holds_the_stop_up_no_longer_than_is_documented(tmp_path: Path) -> None:
    service = Served(tmp_path, TRD_DRAIN_SECONDS="0")
    call = Half(service)
    time.sleep(0.3)
    begun = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) in (0, -signal.SIGTERM)
    assert 8 < time.monotonic() - begun < 20
    call.connection.close()


class Server:
    """What the server would do at a signal."""

    def __init__(self) -> None:
        self.signals: list[int] = []

    def __call__(self, number: int, _: object) -> None:
        self.signals.append(number)


async def test_the_server_hears_of_it_when_the_time_is_over() -> None:
    server = Server()
    stop = Stop(server, 0.05)
    stop.told()
    assert (stop.begun, server.signals) == (True, [])
    await asyncio.sleep(0.2)
    assert server.signals == [signal.SIGTERM]


async def test_a_second_signal_ends_the_waiting() -> None:
    server = Server()
    stop = Stop(server, 60)
    stop.told()
    stop.told()
    assert server.signals == [signal.SIGTERM]


async def test_without_a_time_it_hears_at_once() -> None:
    server = Server()
    Stop(server, 0).told()
    assert server.signals == [signal.SIGTERM]


def test_a_service_that_nobody_told_is_not_stopping() -> None:
    app = FastAPI()
    assert not is_stopping(app)
    app.state.stop = Stop(Server(), 1)
    assert not is_stopping(app)
    assert not is_stopping(None)
