"""A business whose source files are counted apart from Closeknit: by Python's csv module, in ten lines."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from closeknit.business import Business
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.store import Ledger
from closeknit.workspace import Workspace, create_workspace, open_workspace
from tests.ledger.loads import column, mapped, order, write_rows

ROWS = 40
"""Orders in each file."""


def orders_in(folder: Path) -> list[Decimal]:
    """The total of every order that counts in a business folder."""
    amounts = column(Business(open_workspace(folder)).ledger, "activities", "amount")
    return sorted(Decimal(str(amount)) for amount in amounts)


class Shop:
    """A business folder, and the files it may load."""

    def __init__(self, folder: Path, *, files: int, storage: str = "") -> None:
        self.folder = folder / "shop"
        workspace = create_workspace(self.folder, settings_text=f'name = "Shop"\nstorage = "{storage}"\n')
        mapped(workspace.mappings)
        self.files = [self._write(folder / "exports" / f"{n}.csv", n) for n in range(1, files + 1)]

    def _write(self, path: Path, n: int) -> Path:
        """A file of new orders, and of some of the file before with another total."""
        first = (n - 1) * (ROWS - 8)
        numbers = range(first, first + ROWS)
        rows = [order(m, total=f"{m}.{n:02}", email=f"c{m % 9}@firm.example") for m in numbers]
        return write_rows(path, rows, time=n)

    @property
    def workspace(self) -> Workspace:
        """The folder, opened."""
        return open_workspace(self.folder)

    def ledger(self) -> Ledger:
        """What was loaded, looked at as every command does."""
        return Business(self.workspace).ledger

    def counting(self) -> list[ImportState]:
        """The imports that count now."""
        return History.of(self.ledger().read("imports")).counting()

    def names_after(self, what: str, names: list[str], words: Sequence[str]) -> list[str]:
        """Names of the files that count when something is done to the end."""
        if what == "load":
            return sorted({*names, *(Path(word).name for word in words)})
        rows = History.of(self.ledger().read("imports")).rows
        gone = {row.file for row in rows if what == "undo" and row.import_id in words}
        return [name for name in names if name not in gone]

    def orders(self) -> list[Decimal]:
        """The total of every order that counts."""
        return orders_in(self.folder)

    def expected(self, names: list[str]) -> list[Decimal]:
        """The same from the files alone: of an order that several show, the newest file's total."""
        newest: dict[str, Decimal] = {}
        for file in self.files:  # oldest first
            if file.name in names:
                with file.open(newline="") as rows:
                    newest |= {row["order_id"]: Decimal(row["total"]) for row in csv.DictReader(rows)}
        return sorted(newest.values())

    def check(self) -> list[str]:
        """0 lost, 0 doubled: every file counts once or not at all, and orders are what those files say."""
        names = sorted(row.file or "" for row in self.counting())
        assert len(names) == len(set(names)), names
        assert self.orders() == self.expected(names)
        return names
