"""The Spark session of one run: that of `spark-submit` where there is one, else one of this machine.

https://spark.apache.org/docs/latest/configuration.html
"""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.maxConcurrentOutputFileWriters": "8",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "true",
}
"""Of our session alone; memory, processors and the rest are the operator's."""


class NoSpark(Exception):
    """Spark can't be started here; the sentence says what is missing."""


class GaveUp(Exception):
    """Spark could not do a stage; the sentence says what to do."""


def master_here(workers: int) -> str | None:
    """This machine with so many processors; `None`: `spark-submit` has named the cluster."""
    return None if _submitted() else f"local[{workers}]"


@contextmanager
def spark_session(master: str | None, scratch: Path, *, quiet: bool) -> Iterator[Any]:
    """A session, ended afterwards; raises `NoSpark`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession
    except ImportError:
        raise NoSpark("The engine spark needs pyspark: pip install 'trd-cds[spark]'") from None
    if not _java():
        raise NoSpark(
            "Spark needs Java 17 or newer: install a Java runtime (openjdk-17-jre-headless), or set JAVA_HOME."
        )
    builder = SparkSession.builder.appName("trd-cds cohort")
    here = master.startswith("local") if master else not _submitted()
    if here:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        for name, value in _of_this_machine(scratch, quiet=quiet).items():
            builder = builder.config(name, value)
    if master:
        builder = builder.master(master)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # pyspark raises what the gateway and the JVM happened to die of
        raise NoSpark(f"Spark did not start: {type(error).__name__}.") from error
    try:
        if quiet:
            session.sparkContext.setLogLevel("ERROR")
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        yield session
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j"):
            raise
        raise GaveUp(
            f"Spark gave up ({_condition(error)}); its own messages say why. "
            "The same command goes on after the last stage that was finished."
        ) from error
    finally:
        session.stop()


def _condition(error: Exception) -> str:
    """The name that Spark gives to what happened: its text may repeat a record."""
    told = getattr(error, "getCondition", lambda: None)()
    return str(told or type(error).__name__)


def _of_this_machine(scratch: Path, *, quiet: bool) -> dict[str, str]:
    """Nothing listens to others, and what is shuffled lies beside the work, which is deleted at the end."""
    told = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.showConsoleProgress": str(not quiet and sys.stderr.isatty()).lower(),
    }
    if "SPARK_LOCAL_DIRS" not in os.environ:
        told["spark.local.dir"] = str(scratch.resolve())
    return told


def _submitted() -> bool:
    """Started by `spark-submit`, which names the cluster."""
    return "PYSPARK_GATEWAY_PORT" in os.environ or "SPARK_REMOTE" in os.environ


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and (Path(home) / "bin" / "java").exists())
