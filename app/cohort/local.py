"""The engine of one machine: read every file, bring Medications to their patients, judge partition by partition.

What is finished is never done again: a run that was killed and is started again goes on. The spilled records lie in a
hidden folder of the output until the manifest is written; its presence says that the result is whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from app.cohort import workers
from app.cohort.burden.counts import BURDEN, joined
from app.cohort.burden.report import kept_of
from app.cohort.done import Done, burden_in, done_in
from app.cohort.evaluation import Question
from app.cohort.export import ExportFile, Unit, share_out
from app.cohort.manifest import manifest_of
from app.cohort.medications import ROUNDS, bring
from app.cohort.output import completed, write
from app.cohort.plan import WORK, Plan
from app.cohort.progress import stage
from app.cohort.scan import scan
from app.cohort.spill import Channel, Spilled, is_finished
from app.cohort.tally import Tally
from app.cohort.workers import Crew, knowledge_here


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: where from, where to, and how."""

    folder: Path
    out: Path
    question: Question
    plan: Plan
    workers: int = 1
    quiet: bool = True

    @property
    def work(self) -> Path:
        return self.out / WORK

    def spilled(self, name: str, number: int) -> Path:
        """A file of the work."""
        return self.work / f"{name}-{number:05d}.spill"


def run(job: Run, *, anew: bool = False) -> dict[str, Any]:
    """Do what is left to do, and tell the manifest; raises `Refused`, and `workers.Lost` when a process was killed."""
    return completed(job.out, job.plan, lambda: _work(job), anew=anew)


def _work(job: Run) -> dict[str, Any]:
    units = share_out(job.plan.files, job.plan.piece_bytes)
    with Crew(job.workers) as crew:
        read = _read_all(job, units, crew)
        brought = _bring_all(job, read, crew)
        done = _judge_all(job, [*read, *brought], crew)
    if job.question.replay is not None:
        kept = kept_of(job.question.replay, job.question.choices, joined(burden_in(job.work, job.plan.partitions)))
        write(job.out / BURDEN, msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    partitions = job.plan.partitions
    return manifest_of(job.plan, _tallies(read, partitions), _tallies(brought, partitions), done)


def _tallies(paths: list[Path], partitions: int) -> Iterator[Tally]:
    return (Spilled(path, partitions).tally for path in paths)


def _read_all(job: Run, units: tuple[Unit, ...], crew: Crew) -> list[Path]:
    paths = [job.spilled("read", number) for number in range(len(units))]
    left = [(unit, path) for unit, path in zip(units, paths, strict=True) if not is_finished(path)]
    total = sum(piece.end - piece.start for unit, _ in left for piece in unit)
    tasks = [(job.folder, job.plan.files, unit, path, job.plan.partitions) for unit, path in left]
    before, _ = crew.meter.done
    with stage("Reading", total, quiet=job.quiet) as bar:
        for _ in crew.each(_scan, tasks, lambda: bar(crew.meter.done[0] - before)):
            pass
    return paths


def _bring_all(job: Run, read: list[Path], crew: Crew) -> list[Path]:
    """Two rounds: Medications of records, then Medications of which those are made."""
    partitions, brought, wishes = job.plan.partitions, [], read
    for turn in range(ROUNDS):
        if not any(tally.wanted for tally in _tallies(wishes, partitions)):
            break
        paths = [job.spilled(f"brought-{turn}", number) for number in range(partitions)]
        tasks = [(read, wishes, number, partitions, path) for number, path in enumerate(paths) if not is_finished(path)]
        with stage("Linking", len(tasks), quiet=job.quiet) as bar:
            for count, _ in enumerate(crew.each(bring, tasks, lambda: None), start=1):
                bar(count)
        brought += paths
        wishes = paths
    return brought


def _judge_all(job: Run, sources: list[Path], crew: Crew) -> list[Done]:
    partitions = job.plan.partitions
    done = {number: found for number in range(partitions) if (found := done_in(job.work, number)) is not None}
    left = [number for number in range(partitions) if number not in done]
    sizes = dict.fromkeys(left, 0)
    for path in sources:
        file = Spilled(path, partitions)
        for number in left:
            sizes[number] += file.size(Channel.PATIENT, number)
    left.sort(key=lambda number: -sizes[number])  # the largest first, so that none is left alone at the end
    tasks = [(sources, number, partitions, job.question, job.out, job.work) for number in left]
    before, patients = crew.meter.done
    with stage("Judging", sum(sizes.values()), quiet=job.quiet) as bar:
        told = crew.each(_judge, tasks, lambda: bar(crew.meter.done[0] - before, max(1, crew.meter.done[1] - patients)))
        for number, found in told:
            done[number] = found
    return [done[number] for number in sorted(done)]


# ---- what is done in a process of its own


def _scan(folder: Path, files: tuple[ExportFile, ...], unit: Unit, into: Path, partitions: int) -> None:
    scan(folder, files, unit, into, partitions, workers.METER.add)


def _judge(
    sources: list[Path], number: int, partitions: int, question: Question, out: Path, work: Path
) -> tuple[int, Done]:
    from app.cohort.partition import judge_partition  # Arrow: fifty megabytes that the parent does not need

    knowledge = knowledge_here(question)

    def moved(patients: int, size: int) -> None:
        workers.METER.add(size, patients)

    return number, judge_partition(sources, number, partitions, question, knowledge, out, work, moved)
