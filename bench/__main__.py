"""One run: a request against the server's floor and against decoding the same bytes, stage by stage, with targets."""

import argparse
import json
import math
import os
import platform
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson
from rich.console import Console
from rich.table import Table

from bench.requests import irrelevant, request
from bench.server import Server, serving
from bench.stages import stages
from bench.targets import slower, targets

SIZES = (25, 100, 200, 500, 2000, 5000)
LATEST = Path(__file__).parent / "latest.json"
CROWDS = (1, 8, 16)
"""Connections at once."""


def main() -> int:
    """Measure, print, keep the figures with `--json FILE`; 1 when a ratio misses its target."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds a size is measured")
    parser.add_argument("--json", type=Path, default=LATEST, help="keep the figures in this file")
    parser.add_argument("--against", type=Path, help="name the stages that are slower than in this earlier file")
    options = parser.parse_args()
    warn_of_company()
    with serving() as server, httpx.Client(base_url=server.address, trust_env=False, timeout=30) as client:
        figures = measure(client, server, options.seconds)
    show(figures)
    if options.against:  # before it is written over, where it is the same file
        for line in slower(figures, json.loads(options.against.read_text(encoding="utf-8"))):
            Console().print(f"slower  {line}")
    options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if all(target.held for target in targets(figures)) else 1


def warn_of_company() -> None:
    """Other work on the same cores makes milliseconds worthless, and ratios doubtful."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > 0.5 * cores:
        Console().print(f"load {load:.1f} on {cores} cores: figures are not to be trusted", style="yellow")


def measure(client: httpx.Client, server: Server, seconds: float) -> dict[str, Any]:
    """All figures of one run against one server."""
    today = date.today()  # noqa: TID251 - the bench is a caller, as an EHR is
    live = quantiles(lambda: client.get("/health/live"), seconds)
    idle = server.megabytes()
    rows = []
    for size in SIZES:
        body = request(size, today)
        times = quantiles(lambda body=body: post(client, body), seconds)
        decode = decoding(body)
        floor = live["p50"] + decode
        rows.append(
            {
                "resources": size,
                "kilobytes": round(len(body) / 1024, 1),
                **times,
                "orjson": decode,
                "per_floor": times["p50"] / floor,
                "per_orjson": times["p50"] / decode,
            }
        )
    quiet = quantiles(lambda: post(client, irrelevant(200, today)), seconds)
    by_size = {row["resources"]: row["p50"] for row in rows}
    body = request(200, today)
    parts, decode = stages(body, today), decoding(body)
    return {
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()},
        "crowds": [crowd(server.address, request(100, today), size, seconds * 2) for size in CROWDS],
        "live": live,
        "rows": rows,
        "irrelevant_200": quiet,
        "irrelevant_per_full": quiet["p50"] / by_size[200],
        "growth_exponent": math.log(by_size[5000] / by_size[100]) / math.log(50),
        "stages_ms": parts,
        "stages_per_orjson": {name: taken / decode for name, taken in parts.items()},
        "cold_start_seconds": server.cold_start,
        "megabytes": {"idle": idle, "after": server.megabytes()},
    }


def post(client: httpx.Client, body: bytes) -> None:
    """One hook call; anything but 200 ends the measurement."""
    answer = client.post("/cds-services/trd-patient-view", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code != 200:
        raise SystemExit(f"the service answered {answer.status_code}: {answer.text[:200]}")


def quantiles(call: Any, seconds: float) -> dict[str, float]:
    """p50 and p99 in milliseconds over one connection, after three calls to warm up."""
    for _ in range(3):
        call()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 10:
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return {"p50": statistics.median(times), "p99": sorted(times)[int(len(times) * 0.99)], "calls": len(times)}


def crowd(address: str, body: bytes, connections: int, seconds: float) -> dict[str, float]:
    """p50, p99 and calls a second of so many connections at once; the client shares the cores with the server."""

    def one() -> list[float]:
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            post(client, body)
            times: list[float] = []
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                started = time.perf_counter()
                post(client, body)
                times.append((time.perf_counter() - started) * 1000)
            return times

    with ThreadPoolExecutor(connections) as pool:
        running = [pool.submit(one) for _ in range(connections)]
        times = sorted(taken for each in running for taken in each.result())
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return {"connections": connections, "p50": p50, "p99": p99, "per_second": len(times) / seconds}


def decoding(body: bytes) -> float:
    """Median milliseconds of `orjson.loads` of the same bytes."""
    times = []
    for _ in range(15):
        started = time.perf_counter()
        orjson.loads(body)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def show(figures: dict[str, Any]) -> None:
    """The figures as a table."""
    table = Table("resources", "kB", "p50 ms", "p99 ms", "÷ floor", "÷ orjson.loads", show_edge=False)
    for row in figures["rows"]:
        table.add_row(
            str(row["resources"]),
            str(row["kilobytes"]),
            f"{row['p50']:.1f}",
            f"{row['p99']:.1f}",
            f"{row['per_floor']:.1f}",
            f"{row['per_orjson']:.1f}",
        )
    console = Console()
    console.print(table)
    console.print(f"/health/live {figures['live']['p50']:.2f} ms; floor = that + orjson.loads of the same bytes")
    console.print(
        "stages  " + "  ".join(f"{name} {taken:.1f}" for name, taken in figures["stages_ms"].items()), soft_wrap=True
    )
    console.print("        (milliseconds of processor time, 200 resources)", style="dim")
    for row in figures["crowds"]:
        console.print(
            f"{row['connections']} connections, 100 resources: p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms, "
            f"{row['per_second']:.0f}/s"
        )
    for target in targets(figures):
        console.print(str(target), style=None if target.held else "red", highlight=False)
    console.print(f"first answer {figures['cold_start_seconds']:.2f} s after the start of the process")
    memory = figures["megabytes"]
    console.print(f"memory of the worker: {memory['idle']:.0f} MB idle, {memory['after']:.0f} MB after")


if __name__ == "__main__":
    raise SystemExit(main())
