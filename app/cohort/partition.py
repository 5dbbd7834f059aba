"""One partition of the patients: their records gathered from all spilled files, each judged, the tables written."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import msgspec

from app.cohort.burden.counts import Counts
from app.cohort.columns import TABLES
from app.cohort.done import RESULTS, Done, burden_at
from app.cohort.evaluation import Question, evaluate_patient, name_of
from app.cohort.rows import PatientRows
from app.cohort.spill import Channel, Frame, Spilled, frame_at, keys_in
from app.cohort.tables import TableWriter
from app.cohort.tally import MOST_NAMED
from fhir_mappings.reading.narrow import widen
from trd.knowledge.types import Knowledge

HELD_BYTES = 16 * 1024 * 1024
"""Spilled bytes that are held at once: a larger partition is gone through several times, some patients each time."""

Moved = Callable[[int, int], None]
"""Told of patients judged and of bytes of the spill done, since the last time."""


def judge_partition(
    sources: Sequence[Path],
    number: int,
    partitions: int,
    question: Question,
    knowledge: Knowledge,
    out: Path,
    work: Path,
    moved: Moved = lambda _, __: None,
) -> Done:
    """Judge the patients of one partition; its files have their names only once all of them are whole."""
    draft = work / f"part-{number:05d}.{os.getpid()}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    done, burden = Done(), Counts()
    with ExitStack() as stack:
        writer = stack.enter_context(TableWriter(draft))
        results = stack.enter_context((draft / RESULTS).open("wb")) if question.with_results else None
        for patient, frames in _patients(sources, number, partitions):
            rows = judged(patient, frames, question, knowledge, done)
            if rows is not None:
                done.patients += 1
                writer.write(rows)
                burden.add(rows.burden)
                if results is not None:
                    name = msgspec.json.encode(rows.patients[0]["patient"])
                    results.write(b'{"patient":%b,"result":%b}\n' % (name, rows.result))
            moved(1, sum(len(frame.data) for frame in frames))
    done.rows = writer.rows
    for table in TABLES:
        _publish(draft / f"{table}.parquet", out / table / f"part-{number:05d}.parquet")
    if question.with_results:
        _publish(draft / RESULTS, out / RESULTS / f"part-{number:05d}.ndjson")
    draft.rmdir()
    if question.replay is not None:
        burden_at(work, number).write_bytes(msgspec.msgpack.encode(burden))
    told = work / f"part-{number:05d}.json"
    told.with_suffix(".draft").write_bytes(msgspec.json.encode(done))
    told.with_suffix(".draft").replace(told)
    return done


def _publish(draft: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(path)


def _patients(sources: Sequence[Path], number: int, partitions: int) -> Iterator[tuple[str, list[Frame]]]:
    """Each patient with all frames, in the order of the ids; no more is held than `HELD_BYTES` and one patient."""
    files = [Spilled(path, partitions) for path in sources]
    size = sum(file.size(Channel.PATIENT, number) for file in files)
    rounds = max(1, -(-size // HELD_BYTES))
    for turn in range(rounds):
        held = bytearray()
        places: dict[bytes, list[int]] = {}
        for file in files:
            for block in file.blocks(Channel.PATIENT, number):
                for key, start, end in keys_in(block):
                    if rounds == 1 or crc32(key) // partitions % rounds == turn:
                        places.setdefault(key, []).append(len(held))
                        held += memoryview(block)[start:end]
        for key in sorted(places):
            yield key.decode("utf-8", "surrogatepass"), [frame_at(held, at) for at in places[key]]


def judged(
    patient: str, frames: list[Frame], question: Question, knowledge: Knowledge, done: Done
) -> PatientRows | None:
    """The rows; an error costs this patient alone, and is told by its kind."""
    done.largest = max(done.largest, len(frames))
    records = [(widen(frame.data), frame.full_url) for frame in frames]
    own = {frame.data for frame, (record, _) in zip(frames, records, strict=True) if record.resource_type == "Patient"}
    done.without_patient += not own
    if len(own) > 1:
        done.twice += 1
        if len(done.twice_named) < MOST_NAMED:
            done.twice_named.append(name_of(patient, question))
    try:
        return evaluate_patient(patient, records, knowledge, question)
    except Exception as error:
        done.not_judged += 1
        done.failed[name_of(patient, question)] = type(error).__name__
        return None
