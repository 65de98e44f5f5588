"""Where DuckDB holds the tables it computed for later: in memory, then in a file beside what it spills.

As a table lies in memory it takes four times the room it takes in a file, and nearly as much when DuckDB puts
it aside. To write it into a file takes half as long again, though, so most tables never go there.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

from closeknit.engines.statements import quoted

SHARE = 0.5
"""How much of the memory tables may fill before a further one goes into the file; the rest is for sorting,
joining and counting."""
FEW = 500_000
"""So many rows together always fit: whether they do is not even asked."""
CATALOG = "kept"
"""The file as the database knows it."""
LOGLESS = "RECOVERY_MODE no_wal_writes"
"""Nobody ever recovers it: DuckDB need not write a log and wait until that is on the disk."""
FULL = f"""
SELECT sum(memory_usage_bytes + temporary_storage_bytes)
    > {SHARE} * parse_formatted_bytes(current_setting('memory_limit'))
FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'"""


class KeptTables:
    """The tables of one connection that were computed for use in several statements.

    All are found under their plain names, wherever they lie. What DuckDB says against a statement is raised
    as it is.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._in_memory: dict[str, int] = {}
        """Rows by name."""
        self._in_file: set[str] = set()

    def create(self, name: str, statement: str) -> None:
        """A table of the rows that a statement gives."""
        if self._is_full():
            self._create_in_file(name, statement)
        else:
            done = self._connection.execute(f'CREATE TEMP TABLE "{name}" AS {statement}')
            self._in_memory[name] = (done.fetchone() or (0,))[0]

    def drop(self, name: str) -> bool:
        """Remove it, if it is one of these."""
        if name in self._in_file:
            self._drop_from_file(name)
        elif self._in_memory.pop(name, None) is not None:
            self._connection.execute(f'DROP TABLE "{name}"')
        else:
            return False
        return True

    def _create_in_file(self, name: str, statement: str) -> None:
        if not self._in_file:
            self._connection.execute(f"ATTACH {quoted(str(self._file))} AS {CATALOG} ({LOGLESS})")
        self._in_file.add(name)
        try:
            self._connection.execute(f'CREATE TABLE {CATALOG}."{name}" AS {statement}')
            self._connection.execute(f'CREATE TEMP VIEW "{name}" AS FROM {CATALOG}."{name}"')
        except duckdb.Error:
            self._drop_from_file(name)
            raise

    def _drop_from_file(self, name: str) -> None:
        """With the last one goes the file: a full disk may have left it so that nothing more can be done."""
        self._in_file.remove(name)
        with suppress(duckdb.Error):
            self._connection.execute(f'DROP VIEW IF EXISTS "{name}"')
            self._connection.execute(f'DROP TABLE IF EXISTS {CATALOG}."{name}"')
        if not self._in_file:
            with suppress(duckdb.Error):
                self._connection.execute(f"DETACH {CATALOG}")
            self._file.unlink(missing_ok=True)

    def _is_full(self) -> bool:
        if sum(self._in_memory.values()) < FEW:
            return False
        (full,) = self._connection.execute(FULL).fetchone() or (False,)
        return bool(full)
