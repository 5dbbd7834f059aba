"""`trd-cds cohort`: a bulk export in, the judgement of every patient out, as tables."""

from datetime import date, datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from app.answering import configuration_for
from app.cli.talk import Exit, configuration_faults, print_json, stop, talk
from app.clients import UNNAMED, Client
from app.clock import today
from app.cohort.burden.blurring import USUAL as USUAL_BLUR
from app.cohort.burden.replay import USUAL_STEP, NoReplay, Replay, read_step, replay_of
from app.cohort.cores import usable_cores
from app.cohort.evaluation import Question
from app.cohort.export import ENDINGS, ExportFile, find_files
from app.cohort.plan import Plan, partitions_for, plan_of, unfinished_plan
from app.cohort.summary import told
from app.cohort.workers import Lost
from app.main import start
from app.remembering import code_hash
from app.settings import read_settings
from app.shell import Shell, site_secret
from app.versions import package_version
from cds_hooks.configuration import Configuration, Requested

DAY = ["%Y-%m-%d"]


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    SPARK = "spark"


def cohort(
    folder: Annotated[Path, typer.Argument(help="Folder of Bulk FHIR files: .ndjson, .ndjson.gz.", metavar="DIR")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the tables and the manifest.", metavar="DIR")],
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=DAY, help="The day to judge for; default today.")
    ] = None,
    definition: Annotated[str | None, typer.Option(help="Definition that decides; default the site's.")] = None,
    silent_before: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Recommend nothing to patients without a dated fact since this day."),
    ] = None,
    client: Annotated[str | None, typer.Option(help="Judge by the switches of this client.", metavar="ID")] = None,
    keys: Annotated[bool, typer.Option("--keys", help="Keys in place of ids, made with the site secret.")] = False,
    results: Annotated[bool, typer.Option("--results", help="Each patient's whole result as NDJSON too.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; default the processors of this container.")
    ] = None,
    partitions: Annotated[
        int | None, typer.Option(min=1, max=9999, help="Parts of the output; default by the input's size.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Folder for the report on the burden of cards.", metavar="DIR")
    ] = None,
    every: Annotated[str, typer.Option(help="Step of the report's days: 30d, 4w.")] = f"{USUAL_STEP}d",
    first: Annotated[
        datetime | None, typer.Option("--from", formats=DAY, help="First day of the report; default a year of steps.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAY, help="Last day of the report; default --as-of.")
    ] = None,
    blur_under: Annotated[
        int, typer.Option(min=1, max=1000, help="The report withholds what has fewer patients behind it; 1: nothing.")
    ] = USUAL_BLUR,
    engine: Annotated[Engine, typer.Option(help="This machine's processes, or Apache Spark.")] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(help="Spark's cluster; default that of spark-submit, else this machine.", metavar="URL"),
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Delete what an earlier run left in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The manifest on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Judge every patient of a bulk export. Example: trd-cds cohort export/ --out tables/ --as-of 2026-11-23"""
    if keys and results:
        stop(Exit.WRONG_USE, "--results holds the ids of records: it can not go with --keys.")
    if report is None and (first is not None or last is not None):
        stop(Exit.WRONG_USE, "--from and --to are days of the report: they go with --report DIR.")
    _needed(engine, master)
    files = _files(folder, out)
    with configuration_faults():
        settings = read_settings()
        shell = start(settings, demo=True)
        secret = site_secret(settings, throw_away=False) if keys else None
    kept = None if anew else unfinished_plan(out)
    configuration = _configuration(shell, definition, _client(shell, client))
    day = _day(as_of, kept)
    question = Question(
        as_of=day,
        choices=configuration.choices,
        knowledge_folder=settings.knowledge,
        extra_codes=settings.extra_codes,
        silent_before=None if silent_before is None else silent_before.date(),
        client=client or UNNAMED.id,
        key_secret=secret,
        with_results=results,
        replay=None if report is None else _replay(day, first, last, every, configuration.max_cards),
    )
    crew = workers or usable_cores()
    plan = plan_of(
        question,
        files,
        knowledge=(shell.knowledge.version, shell.knowledge.hash),
        code=code_hash(),
        package=package_version(),
        partitions=partitions or (kept.partitions if kept else partitions_for(files, crew)),
        engine=engine,
    )
    manifest = _run(engine, folder, out, question, plan, crew=crew, master=master, quiet=quiet, anew=anew)
    if report is not None:
        from app.pages.burden_files import write_report

        write_report(out, report, manifest, shell.knowledge, blur_under=blur_under)
    if as_json:
        print_json(manifest)
    if not quiet:
        for line in told(manifest, out, report):
            talk().print(line, markup=False, soft_wrap=True)


def _needed(engine: Engine, master: str | None) -> None:
    if master is not None and engine is not Engine.SPARK:
        stop(Exit.WRONG_USE, "--master names a cluster of Spark: it goes with --engine spark.")
    if engine is Engine.SPARK and find_spec("pyspark") is None:
        stop(Exit.CONFIGURATION, "The engine spark needs pyspark: pip install 'trd-cds[spark]'")
    if find_spec("pyarrow") is None:
        stop(Exit.CONFIGURATION, f"Parquet is written by pyarrow: pip install 'trd-cds[{_EXTRAS[engine]}]'")


_EXTRAS = {Engine.LOCAL: "cohort", Engine.SPARK: "spark"}


def _run(
    engine: Engine,
    folder: Path,
    out: Path,
    question: Question,
    plan: Plan,
    *,
    crew: int,
    master: str | None,
    quiet: bool,
    anew: bool,
) -> dict[str, Any]:
    """The manifest of one run; each engine loads what it needs and no more."""
    from app.cohort.output import Refused

    try:
        if engine is Engine.SPARK:
            return _run_on_spark(folder, out, question, plan, crew=crew, master=master, quiet=quiet, anew=anew)
        from app.cohort.local import Run, run

        return run(Run(folder=folder, out=out, question=question, plan=plan, workers=crew, quiet=quiet), anew=anew)
    except Refused as error:
        stop(Exit.WRONG_USE, str(error))
    except Lost:
        stop(Exit.UNREACHABLE, "A process was killed, or the memory is full. The same command goes on from here.")


def _run_on_spark(
    folder: Path, out: Path, question: Question, plan: Plan, *, crew: int, master: str | None, quiet: bool, anew: bool
) -> dict[str, Any]:
    from app.cohort.spark.engine import SparkRun, run_on_spark
    from app.cohort.spark.session import GaveUp, NoSpark, master_here

    job = SparkRun(
        folder=folder, out=out, question=question, plan=plan, master=master or master_here(crew), quiet=quiet
    )
    try:
        return run_on_spark(job, anew=anew)
    except NoSpark as error:
        stop(Exit.CONFIGURATION, str(error))
    except GaveUp as error:
        stop(Exit.UNREACHABLE, str(error))


def _files(folder: Path, out: Path) -> tuple[ExportFile, ...]:
    if not folder.is_dir():
        stop(Exit.UNREADABLE, f"{folder}: there is no such folder.")
    if out.exists() and not out.is_dir():
        stop(Exit.WRONG_USE, f"{out}: is no folder.")
    files = find_files(folder.resolve(), leave_out=out.resolve())
    if not files:
        stop(Exit.UNREADABLE, f"{folder}: holds no file that ends in {', '.join(ENDINGS)}.")
    return files


def _day(asked: datetime | None, kept: Plan | None) -> date:
    """A run that was broken off goes on for its own day, unless another is asked for."""
    if asked is not None:
        return asked.date()
    return date.fromisoformat(kept.as_of) if kept is not None else today()


def _client(shell: Shell, name: str | None) -> Client:
    if name is None:
        return UNNAMED
    for client in shell.clients.listed:
        if client.id == name:
            return client
    known = ", ".join(client.id for client in shell.clients.listed) or "none"
    stop(Exit.WRONG_USE, f"There is no client {name!r} in the clients' file. There are: {known}.")


def _replay(as_of: date, first: datetime | None, last: datetime | None, every: str, max_cards: int) -> Replay:
    """The days of the report."""
    try:
        return replay_of(
            as_of=as_of,
            first=None if first is None else first.date(),
            last=None if last is None else last.date(),
            every=read_step(every),
            max_cards=max_cards,
        )
    except NoReplay as error:
        stop(Exit.WRONG_USE, str(error))


def _configuration(shell: Shell, definition: str | None, client: Client) -> Configuration:
    """The switches over the client over the site, as for one record."""
    if definition is not None and definition not in shell.knowledge.definitions:
        known = ", ".join(shell.knowledge.definitions)
        stop(Exit.WRONG_USE, f"There is no definition {definition!r}. There are: {known}")
    return configuration_for(shell, Requested(definition=definition), client)
