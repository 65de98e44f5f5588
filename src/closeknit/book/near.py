"""Some files of a version's tables, read alone: what is asked about one customer needs few of many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import ibis.expr.types as ir

from closeknit.book.as_of import as_of
from closeknit.book.schema import BOOK
from closeknit.book.versions import Book
from closeknit.book.whereabouts import Whereabouts
from closeknit.engines.engine import Engine


@dataclass(frozen=True)
class Near:
    """Tables of a version as of the local day number `day`; each choice of files is opened once."""

    book: Book
    engine: Engine
    whereabouts: Whereabouts
    day: int
    _opened: dict[tuple[str, ...], ir.Table] = field(default_factory=dict)

    def part_of_account(self, table: str, account_id: int) -> ir.Table:
        """The part of a table that an account's rows are in."""
        return self._of(table, self.book.part(table, account_id))

    def parts_holding(self, table: str, column: str, numbers: Collection[int]) -> ir.Table:
        """The parts of a table that hold any of the numbers in a column."""
        return self._of(table, self.whereabouts.files(self.book.files(table), table, column, numbers))

    def _of(self, table: str, files: list[str]) -> ir.Table:
        name = (table, *files)
        if name not in self._opened:
            rows = self.engine.read(files, BOOK[table])
            self._opened[name] = as_of({table: rows}, self.day)[table]
        return self._opened[name]
