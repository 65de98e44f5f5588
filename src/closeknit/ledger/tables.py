"""The tables of the folder as files: which they are now, and how DuckDB reads them.

Readers need nothing but a `Snapshot`: the data files of every table at one moment. What is appended and
when it becomes visible is in `batch`; what the rows mean in `live`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from pyarrow.parquet import ParquetFile

from closeknit.claims import CLAIMS
from closeknit.columns import TableSchema
from closeknit.engines.connecting import open_duckdb
from closeknit.errors import LedgerError
from closeknit.ledger.deltalog import Named, named_now, newest
from closeknit.ledger.durable import disk_of
from closeknit.ledger.schema import LEDGER
from closeknit.locks import Shared
from closeknit.spill import Spill

TABLES: dict[str, TableSchema] = {**LEDGER, **CLAIMS}
"""Every table of the folder by name."""

SQL_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "float64": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "decimal": "DECIMAL(18, 4)",
    "list of text": "VARCHAR[]",
}
"""DuckDB's name of each column type."""

_TELLING = ("imports", "decisions")
"""Tables that only ever grow by what people did: their numbers of rows tell one state from another."""

VERSIONS = "versions"
"""File with the version every table had after the last commit: a log that ends before it has lost entries."""

READERS = "readers"
"""File that readers hold together, and whoever removes replaced files alone."""

MEMORY = "600MB"
"""What DuckDB may hold before it spills to the folder's own scratch space."""


@dataclass(frozen=True)
class Snapshot:
    """The data files of every table at one moment; `version` changes with every commit that matters.

    While this value lives, its files stay.
    """

    version: str
    files: dict[str, list[str]]
    _held: Shared | None = field(default=None, compare=False, repr=False)

    def reading(self, table: str) -> str:
        """SQL that reads one table as it was at that moment."""
        return reading(table, self.files[table])

    def read(self, table: str) -> pa.Table:
        """All rows of a small table as it was at that moment."""
        return read_rows(table, self.files[table])


def snapshot(folder: Path, name: str) -> Snapshot:
    """The files of every table now. Imports are listed first: what they name is committed before them."""
    held = Shared(folder / READERS)
    version = version_text(folder, name)
    order = ["imports", *(table for table in TABLES if table != "imports")]
    return Snapshot(version, {table: table_files(folder, table) for table in order}, held)


def version_text(folder: Path, name: str, *, passing: int = 0) -> str:
    """Changes whenever an import or a decision is committed, and then only; `passing` are not counted."""
    rows = {table: sum(one.rows for one in named_files(folder, table)) for table in _TELLING}
    rows["decisions"] -= passing
    return "-".join([name, *map(str, rows.values())])


def reading(table: str, files: Sequence[str]) -> str:
    """SQL that reads these files of one table; without files, no rows of the right columns."""
    if not files:
        nulls = ", ".join(f'NULL::{SQL_TYPES[c.type]} AS "{c.name}"' for c in TABLES[table].columns)
        return f"(SELECT {nulls} WHERE false)"
    names = ", ".join(quoted(file) for file in files)
    return f"read_parquet([{names}], hive_partitioning = false)"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def log_version(folder: Path, table: str) -> int:
    """The newest version in a table's log; -1 when there is no table yet."""
    return newest(folder / table)


def versions_now(folder: Path) -> dict[str, int]:
    """The newest version of every table; -1 where there is none."""
    return {table: log_version(folder, table) for table in TABLES}


def table_files(folder: Path, table: str) -> list[str]:
    """The data files of one table as its log has them now."""
    return [str(folder / table / one.path) for one in named_files(folder, table)]


def named_files(folder: Path, table: str) -> Sequence[Named]:
    """The same with size and rows, as the log names them."""
    with _readable(folder / table):
        return () if log_version(folder, table) < 0 else named_now(folder / table)


def open_table(folder: Path, table: str) -> DeltaTable | None:
    """One table as its log has it now; None when nothing was ever written to it."""
    with _readable(folder / table):
        return None if log_version(folder, table) < 0 else DeltaTable(folder / table)


@contextmanager
def _readable(home: Path) -> Iterator[None]:
    """A log that cannot be read is told with its place and what to do."""
    try:
        yield
    except (DeltaError, OSError) as error:
        raise LedgerError(
            f"{home} cannot be read: {error}",
            remedy="Restore your newest backup: closeknit restore BACKUP --to NEWDIR",
            about=str(home),
        ) from error


def read_rows(table: str, files: Sequence[str]) -> pa.Table:
    """All rows of a small table (imports, decisions, layouts); imports and decisions oldest first."""
    schema = TABLES[table].arrow
    # What the library casts, takes and sorts with takes longer to load than all else that is read here. To
    # make a table without rows loads it as well, and pandas.
    parts = [_of_schema(ParquetFile(file).read(), schema) for file in files]
    rows = pa.concat_tables(parts) if parts else schema.empty_table()
    column = "decision_id" if table == "decisions" else "seq" if table == "imports" else schema.names[0]
    places: list[Any] = rows[column].to_pylist()
    if table == "decisions":
        # By their numbers, whatever the clock said.
        places = [int(name[2:]) for name in places]
    if all(one <= other for one, other in pairwise(places)):
        return rows
    return rows.take(pa.array(sorted(range(len(places)), key=places.__getitem__), pa.int64()))


def _of_schema(part: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a file as its table declares them."""
    return pa.Table.from_arrays([part[name] for name in schema.names], schema=schema)


@contextmanager
def connect(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection for work on a folder: bounded memory, UTC, never the internet.

    With one thread: rows keep the order of their file, which one thread alone can see to, and while it does
    the others would not sleep but ask without end whether there is something for them (a third of the CPU
    seconds of a load).
    """
    place = folder / "scratch"
    with disk_of(folder):
        place.mkdir(mode=0o700, exist_ok=True)
        with Spill(place) as scratch:
            con = open_duckdb(memory_limit=MEMORY, temp_directory=str(scratch), threads=1)
            try:
                yield con
            finally:
                con.close()
