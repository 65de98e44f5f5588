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

from closeknit.engines.connecting import one_number
from closeknit.ids import stable_id, stable_id_sql
from closeknit.settings import Settings
from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.checks import check_header
from closeknit.sources.mappings.column_names import column_name
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
    things = _Things(mapping, cells)
    con.execute(
        f"create or replace temp table {identifier(target)} as {_records_sql(rows, things, names, rank)}"
    )
    _tell_repeats_apart(con, identifier(target), mapping, canonical)
    return Identified(target, layout_id(names), names, canonical)


@dataclass(frozen=True)
class _Things:
    """SQL of what names a row, where `cells` is SQL of its cells by column."""

    mapping: Mapping
    cells: dict[str, str]

    @property
    def content(self) -> str:
        """All that the row says."""
        pairs = (f"{quoted(name + '=')} || {cell}" for name, cell in sorted(self.cells.items()))
        return f"concat_ws({_APART}, {', '.join(pairs)})"

    @property
    def is_named(self) -> str:
        """Whether any of its identity columns is filled."""
        filled = " or ".join(f"{cell} is not null" for cell in self._identity)
        return f"({filled or 'false'})"

    def record_id(self, nth: str) -> str:
        """The number of the record that the nth row of this name is."""
        parts = ", ".join(f"coalesce({cell}, '')" for cell in self._identity)
        named = f"concat_ws({_APART}, {parts})"
        thing = f"case when {self.is_named} then {named} else {self.content} end"
        how = f"case when {self.is_named} then 'i' else 'c' end"
        if not self._identity:
            thing, how = self.content, "'c'"
        stream = quoted(self.mapping.stream_id)
        return stable_id_sql(f"concat_ws({_APART}, {stream}, {how}, {thing}, {nth})")

    @property
    def _identity(self) -> list[str]:
        columns = self.mapping.record.identity
        return [self.cells.get(column_name(c), "null::varchar") for c in columns]


def _records_sql(rows: str, things: _Things, names: tuple[str, ...], rank: str) -> str:
    """Every row as if it were the first of its name."""
    raw = ", ".join(identifier(n) for n in names)
    return f"""
    select {things.record_id("'1'")} as record_id, {stable_id_sql(things.content)} as version,
        _ordinal as ordinal, {rank} as rank, {layout_id(names)}::bigint as layout, [{raw}]::varchar[] as raw
    from {rows}"""


def _tell_repeats_apart(
    con: duckdb.DuckDBPyConnection, target: str, mapping: Mapping, canonical: tuple[str, ...]
) -> None:
    """Number the rows of one name in their order. Most files have none, so only numbers are compared."""
    things = _Things(mapping, {column_name(c): f"raw[{place}]" for place, c in enumerate(canonical, 1)})
    numbered = f"not {things.is_named}" if mapping.record.version else "true"
    repeated = f"select record_id from {target} where {numbered} group by record_id having count(*) > 1"
    if not one_number(con, f"select count(*) from ({repeated})"):
        return
    con.execute(f"""
    update {target} set record_id = {things.record_id("nth::varchar")} from (
        select ordinal as place, row_number() over (partition by record_id order by ordinal) as nth
        from {target} where {numbered} and record_id in ({repeated})) again
    where again.place = ordinal and nth > 1""")
