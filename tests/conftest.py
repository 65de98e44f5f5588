"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from closeknit.engines import Engine

SPARK_FOR_SMALL_TABLES = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    # Compiling a plan takes longer than running it over a few hundred rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    # Nor does it pay to check classes, to compile them well, or to collect garbage often.
    "spark.driver.extraJavaOptions": (
        "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
        " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms1g -Xmn700m"
    ),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are dealt out whole, but all that runs on Spark goes to one worker: a session costs a gigabyte
    and half a minute. Such tests have `spark` in their name or as their engine."""
    from xdist.scheduler import LoadFileScheduling

    class OneSpark(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "spark" if "spark" in nodeid else super()._split_scope(nodeid)

    return OneSpark(config, log)


@pytest.fixture(scope="session")
def public_data() -> Callable[[str], Path]:
    """The folder of a public data set; skips when CLOSEKNIT_TEST_DATA is unset, fails when it lacks it."""

    def folder(name: str) -> Path:
        root = os.environ.get("CLOSEKNIT_TEST_DATA")
        if not root:
            pytest.skip("CLOSEKNIT_TEST_DATA is not set: public data sets are not here (see CONTRIBUTING.md)")
        found = Path(root) / name
        if not found.is_dir():
            pytest.fail(f"CLOSEKNIT_TEST_DATA is set, but {found} is missing (see CONTRIBUTING.md)")
        return found

    return folder


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """There are as many test processes as cores, and more threads cost a fifth more on small tables."""
    from closeknit.engines import duckdb

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "THREADS", 1)
        yield


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    """The default engine, one for all tests."""
    from closeknit.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Engine]:
    """Spark in this machine, one session for all tests; skips without Java, but never in CI."""
    if not os.environ.get("CI") and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Java is not installed: Spark cannot start (see CONTRIBUTING.md)")
    from closeknit.engines.spark import SparkEngine

    engine = SparkEngine(master="local[2]", config=SPARK_FOR_SMALL_TABLES)
    yield engine
    engine.close()


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def every_engine(request: pytest.FixtureRequest) -> Engine:
    """Runs a test once on each engine: tables in by `from_arrow`, rows out by `collect`."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine
