"""A small invented population, and what `trd-cds evaluate` says of each patient of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.cohort.evaluation import Question
from app.cohort.export import PIECE_BYTES, find_files
from app.cohort.local import Run
from app.cohort.plan import plan_of
from app.judging import judge
from app.settings import Settings
from app.shell import Shell
from bench.population import Population, lines_of
from cds_hooks.messages import json_bytes
from trd.knowledge.types import Knowledge

DAY = date(2026, 11, 23)
PEOPLE = Population(patients=12, records=30, depressed=0.8, seed=3)

Lines = dict[str, list[bytes]]


@pytest.fixture(scope="session")
def lines() -> Lines:
    """The lines of each patient, as an export would hold them among those of all others."""
    return {f"p3-{number}": [line for _, line in lines_of(PEOPLE, number)] for number in range(PEOPLE.patients)}


@pytest.fixture
def shell(knowledge: Knowledge) -> Shell:
    return Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests", demo=True)


@pytest.fixture
def evaluated(shell: Shell) -> Callable[..., bytes]:
    """The bytes of the result that one evaluation of these records gives."""

    def evaluate(records: list[bytes], as_of: date = DAY, **more: Any) -> bytes:
        entries = b",".join(b'{"resource":%b}' % record for record in records)
        bundle = b'{"resourceType":"Bundle","type":"collection","entry":[%b]}' % entries
        return json_bytes(judge(shell, bundle, as_of=as_of, **more).result)

    return evaluate


@pytest.fixture
def job(tmp_path: Path, knowledge: Knowledge) -> Callable[..., Run]:
    """`job(folder)`: a run in this process, with results."""

    def made(
        folder: Path,
        out: Path | None = None,
        *,
        partitions: int = 3,
        piece_bytes: int = PIECE_BYTES,
        workers: int = 1,
        **question: Any,
    ) -> Run:
        asked = Question(**{"as_of": DAY, "with_results": True, **question})
        into = out or tmp_path / "out"
        files = find_files(folder, leave_out=into)
        known = (knowledge.version, knowledge.hash)
        plan = plan_of(
            *(asked, files), knowledge=known, code="", package="1", partitions=partitions, piece_bytes=piece_bytes
        )
        return Run(folder=folder, out=into, question=asked, plan=plan, workers=workers)

    return made


def results_in(out: Path) -> dict[str, bytes]:
    """The result of each patient, as it was written."""
    told = [line for part in sorted((out / "results").iterdir()) for line in part.read_bytes().splitlines()]
    return {orjson.loads(line)["patient"]: line[line.index(b'"result":') + 9 : -1] for line in told}


def tables_in(out: Path) -> dict[str, bytes]:
    """Every file of the result, by name."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
