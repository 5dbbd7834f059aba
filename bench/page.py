"""docs/performance.md: each target beside what a run measured, and of what it missed the reason and the profile."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.targets import Target, targets

WHY: Mapping[str, str] = {
    "T-1": "the fixed part of a call, most of it some forty drugs weighed by the safety rows, stands against so few",
    "T-2": "the stand-in that set this mark had no dosage grammar, no intervals of days, no safety rows, no staging; "
    "each resource is read into a dated fact, and every fact is judged under nine definitions",
    "T-3": "the work for one resource, reading it and laying its days over the others', is several times its decoding; "
    "it does not grow with the size of the record",
    "T-4": "what a record of this size costs beyond its parts is told by the hostile records below",
    "T-5": "the client runs on the server's cores: its own pauses are in the figure",
    "T-6": "the client runs on the server's cores and takes them from it",
    "T-7": "bodies over 512 KiB are judged in a thread that shares the interpreter's lock with the loop",
    "T-8": "the knowledge is read, checked and indexed before the first answer",
    "T-9": "the knowledge and its indexes stay in memory, and so do the pages' templates",
    "T-10": "a chart of another illness is still read whole: a drug that is not known yet may be an antidepressant",
    "T-11": "a scan keeps nothing, the pass judges every patient with a depression under nine definitions",
    "T-12": "the judgement of one patient with a depression takes most of it, reading the lines the rest",
    "T-13": "the knowledge and the tables' libraries are in every process",
    "T-14": "a record of 5,000 resources that all speak of one drug has no part that need not be judged",
}
"""Why a mark is missed, where it is."""

HEAD = """# Performance

Made by `python -m bench --write` (`make bench` measures the same and writes no page). A ratio holds on any machine and
decides whether a mark is held; milliseconds and megabytes are of this machine. What is compared took turns in one run.
The *floor* is `/health/live` of the same server and `orjson.loads` of the same bytes: no body moved, nobody judged.
"""


def page(figures: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_machine(figures), *_targets(figures), *_missed(figures), *_more(figures)]) + "\n"


def _machine(figures: dict[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    named = f"{machine['cores']} cores ({machine['processor']}), Python {machine['python']}"
    yield f"Measured on {figures['date']}: {named}."
    if machine["load"] > 0.5 * (machine["cores"] or 1):
        yield ""
        yield (
            f"> Other work ran on the same cores (load {machine['load']:.1f}): the ratios are rough, "
            "milliseconds, p99 and what is told of several connections are not to be trusted."
        )
    yield ""


def _targets(figures: dict[str, Any]) -> Iterator[str]:
    found = targets(figures)
    held = sum(target.held for target in found)
    yield f"## Marks\n\n{held} of {len(found)} held.\n"
    yield "| mark | what | wanted | measured | |"
    yield "| --- | --- | --- | --- | --- |"
    for target in found:
        yield f"| {target.id} | {target.what} | {target.demand} | {target.figure} | {_verdict(target)} |"
    yield ""


def _verdict(target: Target) -> str:
    return "held" if target.held else "**missed**"


def _missed(figures: dict[str, Any]) -> Iterator[str]:
    missed = list(dict.fromkeys(target.id for target in targets(figures) if not target.held))
    if not missed:
        return
    yield "## Why some are missed\n"
    yield from (f"- **{id}**: {WHY[id]}." for id in missed)
    yield "\nThe functions with the most time of their own in a call of 200 resources:\n"
    yield "| function | calls | share |"
    yield "| --- | ---: | ---: |"
    yield from (f"| `{row['function']}` | {row['calls']} | {row['share']:.1%} |" for row in figures["profile"])
    yield ""


def _more(figures: dict[str, Any]) -> Iterator[str]:
    yield "## By size\n"
    yield "| resources | kB | p50 ms | p99 ms | ÷ floor | ÷ `orjson.loads` |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for row in figures["rows"]:
        yield (
            f"| {row['resources']:,} | {row['kilobytes']:,.0f} | {row['p50']:.1f} | {row['p99']:.1f} "
            f"| {row['per_floor']:.1f} | {row['per_orjson']:.1f} |"
        )
    yield "\n## By stage\n\nProcessor time of one call of 200 resources.\n"
    yield "| stage | ms | × `orjson.loads` |"
    yield "| --- | ---: | ---: |"
    for name, taken in figures["stages_ms"].items():
        yield f"| {name} | {taken:.2f} | {figures['stages_per_orjson'][name]:.2f} |"
    yield "\n## Records that nobody writes\n\nOne call each; an exponent of 1 is linear.\n"
    yield "| record | 500, ms | 5,000, ms | exponent |"
    yield "| --- | ---: | ---: | ---: |"
    for row in figures["hostile"]:
        yield f"| {row['record']} | {row['small']:.0f} | {row['large']:.0f} | {row['exponent']:.2f} |"
    yield from _several(figures)


def _several(figures: dict[str, Any]) -> Iterator[str]:
    yield "\n## Several at once\n\n100 resources; the client shares the cores with the server.\n"
    yield "| connections | p50 ms | p99 ms | calls a second |"
    yield "| ---: | ---: | ---: | ---: |"
    for row in figures["crowds"]:
        yield f"| {row['connections']} | {row['p50']:.1f} | {row['p99']:.1f} | {row['per_second']:.0f} |"
    cohort = figures.get("cohort")
    if cohort is None:
        return
    yield "\n## A population\n"
    yield (
        f"{cohort['patients']:,} invented patients, {cohort['lines']:,} lines, {cohort['bytes'] / 1e6:,.0f} MB: "
        f"{cohort['patients_a_second_a_core']:.0f} patients a second and core; "
        f"{cohort['patients_a_second']:.0f} a second with {cohort['workers']} processes; "
        f"spill {cohort['spill_bytes'] / cohort['bytes']:.2f} of the input; "
        f"at most {max(cohort['megabytes'].values()):.0f} MB a process. More: [A whole population](cohort.md)."
    )
