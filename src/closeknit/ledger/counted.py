"""The rules of `live`, run inside DuckDB while a batch is being prepared.

The expressions are compiled to SQL over views of the tables as they will be after the commit, so the
loader and both engines follow one definition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import duckdb
import pyarrow as pa

from closeknit.ledger.history import History
from closeknit.ledger.schema import IMPORTS
from closeknit.ledger.tables import TABLES


@cache
def _sql(name: str) -> str:
    # Most loads need none of it, and Ibis takes longer to load than their file.
    import ibis

    from closeknit.ledger.live import silent, versions, winners

    rules = {"winners": winners, "versions": versions, "silent": silent}
    tables = {
        table: ibis.table(ibis.Schema.from_pyarrow(schema.arrow), name=f"now_{table}")
        for table, schema in TABLES.items()
    }
    return str(ibis.to_sql(rules[name](tables), dialect="duckdb"))


def offer_tables(
    con: duckdb.DuckDBPyConnection, history: History, reading: Callable[[str], str], *names: str
) -> None:
    """Make views `now_<table>` of tables as they are to be: imports from the history, others from files."""
    imports = pa.Table.from_pylist([row.row() for row in history.rows], schema=IMPORTS.arrow)
    con.register("now_imports", imports)
    for name in names:
        con.execute(f"CREATE OR REPLACE TEMP VIEW now_{name} AS SELECT * FROM {reading(name)}")


def make(con: duckdb.DuckDBPyConnection, name: str, table: str) -> None:
    """Compute `winners`, `versions` or `silent` over the tables offered into a temporary table."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_sql(name)}")
