"""One run on Spark: read, bring Medications, judge, write the tables; each stage is one job that Spark commits whole.

Records never come to the driver: it sees counts, one row a unit of reading and one a partition, and the names of
what was broken. A stage that was finished is not done again when a killed run is started anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from app.cohort.burden.counts import BURDEN, Counts, joined
from app.cohort.burden.report import kept_of
from app.cohort.columns import TABLES
from app.cohort.done import RESULTS, Done
from app.cohort.evaluation import Question
from app.cohort.export import share_out
from app.cohort.manifest import MOST_NAMED, manifest_of
from app.cohort.medications import ROUNDS
from app.cohort.output import completed, write
from app.cohort.plan import WORK, Plan
from app.cohort.spark.frames import FRAMES_SQL, TALLY, reading
from app.cohort.spark.judging import JUDGED_SQL, judging
from app.cohort.spark.session import spark_session
from app.cohort.spill import Channel
from app.cohort.tally import MOST_NAMED as MOST_OF_A_PARTITION
from app.cohort.tally import Tally

_FINISHED = "_SUCCESS"
"""The file that Spark writes when a job is committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkRun:
    """One run: where from, where to, and on which cluster."""

    folder: Path
    out: Path
    question: Question
    plan: Plan
    master: str | None = None
    """None: that of `spark-submit`, else this machine."""
    quiet: bool = True

    @property
    def work(self) -> Path:
        return self.out / WORK


def run_on_spark(job: SparkRun, *, anew: bool = False) -> dict[str, Any]:
    """Do what is left to do, and tell the manifest; raises `Refused` and `NoSpark`."""
    return completed(job.out, job.plan, lambda: _work(job), anew=anew)


def _work(job: SparkRun) -> dict[str, Any]:
    with spark_session(job.master, job.work / "scratch", quiet=job.quiet) as spark:
        return worked(spark, job)


