"""One Spark session for all tests that need one: a JVM takes ten seconds to start."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cohort.local import Run
from app.cohort.output import completed
from tests.conftest import NotTested


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, not_tested: NotTested) -> Iterator[Any]:
    """A session of this machine; without pyspark or Java it is said."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        not_tested("the cohort on Apache Spark", "scripts/spark.sh (it needs Java 17, and fetches 450 MB)")
        pytest.skip("Spark is not installed")
    from app.cohort.spark.session import spark_session

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # it lives for seconds
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyspark's own
        with spark_session("local[2]", tmp_path_factory.mktemp("spark"), quiet=True) as session:
            session.conf.set("spark.sql.shuffle.partitions", "2")
            session.conf.set("spark.sql.codegen.wholeStage", "false")
            session.conf.set("spark.sql.adaptive.enabled", "false")
            yield session
    monkeypatch.undo()


@pytest.fixture
def on_spark(spark: Any) -> Callable[..., dict[str, Any]]:
    """`on_spark(job, out)`: the run of one machine, on Spark and into another folder; tells the manifest."""

    def run(job: Run, out: Path, *, anew: bool = False) -> dict[str, Any]:
        from app.cohort.spark.engine import SparkRun, worked

        plan = msgspec.structs.replace(job.plan, engine="spark")
        asked = SparkRun(folder=job.folder, out=out, question=replace(job.question), plan=plan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return completed(out, plan, lambda: worked(spark, asked), anew=anew)

    return run
