"""Some files of a version's tables, read alone: what is asked about one customer needs few of many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import ibis.expr.types as ir

from closeknit.book.as_of import as_of
from closeknit.book.versions import Book
from closeknit.book.whereabouts import Whereabouts
from closeknit.engines.engine import Engine
from closeknit.engines.portable import remembered


def _as_known(table: str, rows: ir.Table, day: int) -> ir.Table:
    return as_of({table: rows}, day)[table]


_known = remembered(_as_known, most=100)
"""Each look opens some of these few anew, under the names they had in the one before."""


@dataclass(frozen=True)
class Near:
    """Tables of a version as of the local day number `day`; each choice of files is opened once."""

    book: Book
    engine: Engine
    whereabouts: Whereabouts
    day: int
    fleeting: bool = False
    """Whether what is opened goes after one look."""
    _opened: dict[tuple[str, ...], ir.Table] = field(default_factory=dict)
    _kept: dict[tuple[str, int], ir.Table] = field(default_factory=dict)

    def part_of_account(self, table: str, account_id: int) -> ir.Table:
        """The part of a table that an account's rows are in."""
        return self._of(table, self.book.part(table, account_id))

    def rows_of_account(self, table: str, account_id: int) -> ir.Table:
        """An account's rows of a table, kept on the engine.

        What is kept has one name, whoever's rows they are: expressions over it are those of every account,
        and neither put together nor compiled again.
        """
        name = (table, account_id)
        if name not in self._kept:
            files = self.book.part(table, account_id)
            rows = self._of(table, files)
            mine = rows.filter(rows.account_id == account_id)
            self._kept[name] = self.engine.keep(mine, f"{table}_here") if files else rows
        return self._kept[name]

    def parts_holding(self, table: str, column: str, numbers: Collection[int]) -> ir.Table:
        """The parts of a table that hold any of the numbers in a column."""
        return self._of(table, self.whereabouts.files(self.book.files(table), table, column, numbers))

    def _of(self, table: str, files: list[str]) -> ir.Table:
        name = (table, *files)
        if name not in self._opened:
            rows = self.book.table(self.engine, table, files)
            self._opened[name] = _known(table, rows, self.day)
        return self._opened[name]
