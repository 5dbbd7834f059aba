"""What a run must hold: ratios within the run decide, milliseconds and megabytes are told."""

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

    @property
    def held(self) -> bool:
        return self.measured <= self.limit

    def __str__(self) -> str:
        return f"{self.id}  {self.what}: {self.measured:.2f} <= {self.limit:g}  {'ok' if self.held else 'missed'}"


def targets(figures: dict[str, Any]) -> list[Target]:
    """The ratios of one run beside their limits."""
    by_size = {row["resources"]: row for row in figures["rows"]}
    floors = (("T-1", 25, 12.0), ("T-2", 200, 6.0), ("T-3", 2000, 3.0))
    return [
        *(Target(id, f"{size} resources, p50 / floor", by_size[size]["per_floor"], most) for id, size, most in floors),
        *_of_crowds({row["connections"]: row for row in figures["crowds"]}),
        Target("T-4", "growth exponent 100 to 5,000", figures["growth_exponent"], 1.15),
        Target("T-10", "nothing of ours on record / full answer", figures["irrelevant_per_full"], 0.5),
    ]


def _of_crowds(rows: dict[int, Any]) -> Iterator[Target]:
    """p99 of several connections is told only: a client in Python on the server's cores measures itself."""
    yield Target("T-5", "100 resources, one connection, p99 / p50", rows[1]["p99"] / rows[1]["p50"], 3.0)
    yield Target("T-6", "calls a second, one connection / 8", rows[1]["per_second"] / rows[8]["per_second"], 2.0)


def slower(figures: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """Stages that take more of `orjson.loads` of the same bytes than they did in an earlier run."""
    for name, now in figures["stages_per_orjson"].items():
        then = before.get("stages_per_orjson", {}).get(name)
        if then and now > then * SLOWER:
            yield f"{name}: {now:.1f} x orjson.loads, was {then:.1f}"
