"""One run of everything that has a target: calls, stages, start, memory, hostile records, a population.

`python -m bench --write` writes docs/performance.md, the page of the targets, and the figures behind it.
"""

import argparse
import json
import os
import platform
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from bench import calls
from bench.hostile import hostile
from bench.page import page
from bench.population import Population, write_export
from bench.requests import request
from bench.server import Server, serving
from bench.showing import show
from bench.stages import costliest, stages
from bench.targets import slower, targets

DOCS = Path(__file__).parents[1] / "docs"
PAGE, KEPT = DOCS / "performance.md", DOCS / "performance.json"
LATEST = Path(__file__).parent / "latest.json"


def main() -> int:
    """Measure, print, keep the figures with `--json FILE`; 1 when a ratio misses its target."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--seconds", type=float, default=3, help="seconds a figure is measured")
    parser.add_argument("--patients", type=int, default=2000, help="patients of the population; 0 leaves it out")
    parser.add_argument("--json", type=Path, default=LATEST, help="keep the figures in this file")
    parser.add_argument("--against", type=Path, help="name the stages that are slower than in this earlier file")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its figures")
    options = parser.parse_args()
    earlier = json.loads(options.against.read_text(encoding="utf-8")) if options.against else {}
    warn_of_company()
    with serving() as server, httpx.Client(base_url=server.address, trust_env=False, timeout=calls.PATIENCE) as client:
        figures = measure(client, server, options.seconds)
    if options.patients:
        figures["cohort"] = population(options.patients)
    show(figures)
    for line in slower(figures, earlier):
        Console().print(f"slower  {line}")
    kept = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    for file in (options.json, *((KEPT,) if options.write else ())):
        file.write_text(kept, encoding="utf-8")
    if options.write:
        PAGE.write_text(page(figures), encoding="utf-8")
    return 0 if all(target.held for target in targets(figures) if target.decides) else 1


def warn_of_company() -> None:
    """Other work on the same cores makes milliseconds worthless, and ratios doubtful."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > 0.5 * cores:
        Console().print(f"load {load:.1f} on {cores} cores: figures are not to be trusted", style="yellow")


def measure(client: httpx.Client, server: Server, seconds: float) -> dict[str, Any]:
    """All figures of one run against one server."""
    today = date.today()  # noqa: TID251 - the bench is a caller, as an EHR is
    load, idle = os.getloadavg()[0], server.megabytes()
    rows = calls.by_size(client, seconds, today)
    body = request(200, today)
    parts, decode = stages(body, today), calls.decoding(body)
    return {
        "machine": machine(load),
        "date": today.isoformat(),
        "rows": rows,
        "growth_exponent": calls.growth_of(rows),
        "irrelevant_per_full": calls.irrelevant_per_full(client, seconds, today),
        "crowds": [calls.crowd(server.address, request(100, today), size, seconds) for size in calls.CROWDS],
        "beside_2000": calls.beside_a_large_one(server, client, seconds, today),
        "megabytes": {"idle": idle, **calls.memory_of(server, client, today)},
        "stages_ms": parts,
        "stages_per_orjson": {name: taken / decode for name, taken in parts.items()},
        "profile": costliest(body, today),
        "cold_start_seconds": server.cold_start,
        "cold_start_per_import": server.cold_start / calls.bare_import(),
        "hostile": list(hostile(lambda record: calls.post(client, record), today)),
    }


def population(patients: int) -> dict[str, Any]:
    """An invented population judged, and a quarter of it, to see whether memory grows with the input."""
    from bench.cohort import measure as judge  # the tables' libraries are not for the hook

    with tempfile.TemporaryDirectory() as temporary:
        work, found = Path(temporary), []
        for part in (patients // 4, patients):
            write_export(Population(patients=part), work / f"export-{part}")
            found.append(judge(work / f"export-{part}", work / f"work-{part}", workers=2))
    quarter, whole = found
    return {**whole, "memory_growth": max(whole["megabytes"].values()) / max(quarter["megabytes"].values())}


def machine(load: float) -> dict[str, Any]:
    """On what it was measured, and in whose company."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.machine()
    return {"processor": processor, "cores": os.cpu_count(), "load": load, "python": platform.python_version()}


if __name__ == "__main__":
    raise SystemExit(main())
