"""Apache Spark, for a business that has outgrown one machine; the same expressions as on DuckDB.

With a master other than `local[…]` all files must lie where every worker can read and write them.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.columns import TableSchema
from closeknit.engines.parts import WHOLE, accounts_table, is_parted, part_file, whole_and_changes
from closeknit.engines.portable import STABLE_ID, selects_unfused
from closeknit.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

T = TypeVar("T")

GET_IT = "install it with: pip install 'closeknit[spark]', and Java 17 or later; or set engine = \"duckdb\""
CONFIG = {
    "spark.app.name": "closeknit",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Timestamps without a zone, as the files hold them.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    # Checkpoints of a build are let go when nothing refers to them any more.
    "spark.cleaner.referenceTracking.cleanCheckpoints": "true",
}
LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "2",
    "spark.driver.memory": "2g",
}
"""Further settings where Spark runs in this machine alone."""
CLUSTER = {
    "spark.driver.memory": "2g",
    # A worker that is lost leaves nothing behind that another cannot work out again.
    "spark.task.maxFailures": "8",
}
"""Further settings where Spark runs on several machines."""
LOST = ("Checkpoint block", "Master removed our application", "Cannot call methods on a stopped SparkContext")
"""What Spark says when so many workers are gone that it cannot go on."""
AGAIN = "Nothing was changed. Look after the workers, then run the same command again."
PARTITION = "_file"
_BYTES = ", ".join(f"substr(md5(given), {2 * byte + 1}, 2)" for byte in reversed(range(8)))
_NUMBER = f"CAST(CAST(conv(concat({_BYTES}), 16, 10) AS DECIMAL(20, 0)) DIV 2 AS BIGINT)"
"""`closeknit.ids.stable_id` in Spark's words: the first eight bytes of the hash, the last of them first."""


