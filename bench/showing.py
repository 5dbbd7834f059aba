"""The figures of a run on a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

from bench.targets import targets


def show(figures: dict[str, Any]) -> None:
    """Ratios first, as they decide."""
    console = Console(highlight=False)
    console.print(_sizes(figures["rows"]))
    console.print("floor = /health/live + orjson.loads of the same bytes, taken in turns with the call", style="dim")
    told = (
        f"{name} {taken:.1f} ({figures['stages_per_orjson'][name]:.1f})" for name, taken in figures["stages_ms"].items()
    )
    console.print("stages  " + "  ".join(told), soft_wrap=True)
    console.print("        (milliseconds of processor time, and × orjson.loads, of 200 resources)", style="dim")
    for row in figures["crowds"]:
        console.print(
            f"{row['connections']} connections, 100 resources: p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms, "
            f"{row['per_second']:.0f}/s"
        )
    for row in figures["hostile"]:
        console.print(
            f"{row['record']}: 500 {row['small']:.0f} ms, 5,000 {row['large']:.0f} ms, exponent {row['exponent']:.2f}"
        )
    for target in targets(figures):
        console.print(str(target), style=None if target.held else "red")


def _sizes(rows: list[dict[str, float]]) -> Table:
    table = Table("resources", "kB", "p50 ms", "p99 ms", "÷ floor", "÷ orjson.loads", show_edge=False)
    for row in rows:
        table.add_row(
            str(row["resources"]),
            f"{row['kilobytes']:.0f}",
            f"{row['p50']:.1f}",
            f"{row['p99']:.1f}",
            f"{row['per_floor']:.1f}",
            f"{row['per_orjson']:.1f}",
        )
    return table
