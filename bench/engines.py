"""The cohort by both engines at growing sizes: are the results equal, what does each cost? `python -m bench.engines`.

Processor seconds of all processes, Java's among them, count more than those on the clock: neighbours on the same cores
stretch the clock. Memory is the sum over the processes of a run at its most.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console

from app.cohort.columns import TABLES
from bench.population import Population, day_of_population, write_export

SIZES = (300, 1_000, 3_000, 10_000)
ENGINES = ("local", "spark")


def main() -> int:
    """Measure and print; 1 when the engines disagree."""
    parser = argparse.ArgumentParser(prog="bench.engines")
    parser.add_argument("--patients", type=int, nargs="*", default=SIZES)
    parser.add_argument("--records", type=int, default=40, help="lines a patient")
    parser.add_argument("--depressed", type=float, default=0.3, help="share with a depression on record")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", type=Path, help="folder to work in; default a temporary one")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(dir=options.work) as temporary:
        for patients in options.patients:
            people = Population(patients=patients, records=options.records, depressed=options.depressed)
            rows.append(measure(people, Path(temporary) / str(patients), options.workers))
            show(rows[-1])
            if options.json:
                options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["equal"] for row in rows) else 1


def measure(people: Population, work: Path, workers: int) -> dict[str, Any]:
    """One size by both engines."""
    size = write_export(people, work / "export")
    told = {engine: judged(work / "export", work / engine, engine, workers) for engine in ENGINES}
    one, other = (fingerprint(work / engine) for engine in ENGINES)
    load = os.getloadavg()[0]
    return {"patients": people.patients, "bytes": size, "load": load, "equal": one == other, **told}


def judged(folder: Path, out: Path, engine: str, workers: int) -> dict[str, float]:
    """One run as an operator starts it, watched from outside."""
    command = [sys.executable, "-m", "app.cli.main", "cohort", str(folder), "--out", str(out), "--quiet", "--results"]
    command += ["--as-of", day_of_population().isoformat(), "--workers", str(workers), "--engine", engine]
    began = time.perf_counter()
    with out.with_suffix(".log").open("wb") as log:
        run = subprocess.Popen(command, stderr=log)
        processor: dict[int, float] = {}
        megabytes = 0.0
        while run.poll() is None:
            family = [run.pid, *_descendants(run.pid)]
            told = {process: _told(process) for process in family}
            processor.update({process: seconds for process, (seconds, _) in told.items() if seconds})
            megabytes = max(megabytes, sum(memory for _, memory in told.values()))
            time.sleep(0.2)
    if run.returncode:
        raise SystemExit(f"the engine {engine} ended with {run.returncode}; see {log.name}")
    return {"seconds": time.perf_counter() - began, "processor": sum(processor.values()), "megabytes": megabytes}


def _descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(name) for name in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _told(process: int) -> tuple[float, float]:
    """Processor seconds and resident megabytes of one process."""
    try:
        after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    return (int(after[11]) + int(after[12])) / 100, int(after[21]) * 4096 / 1e6


def fingerprint(out: Path) -> dict[str, str]:
    """A digest of the rows of each table, of the results and of the manifest, whatever the order and the files."""
    found = {"manifest": sha256((out / "manifest.json").read_bytes()).hexdigest()}
    for table in TABLES:
        parts = sorted((out / table).glob("*.parquet"))
        rows = sorted(repr(row) for part in parts for row in pq.ParquetFile(part).read().to_pylist())
        found[table] = _digest(row.encode() for row in rows)
    lines = sorted(line for part in (out / "results").glob("part-*") for line in part.read_bytes().splitlines())
    return {**found, "results": _digest(lines)}


def _digest(parts: Any) -> str:
    total = sha256()
    for part in parts:
        total.update(part + b"\n")
    return total.hexdigest()


def show(row: dict[str, Any]) -> None:
    """One line a size."""
    say = Console(highlight=False, width=200).print
    costs = "; ".join(
        f"{engine} {row[engine]['processor']:.0f} s of processor, {row[engine]['seconds']:.0f} s on the clock, "
        f"{row[engine]['megabytes']:.0f} MB"
        for engine in ENGINES
    )
    equal = "equal" if row["equal"] else "NOT EQUAL"
    say(f"{row['patients']:,} patients, {row['bytes'] / 1e6:.0f} MB, load {row['load']:.1f}: {equal}; {costs}")


if __name__ == "__main__":
    raise SystemExit(main())
