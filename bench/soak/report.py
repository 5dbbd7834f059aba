"""`docs/operators/load.md` from the figures of the runs that were kept, each as it was measured."""

from typing import Any

HEAD = """# Load and faults, measured

Made by `python -m bench.soak`; run it on your own machine, the figures below are those of one. Every call has a fresh
signed token (ES384 and RS384 in turn); the calls are of every service, 25 to 2,000 resources a record, feedback, and
calls that bring nothing along, so that the service fetches from the FHIR server of the soak. The load and that server
share the machine with the service, so throughput is a lower bound and p99 holds what the load itself waited.

```console
# not tried by the tests: it takes an hour
$ .venv/bin/python -m bench.soak --minutes 30 --workers 2 --store sqlite
$ .venv/bin/python -m bench.soak --minutes 30 --workers 2 --store postgresql
$ .venv/bin/python -m bench.soak --minutes 3 --store sqlite --faults
```

*Acknowledged* is feedback that was answered 200; *on disk* is how much of it the store held after the service had
stopped.
*Wrong* counts answers 5xx that are no 503 with `Retry-After`.
"""


def page(runs: dict[str, Any]) -> str:
    """The page of all runs."""
    parts = [HEAD]
    for run in runs.values():
        parts += soak(run) if not run["faults"] else faulty(run)
    return "\n".join(parts).rstrip() + "\n"


def of_run(run: dict[str, Any]) -> list[str]:
    """When, where, and beside what."""
    load = run["load"]
    return [
        f"{run['began']}; {run['machine']}; load of the machine before the start {load['before']}, at the end "
        f"{load['after']} on {run['cores']} cores"
        + (
            ": **others worked on it at the same time**, so times say little."
            if load["before"] > 0.5 * run["cores"]
            else "."
        ),
        "",
    ]


def soak(run: dict[str, Any]) -> list[str]:
    """One soak."""
    told = run["calls"]
    rows = [
        ("calls", f"{told['number']:,} in {run['seconds'] / 60:.1f} min: {told['per_second']:.0f} a second"),
        ("time of a call", f"p50 {told['p50']:.1f} ms, p99 {told['p99']:.0f} ms"),
        ("statuses", statuses(told["statuses"])),
        ("wrong", str(told["wrong"])),
        ("memory of each worker", "; ".join(memory(one) for one in run["memory"])),
        ("feedback", f"{run['acknowledged']:,} acknowledged, {run['on_disk']:,} of it on disk"),
        ("decision records", f"{run['records']:,} of {run['answered']:,} answered calls"),
        ("stop", f"{run['stop_seconds']:.1f} s from SIGTERM to the end"),
    ]
    title = f"## {run['store']}, {run['workers']} workers, {run['connections']} connections"
    return [title, "", *of_run(run), "| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows), ""]


def memory(one: dict[str, Any]) -> str:
    """One worker's."""
    return f"{one['first']:.0f} → {one['last']:.0f} MB ({one['slope']:+.1f} MB an hour in the second half)"


def statuses(found: dict[str, int]) -> str:
    """How many answers of each status."""
    return ", ".join(f"{status}: {number:,}" for status, number in sorted(found.items()))


def faulty(run: dict[str, Any]) -> list[str]:
    """One run with faults."""
    lines = [
        f"## Faults: {run['store']}, {run['workers']} workers",
        "",
        *of_run(run),
        "| fault | injected | clients saw meanwhile | and afterwards | p99 ms | wrong | acknowledged → on disk |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in run["rows"]:
        kept = f"{row['acknowledged']} → {row['on_disk']}"
        cells = (row["fault"], row["injected"], statuses(row["during"]), statuses(row["after"]), f"{row['p99']:.0f}")
        lines.append(f"| {' | '.join(cells)} | {row['wrong']} | {kept} |")
    records = f"{run['records']:,} decision records of {run['answered']:,} answered calls"
    return [*lines, "", f"*broken* is a connection that ended without an answer. {records}.", ""]