class SparkEngine:
    """A Spark session. One process has at most one; `config` adds to or overrides the settings above."""

    name = "spark"

    def __init__(self, *, master: str = "local[2]", config: Mapping[str, str] | None = None) -> None:
        self._alone = master.startswith("local[")
        self._session = _session(master, {**CONFIG, **(LOCAL if self._alone else CLUSTER), **(config or {})})
        self._session.sql(
            f"CREATE OR REPLACE TEMPORARY FUNCTION {STABLE_ID}(given STRING) RETURNS BIGINT RETURN {_NUMBER}"
        )
        self._con = ibis.pyspark.connect(self._session)
        self._numbers = count(1)
        self._views: list[str] = []

    @property
    def session(self) -> SparkSession:
        """The session itself."""
        return self._session

    def read(self, files: Sequence[str], schema: TableSchema, *, replaced: Collection[int] = ()) -> ir.Table:
        """The rows of Parquet files as one table of that schema; no files: an empty table."""
        if not files:
            return self.from_arrow(schema.empty(), schema.name)
        return _run(
            lambda: self._view(
                self._counting(files, schema, replaced), schema.name, ibis.schema(schema.arrow)
            )
        )

    def _counting(self, files: Sequence[str], schema: TableSchema, replaced: Collection[int]) -> DataFrame:
        """Files as a frame, those of changes in place of what they replace."""
        whole, changes = whole_and_changes(files, replaced)
        reader = self._session.read.schema(_spark_schema(schema.arrow))
        frames = [
            reader.parquet(*(_literally(_address(Path(file))) for file in some))
            for some in (whole, changes)
            if some
        ]
        if replaced and whole:
            gone = self._session.createDataFrame(accounts_table(replaced), schema="account_id bigint")
            frames[0] = frames[0].join(gone, "account_id", "left_anti").select(schema.names)
        return reduce(lambda one, other: one.unionAll(other), frames)

    def from_arrow(self, table: pa.Table, name: str) -> ir.Table:
        """A small table that is in memory here."""
        typed = _spark_schema(table.schema)
        return _run(
            lambda: self._view(
                self._session.createDataFrame(table, schema=typed), name, ibis.schema(table.schema)
            )
        )

    def keep(self, expression: ir.Table, name: str) -> ir.Table:
        """Compute an expression once; its plan is cut off, so that plans stay small.

        On a cluster two workers hold it: one of them may be lost.
        """
        from pyspark import StorageLevel

        level = StorageLevel.MEMORY_AND_DISK_DESER if self._alone else StorageLevel.MEMORY_AND_DISK_2
        kept = _run(lambda: self._frame(expression).localCheckpoint(storageLevel=level))
        return self._view(kept, name, expression.schema())

    def collect(self, expression: ir.Table) -> pa.Table:
        """Compute an expression and bring it here. Only what is small should come back."""
        schema = expression.schema().to_pyarrow()
        return _run(lambda: self._frame(expression).toArrow().cast(schema))

    def write(
        self, expression: ir.Table, folder: Path, schema: TableSchema, *, order: Sequence[str] = ()
    ) -> dict[str, int]:
        """Write sorted Parquet into `folder`, one file a part; gives file names with their rows."""
        folder.mkdir(parents=True, exist_ok=True)
        inside = folder / "_writing"
        frame = _cast(self._frame(expression.select(*schema.names)), schema)
        return _run(lambda: self._write(frame, folder, inside, is_parted(schema), list(order)))

    def _write(
        self, frame: DataFrame, folder: Path, inside: Path, parted: bool, order: list[str]
    ) -> dict[str, int]:
        from pyspark.sql import functions as f

        keys = ["part", *order] if parted else order
        label = f.col("part") if parted else f.lit(0)
        rows = (
            frame.withColumn(PARTITION, label).repartition(PARTITION).sortWithinPartitions(PARTITION, *keys)
        )
        rows.write.mode("overwrite").partitionBy(PARTITION).parquet(_address(inside))
        written = {}
        for path in sorted(inside.glob(f"{PARTITION}=*")):
            (made,) = path.glob("*.parquet")
            name = part_file(int(path.name.partition("=")[2])) if parted else WHOLE
            made.rename(folder / name)
            written[name] = pq.read_metadata(folder / name).num_rows
        shutil.rmtree(inside)
        return written

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Everything kept, read or brought in inside the block goes when the block ends."""
        before = set(self._views)
        try:
            yield
        finally:
            self._drop([n for n in self._views if n not in before])

    def let_go(self, *tables: ir.Table) -> None:
        """Tables that nothing needs any more go at once."""
        self._drop([table.get_name() for table in tables])

    def close(self) -> None:
        """Stop the session."""
        self._session.stop()

    def _drop(self, names: Sequence[str]) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)
            self._views.remove(name)

    def _frame(self, expression: ir.Table) -> DataFrame:
        self._con._run_pre_execute_hooks(expression)
        with selects_unfused():
            return self._session.sql(self._con.compile(expression))

    def _view(self, frame: DataFrame, name: str, schema: ibis.Schema) -> ir.Table:
        """A frame under a name of its own. Its schema is known, so Spark is not asked."""
        view = f"{name}_{next(self._numbers)}"
        frame.createOrReplaceTempView(view)
        self._views.append(view)
        return ops.DatabaseTable(name=view, schema=schema, source=self._con).to_expr()


def _address(path: Path) -> str:
    """A path as Spark takes it: Hadoop reads these as they stand and decodes nothing."""
    return f"file://{path.absolute()}"


def _literally(address: str) -> str:
    """An address in which *, ? and brackets stand for themselves: reading takes it for a pattern."""
    return re.sub(r"([*?\[\]{}\\])", r"\\\1", address)


def _session(master: str, config: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError("Apache Spark is not installed", remedy=GET_IT) from error
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise EngineError("Apache Spark needs Java, which is not there", remedy=GET_IT)
    if master.startswith("local["):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(master)
    for key, value in config.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(f"Apache Spark does not start at {master}: {error}", remedy=GET_IT) from error
    # What goes wrong is raised; Spark need not print it as well.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    session.sparkContext.setLogLevel("FATAL")
    return session


SPARK_TYPES = {
    pa.int64(): "bigint",
    pa.int32(): "int",
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.float64(): "double",
    pa.timestamp("us"): "timestamp_ntz",
    pa.list_(pa.string()): "array<string>",
}
"""Arrow types of our tables in Spark's own words; times have no zone, decimals are made from theirs."""


def _spark_schema(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {_spark_type(field.type)}" for field in schema)


def _spark_type(type: pa.DataType) -> str:
    if pa.types.is_decimal(type):
        return f"decimal({type.precision}, {type.scale})"
    return SPARK_TYPES[type]


def _cast(frame: DataFrame, schema: TableSchema) -> DataFrame:
    """The columns of a frame in the types of a table."""
    types = _spark_schema(schema.arrow).split(", `")
    exprs = [
        f"cast(`{c}` as {t.partition('` ')[2]}) as `{c}`" for c, t in zip(schema.names, types, strict=True)
    ]
    return frame.selectExpr(*exprs)


def _run(work: Callable[[], T]) -> T:
    """Do the work; what Spark refuses becomes our own error."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        return work()
    except (PySparkException, Py4JError, ConnectionError) as error:
        if not isinstance(error, PySparkException) or any(words in str(error) for words in LOST):
            raise EngineError("Apache Spark was lost while it worked", remedy=AGAIN) from error
        raise EngineError(
            f"Apache Spark refused the work: {error}", remedy="see the messages above"
        ) from error
