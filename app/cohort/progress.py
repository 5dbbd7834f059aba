"""How far a run is, on standard error: a bar with rate and time left on a terminal, nothing in a log file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


class Bar(Protocol):
    """Told how far a stage is."""

    def __call__(self, done: int, patients: int = 0) -> None: ...


def _no_bar(done: int, patients: int = 0) -> None:
    """Nobody watches."""


@contextmanager
def stage(name: str, total: int, *, quiet: bool) -> Iterator[Bar]:
    """One stage of `total` bytes. `isatty` is asked, not rich: `FORCE_COLOR` must not put a bar into a log file."""
    if quiet or not sys.stderr.isatty():
        yield _no_bar
        return
    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=max(total, 1), rate="")

        def told(done: int, patients: int = 0) -> None:
            taken = progress.tasks[0].elapsed or 0.001
            rate = f"{patients / taken:,.0f} patients/s" if patients else f"{done / taken / 1e6:,.1f} MB/s"
            progress.update(task, completed=done, rate=rate)

        yield told
