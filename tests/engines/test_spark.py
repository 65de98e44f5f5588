"""What is particular to Spark."""

from __future__ import annotations

import sys

import pytest
from py4j.protocol import Py4JNetworkError
from pyspark.errors import PySparkException

from closeknit.engines import engine_for, spark
from closeknit.engines.spark import SparkEngine
from closeknit.errors import EngineError
from closeknit.settings import Settings


def test_without_pyspark_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"pip install 'closeknit\[spark\]'"):
        engine_for(Settings(engine="spark"))


def test_without_java_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineError, match="Java"):
        SparkEngine()


@pytest.mark.parametrize(
    "error",
    [
        Py4JNetworkError("Answer from Java side is empty"),
        PySparkException("Checkpoint block rdd_7_0 not found!"),
    ],
)
def test_a_cluster_that_is_lost_is_told_with_what_was_changed(error: Exception) -> None:
    def lost() -> None:
        raise error

    with pytest.raises(EngineError, match=r"(?s)was lost while it worked.*Nothing was changed"):
        spark._run(lost)


@pytest.mark.spark
def test_times_are_read_without_a_zone(spark_engine: SparkEngine) -> None:
    assert spark_engine.session.conf.get("spark.sql.session.timeZone") == "UTC"
    assert spark_engine.session.conf.get("spark.sql.timestampType") == "TIMESTAMP_NTZ"
