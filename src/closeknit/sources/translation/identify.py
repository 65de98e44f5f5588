"""Which thing each row of a file is: record and version numbers, and what sorts versions.

A record is named by the mapping's identity columns; without them by its content and by how many equal
rows stood above it, so that two identical lines stay two purchases. Reading the file is the matter of
`staging`, keeping its records that of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import duckdb

from closeknit.ids import stable_id, stable_id_sql
from closeknit.settings import Settings
from closeknit.sources.mappings.checks import check_header
from closeknit.sources.mappings.column_names import canonical_columns, column_name
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.expressions import cell_sql, identifier
from closeknit.sources.translation.times import quoted
from closeknit.sources.translation.versions import make_ranks

_APART = "chr(31)"


class HasRelation(Protocol):
    """What is needed of a staged file."""

    @property
    def relation(self) -> str:
        """Name of the table that holds its rows."""


@dataclass(frozen=True)
class Identified:
    """The rows of one file as records.

    `relation` is a temporary table: record_id, version, ordinal, rank, layout, raw (list of cells, in the
    order of `names`). `names` is the header as found; `canonical` the mapping's name of each column.
    """

    relation: str
    layout: int
    names: tuple[str, ...]
    canonical: tuple[str, ...]


def layout_id(names: tuple[str, ...]) -> int:
    """The number of a header."""
    return stable_id("\x1f".join(names))


def identify(
    con: duckdb.DuckDBPyConnection,
    staged: HasRelation,
    mapping: Mapping,
    *,
    settings: Settings,
    file_time: datetime,
    file: str = "this file",
) -> Identified:
    """Number the rows of a staged file; its relation has `_ordinal` and a text column for each of its header.

    Rows with equal identity values in one file are told apart by their order, unless the mapping has a
    version column: then they are versions of one record.

    Raises:
        ColumnMissing: the file lacks a column that the mapping needs.
    """
    relation = staged.relation
    names = tuple(c for c in con.table(relation).columns if c != "_ordinal")
    check_header(mapping, names, file=file)
    canonical = canonical_columns(mapping, names)
    cells = {column_name(c): identifier(n) for c, n in zip(canonical, names, strict=True)}
    target = f"{relation}_identified"
    time, rows = quoted(file_time.strftime("%Y-%m-%dT%H:%M:%S.%f")), f"{identifier(relation)} s"
    rank = f"' ' || {time}"
    version = cells.get(column_name(mapping.record.version)) if mapping.record.version else None
    if version is not None:
        column = names[list(cells.values()).index(version)]
        ranks = make_ranks(con, relation, column, mapping, settings)
        # A file may have columns called text and rank itself.
        renamed = f"(select text as _text, rank as _rank from {identifier(ranks)}) r"
        rows += f" left join {renamed} on _text = {cell_sql(column, mapping.read.null)}"
        rank = f"coalesce(_rank, '') || {rank}"
    con.execute(
        f"create or replace temp table {identifier(target)} as "
        + _records_sql(rows, mapping, cells, names, rank)
    )
    return Identified(target, layout_id(names), names, canonical)


def _records_sql(
    rows: str, mapping: Mapping, cells: dict[str, str], names: tuple[str, ...], rank: str
) -> str:
    pairs = ", ".join(f"{quoted(name + '=')} || {cell}" for name, cell in sorted(cells.items()))
    identity = [cells.get(column_name(c), "null::varchar") for c in mapping.record.identity]
    named = f"concat_ws({_APART}, {', '.join(_or_empty(c) for c in identity)})" if identity else "''"
    filled = " or ".join(f"{c} is not null" for c in identity) or "false"
    numbered = (
        "1"
        if mapping.record.version
        else "row_number() over (partition by is_named, thing order by _ordinal)"
    )
    stream = quoted(mapping.stream_id)
    how = "case when is_named then 'i' else 'c' end"
    raw = ", ".join(identifier(n) for n in names)
    return f"""
    with content as (
        select _ordinal, [{raw}]::varchar[] as raw, concat_ws({_APART}, {pairs}) as content,
            {rank} as rank, coalesce({filled}, false) as is_named, {named} as named
        from {rows}),
    things as (select *, case when is_named then named else content end as thing from content),
    counted as (
        select *, case when is_named then {numbered}
            else row_number() over (partition by is_named, thing order by _ordinal) end as n from things)
    select
        {stable_id_sql(f"concat_ws({_APART}, {stream}, {how}, thing, n::varchar)")}
            as record_id,
        {stable_id_sql("content")} as version, _ordinal as ordinal, rank,
        {layout_id(names)}::bigint as layout, raw
    from counted"""


def _or_empty(cell: str) -> str:
    return f"coalesce({cell}, '')"
