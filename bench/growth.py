"""What reading and rebuilding a history costs as the record grows: `python -m bench.growth`."""

import math
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.table import Table

from app.main import spare_the_collector
from bench.records import SHAPES
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from trd.assessment import assess
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load

SIZES = (50, 500, 5000)
STEPS = ("decode", "facts", "rebuild", "assess")
ROUNDS = 7
LINEAR = 1.15
"""An exponent above this is named: the work grows faster than the record."""

Milliseconds = Mapping[int, Mapping[str, float]]


def growth(shape: Callable[[int, date], bytes], today: date, sizes: tuple[int, ...] = SIZES) -> Milliseconds:
    """Median milliseconds of processor time of each step, by the size of the record."""
    return {size: _measured(shape(size, today), today) for size in sizes}


def exponent(found: Milliseconds, step: str, first: int, last: int) -> float:
    """1 is linear, 2 is quadratic; the smallest records are mostly what any request costs."""
    return math.log(found[last][step] / found[first][step]) / math.log(last / first)


def _measured(data: bytes, today: date) -> dict[str, float]:
    knowledge, choices = load(), Choices()
    taken: dict[str, list[float]] = {step: [] for step in STEPS}

    def timed(step: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        done = work()
        taken[step].append((time.process_time() - started) * 1000)
        return done

    for _ in range(ROUNDS):
        resources = timed("decode", lambda: read_any(data))
        history = timed("facts", lambda: read_history(resources, knowledge))  # noqa: B023
        timed("rebuild", lambda: rebuild(history, knowledge, choices, as_of=today))  # noqa: B023
        timed("assess", lambda: assess(history, knowledge, choices, as_of=today))  # noqa: B023
    return {step: statistics.median(times) for step, times in taken.items()}


def main() -> int:
    """Print the table of every shape of record."""
    spare_the_collector()
    today = date.today()  # noqa: TID251 - the bench is a caller, as an EHR is
    table = Table("record", "step", *(str(size) for size in SIZES), "growth 50–500", "growth 500–5000", show_edge=False)
    for column in table.columns[2:]:
        column.justify = "right"
    for name, shape in SHAPES.items():
        found = growth(shape, today)
        for step in STEPS:
            grows = [exponent(found, step, first, last) for first, last in pairwise(SIZES)]
            told = [f"{grown:.2f}{' !' if grown > LINEAR else ''}" for grown in grows]
            table.add_row(name, step, *(f"{found[size][step]:.2f}" for size in SIZES), *told)
        table.add_section()
    Console(width=110).print(table)
    Console().print("milliseconds of processor time; assess holds rebuild; ! = faster than the record")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
