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
import numpy as np

from closeknit.engines.connecting import one_number
from closeknit.ids import stable_id, stable_id_sql
from closeknit.settings import Settings
from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.checks import check_header
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.tables.headers import PLACE
from closeknit.sources.translation.expressions import cell_sql, identifier
from closeknit.sources.translation.times import quoted
from closeknit.sources.translation.versions import make_ranks

_APART = "'\x1f'"
_RECORD_ID = (
    "if(s._ordinal = n.ordinal, n.record_id, error('rows and their numbers fell apart')) as record_id"
)
"""The number of a record, put beside its row by nothing but the order of both."""
WIDE = 60
"""Columns from which on what is looked at twice makes a statement too long to plan."""
AT_ONCE = 4_000_000
"""Numbers of records that are sorted together, about: 32 MB."""


class HasRelation(Protocol):
    """What is needed of a staged file."""

    @property
    def relation(self) -> str:
        """Name of the table that holds its rows."""


@dataclass(frozen=True)
class Identified:
    """The rows of one file as records.

    `numbers` is a view: record_id, version, ordinal, rank; `relation` one with layout and raw (list of cells,
    in the order of `names`) beside them. Both are temporary and read the staged file. `names` is the
    header as found; `canonical` the mapping's name of each column.
    """

    numbers: str
    relation: str
    staged: str
    layout: int
    names: tuple[str, ...]
    canonical: tuple[str, ...]

    def cells(self, first: int = 0, last: int = 0) -> str:
        """SQL of all rows, or those between two ordinals: record_id, version and each cell: cell1, cell2 …"""
        cells = "".join(f", s.{identifier(name)} as cell{n}" for n, name in enumerate(self.names, 1))
        rows, numbers = f"from {identifier(self.staged)}", f"from {identifier(_table(self.staged))}"
        if last:
            rows += f" where {identifier(PLACE)} between {first - 1} and {last - 1}"
            numbers += f" where ordinal between {first} and {last}"
        return f"(select {_RECORD_ID}, n.version{cells} from ({rows}) s positional join ({numbers}) n)"

    def rows(self, numbers: str) -> str:
        """SQL of the rows whose record_id, version and ordinal SQL gives: record_id, version, layout, raw."""
        return (
            f"(select k.record_id, k.version, {self.layout}::bigint as layout, {_raw(self.names)} as raw "
            f"from {identifier(self.staged)} s join ({numbers}) k on s._ordinal = k.ordinal)"
        )


def _raw(names: tuple[str, ...]) -> str:
    return f"[{', '.join(f's.{identifier(name)}' for name in names)}]::varchar[]"


def _table(staged: str) -> str:
    return f"{staged}_numbers_kept"


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
    names = tuple(c for c in con.table(relation).columns if c not in ("_ordinal", PLACE))
    check_header(mapping, names, file=file)
    canonical = canonical_columns(mapping, names)
    cells = {column_name(c): f"s.{identifier(n)}" for c, n in zip(canonical, names, strict=True)}
    rows, rank = f"{identifier(relation)} s", ""
    version = cells.get(column_name(mapping.record.version)) if mapping.record.version else None
    if version is not None:
        column = names[list(cells.values()).index(version)]
        ranks = make_ranks(con, relation, column, mapping, settings)
        # A file may have columns called text and rank itself.
        renamed = f"(select text as _text, rank as _rank from {identifier(ranks)}) r"
        rows += f" left join {renamed} on _text = {cell_sql(column, mapping.read.null)}"
        rank = "coalesce(_rank, '')"
    things = _Things(mapping, cells)
    _make_numbers(con, relation, rows, things, rank)
    return _offered(con, relation, names, canonical, _rank(rank, file_time))


def _rank(own: str, file_time: datetime) -> str:
    """SQL of what sorts the versions: the rank of the row's own, if it has one, then the time of the file."""
    time = quoted(file_time.strftime(" %Y-%m-%dT%H:%M:%S.%f"))
    return f"n.own_rank || {time}" if own else time


def _make_numbers(
    con: duckdb.DuckDBPyConnection, relation: str, rows: str, things: _Things, rank: str
) -> None:
    """The table of numbers, each row as if it were the first of its name; then those that are not."""
    table = _table(relation)
    # Rows keep their order as they pass through, unless they are joined to something.
    own, order = (f", {rank} as own_rank", " order by s._ordinal") if rank else ("", "")
    con.execute(f"""
        create or replace temp table {identifier(table)} as
        select {things.record_id("1")} as record_id, {stable_id_sql(things.content)} as version,
            s._ordinal as ordinal{own} from {rows}{order}""")
    _tell_repeats_apart(con, relation, things)


