"""The rows of a relation of records as the steps of reading see them: clean cells, and what belongs to them.

What is looked up in other streams and what headlines tell stand beside a row's own cells, as columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.expressions import columns_of, condition_sql, identifier
from closeknit.sources.translation.headlines import with_headlines
from closeknit.sources.translation.lookups import clean_rows, with_lookups


@dataclass(frozen=True)
class Rows:
    """The rows that a mapping keeps."""

    columns: tuple[str, ...]
    """Names of all that can be asked for."""
    laid_out: Callable[[Iterable[str]], str]
    """Gives SQL of all rows with at least these columns."""
    keep: str
    """SQL of whether a row is kept."""

    def naming(self, sql: str) -> str:
        """SQL of the rows with at least the cells that a given SQL names.

        Planning the cells of a wide file takes longer than reading a short one, so none is laid out in vain.
        """
        needed = f"{sql} {self.keep}"
        named = (column for column in self.columns if identifier(column) in needed)
        return f"(from {self.laid_out(named)} where {self.keep})"


@contextmanager
def rows_of(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    mapping: Mapping,
    settings: Settings,
    lookups: Dict[str, str],
    *,
    trimmed: bool,
) -> Iterator[Rows]:
    """The rows of a relation, as `translate` takes it, for as long as they are read.

    Rows that are joined with others stand in a table meanwhile: they are read several times, and each time
    all rows of the other streams would be gone through.
    """
    joined = f"{relation}_joined" if mapping.lookup or mapping.headline else ""
    if joined:
        sql, names = with_lookups(con, relation, mapping, lookups, trimmed=trimmed)
        with with_headlines(con, sql, names, mapping, settings) as told:
            con.execute(f"create or replace temp table {identifier(joined)} as from {told}")

    def laid_out(columns: Iterable[str]) -> str:
        return identifier(joined) if joined else clean_rows(relation, columns, mapping, trimmed=trimmed)

    try:
        columns = tuple(con.table(joined or relation).columns)
        yield Rows(columns, laid_out, condition_sql(mapping.record.keep_where, columns_of(columns, settings)))
    finally:
        if joined:
            con.execute(f"drop table {identifier(joined)}")
