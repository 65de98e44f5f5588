"""What every engine can do, and the choice of one.

An engine runs Ibis expressions over files and writes tables; it knows nothing of what the tables mean.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from closeknit.columns import TableSchema
from closeknit.settings import Settings

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


class Engine(Protocol):
    """Where expressions run. All tables given to one expression must come from the same engine."""

    @property
    def name(self) -> str:
        """`duckdb` or `spark`."""

    def read(self, files: Sequence[str], schema: TableSchema, *, replaced: Collection[int] = ()) -> ir.Table:
        """The rows of Parquet files as one table of that schema; no files: an empty table.

        Of accounts that are `replaced` only the rows in files of changes (`parts.CHANGES`) are there.
        """

    def from_arrow(self, table: pa.Table, name: str) -> ir.Table:
        """A small table that is already in memory; `name` helps to read plans."""

    def keep(self, expression: ir.Table, name: str) -> ir.Table:
        """Compute an expression once, for use in several others; see `scratch` for when it goes."""

    def collect(self, expression: ir.Table) -> pa.Table:
        """Compute an expression and bring it here. Only what is small should come back."""

    def write(
        self, expression: ir.Table, folder: Path, schema: TableSchema, *, order: Sequence[str] = ()
    ) -> dict[str, int]:
        """Write Parquet files into `folder`, sorted by `order`; gives file names with their rows.

        A table with a column `part` becomes one file `part-NN.parquet` for each part that has rows, any
        other one file `all.parquet`, where it has rows.
        """

    def scratch(self) -> AbstractContextManager[None]:
        """Everything kept, read or brought in inside the block goes when the block ends."""

    def let_go(self, *tables: ir.Table) -> None:
        """Tables kept, read or brought in that nothing needs any more go at once, not with their block."""

    def close(self) -> None:
        """Give back everything."""


def engine_for(settings: Settings) -> Engine:
    """The engine that the settings name; EngineError when it is not installed or does not start."""
    if settings.engine == "spark":
        from closeknit.engines.spark import SparkEngine

        return SparkEngine(master=settings.spark_master, config=settings.spark_settings())
    from closeknit.engines.duckdb import DuckDBEngine

    return DuckDBEngine(memory=settings.memory)
