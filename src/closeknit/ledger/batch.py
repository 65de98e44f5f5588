"""What one writer appends: files first, seen by nobody; then one commit per table, `imports` last.

A batch announces itself before it writes anything (`underway`). If it dies before it counts, the next writer
takes the tables back to the versions they had (`sweep`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from closeknit.errors import StoreError
from closeknit.ledger.datafiles import WRITTEN, DataFile, fresh_folder, seal
from closeknit.ledger.deltalog import Named, named, replace, take_back
from closeknit.ledger.durable import disk_of, write_durably
from closeknit.ledger.shared import send, sharing
from closeknit.ledger.tables import (
    SQL_TYPES,
    TABLES,
    VERSIONS,
    connect,
    open_table,
    quoted,
    read_rows,
    reading,
    versions_now,
)
from closeknit.ledger.underway import NOTE, Begun, dead_batch, forget_note, write_note, written_since
from closeknit.locks import WAIT, writing


class Batch:
    """Rows to be appended together. Use through `writer`, which holds the lock and cleans up."""

    def __init__(self, folder: Path, con: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.con = con
        self._opened: dict[str, DeltaTable | None] = {}
        self._name = f"b{uuid.uuid4().hex[:12]}"
        self._added: dict[str, list[DataFile]] = {}
        self._gone: dict[str, list[Named]] = {}
        self._committed = False
        self._begun = Begun(self._name, versions_now(folder))
        write_note(folder, self._begun)

    def add(
        self,
        table: str,
        query: str,
        *,
        con: duckdb.DuckDBPyConnection | None = None,
        repeated: Collection[str] = (),
    ) -> int:
        """Write the rows of a query to a data file of the table; gives how many there were.

        `con` is a cursor of the batch's connection, where the query needs temporary tables of its own;
        `repeated` are columns that the query gives as an enumeration of their few texts.
        """
        file = self.new_file(fresh_folder(self.folder / table), len(self._added.setdefault(table, [])))
        columns = ", ".join(
            f'"{c.name}"' if c.name in repeated else f'"{c.name}"::{SQL_TYPES[c.type]} AS "{c.name}"'
            for c in TABLES[table].columns
        )
        written = f"COPY (SELECT {columns} FROM ({query})) TO {quoted(str(file))} {WRITTEN.format(more='')}"
        with disk_of(self.folder):
            done = (con or self.con).execute(written).fetchone()
            rows = int(done[0]) if done else 0
            if rows:
                self._added[table].append(DataFile(seal(file), rows))
            else:
                file.unlink(missing_ok=True)
        return rows

    def new_file(self, folder: Path, number: int) -> Path:
        """Where to write a data file that goes should the batch not be committed."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{self._name}-{number:03}.parquet"

    def drop(self, table: str, file: Path) -> None:
        """Do without a data file of a table from now on."""
        self._added.setdefault(table, [])
        lost = file.relative_to(self.folder / table).as_posix()
        self._gone.setdefault(table, []).extend(one for one in self.named(table) if one.path == lost)

    def replace(self, table: str, gone: Sequence[Named], added: Sequence[DataFile]) -> None:
        """Have the same rows of a table in other files, already written to paths of `new_file`."""
        self._gone.setdefault(table, []).extend(gone)
        self._added.setdefault(table, []).extend(added)

    def add_rows(self, table: str, rows: list[dict[str, object]]) -> None:
        """Write a few rows made in Python."""
        if not rows:
            return
        name = f"rows_{uuid.uuid4().hex[:8]}"
        self.con.register(name, pa.Table.from_pylist(rows, schema=TABLES[table].arrow))
        try:
            self.add(table, f"SELECT * FROM {name}")
        finally:
            self.con.unregister(name)

    def added(self, table: str) -> list[str]:
        """Data files that this batch has written for a table."""
        return [str(file.path) for file in self._added.get(table, [])]

    def before(self, table: str) -> list[str]:
        """Data files of a table that were there when the batch began."""
        return [str(self.folder / table / one.path) for one in self.named(table)]

    def named(self, table: str) -> list[Named]:
        """The same as the table's log names them."""
        opened = self._table(table)
        gone = {one.path for one in self._gone.get(table, [])}
        return [] if opened is None else [one for one in named(opened) if one.path not in gone]

    def read(self, table: str) -> pa.Table:
        """All rows of a small table as it was when the batch began."""
        return read_rows(table, self.before(table))

    def reading(self, table: str) -> str:
        """SQL that reads a table as it will be after the commit."""
        return reading(table, [*self.before(table), *self.added(table)])

    def _table(self, table: str) -> DeltaTable | None:
        """The table as it was when the batch began; nobody else writes meanwhile."""
        if table not in self._opened:
            self._opened[table] = open_table(self.folder, table)
        return self._opened[table]

    def commit(self) -> None:
        """Make all of it visible: every table, then `imports`; each on the disk before the next."""
        with disk_of(self.folder):
            for table in sorted(self._added, key=lambda name: (name == "imports", name)):
                added, gone = self._added[table], self._gone.get(table, [])
                if added or gone:
                    replace(self.folder / table, TABLES[table], self._table(table), gone, added)
            write_durably(self.folder / VERSIONS, json.dumps(versions_now(self.folder)))
            self._send()
            self._committed = True
            forget_note(self.folder)

    def _send(self) -> None:
        """Have it count in the store of which the folder is a copy; if it cannot, it does not count here."""
        try:
            send(self.folder)
        except StoreError:
            write_note(self.folder, Begun(self._name, self._begun.versions, refused=True))
            raise

    def abandon(self) -> None:
        """Leave no trace, unless it is committed."""
        if not self._committed:
            sweep(self.folder)


@contextmanager
def writer(folder: Path, *, wait: float = WAIT) -> Iterator[Batch]:
    """The folder's lock, a connection and an empty batch; what is not committed at the end is removed."""
    with writing(folder, wait=wait):
        with disk_of(folder):
            sweep(folder)
        with sharing(folder, wait=wait), connect(folder) as con, disk_of(folder):
            batch = Batch(folder, con)
            try:
                yield batch
            finally:
                # A disk that is still full keeps the note: the next writer sweeps.
                with suppress(OSError):
                    batch.abandon()


def sweep(folder: Path) -> bool:
    """Remove what a dead batch left; True when there was a note of one. The caller holds the lock."""
    if not (folder / NOTE).exists():
        return False
    dead = dead_batch(folder)
    if dead is not None:
        _take_back(folder, dead)
    forget_note(folder)
    return True


def _take_back(folder: Path, dead: Begun) -> None:
    if written_since(folder, dead):
        # First: a table that the batch made goes whole, and would be missed.
        write_durably(folder / VERSIONS, json.dumps(dict(dead.versions)))
    for table in (table for table in TABLES if (folder / table).is_dir()):
        take_back(folder / table, dead.before(table), dead.batch)
