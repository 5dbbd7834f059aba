"""What a run must hold: ratios within the run decide, milliseconds and megabytes are told beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SLOWER = 1.2
"""A stage that takes so many times what it took before is named."""


@dataclass(frozen=True)
class Target:
    id: str
    what: str
    measured: float
    limit: float
    unit: str = ""
    """Of a figure that is no ratio: it is told, and decides nothing on a machine that is not known."""
    at_least: bool = False

    @property
    def held(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    @property
    def decides(self) -> bool:
        return not self.unit

    @property
    def demand(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit and f' {self.unit}'}"

    @property
    def figure(self) -> str:
        return (
            f"{self.measured:.2f}"
            if self.decides
            else f"{self.measured:.{0 if self.measured >= 10 else 2}f} {self.unit}"
        )

    def __str__(self) -> str:
        return f"{self.id:5} {self.what}: {self.figure} {self.demand}  {'ok' if self.held else 'missed'}"


def targets(figures: dict[str, Any]) -> list[Target]:
    """What was measured beside its limits, in the order of their numbers; what was not measured is left out."""
    by_size = {row["resources"]: row for row in figures["rows"]}
    floors = (("T-1", 25, 12.0), ("T-2", 200, 6.0), ("T-3", 2000, 3.0))
    found = [
        *(Target(id, f"{size} resources, p50 / floor", by_size[size]["per_floor"], most) for id, size, most in floors),
        Target("T-4", "growth exponent, 100 to 5,000 resources", figures["growth_exponent"], 1.15),
        *_of_crowds({row["connections"]: row for row in figures["crowds"]}),
        *_of_the_process(figures),
        Target("T-10", "200 resources and no depression, p50 / full answer", figures["irrelevant_per_full"], 0.5),
        *_of_a_cohort(figures.get("cohort")),
        *_of_hostile_records(figures.get("hostile") or []),
    ]
    return sorted(found, key=lambda target: int(target.id.removeprefix("T-")))


def _of_crowds(rows: dict[int, Any]) -> Iterator[Target]:
    """p99 of several connections is told only: a client in Python on the server's cores measures itself."""
    yield Target("T-5", "100 resources, one connection, p99 / p50", rows[1]["p99"] / rows[1]["p50"], 3.0)
    yield Target(
        "T-6", "calls a second, 8 connections / one", rows[8]["per_second"] / rows[1]["per_second"], 0.5, "", True
    )


def _of_the_process(figures: dict[str, Any]) -> Iterator[Target]:
    memory = figures["megabytes"]
    yield Target(
        "T-7", "25 resources beside a running 2,000, p90 / p50 of the 2,000 alone", figures["beside_2000"], 2.0
    )
    yield Target("T-8", "first answer / importing fastapi, uvicorn, httpx", figures["cold_start_per_import"], 3.0)
    yield Target("T-8", "first answer after the start", figures["cold_start_seconds"], 1.0, "s")
    yield Target("T-9", "memory of a worker, idle", memory["idle"], 120, "MB")
    yield Target("T-9", "memory after 100 requests of 2,000 / after 50", memory["after 100"] / memory["after 50"], 1.2)


def _of_a_cohort(cohort: dict[str, Any] | None) -> Iterator[Target]:
    if cohort is None:
        return
    yield Target("T-11", "cohort, bare narrow scan / whole pass", cohort["scan_per_pass"], 0.5, "", True)
    yield Target("T-12", "cohort, patients a second and core", cohort["patients_a_second_a_core"], 300, "/s", True)
    yield Target("T-13", "cohort, memory of a process", max(cohort["megabytes"].values()), 150, "MB")
    yield Target("T-13", "cohort, memory at four times the patients", cohort["memory_growth"], 1.2)


def _of_hostile_records(rows: list[dict[str, Any]]) -> Iterator[Target]:
    """The worst of the records that nobody writes."""
    if not rows:
        return
    slowest, steepest = max(rows, key=lambda row: row["large"]), max(rows, key=lambda row: row["exponent"])
    yield Target("T-14", f"5,000 resources, the slowest: {slowest['record']}", slowest["large"], 500, "ms")
    yield Target("T-14", f"growth exponent, the steepest: {steepest['record']}", steepest["exponent"], 1.15)


def slower(figures: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """Stages that take more of `orjson.loads` of the same bytes than they did in an earlier run."""
    for name, now in figures["stages_per_orjson"].items():
        then = before.get("stages_per_orjson", {}).get(name)
        if then and now > then * SLOWER:
            yield f"{name}: {now:.1f} x orjson.loads, was {then:.1f}"
