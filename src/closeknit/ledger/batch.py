"""What one writer appends: files first, seen by nobody; then one commit per table, `imports` last.

A batch announces itself in the file `loading` before it writes anything, with the version of every
table. If it dies, the next writer finds that note and takes the tables back to those versions (`sweep`).
The row in `imports` is the only commit marker: until it is there nothing of the batch counts.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from closeknit.ledger.durable import room_on, sync_file, sync_folder, write_durably
from closeknit.ledger.lock import WAIT, writing
from closeknit.ledger.tables import (
    SQL_TYPES,
    TABLES,
    connect,
    log_version,
    open_table,
    quoted,
    read_rows,
    reading,
)

NOTE = "loading"


class Batch:
    """Rows to be appended together. Use through `writer`, which holds the lock and cleans up."""

    def __init__(self, folder: Path, con: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.con = con
        self._opened: dict[str, DeltaTable | None] = {}
        self._name = f"b{uuid.uuid4().hex[:12]}"
        self._added: dict[str, list[tuple[Path, int]]] = {}
        self._committed = False
        versions = {table: log_version(folder, table) for table in TABLES}
        note = {"batch": self._name, "versions": versions}
        write_durably(folder / NOTE, json.dumps(note))

    def add(self, table: str, query: str, *, con: duckdb.DuckDBPyConnection | None = None) -> int:
        """Write the rows of a query to a data file of the table; gives how many there were.

        `con` is a cursor of the batch's connection, where the query needs temporary tables of its own.
        """
        number = len(self._added.setdefault(table, []))
        file = self.folder / table / f"{self._name}-{number:03}.parquet"
        file.parent.mkdir(mode=0o700, exist_ok=True)
        columns = ", ".join(f'"{c.name}"::{SQL_TYPES[c.type]} AS "{c.name}"' for c in TABLES[table].columns)
        with room_on(self.folder):
            done = (
                (con or self.con)
                .execute(
                    f"COPY (SELECT {columns} FROM ({query})) TO {quoted(str(file))} "
                    "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
                )
                .fetchone()
            )
            rows = int(done[0]) if done else 0
            if rows:
                sync_file(file)
                self._added[table].append((file, rows))
            else:
                file.unlink(missing_ok=True)
        return rows

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
        return [str(file) for file, _ in self._added.get(table, [])]

    def before(self, table: str) -> list[str]:
        """Data files of a table that were there when the batch began."""
        opened = self._table(table)
        return [] if opened is None else sorted(opened.file_uris())

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
        with room_on(self.folder):
            for table in sorted(self._added, key=lambda name: (name == "imports", name)):
                if self._added[table]:
                    _append(self.folder / table, self._table(table), self._added[table])
            self._committed = True
            _forget_note(self.folder)

    def abandon(self) -> None:
        """Leave no trace, unless it is committed."""
        if not self._committed:
            sweep(self.folder)


@contextmanager
def writer(folder: Path, *, wait: float = WAIT) -> Iterator[Batch]:
    """The folder's lock, a connection and an empty batch; what is not committed at the end is removed."""
    with writing(folder, wait=wait):
        with room_on(folder):
            sweep(folder)
        with connect(folder) as con, room_on(folder):
            batch = Batch(folder, con)
            try:
                yield batch
            finally:
                # A disk that is still full keeps the note: the next writer sweeps.
                with suppress(OSError):
                    batch.abandon()


def sweep(folder: Path) -> bool:
    """Remove what a dead batch left; True when there was one. The caller holds the lock."""
    note = folder / NOTE
    if not note.exists():
        return False
    told = json.loads(note.read_text(encoding="utf-8"))
    before: Mapping[str, int] = told["versions"]
    if log_version(folder, "imports") == before["imports"]:
        for table in TABLES:
            _take_back(folder, table, before.get(table, -1), told["batch"])
    _forget_note(folder)
    return True


def _take_back(folder: Path, table: str, version: int, batch: str) -> None:
    """Bring a table back to a version. Files a log ever named stay: a reader may hold their list."""
    home = folder / table
    now = log_version(folder, table)
    if now > version and version < 0:
        shutil.rmtree(home)
        return
    if now > version:
        DeltaTable(home).restore(version)
        _sync_log(home)
        return
    for file in home.glob(f"{batch}-*.parquet"):
        file.unlink()
    if version < 0 and home.is_dir() and not any(home.iterdir()):
        home.rmdir()


def _append(home: Path, table: DeltaTable | None, added: list[tuple[Path, int]]) -> None:
    """Name data files in the log of a table, which is made where there is none."""
    sync_folder(home)
    actions = [_action(file, rows) for file, rows in added]
    declared = TABLES[home.name]
    schema = Schema.from_arrow(declared.arrow)
    if table is None:
        plain = [c.name for c in declared.columns if not c.personal and not c.type.startswith("list")]
        create_table_with_add_actions(
            str(home), schema, actions, configuration={"delta.dataSkippingStatsColumns": ",".join(plain)}
        )
        sync_folder(home.parent)
    else:
        adding: list[AddAction | RemoveAction] = [*actions]
        table.create_write_transaction(adding, mode="append", schema=schema)
    _sync_log(home)


def _action(file: Path, rows: int) -> AddAction:
    about = file.stat()
    return AddAction(
        path=file.name,
        size=about.st_size,
        partition_values={},
        modification_time=int(about.st_mtime * 1000),
        data_change=True,
        # No smallest and largest values: they would write people's data into the log, where it stays.
        stats=json.dumps({"numRecords": rows}),
    )


def _sync_log(home: Path) -> None:
    log = home / "_delta_log"
    newest = max(log.glob("*.json"))
    sync_file(newest)
    for checkpoint in log.glob("*.checkpoint.parquet"):
        if checkpoint.stat().st_mtime >= newest.stat().st_mtime - 1:
            sync_file(checkpoint)
    sync_folder(log)
    sync_folder(home)


def _forget_note(folder: Path) -> None:
    (folder / NOTE).unlink(missing_ok=True)
    sync_folder(folder)