def worked(spark: Any, job: SparkRun) -> dict[str, Any]:
    """All stages in a session; tells the manifest."""
    read = _read(spark, job)
    tallies = list(_tallies(read))
    brought = _bring(spark, job, read) if any(tally.wanted for tally in tallies) else None
    judged = _judge(spark, job, read, brought)
    for table in TABLES:
        _stage(job.out / table, judged.selectExpr(f"inline({table})"))
    if job.question.with_results:
        _write_results(job, judged)
    if job.question.replay is not None:
        kept = kept_of(job.question.replay, job.question.choices, _burden(judged))
        write(job.out / BURDEN, msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    missing = 0 if brought is None else brought.where("data is null").count()
    return manifest_of(job.plan, tallies, [Tally(missing=missing)], _done(judged, job.plan.partitions))


def _stage(path: Path, rows: Any, schema: str | None = None) -> Any:
    """The rows as they lie on disk: written now, or by an earlier start."""
    if not (path / _FINISHED).exists():
        rows.write.mode("overwrite").parquet(_address(path))
    reader = rows.sparkSession.read
    return (reader.schema(schema) if schema else reader).parquet(_address(path))


def _address(path: Path) -> str:
    return path.resolve().as_uri()


def _read(spark: Any, job: SparkRun) -> Any:
    """Every record that a rule reads, with the key of whom it belongs to, by channel."""
    path, units = job.work / "read", share_out(job.plan.files, job.plan.piece_bytes)
    if not (path / _FINISHED).exists():
        task = reading(job.folder.resolve(), job.plan.files, units)
        numbers = spark.range(0, len(units), 1, max(1, len(units)))
        frames = numbers.mapInArrow(task, FRAMES_SQL)
        frames.write.mode("overwrite").partitionBy("channel").parquet(_address(path))
    return spark.read.schema(FRAMES_SQL).parquet(_address(path))


def _tallies(read: Any) -> Iterator[Tally]:
    for row in read.where(f"channel = {TALLY}").select("data").toLocalIterator():
        yield msgspec.json.decode(row[0], type=Tally)


def _bring(spark: Any, job: SparkRun, read: Any) -> Any:
    """Medications under the key of each patient who wants them; without data: one that is not there.

    Two rounds: Medications of records, then Medications of which those are made.
    """

    def of(channel: Channel) -> Any:
        return read.where(f"channel = {int(channel)}")

    known = of(Channel.MEDICATION).select("key", "url", "source", "data").dropDuplicates()
    parts = of(Channel.PARTS).selectExpr("key", "data as part").dropDuplicates()
    wishes = of(Channel.WANTED).selectExpr("key", "data as patient")
    rounds = []
    for _ in range(ROUNDS):
        rounds.append(wishes.join(known, "key", "left").selectExpr("patient as key", "url", "source", "data"))
        wishes = wishes.join(parts, "key").selectExpr("part as key", "patient")
    both = rounds[0]
    for more in rounds[1:]:
        both = both.unionAll(more)
    return _stage(job.work / "brought", both)


def _judge(spark: Any, job: SparkRun, read: Any, brought: Any) -> Any:
    """One row a patient. Sorted within partitions: a patient of a hundred times the records is spilled, not held."""
    frames = read.where(f"channel = {int(Channel.PATIENT)}").select("key", "url", "source", "data")
    if brought is not None:
        frames = frames.unionByName(brought.where("data is not null"))
    partitions = job.plan.partitions
    sorted_ = frames.repartition(partitions, "key").sortWithinPartitions("key")
    return _stage(job.work / "judged", sorted_.mapInArrow(judging(job.question, partitions), JUDGED_SQL))


def _write_results(job: SparkRun, judged: Any) -> None:
    path = job.out / RESULTS
    if not (path / _FINISHED).exists():
        judged.where("result is not null").select("result").write.mode("overwrite").text(_address(path))


def _burden(judged: Any) -> Counts:
    counts = Counts()
    names = judged.selectExpr("explode(burden) as (name, number)")
    for row in names.groupBy("name").agg({"number": "sum", "name": "count"}).orderBy("name").toLocalIterator():
        counts.join(Counts(sums={row["name"]: (row["sum(number)"], row["count(name)"])}))
    return joined([counts])


def _done(judged: Any, partitions: int) -> list[Done]:
    """What became of each partition of one machine: the same patients are in it, by the same hash."""
    done = [Done() for _ in range(partitions)]
    sums = {
        "patients": "count_if(error is null)",
        "twice": "count_if(twice)",
        "without_patient": "count_if(without_patient)",
        "not_judged": "count(error)",
        "largest": "max(frames)",
        **{f"rows_{table}": f"sum(size({table}))" for table in TABLES},
    }
    asked = ", ".join(f"{sum_} as {name}" for name, sum_ in sums.items())
    judged.createOrReplaceTempView("judged")
    for row in judged.sparkSession.sql(f"select place, {asked} from judged group by place").toLocalIterator():
        one = done[row["place"]]
        one.patients, one.twice, one.without_patient = row["patients"], row["twice"], row["without_patient"]
        one.not_judged, one.largest = row["not_judged"], row["largest"]
        one.rows = {table: row[f"rows_{table}"] for table in TABLES}
    for row in _named(judged):
        done[row["place"]].twice_named.append(row["name"])
    for row in judged.where("error is not null").orderBy("name").limit(MOST_NAMED).toLocalIterator():
        done[row["place"]].failed[row["name"]] = row["error"]
    return done


def _named(judged: Any) -> Iterator[Any]:
    """Patients with several Patient records: the first of each partition, as on one machine."""
    twice = "select place, name, key, row_number() over (partition by place order by key) as number from judged"
    first = f"select place, name from ({twice} where twice) where number <= {MOST_OF_A_PARTITION}"
    yield from judged.sparkSession.sql(f"{first} order by place, key limit {MOST_NAMED}").toLocalIterator()
