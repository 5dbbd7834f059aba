"""The sample patients, five of each under names of their own, judged once as an export, with two days replayed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.cohort.burden.counts import Counts
from app.cohort.burden.replay import Replay, replay_of
from app.cohort.burden.report import Kept, kept_of
from app.cohort.evaluation import Question
from app.cohort.export import find_files
from app.cohort.local import Run, run
from app.cohort.plan import plan_of
from app.demo import samples
from trd.choices import Choices
from trd.knowledge.types import Knowledge

DAY = date(2026, 11, 23)
COPIES = 5
FIRST = date(2026, 7, 26)
REPLAY = replay_of(as_of=DAY, first=FIRST, last=None, every=120, max_cards=3)

Burdened = Callable[..., Run]


def write_samples(folder: Path, copies: int = COPIES) -> Path:
    """Every sample patient so often, each record with the system that it comes from."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for sample in samples(DAY):
        resources = sample.resources
        own = next(each["id"] for each in resources if each["resourceType"] == "Patient")
        for copy in range(copies):
            name = f"zq{copy}-{own}"
            system = f"https://ehr{copy % 2}.example/fhir#{name}" if copy < 4 else f"https://small.example/{own}"
            for each in resources:
                told = {**each, "meta": {"source": system}}
                text = orjson.dumps(told).replace(f'"Patient/{own}"'.encode(), f'"Patient/{name}"'.encode())
                if each["resourceType"] == "Patient":
                    text = text.replace(f'"id":"{own}"'.encode(), f'"id":"{name}"'.encode())
                lines.append(text)
    (folder / "all.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    return folder


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_samples(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="session")
def burdened(knowledge: Knowledge) -> Burdened:
    """`burdened(folder, out, replay)`: a run that counts."""

    def made(folder: Path, out: Path, replay: Replay | None = REPLAY, partitions: int = 3, **question: Any) -> Run:
        asked = Question(**{"as_of": DAY, "replay": replay, **question})
        known = (knowledge.version, knowledge.hash)
        files = find_files(folder, leave_out=out)
        plan = plan_of(asked, files, knowledge=known, code="", package="1", partitions=partitions)
        return Run(folder=folder, out=out, question=asked, plan=plan)

    return made


@pytest.fixture(scope="session")
def finished(export: Path, burdened: Burdened, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of one whole run, and its manifest."""
    out = tmp_path_factory.mktemp("tables") / "out"
    return out, run(burdened(export, out))


@pytest.fixture
def counted() -> Callable[..., Kept]:
    """`counted({("opened", "all"): (7, 7)})`: kept counts without any run."""

    def made(sums: dict[tuple[str, ...], tuple[int, int]], replay: Replay = REPLAY, **choices: Any) -> Kept:
        counts = Counts(sums={"\t".join(name): pair for name, pair in sums.items()})
        return kept_of(replay, replace(Choices(), **choices), counts)

    return made
