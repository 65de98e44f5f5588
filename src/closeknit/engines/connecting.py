"""How DuckDB is opened, wherever it is used: it fetches nothing, thinks in UTC and prints nothing."""

from __future__ import annotations

import duckdb

THREADS = 0
"""Threads of a database that is not told how many; 0 leaves the choice to DuckDB."""


def open_duckdb(**config: str | bool | int | float | list[str]) -> duckdb.DuckDBPyConnection:
    """A database in memory, with further settings of DuckDB's by name."""
    settled = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, **config}
    if THREADS:
        settled.setdefault("threads", THREADS)
    con = duckdb.connect(config=settled)
    con.execute("SET TimeZone = 'UTC'")
    # In a notebook or a console DuckDB draws bars of its own; how far we are is ours to say.
    con.execute("SET enable_progress_bar = false")
    return con


def one_number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one number that a query gives; 0 where it gives none."""
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
