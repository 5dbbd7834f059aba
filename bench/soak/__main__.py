"""Run the soak, or the faults; keep the figures and rewrite the page."""

import argparse
import asyncio
import json
import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.soak.ehr import Ehr
from bench.soak.faults import faults
from bench.soak.report import page
from bench.soak.service import Service, database
from bench.soak.traffic import Tally, Traffic
from scripts.evidence_data import commit

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "load.md"
FIGURES = PAGE.with_name("load.json")
FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
SAMPLE_SECONDS = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when an answer was wrong or something acknowledged is not on disk."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="of the soak, or of all faults together")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rate", type=float, help="calls a second at most; as many as go when left out")
    parser.add_argument("--faults", action="store_true", help="break one thing after the other")
    parser.add_argument("--page", type=Path, default=PAGE, help="page that is rewritten; its figures lie beside it")
    parser.add_argument("--faketime", action="store_true", help="step the service's own clock, by libfaketime")
    chosen = parser.parse_args(arguments)
    run = asyncio.run(measured(chosen))
    print(json.dumps(run, indent=1))
    figures = chosen.page.with_suffix(".json")
    runs = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    runs[f"{chosen.store}{' faults' if chosen.faults else ''}"] = run
    figures.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    chosen.page.write_text(page(runs), encoding="utf-8")
    lost = run["acknowledged"] - run["on_disk"]
    return 1 if run["wrong"] or lost else 0


async def measured(chosen: argparse.Namespace) -> dict[str, Any]:
    """One run against a service of its own."""
    start = datetime.now(UTC)  # noqa: TID251 - the soak is a caller, as an EHR is
    before, today = os.getloadavg()[0], start.date()
    ehr = Ehr(today)
    await ehr.open()
    with TemporaryDirectory(prefix="soak-") as name, database(chosen.store, Path(name)) as (address, server):
        folder = Path(name)
        clock, environment = _clock(folder) if chosen.faults and chosen.faketime else (None, {})
        service = await asyncio.to_thread(
            lambda: Service(folder, ehr, address, workers=chosen.workers, environment=environment)
        )
        traffic = Traffic(ehr, service.base, today, connections=chosen.connections, rate=chosen.rate)
        traffic.start()
        await traffic.phase(min(5.0, chosen.minutes * 6))  # caches, key sets, first growth
        warm = traffic.tally
        began = time.monotonic()
        if chosen.faults:
            found = await broken(service, traffic, faults(service, ehr, server, clock), chosen.minutes * 60)
        else:
            found = await soaked(service, traffic, chosen.minutes * 60)
        seconds = time.monotonic() - began
        await traffic.stop()
        stop_seconds = await asyncio.to_thread(service.stop)
        cards, records = await service.held()
        await asyncio.sleep(0)
    ehr.close()
    tallies: list[Tally] = [warm, *found.pop("tallies"), traffic.tally]
    for row in found.get("rows", ()):
        row["on_disk"] = len(row.pop("cards") & cards)
    acknowledged = set().union(*(tally.acknowledged for tally in tallies))
    return {
        "store": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[chosen.store],
        "faults": chosen.faults,
        "workers": chosen.workers,
        "connections": chosen.connections,
        "began": f"{start:%Y-%m-%d %H:%M} UTC",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "commit": commit(),
        "cores": os.cpu_count() or 1,
        "load": {"before": round(before, 1), "after": round(os.getloadavg()[0], 1)},
        "seconds": seconds,
        "stop_seconds": stop_seconds,
        "acknowledged": len(acknowledged),
        "on_disk": len(acknowledged & cards),
        "records": records,
        "answered": sum(tally.answered for tally in {id(tally): tally for tally in tallies}.values()),
        "wrong": sum(len(tally.wrong) for tally in {id(tally): tally for tally in tallies}.values()),
        **found,
    }


def _clock(folder: Path) -> tuple[Path | None, dict[str, str]]:
    """A clock that can be stepped under the service, where libfaketime is installed."""
    if not FAKETIME:
        raise SystemExit("libfaketime is not installed: apt install faketime, or leave --faketime out")
    clock = folder / "clock"
    clock.write_text("+0\n")
    told = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}
    return clock, {"LD_PRELOAD": str(FAKETIME[0]), "FAKETIME_DONT_FAKE_MONOTONIC": "1", **told}


async def soaked(service: Service, traffic: Traffic, seconds: float) -> dict[str, Any]:
    """Calls and memory over the whole time."""
    samples: dict[int, list[tuple[float, float]]] = {}
    started = time.monotonic()

    async def sample() -> None:
        while True:
            for pid, size in service.megabytes().items():
                samples.setdefault(pid, []).append((time.monotonic() - started, size))
            await asyncio.sleep(SAMPLE_SECONDS)

    sampling = asyncio.create_task(sample())
    tally = await traffic.phase(seconds)
    sampling.cancel()
    memory = [
        {"first": taken[0][1], "last": taken[-1][1], "slope": slope([one for one in taken if one[0] > seconds / 2])}
        for taken in samples.values()
    ]
    number = tally.statuses.total()
    calls = {
        "number": number,
        "per_second": number / tally.lasted,
        "p50": tally.quantile(0.5),
        "p99": tally.quantile(0.99),
        "statuses": dict(tally.statuses),
        "by_kind": dict(tally.by_kind),
        "wrong": len(tally.wrong),
    }
    return {"calls": calls, "memory": memory, "tallies": [tally]}


def slope(taken: list[tuple[float, float]]) -> float:
    """Megabytes an hour, by least squares."""
    if len(taken) < 2:
        return 0.0
    mean_t = sum(at for at, _ in taken) / len(taken)
    mean_m = sum(size for _, size in taken) / len(taken)
    spread = sum((at - mean_t) ** 2 for at, _ in taken)
    return sum((at - mean_t) * (size - mean_m) for at, size in taken) / spread * 3600 if spread else 0.0


async def broken(service: Service, traffic: Traffic, listed: list[Any], seconds: float) -> dict[str, Any]:
    """One fault after the other, and as long after each as it lasted."""
    await traffic.phase(31)  # key sets are asked for at most every 30 s: the first fetch lies behind us
    tallies, rows = [traffic.tally], []
    each = max(seconds / len(listed) / 2, 4.0)
    for fault in listed:
        async with fault.broken():
            during = await traffic.phase(each)
            tallies.append(during)
        after = await traffic.phase(each)
        tallies.append(after)
        rows.append(
            {
                "fault": fault.name,
                "injected": fault.injected,
                "during": dict(during.statuses),
                "after": dict(after.statuses),
                "p99": during.quantile(0.99),
                "wrong": len(during.wrong) + len(after.wrong),
                "what": sorted(set(during.wrong + after.wrong))[:5],
                "acknowledged": len(during.acknowledged | after.acknowledged),
                "cards": during.acknowledged | after.acknowledged,
            }
        )
    return {"rows": rows, "tallies": tallies}


if __name__ == "__main__":
    raise SystemExit(main())
