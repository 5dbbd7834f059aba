"""Many entries tried side by side: a pack of all is much arithmetic for one core."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from app.review.hanging import Tried
from app.review.pack import Pack

_tried: list[Tried] = []
"""What a forked process inherits: patients are judged by functions, which can't be sent."""


def packs_of(tried: Tried, wanted: Sequence[str], *, workers: int = 1) -> Iterator[Pack]:
    """The pack of each entry, as it is ready; side by side where the machine can fork."""
    if workers < 2 or len(wanted) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (Pack(entry=entry, hanging=tried.hanging(entry)) for entry in wanted)
        return
    _tried.append(tried)
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
            for ready in as_completed([pool.submit(_pack, entry) for entry in wanted]):
                yield ready.result()
    finally:
        _tried.clear()


def _pack(entry: str) -> Pack:
    return Pack(entry=entry, hanging=_tried[-1].hanging(entry))
