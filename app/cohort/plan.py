"""What one run is: its input, question and layout. A run that was broken off goes on only if none of them changed."""

from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from app.cohort.columns import SCHEMA
from app.cohort.evaluation import Question
from app.cohort.export import PIECE_BYTES, ExportFile
from trd.choices import Choices

BYTES_A_PARTITION = 256 * 1024 * 1024
LEAST_PARTITIONS = 16
WORK, PLAN = ".unfinished", "plan.json"
"""In the output: the folder of what is not finished, and in it the plan by which it was begun."""


class Plan(msgspec.Struct, frozen=True):
    """All of it as plain values, as it is kept beside the work."""

    as_of: str
    definition: str
    choices: str
    silent_before: str | None
    client: str
    keys: str | None
    """A digest of the secret: other keys are another result."""
    results: bool
    knowledge_version: str
    knowledge_hash: str
    code: str
    package: str
    partitions: int
    piece_bytes: int
    files: tuple[ExportFile, ...]
    schema: str = SCHEMA
    replay: str | None = None
    """The days of the report, if one was asked for."""
    engine: str = "local"


def plan_of(
    question: Question,
    files: tuple[ExportFile, ...],
    *,
    knowledge: tuple[str, str],
    code: str,
    package: str,
    partitions: int,
    piece_bytes: int = PIECE_BYTES,
    engine: str = "local",
) -> Plan:
    """The plan of one run; `knowledge`: its version and hash."""
    secret, since = question.key_secret, question.silent_before
    return Plan(
        as_of=question.as_of.isoformat(),
        definition=question.choices.definition,
        choices=told(question.choices),
        silent_before=None if since is None else since.isoformat(),
        client=question.client,
        keys=None if secret is None else sha256(b"cohort" + secret).hexdigest()[:16],
        results=question.with_results,
        knowledge_version=knowledge[0],
        knowledge_hash=knowledge[1],
        code=code,
        package=package,
        partitions=partitions,
        piece_bytes=piece_bytes,
        files=files,
        replay=None if question.replay is None else question.replay.told,
        engine=engine,
    )


def told(choices: Choices) -> str:
    """Every choice by name, sets in a fixed order."""
    values = {field.name: getattr(choices, field.name) for field in fields(choices)}
    return " ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    return ",".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def partitions_for(files: tuple[ExportFile, ...], workers: int) -> int:
    """Enough that one fits into memory, and that every processor has some."""
    size = sum(file.size * (8 if file.zipped else 1) for file in files)
    return max(LEAST_PARTITIONS, 4 * workers, -(-size // BYTES_A_PARTITION))


def differences(old: Plan, new: Plan) -> Iterator[str]:
    """What changed between two runs, in words."""
    words = {
        "as_of": "the day",
        "definition": "the definition",
        "choices": "the clinical choices",
        "silent_before": "--silent-before",
        "client": "the client",
        "keys": "the keys or their secret",
        "results": "--results",
        "replay": "the days of the report, or the limit of cards in it",
        "knowledge_hash": "the clinical knowledge",
        "code": "the program",
        "partitions": "the number of partitions",
        "piece_bytes": "the size of a piece",
        "files": "the input",
        "schema": "the schema of the tables",
        "engine": "the engine",
    }
    for name, what in words.items():
        if getattr(old, name) != getattr(new, name):
            yield what


def unfinished_plan(out: Path) -> Plan | None:
    """The plan of a run that was broken off in this folder."""
    return read_plan(out / WORK / PLAN)


def read_plan(path: Path) -> Plan | None:
    """A plan as it was kept; `None`: there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except (OSError, msgspec.DecodeError):
        return None
