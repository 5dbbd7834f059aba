"""The processes of one run: the same functions in other processes, or in this one; what was done is counted as it is.

New processes are spawned, not forked: Arrow has threads of its own. A process whose parent is gone ends itself.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import ModuleType
from typing import Any, TypeVar

from app.cohort.evaluation import Question, knowledge_of
from trd.knowledge.types import Knowledge

T = TypeVar("T")
BEAT = 0.25
"""Seconds between two looks at what was done."""


class Lost(Exception):
    """A process ended in the middle of its work: killed, or out of memory."""


class Meter:
    """Bytes and patients done so far, in one process or in all of them."""

    def __init__(self, shared: tuple[Any, Any] | None = None) -> None:
        self._shared = shared
        self._own = [0, 0]

    def add(self, size: int, patients: int = 0) -> None:
        """So much more is done."""
        if self._shared is None:
            self._own[0] += size
            self._own[1] += patients
            return
        for value, more in zip(self._shared, (size, patients), strict=True):
            if more:
                with value.get_lock():
                    value.value += more

    @property
    def done(self) -> tuple[int, int]:
        """Bytes and patients."""
        if self._shared is None:
            return self._own[0], self._own[1]
        return self._shared[0].value, self._shared[1].value


METER = Meter()
"""Of this process; in a spawned one it is shared with the parent."""
_knowledge: dict[Question, Knowledge] = {}


def knowledge_here(question: Question) -> Knowledge:
    """The knowledge of this process, loaded when it is first asked for."""
    if question not in _knowledge:
        _knowledge.clear()
        _knowledge[question] = knowledge_of(question)
    return _knowledge[question]


def _begin(shared: tuple[Any, Any]) -> None:
    global METER
    METER = Meter(shared)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned process imports the main module of its parent: here the whole command line, which no work needs."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class Crew:
    """`workers` processes; with one, the work is done in this process."""

    def __init__(self, workers: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self.meter = METER
        if workers > 1:
            context = multiprocessing.get_context("spawn")
            shared = context.Value("q", 0), context.Value("q", 0)
            self.meter = Meter(shared)
            self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(shared,))

    def each(self, task: Callable[..., T], all_: Iterable[tuple[Any, ...]], beat: Callable[[], None]) -> Iterator[T]:
        """The task with every set of arguments, as they are finished; `beat` is called meanwhile."""
        if self._pool is None:
            for arguments in all_:
                yield task(*arguments)
                beat()
            return
        try:
            with _without_main():
                waiting: set[Future[T]] = {self._pool.submit(task, *arguments) for arguments in all_}
            while waiting:
                finished, waiting = wait(waiting, timeout=BEAT, return_when=FIRST_COMPLETED)
                beat()
                for future in finished:
                    yield future.result()
        except BrokenProcessPool:
            raise Lost from None

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
