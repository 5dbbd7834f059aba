"""The page that Prometheus reads: of this process, or of all workers together.

Several workers write their numbers into files of one folder (`PROMETHEUS_MULTIPROC_DIR`, which `serve` makes and takes
away again); whichever of them is asked tells the sum, so that one scrape shows the whole service.
https://prometheus.github.io/client_python/multiprocess/
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.metrics.series import REGISTRY
from app.settings import ConfigurationError

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

ProcessCollector(registry=REGISTRY)


def written(accept: str) -> tuple[bytes, str]:
    """The series and their media type: text, or OpenMetrics for who asks for it."""
    encode, media_type = choose_encoder(accept)
    return encode(_of_all_workers(os.environ[FOLDER]) if FOLDER in os.environ else REGISTRY), media_type


def _of_all_workers(folder: str) -> CollectorRegistry:
    _forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return registry


def _forget_the_dead(folder: Path) -> None:
    """What a worker that is gone had waiting counts no more; what it counted does."""
    for pid in {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*_*.db")}:
        if not _is_alive(pid):
            with suppress(FileNotFoundError):  # another worker was asked at the same moment
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def shared_by_workers() -> Iterator[None]:
    """A folder for the numbers of the workers that are started meanwhile; one that the operator named stays.

    Raises `ConfigurationError` where there is no place for it.
    """
    if FOLDER in os.environ:
        yield
        return
    try:
        made = TemporaryDirectory(prefix="trd-cds-metrics-", ignore_cleanup_errors=True)
    except OSError as error:
        raise ConfigurationError(
            f"Several workers need a folder for temporary files, for their metrics ({error.strerror}); "
            "TMPDIR names another"
        ) from None
    with made as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]
