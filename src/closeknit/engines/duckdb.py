"""The default engine: DuckDB inside this process, thrown away afterwards.

It never fetches an extension from the internet and never spills beside the user's files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql.datatypes import DuckDBType

from closeknit.columns import TableSchema
from closeknit.engines.connecting import open_duckdb
from closeknit.engines.kept_tables import KeptTables
from closeknit.engines.parts import accounts_table, is_parted, whole_and_changes, write_parts
from closeknit.engines.portable import STABLE_ID
from closeknit.engines.statements import SOURCE, compiled, quoted
from closeknit.errors import DiskFull, EngineError
from closeknit.ids import stable_id_sql
from closeknit.settings import Settings
from closeknit.spill import Spill

BATCH_ROWS = 100_000

T = TypeVar("T")


class DuckDBEngine:
    """An in-memory DuckDB; what does not fit into memory goes to a folder of its own.

    `memory` is a limit such as "1GB": DuckDB would fill four fifths of the machine before it spills.
    `threads` is a number; 0 leaves the choice to DuckDB.
    """

    name = "duckdb"

    def __init__(self, *, memory: str = Settings.memory, threads: int = 0) -> None:
        self._spill = Spill()
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "preserve_insertion_order": False,
            # A table that is not there is an error, never a variable of ours that happens to have its name.
            "python_enable_replacements": False,
            "temp_directory": str(self._spill.folder),
        }
        if threads:
            config["threads"] = threads
        self.connection = open_duckdb(**config)
        """The raw connection, for reading files in ways Ibis has no words for."""
        # Files of a version never change, and to look what stands in each takes longer than many a question.
        self.connection.execute("SET parquet_metadata_cache = true")
        self.connection.execute(f"CREATE TEMP MACRO {STABLE_ID}(given) AS {stable_id_sql('given')}")
        self._kept = KeptTables(self.connection, self._spill.folder / "kept.duckdb")
        self._made: dict[str, str] = {}

    def read(self, files: Sequence[str], schema: TableSchema, *, replaced: Collection[int] = ()) -> ir.Table:
        """The rows of Parquet files as one table of that schema; no files: an empty table."""
        if not files:
            return self.from_arrow(schema.empty(), schema.name)
        columns = ", ".join(f'"{name}"' for name in schema.names)
        whole, changes = whole_and_changes(files, replaced)
        rows = [f"SELECT {columns} FROM {_parquet(some)}" for some in (whole, changes) if some]
        if replaced and whole:
            gone = self.from_arrow(accounts_table(replaced), f"{schema.name}_replaced").get_name()
            rows[0] += f' ANTI JOIN "{gone}" USING (account_id)'
        view = "AS " + " UNION ALL ".join(rows)
        return self._create("VIEW", view, schema.name, _ibis_schema(schema.arrow))

    def from_arrow(self, table: pa.Table, name: str) -> ir.Table:
        """A small table that is already in memory, copied into the engine."""
        if not table.num_rows:
            # Nothing to copy: that the columns are named takes an eighth of the time.
            return self._create("TABLE", f"({_columns(table.schema)})", name, _ibis_schema(table.schema))
        self.connection.register("arriving", table)
        try:
            return self._create("TABLE", "AS SELECT * FROM arriving", name, _ibis_schema(table.schema))
        finally:
            self.connection.unregister("arriving")

    def keep(self, expression: ir.Table, name: str) -> ir.Table:
        """Compute an expression once, into a table for the time being."""
        made = self._free_name(name)
        with self._statement(expression) as sql:
            _run(lambda: self._kept.create(made, sql))
        return self._named(made, "TABLE", expression.schema())

    def collect(self, expression: ir.Table) -> pa.Table:
        """Compute an expression and bring it here. Only what is small should come back."""
        schema = expression.schema().to_pyarrow()
        # Ibis's own way to Arrow calls what DuckDB has deprecated.
        with self._statement(expression) as sql:
            return _run(lambda: self.connection.execute(sql).to_arrow_table().cast(schema))

    def write(
        self, expression: ir.Table, folder: Path, schema: TableSchema, *, order: Sequence[str] = ()
    ) -> dict[str, int]:
        """Write sorted Parquet into `folder`, one file a part; gives file names with their rows."""
        keys = [*(["part"] if is_parted(schema) else []), *order]
        wanted = expression.select(*schema.names)
        ordered = wanted.order_by(keys) if keys else wanted
        with self._statement(ordered) as sql:
            return _run(
                lambda: write_parts(self.connection.execute(sql).to_arrow_reader(BATCH_ROWS), folder, schema)
            )

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Everything kept, read or brought in inside the block goes when the block ends."""
        before = set(self._made)
        try:
            yield
        finally:
            self._drop([n for n in self._made if n not in before])

    def let_go(self, *tables: ir.Table) -> None:
        """Tables that nothing needs any more go at once, and what they hold on the disk with them."""
        self._drop([table.get_name() for table in tables])

    def close(self) -> None:
        """Close the connection and remove the spill folder."""
        self.connection.close()
        self._spill.close()

    def _drop(self, names: Sequence[str]) -> None:
        for name in names:
            what = self._made.pop(name)
            if not self._kept.drop(name):
                self.connection.execute(f'DROP {what} IF EXISTS "{name}"')

    @contextmanager
    def _statement(self, expression: ir.Table) -> Iterator[str]:
        """The statement of an expression; the rows that the expression itself holds are there in the block.

        Whoever runs it reads all that comes of it inside, too.
        """
        statement = compiled(expression)
        try:
            for table in statement.in_memory:
                self.connection.register(table.name, table.data.to_pyarrow(table.schema))
            yield statement.sql
        finally:
            for table in statement.in_memory:
                self.connection.unregister(table.name)

    def _create(self, what: str, of: str, name: str, schema: ibis.Schema) -> ir.Table:
        """A temporary table or view `of` rows or columns."""
        made = self._free_name(name)
        _run(lambda: self.connection.execute(f'CREATE TEMP {what} "{made}" {of}'))
        return self._named(made, what, schema)

    def _named(self, made: str, what: str, schema: ibis.Schema) -> ir.Table:
        """What was made under a name, as an expression. Its schema is known: the database is not asked."""
        self._made[made] = what
        return ops.DatabaseTable(name=made, schema=schema, source=SOURCE).to_expr()

    def _free_name(self, name: str) -> str:
        """Names come again once they are free, so that equal builds are equal expressions."""
        return next(n for n in chain([name], (f"{name}_{i}" for i in count(2))) if n not in self._made)


@lru_cache(maxsize=128)
def _ibis_schema(schema: pa.Schema) -> ibis.Schema:
    return ibis.schema(schema)


@lru_cache(maxsize=128)
def _columns(schema: pa.Schema) -> str:
    """The columns of a table as DuckDB declares them."""
    columns = ((name.replace('"', '""'), type) for name, type in _ibis_schema(schema).items())
    return ", ".join(f'"{name}" {DuckDBType.to_string(type)}' for name, type in columns)


def _parquet(files: Sequence[str]) -> str:
    return f"read_parquet([{', '.join(quoted(_literally(file)) for file in files)}])"


def _literally(path: str) -> str:
    """A path in which *, ? and [ stand for themselves: DuckDB takes every path for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def _run(work: Callable[[], T]) -> T:
    """Do the work; what DuckDB refuses for lack of room or a broken file becomes our own error."""
    try:
        return work()
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            f"there is not enough memory or disk space for this: {error}",
            remedy="free some memory or disk space, or ask for a shorter period",
        ) from error
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise DiskFull("the disk is full", remedy="make room on it and try again") from error
        raise EngineError(f"a file cannot be read: {error}", remedy="try again") from error
