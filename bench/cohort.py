"""A whole population, invented and judged: rates, memory, and the ratio to a bare scan. `python -m bench.cohort`.

The bare scan decodes the same lines into the narrow structs and keeps nothing; one process each, processor time, so
that neighbours on the same cores count little. `--keep DIR` keeps the export and uses it again.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.population import Population, day_of_population, write_export
from fhir_mappings.reading.decoding import decode_resource
from fhir_mappings.reading.messages import Found


def main() -> int:
    """Measure and print; nothing is judged by the clock here."""
    parser = argparse.ArgumentParser(prog="bench.cohort")
    parser.add_argument("--patients", type=int, default=2000)
    parser.add_argument("--depressed", type=float, default=0.3, help="share with a depression on record")
    parser.add_argument("--records", type=int, default=131, help="lines a patient")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder of the export, kept")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    people = Population(
        patients=options.patients, seed=options.seed, records=options.records, depressed=options.depressed
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary) / "export"
        if not folder.exists():
            write_export(people, folder)
        figures = measure(folder, Path(temporary), options.workers)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(folder: Path, work: Path, workers: int) -> dict[str, Any]:
    """All figures of one export."""
    size, lines, scanned = bare_scan(folder)
    alone = judged(folder, work / "alone", 1)
    together = judged(folder, work / "together", workers)
    patients = alone["patients"]
    return {
        "patients": patients,
        "lines": lines,
        "bytes": size,
        "scan_seconds": scanned,
        "pass_seconds": alone["processor"],
        "scan_per_pass": scanned / alone["processor"],
        "patients_a_second_a_core": patients / alone["processor"],
        "workers": workers,
        "patients_a_second": patients / together["seconds"],
        "spill_bytes": alone["spill"],
        "megabytes": {"one process": alone["megabytes"], "each of several": together["megabytes"]},
    }


def bare_scan(folder: Path) -> tuple[int, int, float]:
    """Bytes, lines and processor seconds of decoding every line, and nothing else."""
    size = lines = 0
    began = time.process_time()
    for path in sorted(folder.iterdir()):
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for line in file:
                decode_resource(Found(data=line))
                size += len(line)
                lines += 1
    return size, lines, time.process_time() - began


def judged(folder: Path, out: Path, workers: int) -> dict[str, Any]:
    """One run as an operator starts it, watched from outside."""
    command = [sys.executable, "-m", "app.cli.main", "cohort", str(folder), "--out", str(out), "--quiet"]
    command += ["--as-of", day_of_population().isoformat(), "--workers", str(workers)]
    began, spill, processor = time.perf_counter(), 0, 0.0
    peaks: dict[int, float] = {}
    run = subprocess.Popen(command)
    while run.poll() is None:
        for process in (run.pid, *_children(run.pid)):
            peaks[process] = max(peaks.get(process, 0.0), _peak(process))
        processor = max(processor, _processor(run.pid))
        spill = max(spill, sum(_size(file) for file in (out / ".unfinished").glob("*.spill")))
        time.sleep(0.1)
    if run.returncode:
        raise SystemExit(f"the run ended with {run.returncode}")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "processor": processor, "spill": spill, "megabytes": max(peaks.values())}
    return {**told, "patients": manifest["output"]["patients"]}


def _children(process: int) -> list[int]:
    try:
        return [int(name) for name in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _peak(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)


def _processor(process: int) -> float:
    """Processor seconds of one process, by its operating system."""
    try:
        after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after[11]) + int(after[12])) / 100


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def show(figures: dict[str, Any]) -> None:
    """The figures, one thought a line."""
    say = Console(highlight=False).print
    say(f"{figures['patients']:,} patients, {figures['lines']:,} lines, {figures['bytes'] / 1e6:,.0f} MB")
    say(
        f"bare narrow scan {figures['scan_seconds']:.1f} s, whole pass {figures['pass_seconds']:.1f} s of one processor"
    )
    say(f"pass / scan, bytes a second: {figures['scan_per_pass']:.2f}  (T-11: >= 0.5)")
    say(f"patients a second and core: {figures['patients_a_second_a_core']:.0f}  (T-12: >= 300)")
    say(f"with {figures['workers']} processes: {figures['patients_a_second']:.0f} patients a second on the clock")
    memory = ", ".join(f"{name} {peak:.0f} MB" for name, peak in figures["megabytes"].items())
    say(f"memory at the most: {memory}  (T-13: <= 150 MB a process)")
    say(f"spill {figures['spill_bytes'] / 1e6:,.0f} MB, {figures['spill_bytes'] / figures['bytes']:.2f} of the input")


if __name__ == "__main__":
    raise SystemExit(main())
