"""What a call costs, seen from a client on the same machine; what is compared takes turns: a busy moment meets both."""

import math
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
import orjson

from bench.requests import irrelevant, patients, request
from bench.server import Server

SIZES = (25, 100, 200, 500, 2000, 5000)
CROWDS = (1, 8, 16)
"""Connections at once."""
PATIENTS = 20
"""Different charts of one size: the same one again and again would be measured warm."""
LARGE = 2000
PATIENCE = 180
"""Seconds for which an answer is waited: a busy machine is measured too, and says so."""

Taken = dict[str, list[float]]


def post(client: httpx.Client, body: bytes) -> None:
    """One hook call; anything but 200 ends the measurement."""
    answer = client.post("/cds-services/trd-patient-view", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code != 200:
        raise SystemExit(f"the service answered {answer.status_code}: {answer.text[:200]}")


def by_size(client: httpx.Client, seconds: float, today: date) -> list[dict[str, float]]:
    """Each size beside its floor: `/health/live`, and `orjson.loads` of the same bytes."""
    rows = []
    for size in SIZES:
        bodies = patients(size, today, count=PATIENTS if size < LARGE else 3)
        taken = _in_turns(_beside_its_floor(client, bodies), seconds)
        call, live, decode = (statistics.median(taken[name]) for name in ("call", "live", "orjson"))
        rows.append(
            {
                "resources": size,
                "kilobytes": round(len(bodies[0]) / 1024, 1),
                "p50": call,
                "p99": _p99(taken["call"]),
                "calls": len(taken["call"]),
                "live": live,
                "orjson": decode,
                "per_floor": call / (live + decode),
                "per_orjson": call / decode,
            }
        )
    return rows


def _beside_its_floor(client: httpx.Client, bodies: Sequence[bytes]) -> Mapping[str, Callable[[int], Any]]:
    return {
        "call": lambda turn: post(client, bodies[turn % len(bodies)]),
        "live": lambda _: client.get("/health/live"),
        "orjson": lambda turn: orjson.loads(bodies[turn % len(bodies)]),
    }


def growth_of(rows: list[dict[str, float]]) -> float:
    """The exponent from 100 to 5,000 resources; 1 is linear."""
    p50 = {row["resources"]: row["p50"] for row in rows}
    return math.log(p50[5000] / p50[100]) / math.log(50)


def irrelevant_per_full(client: httpx.Client, seconds: float, today: date) -> float:
    """A patient without anything of ours, in shares of the full answer of the same size."""
    quiet, full = irrelevant(200, today), request(200, today)
    taken = _in_turns({"quiet": lambda _: post(client, quiet), "full": lambda _: post(client, full)}, seconds)
    return statistics.median(taken["quiet"]) / statistics.median(taken["full"])


def crowd(address: str, body: bytes, connections: int, seconds: float) -> dict[str, float]:
    """p50, p99 and calls a second of so many connections at once; the client shares the cores with the server."""

    def one() -> list[float]:
        with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
            post(client, body)
            return _in_turns({"call": lambda _: post(client, body)}, seconds)["call"]

    with ThreadPoolExecutor(connections) as pool:
        running = [pool.submit(one) for _ in range(connections)]
        times = [taken for each in running for taken in each.result()]
    return {
        "connections": connections,
        "p50": statistics.median(times),
        "p99": _p99(times),
        "per_second": len(times) / seconds,
    }


def beside_a_large_one(server: Server, client: httpx.Client, seconds: float, today: date) -> float:
    """p90 of small calls while large ones run, in p50 of a large one alone (T-7)."""
    small, large = request(25, today), request(LARGE, today)
    alone = statistics.median(_in_turns({"large": lambda _: post(client, large)}, seconds)["large"])
    over = threading.Event()

    def keep_busy() -> None:
        with httpx.Client(base_url=server.address, trust_env=False, timeout=PATIENCE) as other:
            while not over.is_set():
                post(other, large)

    busy = threading.Thread(target=keep_busy)
    busy.start()
    try:
        times = sorted(_in_turns({"small": lambda _: post(client, small)}, seconds)["small"])
    finally:
        over.set()
        busy.join()
    return times[int(len(times) * 0.9)] / alone


def memory_of(server: Server, client: httpx.Client, today: date) -> dict[str, float]:
    """Resident memory of the worker after 50 and after 100 requests of 2,000 resources (T-9)."""
    bodies, found = patients(LARGE, today, count=3), {}
    for number in range(1, 101):
        post(client, bodies[number % 3])
        if number in (50, 100):
            found[f"after {number}"] = server.megabytes()
    return found


def bare_import() -> float:
    """Seconds in which a process has imported the framework and nothing of ours (T-8)."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import fastapi, uvicorn, httpx"], check=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def decoding(body: bytes) -> float:
    """Median milliseconds of processor time of `orjson.loads`, as the stages are measured."""
    times = []
    for _ in range(25):
        started = time.process_time()
        orjson.loads(body)
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def _in_turns(calls: Mapping[str, Callable[[int], Any]], seconds: float) -> Taken:
    """Milliseconds of each call, one after another for so many seconds, after three turns to warm up."""
    taken: Taken = {name: [] for name in calls}
    for turn in range(3):
        for call in calls.values():
            call(turn)
    turn, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end or turn < 10:
        for name, call in calls.items():
            started = time.perf_counter()
            call(turn)
            taken[name].append((time.perf_counter() - started) * 1000)
        turn += 1
    return taken


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