def _offered(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    names: tuple[str, ...],
    canonical: tuple[str, ...],
    rank: str,
) -> Identified:
    """The numbers as views, alone and beside the cells of their rows."""
    layout, table = layout_id(names), identifier(_table(relation))
    found = Identified(f"{relation}_numbers", f"{relation}_identified", relation, layout, names, canonical)
    con.execute(f"""
        create or replace temp view {identifier(found.numbers)} as
        select n.record_id, n.version, n.ordinal, {rank} as rank from {table} n""")
    con.execute(f"""
        create or replace temp view {identifier(found.relation)} as
        select {_RECORD_ID}, n.version, n.ordinal, {rank} as rank, {layout}::bigint as layout,
            {_raw(names)} as raw
        from {identifier(relation)} s positional join {table} n""")
    return found


@dataclass(frozen=True)
class _Things:
    """SQL of what names a row, where `cells` is SQL of its cells by column."""

    mapping: Mapping
    cells: dict[str, str]

    @property
    def content(self) -> str:
        """All that the row says: each filled cell behind its name, parted by \x1f."""
        cells = sorted(self.cells.items())
        pairs = ", ".join(f"{quoted(name + '=')} || {cell}" for name, cell in cells)
        some = f"concat_ws({_APART}, {pairs})"
        if len(cells) > WIDE:
            return some
        # The same where no cell is empty, and twice as quick.
        marked = (f"{quoted(name + '=')}, {cell}" for name, cell in cells)
        empty = " or ".join(f"{cell} is null" for _, cell in cells)
        return f"case when {empty} then {some} else concat({f', {_APART}, '.join(marked)}) end"

    @property
    def is_named(self) -> str:
        """Whether any of its identity columns is filled."""
        filled = " or ".join(f"{cell} is not null" for cell in self._identity)
        return f"({filled or 'false'})"

    def record_id(self, nth: str) -> str:
        """The number of the record that the nth row of this name is; `nth` is SQL of a number."""
        named = self._number("i", f", {_APART}, ".join(self._identity), nth)
        plain = self._number("c", self.content, nth)
        return f"case when {self.is_named} then {named} else {plain} end" if self._identity else plain

    def _number(self, how: str, thing: str, nth: str) -> str:
        begun = quoted(f"{self.mapping.stream_id}\x1f{how}\x1f")
        return stable_id_sql(f"concat({begun}, {thing}, {_APART}, {nth})")

    @property
    def _identity(self) -> list[str]:
        columns = self.mapping.record.identity
        return [self.cells.get(column_name(c), "null::varchar") for c in columns]


def _tell_repeats_apart(con: duckdb.DuckDBPyConnection, relation: str, things: _Things) -> None:
    """Number the rows of one name in their order. Most files have none, so only numbers are compared."""
    rows, numbers = identifier(relation), identifier(_table(relation))
    if not _any_twice(con, numbers):
        return
    repeated = f"select record_id from {numbers} group by record_id having count(*) > 1"
    # With a version column, rows of one name are versions of one record.
    numbered = f"not {things.is_named}" if things.mapping.record.version else "true"
    con.execute(f"""
    update {numbers} set record_id = again.id from (
        select n.ordinal as place, {things.record_id("n.nth")} as id from {rows} s join (
            select m.ordinal, row_number() over (partition by m.record_id order by m.ordinal) as nth
            from {numbers} m join {rows} s on m.ordinal = s._ordinal
            where {numbered} and m.record_id in ({repeated})) n on n.ordinal = s._ordinal
        where n.nth > 1) again
    where again.place = ordinal""")


def _any_twice(con: duckdb.DuckDBPyConnection, numbers: str) -> bool:
    """Whether a record_id stands in a table twice, AT_ONCE looked through at a time.

    To sort them takes a quarter of the time of grouping by them.
    """
    parts = one_number(con, f"select count(*) from {numbers}") // AT_ONCE + 1
    for part in range(parts):
        found = con.execute(f"select record_id from {numbers} where record_id % {parts} = {part}")
        ids = np.sort(found.fetchnumpy()["record_id"])
        if (ids[1:] == ids[:-1]).any():
            return True
    return False
