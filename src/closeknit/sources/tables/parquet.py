"""Parquet into DuckDB tables: every value as text, structures flattened to `a.b`.

Lists and maps become JSON texts: what to make of them is for the mapping.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from duckdb.sqltypes import DuckDBPyType

from closeknit.engines.connecting import open_duckdb
from closeknit.sources.tables.complaints import memory_for, whole_parquet
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.headers import column_names
from closeknit.sources.tables.sniffing import LOOKED_AT, Look
from closeknit.sources.tables.staging import Job, Table, cell_columns, identifier, keep, text


def look_at_parquet(path: Path, name: str, dialect: Dialect) -> Look:
    """Column names and first rows of a Parquet file."""
    with open_duckdb(threads=1) as con, memory_for(name), whole_parquet(name):
        columns = _parquet_columns(con, path)
        query = f"SELECT {', '.join(columns.values())} FROM {_parquet(path)} LIMIT {LOOKED_AT}"
        rows = con.execute(query).fetchall()
    found = Dialect(format="parquet", member=dialect.member, header_line=0, data_line=1, width=len(columns))
    return Look(found, column_names(list(columns), len(columns)), (), tuple(rows))


def read_parquet(job: Job, path: Path, dialect: Dialect) -> Table:
    """Read all rows of a Parquet file, each value as text."""
    with whole_parquet(job.name):
        columns = _parquet_columns(job.con, path)
        named = zip(columns.values(), cell_columns(dialect.width), strict=True)
        cells = ", ".join(f"{value} AS {c}" for value, c in named)
        return keep(job, f"(SELECT {cells} FROM {_parquet(path)})", dialect.width, blank_rows=True)


def _parquet(path: Path) -> str:
    return f"read_parquet({text(str(path))}, hive_partitioning=false)"


def _parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Flat column names with the expression that gives each as text."""
    relation = con.sql(f"SELECT * FROM {_parquet(path)} LIMIT 0")
    found: dict[str, str] = {}
    for column, kind in zip(relation.columns, relation.types, strict=True):
        found |= _flat(column, identifier(column), kind)
    return found


def _flat(name: str, value: str, kind: DuckDBPyType) -> dict[str, str]:
    if kind.id == "struct":
        flat: dict[str, str] = {}
        for child, inner in kind.children:
            if isinstance(inner, DuckDBPyType):
                flat |= _flat(f"{name}.{child}", f"{value}.{identifier(child)}", inner)
        return flat
    if kind.id in ("list", "map", "array", "union"):
        return {name: f"to_json({value})::VARCHAR"}
    if kind.id in ("double", "float"):
        # A column of ids with gaps is often stored as fractions: 881.0 is the id 881.
        whole = f"{value} = trunc({value}) AND abs({value}) < 1e15"
        return {name: f"CASE WHEN {whole} THEN {value}::BIGINT::VARCHAR ELSE {value}::VARCHAR END"}
    if kind.id == "timestamp with time zone":
        return {name: f"timezone('UTC', {value})::VARCHAR || '+00'"}
    if kind.id == "blob":
        return {name: f"'(' || octet_length({value}) || ' bytes)'"}
    return {name: f"{value}::VARCHAR"}
