"""Without pyspark or Java, an operator is told what to install."""

import sys
from pathlib import Path

import pytest

from app.cohort.spark.session import NoSpark, master_here, spark_session


def test_without_pyspark_the_command_that_installs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NoSpark, match=r"pip install 'trd-cds\[spark\]'"), spark_session(None, tmp_path, quiet=True):
        pass


def test_without_java_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.sql", type(sys)("pyspark.sql"))
    monkeypatch.setattr(sys.modules["pyspark.sql"], "SparkSession", None, raising=False)
    with pytest.raises(NoSpark, match="Java 17"), spark_session(None, tmp_path, quiet=True):
        pass


def test_spark_submit_names_the_cluster_and_else_it_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    assert master_here(3) == "local[3]"
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    assert master_here(3) is None
