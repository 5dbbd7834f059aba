"""The folder that a run writes into: one run at a time, of one plan; the manifest comes last: then it is whole."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from app.cohort.burden.counts import BURDEN
from app.cohort.columns import TABLES
from app.cohort.done import RESULTS
from app.cohort.plan import PLAN, WORK, Plan, differences, read_plan, unfinished_plan

MANIFEST = "manifest.json"


class Refused(Exception):
    """The output can't be used as it is; the sentence says why and what to do."""


def completed(out: Path, plan: Plan, work: Callable[[], dict[str, Any]], *, anew: bool = False) -> dict[str, Any]:
    """The manifest: of what is there already, or of what `work` does; raises `Refused`."""
    finished = out / MANIFEST
    with _alone(out):
        if anew:
            _clear(out)
        earlier = read_plan(finished.with_name(f".{MANIFEST}.plan"))
        if finished.exists():
            _refuse_other(earlier, plan, out, "holds the result of another run")
            manifest: dict[str, Any] = msgspec.json.decode(finished.read_bytes())
            return manifest
        _begin(out, plan)
        manifest = work()
        write(finished.with_name(f".{MANIFEST}.plan"), msgspec.json.encode(plan))
        write(finished, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
        shutil.rmtree(out / WORK)
        return manifest


def _begin(out: Path, plan: Plan) -> None:
    kept = unfinished_plan(out)
    if kept is not None:
        _refuse_other(kept, plan, out, "holds an unfinished run")
        return
    if any((out / table).exists() for table in (*TABLES, RESULTS)):
        raise Refused(f"{out} holds tables that are not ours to replace; name an empty folder, or --anew.")
    (out / WORK).mkdir(parents=True, exist_ok=True)
    write(out / WORK / PLAN, msgspec.json.encode(plan))


def _refuse_other(kept: Plan | None, plan: Plan, out: Path, what: str) -> None:
    changed = list(differences(kept, plan)) if kept is not None else ["everything"]
    if changed:
        raise Refused(
            f"{out} {what}, and since then {', '.join(changed)} changed. "
            "Name another folder, or begin anew with --anew (what is there is deleted)."
        )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Two runs into one folder would mix: the second is refused while the first lives."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"Another run is writing into {out}.") from None
        yield


def _clear(out: Path) -> None:
    for name in (*TABLES, RESULTS, WORK):
        shutil.rmtree(out / name, ignore_errors=True)
    for name in (MANIFEST, BURDEN, f".{MANIFEST}.plan"):
        (out / name).unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
